"""What the arguments of a SQLAlchemy column, and its annotation, say about it: in a model and in a migration."""

import re

from msgspec import Struct

from indexer.expressions import last_name
from indexer.facts import Attribute, Collection, Constant, Expression, Name, Operation, Subscript
from indexer.frameworks.findings import ColumnFacts
from indexer.resolve.entities import Class, External
from indexer.resolve.evaluate.values import Arguments, Const, Items, Made, Member, Value, name_of, text_of
from indexer.resolve.program import Program
from indexer.shown import show

# What `Mapped[int]` and SQLModel's annotations stand for: SQLAlchemy's default type map.
PYTHON_TYPES = {
    "int": "Integer", "str": "String", "bool": "Boolean", "float": "Float", "bytes": "LargeBinary", "dict": "JSON",
    "Decimal": "Numeric", "datetime": "DateTime", "date": "Date", "time": "Time", "timedelta": "Interval",
    "UUID": "Uuid", "UUID4": "Uuid", "EmailStr": "AutoString",
}  # fmt: skip
NO_TYPES = frozenset({"Sequence", "Computed", "Identity", "FetchedValue", "CheckConstraint", "DefaultClause", ""})
TRANSPARENT = frozenset({"Mapped", "Optional", "list", "List", "set", "Set", "Annotated", "None", "Union", "Sequence"})
WITH_LENGTH = ("String", "VARCHAR", "NVARCHAR", "CHAR", "Unicode", "AutoString")
DECORATORS = frozenset({"sqlalchemy.types.TypeDecorator", "sqlalchemy.TypeDecorator"})


class Columns(Struct, frozen=True):
    program: Program

    def read(
        self, facts: ColumnFacts, arguments: Arguments, annotation: Expression | None = None, *, sqlmodel: bool = False
    ) -> None:
        """Fill in everything but the name that a class gives it."""
        sa_column = arguments.get("sa_column")
        if type(sa_column) is Made:
            arguments = sa_column.arguments
        positional = list(arguments.positional)
        if positional and type(positional[0]) is Const and isinstance(positional[0].value, str):
            facts.column = positional.pop(0).value  # type: ignore[union-attr,assignment]
        for value in [*positional, arguments.get("type_"), arguments.get("sa_type")]:
            self.part(facts, value)
        optional = _is_optional(annotation)
        if not facts.type:
            facts.type = PYTHON_TYPES.get(python_type(annotation), python_type(annotation))
            if facts.type == "String" and sqlmodel:
                facts.type = "AutoString"
            facts.base = facts.type
        if facts.length is None and sqlmodel:
            facts.length = _whole(arguments.get("max_length"))
        facts.primary_key = is_true(arguments.get("primary_key"))
        facts.unique = is_true(arguments.get("unique"))
        nullable = arguments.get("nullable")
        if type(nullable) is Const:
            facts.null = bool(nullable.value)
        elif facts.primary_key:
            facts.null = False
        else:
            facts.null = optional if annotation is not None else True
        reference = text_of(arguments.get("foreign_key"))
        if reference:
            facts.references.append(reference)
        default = arguments.get("default") if arguments.has("default") else arguments.get("server_default")
        if type(default) is Const:
            facts.default = repr(default.value)

    def part(self, facts: ColumnFacts, value: Value | None) -> None:
        """A positional argument of a column: its type, a foreign key, or something else (a sequence)."""
        made = value if type(value) is Made else None
        callee = made.callee if made is not None else value
        last = name_of(callee).rpartition(".")[2]
        if last == "with_variant" and type(callee) is Member:  # `String(20).with_variant(...)` is a String
            self.part(facts, callee.of)
            return
        if last == "ForeignKey" and made is not None:
            target = made.arguments.get("column", 0)
            text = text_of(target)
            if text:  # `ForeignKey(User.id)` names no table: left out
                facts.references.append(text)
            facts.on_delete = text_of(made.arguments.get("ondelete"))
        elif last == "as_mutable" and made is not None and len(made.arguments.positional) == 1:
            self.part(facts, made.arguments.positional[0])  # MutableDict.as_mutable(JSON)
        elif last not in NO_TYPES and not facts.type and self._is_class(callee):
            facts.type = last
            facts.base = self._base(callee)
            if made is not None:
                facts.length = _whole(made.arguments.get("length", 0)) if facts.base in WITH_LENGTH else None
                if last == "Enum":
                    facts.choices = _choices(made)

    def _is_class(self, value: Value | None) -> bool:
        """`Integer`, `db.Integer`: what a helper outside gives is not known."""
        return isinstance(value, Class | External) or (isinstance(value, Member) and value.name[:1].isupper())

    def _base(self, cls: Value | None) -> str:
        """The type of SQLAlchemy that one is; of a decorated one the type below it, '' where that is not known."""
        if not isinstance(cls, Class):
            return name_of(cls).rpartition(".")[2]
        above = [c for c in self.program.classes.mro(cls) if isinstance(c, External)]
        if any(c.name in DECORATORS for c in above):
            below = self.program.evaluator.class_attribute(cls, "impl")
            return self._base(below.callee if isinstance(below, Made) else below)
        found = next((c.name for c in above if c.name.startswith("sqlalchemy")), "")
        return found.rpartition(".")[2]


def _choices(made: Made) -> list[str] | None:
    texts = [text_of(v) for v in made.arguments.positional]
    if texts and all(t is not None for t in texts):
        return [t for t in texts if t is not None]
    first = made.arguments.positional[0] if made.arguments.positional else None
    if isinstance(first, Class):
        return [name for name in first.bindings if not name.startswith("_") and name.isupper()] or None
    return None


def python_type(annotation: Expression | None) -> str:
    """The innermost type: `Mapped[list["Item"]]` and `Optional[Item]` say Item, `dict[str, Any]` says dict."""
    if annotation is None:
        return ""
    if type(annotation) is Constant:
        if not isinstance(annotation.value, str):
            return ""
        words = [w for w in re.findall(r"[\w.]+", annotation.value) if w not in TRANSPARENT]
        return words[0].rpartition(".")[2] if words else ""
    if type(annotation) is Subscript:
        head = last_name(annotation.value)
        if head in TRANSPARENT:
            index = annotation.index
            return python_type(index.items[0] if type(index) is Collection and index.items else index)
        return head
    if type(annotation) is Operation:
        known = [o for o in annotation.operands if not (type(o) is Constant and o.value is None)]
        return python_type(known[0]) if known else ""
    return last_name(annotation) if isinstance(annotation, Name | Attribute) else ""


def _is_optional(annotation: Expression | None) -> bool:
    return annotation is not None and bool(re.search(r"\bNone\b|\bOptional\b", show(annotation)))


def is_true(value: Value | None) -> bool:
    return isinstance(value, Const) and bool(value.value)


def _whole(value: Value | None) -> int | None:
    return value.value if isinstance(value, Const) and type(value.value) is int else None


def texts(value: Value | None) -> list[str]:
    return [text for text in map(text_of, value.items) if text] if isinstance(value, Items) else []
