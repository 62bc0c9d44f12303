"""Enumerations: the members that a class body spells, with their values.

A member that is a string or number too (StrEnum, TextChoices, `class X(str, Enum)`) stands as its value; a member of a
plain enumeration stands as an EnumMember.
"""

from typing import TYPE_CHECKING

from indexer.resolve.entities import Class
from indexer.resolve.evaluate.values import Const, EnumMember, Items, Made, Value

if TYPE_CHECKING:
    from indexer.resolve.evaluate.evaluator import Evaluator

CHOICES = frozenset(
    f"django.db.models.{module}{name}"
    for module in ("", "enums.")
    for name in ("Choices", "TextChoices", "IntegerChoices")
)
TEXTS = frozenset({"builtins.str", "enum.StrEnum"}) | {name for name in CHOICES if name.endswith(".TextChoices")}
NUMBERS = frozenset({"builtins.int", "builtins.float", "enum.IntEnum", "enum.IntFlag"}) | {
    name for name in CHOICES if name.endswith(".IntegerChoices")
}
ENUMS = TEXTS | NUMBERS | CHOICES | {"enum.Enum", "enum.Flag", "enum.ReprEnum"}
MIXED = TEXTS | NUMBERS
ENUMERATES = ENUMS - {"builtins.str", "builtins.int", "builtins.float"}


def is_enum(evaluator: "Evaluator", cls: Class) -> bool:
    return evaluator.classes.is_a(cls, ENUMERATES)


def members(evaluator: "Evaluator", cls: Class) -> dict[str, Value | None]:
    """The members in order of the source; empty for a class that is no enumeration or has none."""
    if not is_enum(evaluator, cls):
        return {}
    found: dict[str, Value | None] = {}
    for owner in reversed(evaluator.classes.mro(cls)):
        if isinstance(owner, Class):
            for name, raw in evaluator.class_body(owner).items():
                if _spells_member(owner, name):
                    found[name] = _member(evaluator, cls, name, raw, list(found.values()))
    return found


def listed(evaluator: "Evaluator", cls: Class, name: str) -> Value | None:
    """`X.choices`, `X.values`, `X.names` of Django's enumerations: labels are not worked out."""
    if not evaluator.classes.is_a(cls, CHOICES) or name not in ("choices", "values", "names"):
        return None
    found = members(evaluator, cls)
    empty = [Const(None)] if "__empty__" in cls.bindings else []
    if name == "names":
        return Items("list", [Const(n) for n in found])
    values = [*empty, *(_value(m) for m in found.values())]
    if name == "values":
        return Items("list", list(values))
    return Items("list", [Items("tuple", [value, None]) for value in values])


def _spells_member(owner: Class, name: str) -> bool:
    bound = owner.bindings.get(name)
    return bool(bound) and not name.startswith("_") and all(b.kind == "assign" for b in bound or ())


def _member(
    evaluator: "Evaluator", cls: Class, name: str, raw: Value | None, before: list[Value | None]
) -> Value | None:
    value = _assigned(evaluator, cls, name, raw, before)
    return value if evaluator.classes.is_a(cls, MIXED) else EnumMember(cls, name, value)


def _assigned(
    evaluator: "Evaluator", cls: Class, name: str, raw: Value | None, before: list[Value | None]
) -> Value | None:
    if isinstance(raw, Made) and raw.name == "enum.auto":
        return _automatic(evaluator, cls, name, before)
    if isinstance(raw, Items) and raw.kind == "tuple":
        if evaluator.classes.is_a(cls, CHOICES):  # the last item is the label
            return raw.items[0] if len(raw.items) == 2 else None
        made = any(isinstance(c, Class) and "__new__" in c.bindings for c in evaluator.classes.mro(cls))
        if made or evaluator.classes.is_a(cls, MIXED):
            return None  # the class says what the value is
    return raw


def _automatic(evaluator: "Evaluator", cls: Class, name: str, before: list[Value | None]) -> Value | None:
    if any(isinstance(c, Class) and "_generate_next_value_" in c.bindings for c in evaluator.classes.mro(cls)):
        return None
    ancestors = evaluator.classes.ancestors(cls)
    if "enum.StrEnum" in ancestors:
        return Const(name.lower())
    if ancestors & TEXTS & CHOICES:
        return Const(name)
    last = _value(before[-1]) if before else Const(0)
    if isinstance(last, Const) and type(last.value) is int and ancestors.isdisjoint({"enum.Flag", "enum.IntFlag"}):
        return Const(last.value + 1)
    return None


def _value(found: Value | None) -> Value | None:
    return found.value if isinstance(found, EnumMember) else found
