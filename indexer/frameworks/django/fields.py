"""Model fields: which values in a class body are one, and what their arguments say about the column."""

from msgspec import Struct

from indexer.expressions import last_name
from indexer.facts import Assign, Call, Expression
from indexer.frameworks.django import choices
from indexer.frameworks.findings import FieldFound
from indexer.resolve.entities import Class, External
from indexer.resolve.evaluate.values import Arguments, Const, Made, Value, name_of, text_of
from indexer.resolve.program import Program
from indexer.shown import show

MODEL_FIELDS = ("django.db.models.", "django.contrib.gis.db.models.", "django.contrib.postgres.fields.")
NO_MODEL_FIELDS = (  # modules whose `...Field` classes are no columns
    "django.forms",
    "django.contrib.postgres.forms",
    "django.contrib.gis.forms",
    "rest_framework",
    "django_filters",
    "wtforms",
    "marshmallow",
    "graphene",
    "dataclasses",
    "pydantic",
    "imagekit",  # specs computed from another field
)
TO_ONE = frozenset(
    {"ForeignKey", "OneToOneField", "ParentalKey", "TreeForeignKey", "TreeOneToOneField", "ForeignObject"}
)
TO_MANY = frozenset({"ManyToManyField", "ParentalManyToManyField", "TreeManyToManyField", "SortedManyToManyField"})
GENERIC = frozenset({"GenericForeignKey", "GenericRelation"})
TAGS = frozenset({"TaggableManager", "ClusterTaggableManager"})  # django-taggit, django-modelcluster
ONE_TO_ONE = frozenset({"OneToOneField", "TreeOneToOneField"})
RELATIONS = TO_ONE | TO_MANY | GENERIC | TAGS
MANY = TO_MANY | GENERIC | TAGS  # without a column of their own
# where Django's classes take these by position
POSITIONS = {"to": 0, "on_delete": 1}
POSITIONS_OF_MANY = {"to": 0, "related_name": 1}


class Declared(Struct, frozen=True):
    """A field as a class body declares it; what depends on the model that has it is worked out for each model."""

    name: str
    owner: Class
    line: int
    django_class: str  # last part of the class of Django, or of an installed package, that it is
    type: str  # last part of the class as written
    arguments: Arguments
    default: str | None


def declared_fields(program: Program, cls: Class) -> dict[str, Declared]:
    """Fields that a class body declares itself, in order."""
    found: dict[str, Declared] = {}
    for name, value in program.evaluator.class_body(cls).items():
        if isinstance(value, Made):
            django_class = field_class(program, value.callee)
            if django_class:
                line, written = _written(cls, name)
                found[name] = Declared(
                    name=name,
                    owner=cls,
                    line=line,
                    django_class=django_class,
                    type=name_of(value.callee).rpartition(".")[2],
                    arguments=value.arguments,
                    default=_default(written, value),
                )
    return found


def field_class(program: Program, callee: Value | None) -> str:
    """The class of Django or of an installed package that a field is one of, '' where it is no model field."""
    if type(callee) is External:
        return callee.name.rpartition(".")[2] if _is_field(callee.name) else ""
    if isinstance(callee, Class):
        for ancestor in program.classes.mro(callee):
            if type(ancestor) is External and _is_field(ancestor.name):
                return ancestor.name.rpartition(".")[2]
    return ""


def is_django_field(program: Program, declared: Declared) -> bool:
    """Is it certainly a model field, whatever class it stands in?"""
    value = program.evaluator.class_body(declared.owner).get(declared.name)
    return isinstance(value, Made) and name_of(value.callee).startswith(MODEL_FIELDS)


def is_primary_key(declared: Declared) -> bool:
    flags = (declared.arguments.get(name) == Const(True) for name in ("primary_key", "parent_link"))
    return any(flags) or declared.django_class == "CompositePrimaryKey"


def column_facts(program: Program, declared: Declared, *, with_choices: bool = True) -> FieldFound:
    """Everything but the relation, and where asked for the values it may take."""
    arguments, kind = declared.arguments, declared.django_class
    primary_key = True if is_primary_key(declared) else _flag(arguments, "primary_key")
    unique = True if primary_key or kind in ONE_TO_ONE else _flag(arguments, "unique")
    null = True if kind == "NullBooleanField" else _flag(arguments, "null")
    return FieldFound(
        name=declared.name,
        declared_in=declared.owner,
        line=declared.line,
        kind="relation" if kind in MANY else "column",
        column=_column(declared),
        type=declared.type,
        base=kind,
        null=None if kind in GENERIC | TAGS else null,
        unique=unique,
        primary_key=primary_key,
        length=_length(declared),
        choices=_choices(program, declared) if with_choices else None,
        default=declared.default,
    )


def argument(declared: Declared, name: str) -> Value | None:
    positions = POSITIONS_OF_MANY if declared.django_class in TO_MANY else POSITIONS
    return declared.arguments.get(name, positions.get(name))


def _is_field(name: str) -> bool:
    last = name.rpartition(".")[2]
    if name.startswith(MODEL_FIELDS):
        return last.endswith("Field") or last in RELATIONS or last == "CompositePrimaryKey"
    return (
        (last.endswith("Field") or last in RELATIONS) and "." in name and not name.startswith(("?.", *NO_MODEL_FIELDS))
    )


def _choices(program: Program, declared: Declared) -> list[str] | None:
    given = declared.arguments
    if given.has("choices"):
        return choices.values(program, given.get("choices"))
    kind = given.get("enum", 0) if "Enum" in declared.type else None  # EnumField(Status)
    return choices.values(program, kind) if isinstance(kind, Class) else None


def shown_default(arguments: Arguments) -> str | None:
    """A default as a value shows it; None where there is none."""
    if not any(arguments.has(name) for name in ("default", "db_default")):
        return None
    value = arguments.get("default") if arguments.has("default") else arguments.get("db_default")
    return repr(value.value) if isinstance(value, Const) else name_of(value) or "…"


def _length(declared: Declared) -> int | None:
    value = declared.arguments.get("max_length")
    return value.value if isinstance(value, Const) and type(value.value) is int else None


def _flag(arguments: Arguments, name: str) -> bool | None:
    value = arguments.get(name)
    if type(value) is Const:
        return bool(value.value)
    return False if arguments.complete and not arguments.has(name) else None


def _column(declared: Declared) -> str | None:
    if declared.django_class in MANY or declared.django_class == "CompositePrimaryKey":
        return None
    if declared.arguments.has("db_column"):
        column = text_of(declared.arguments.get("db_column"))
        if column is not None or declared.arguments.get("db_column") != Const(None):
            return column
    return f"{declared.name}_id" if declared.django_class in TO_ONE else declared.name


def _written(cls: Class, name: str) -> tuple[int, Call | None]:
    """Where the body binds the name, and the call that is written there."""
    statements = cls.scope.statements
    for binding in reversed(cls.bindings.get(name, ())):
        statement = statements[binding.statement] if binding.statement < len(statements) else None
        if type(statement) is Assign:
            return statement.line, statement.value if type(statement.value) is Call else None
    return cls.line, None


def _default(written: Call | None, made: Made) -> str | None:
    if written is None or last_name(written) != name_of(made.callee).rpartition(".")[2]:
        return None
    default: Expression | None = next((v for k, v in written.keywords if k == "default"), None)
    return show(default) if default is not None else None
