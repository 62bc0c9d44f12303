"""What a model gets from its bases, as Django's metaclass hands it down: columns, parent links, the automatic key."""

from msgspec import Struct

from indexer.frameworks.django.apps import Apps
from indexer.frameworks.django.fields import Declared, declared_fields, is_primary_key
from indexer.frameworks.django.known import KnownField, known_model
from indexer.frameworks.django.meta import is_proxy
from indexer.resolve.classes import CLOSED
from indexer.resolve.entities import Class, External
from indexer.resolve.evaluate.values import Const
from indexer.resolve.program import Program


class Handed(Struct, frozen=True):
    """A field that a model of an installed package hands down to `owner`."""

    owner: Class
    field: KnownField


class ParentLink(Struct, frozen=True):
    """The one-to-one key of a model that extends the table of another."""

    owner: Class
    parent: Class | External


class Automatic(Struct, frozen=True):
    """The primary key of a model that declares none."""

    owner: Class
    type: str  # '' where it is not known


Source = Declared | Handed | ParentLink | Automatic


class Inheritance:
    """`models` has every model of the repository and whether it is abstract."""

    def __init__(self, program: Program, apps: Apps, models: dict[Class, bool]) -> None:
        self.program = program
        self.apps = apps
        self.models = models
        self._fields: dict[Class, dict[str, Source]] = {}

    def fields(self, cls: Class) -> dict[str, Source]:
        """All fields of a model by name, those of the bases first."""
        found = self._fields.get(cls)
        if found is None:
            self._fields[cls] = {}  # seen while a cycle of bases is being followed
            found = {**self._inherited(cls), **declared_fields(self.program, cls)}
            if not self.models[cls] and not any(map(_is_primary_key, found.values())) and is_known(self.program, cls):
                found = {"id": Automatic(cls, self.apps.auto_field_of(cls.module)), **found}
            self._fields[cls] = found
        return found

    def _inherited(self, cls: Class) -> dict[str, Source]:
        found: dict[str, Source] = {}
        bases = set(self.program.classes.bases(cls))
        hidden = set(cls.bindings)
        for base in self.program.classes.mro(cls)[1:]:
            if isinstance(base, Class) and base not in self.models:
                hidden |= set(base.bindings)  # a plain mixin hands down attributes, not columns
            elif base in bases:
                for name, source in self._of_base(base, cls).items():
                    if name not in hidden:
                        found.setdefault(name, source)
        return found

    def _of_base(self, base: Class | External, cls: Class) -> dict[str, Source]:
        if isinstance(base, Class):
            fields, abstract = self.fields(base), self.models[base]
        else:
            known = known_model(base.name)
            if known is None:
                return {}
            fields, abstract = {f.name: Handed(cls, f) for f in known.fields}, known.abstract
        if abstract or is_proxy(self.program, cls) or self._links_itself(cls):
            return dict(fields)
        link = f"{base.name.rpartition('.')[2].lower()}_ptr"
        return {link: ParentLink(cls, base), **fields}

    def _links_itself(self, cls: Class) -> bool:
        own = declared_fields(self.program, cls).values()
        return any(d.arguments.get("parent_link") == Const(True) for d in own)


def is_known(program: Program, cls: Class) -> bool:
    """Is every model above the class known, so that what it hands down would have been seen?"""
    above = (c.name for c in program.classes.mro(cls) if isinstance(c, External) and c.name not in CLOSED)
    return all(known_model(name) is not None or not _may_be_model(name) for name in above)


def _may_be_model(name: str) -> bool:
    """A class of an installed package: its models live in modules of models, its mixins elsewhere."""
    module, _, last = name.rpartition(".")
    return (
        any(part.endswith("models") for part in module.split(".")) or "model" in last.lower() or not module.strip("?")
    )


def _is_primary_key(source: Source) -> bool:
    if isinstance(source, Declared):
        return is_primary_key(source)
    return source.field.primary_key if isinstance(source, Handed) else True
