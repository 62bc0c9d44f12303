"""Models that installed packages declare, as classes of their own: `django.contrib.auth.models.User` and its like.

A stand-in has fields and can be related to, but no file: a use of one of its fields is kept under its dotted name.
"""

from indexer.facts import Block, Definition, Expression, FileFacts, Scope
from indexer.frameworks.django.known import CONCRETE, KnownField, known_model
from indexer.frameworks.findings import FieldFound, ModelFound
from indexer.resolve.entities import Class, Entity, External, Module, Resolved
from indexer.resolve.names import Local, Names

USER = "django.contrib.auth.models.User"
TO_ONE = frozenset({"ForeignKey", "OneToOneField"})
TO_MANY = frozenset({"ManyToManyField", "GenericForeignKey"})


class Outside:
    """The stand-ins, by dotted name; each is made once."""

    def __init__(self) -> None:
        self.classes = {name: _stand_in(name) for name in CONCRETE}
        self.models = {cls: self._model(cls) for cls in self.classes.values()}

    def of(self, name: str) -> Class | None:
        return self.classes.get(name)

    def _model(self, cls: Class) -> ModelFound:
        known = known_model(cls.name)
        found = ModelFound(cls=cls, framework="django")
        if known is not None:
            found.fields = {field.name: self._field(field, cls) for field in known.fields}
        return found

    def _field(self, field: KnownField, cls: Class) -> FieldFound:
        target: Class | External | None = None
        if field.target:
            target = self.classes.get(field.target) or External(field.target)
        return FieldFound(
            name=field.name,
            declared_in=cls,
            line=0,
            kind="relation" if field.type in TO_MANY else "column",
            type=field.type,
            null=field.null,
            unique=field.unique,
            primary_key=field.primary_key,
            target=target,
            related_name="+",
        )


def is_outside(cls: Class) -> bool:
    return not cls.module.file_path


def _stand_in(name: str) -> Class:
    package, _, leaf = name.rpartition(".")
    scope = Scope("module", package, "<module>", -1, None, None, [], [], [], False)
    module = Module(
        name=package,
        scope=scope,
        parent=None,
        file_path="",
        root="",
        is_package=False,
        facts=FileFacts([scope], [], [], 0),
    )
    header = Definition(0, 0, [], [], [], None, [], [], [], False)
    body = Scope("class", leaf, leaf, 0, header, None, [], [Block(-1, -1, "body", None, None, None, True)], [], False)
    return Class(name=name, module=module, scope=body, parent=module)


class NamesWithModels(Names):
    """Names as inference sees them: a model of an installed package is its stand-in."""

    def __init__(self, names: Names, outside: Outside) -> None:
        self.__dict__.update(names.__dict__)  # what was looked up is remembered once for both
        self._outside = outside

    def resolve(self, expression: Expression, at: Entity) -> Resolved | None:
        found = Names.resolve(self, expression, at)
        return self._stand_in(found) if type(found) is External else found

    def name(self, name: str, at: Entity) -> Resolved | Local | None:
        found = Names.name(self, name, at)
        return self._stand_in(found) if type(found) is External else found

    def member(self, owner: Entity, name: str) -> Resolved | None:
        found = Names.member(self, owner, name)
        return self._stand_in(found) if type(found) is External else found

    def _stand_in(self, found: External) -> Resolved:
        return self._outside.classes.get(found.name) or found
