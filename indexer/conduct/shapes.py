"""The fields that schemas of requests and answers declare: their types as written, and whether they must be given.

Sources: "Fields" and "Models" of pydantic; "Serializers" and "Serializer fields" of REST framework; "Quickstart" of
marshmallow.
"""

from collections.abc import Iterator

from indexer.conduct.found import SchemaField
from indexer.discover import is_test
from indexer.expressions import last_name
from indexer.facts import Assign, Call, Constant, Expression, Mapping, Name
from indexer.resolve.entities import Class
from indexer.resolve.evaluate.values import text_of
from indexer.resolve.program import Program
from indexer.shown import show

SCHEMAS = frozenset({"pydantic.BaseModel", "pydantic.main.BaseModel", "sqlmodel.SQLModel", "sqlmodel.main.SQLModel"})
SETTINGS = frozenset({"pydantic_settings.BaseSettings", "pydantic.BaseSettings"})
SERIALIZERS = frozenset(
    {"rest_framework.serializers.BaseSerializer", "rest_framework.serializers.Serializer"}
    | {"rest_framework.serializers.ModelSerializer", "rest_framework.serializers.HyperlinkedModelSerializer"}
)
MARSHMALLOW = frozenset({"marshmallow.Schema", "marshmallow.schema.Schema", "flask_marshmallow.Schema"})
LEFT_OUT = frozenset({"default", "load_default", "missing"})  # keywords of fields that need not be given
DEFAULTS = frozenset({"default", "default_factory"})
ONLY = {"read_only": "read", "dump_only": "read", "write_only": "write", "load_only": "write"}  # keywords of fields
LISTED = {"read_only_fields": "read", "write_only_fields": "write", "dump_only": "read", "load_only": "write"}
COMPUTED = frozenset({"SerializerMethodField", "ReadOnlyField", "Method"})
LONGEST = 120  # characters of a type


def shapes(program: Program) -> Iterator[SchemaField]:
    """Of every class outside tests, in the order of the source; what ancestors declare is told of them alone."""
    for cls in program.classes_in_order:
        if is_test(cls.path):
            continue
        if program.classes.is_a(cls, SCHEMAS):
            if not program.classes.is_a(cls, SETTINGS):
                yield from _annotated(cls)
        elif program.classes.is_a(cls, SERIALIZERS):
            yield from _told(program, cls, [*_assigned(cls, by_default=True), *_listed(program, cls)])
        elif program.classes.is_a(cls, MARSHMALLOW):
            yield from _told(program, cls, list(_assigned(cls, by_default=False)))


def _annotated(cls: Class) -> Iterator[SchemaField]:
    for statement in cls.scope.statements:
        if type(statement) is not Assign or statement.annotation is None:
            continue
        target = statement.targets[0]
        if type(target) is not Name or target.id.startswith("_") or last_name(statement.annotation) == "ClassVar":
            continue
        text = show(statement.annotation, LONGEST)
        call = statement.value if type(statement.value) is Call else None
        hidden = any(key == "exclude" and show(value) == "True" for key, value in (call.keywords if call else ()))
        only = "write" if hidden else ""
        yield SchemaField(cls, statement.line, target.id, text, _is_required(statement.value), only)


def _assigned(cls: Class, *, by_default: bool) -> Iterator[SchemaField]:
    """`total = fields.Int(required=True)`; `by_default`: a field must be given where it does not say otherwise."""
    for statement in cls.scope.statements:
        if type(statement) is not Assign or type(call := statement.value) is not Call:
            continue
        target = statement.targets[0]
        if type(target) is Name and not target.id.startswith("_") and last_name(call)[:1].isupper():
            said = {key: show(value) for key, value in call.keywords if key is not None}
            only = next((way for key, way in ONLY.items() if said.get(key) == "True"), "")
            if last_name(call) in COMPUTED:
                only = "read"
            free = not LEFT_OUT.isdisjoint(said) or only == "read"
            required = said.get("required", str(by_default)) == "True" and not free
            yield SchemaField(cls, statement.line, target.id, last_name(call), required, only)


def _listed(program: Program, cls: Class) -> Iterator[SchemaField]:
    """`class Meta: fields = ["id", "total"]`"""
    meta = program.names.member(cls, "Meta") if "Meta" in cls.bindings else None
    if not isinstance(meta, Class) or "fields" not in meta.bindings:
        return
    own = set(cls.bindings)
    for item in program.evaluator.iterate(program.evaluator.class_attribute(meta, "fields")) or ():
        name = text_of(item)
        if name and name not in own and name.isidentifier():
            yield SchemaField(cls, meta.line, name, "", required=False, only="")


def _told(program: Program, cls: Class, found: list[SchemaField]) -> Iterator[SchemaField]:
    """With what `class Meta` says of them: `read_only_fields`, `extra_kwargs`, `dump_only`, `load_only`."""
    meta = program.names.member(cls, "Meta") if "Meta" in cls.bindings else None
    ways = dict(_ways(program, meta)) if isinstance(meta, Class) else {}
    for field in found:
        way = ways.pop(field.name, "")
        yield field._replace(only=field.only or way)
    if isinstance(meta, Class):
        for name, way in ways.items():
            yield SchemaField(cls, meta.line, name, "?", required=False, only=way)


def _ways(program: Program, meta: Class) -> Iterator[tuple[str, str]]:
    for listed, way in LISTED.items():
        if listed in meta.bindings:
            for item in program.evaluator.iterate(program.evaluator.class_attribute(meta, listed)) or ():
                if name := text_of(item):
                    yield name, way
    for statement in meta.scope.statements:
        if type(statement) is Assign and statement.targets[0] == Name("extra_kwargs"):
            value = statement.value
            for key, given in zip(value.keys, value.values, strict=True) if type(value) is Mapping else ():
                if type(key) is Constant and isinstance(key.value, str) and type(given) is Mapping:
                    said = {show(k): show(v) for k, v in zip(given.keys, given.values, strict=True) if k is not None}
                    for word, way in ONLY.items():
                        if said.get(f"'{word}'") == "True":
                            yield key.value, way


def _is_required(value: Expression | None) -> bool:
    """`name: str`, `name: str = ...`, `name: str = Field(max_length=9)`."""
    if value is None or show(value) == "...":
        return True
    if type(value) is Call and last_name(value) == "Field":
        if value.arguments:
            return show(value.arguments[0]) == "..." and type(value.arguments[0]) is Constant
        return not any(key in DEFAULTS for key, _ in value.keywords)
    return False
