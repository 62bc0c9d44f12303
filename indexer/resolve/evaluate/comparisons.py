"""Comparisons over values: which come out one way whatever happens."""

from indexer.resolve.entities import Class, Entity, External, Function
from indexer.resolve.evaluate import operators
from indexer.resolve.evaluate.settings import by_default, plain
from indexer.resolve.evaluate.values import Const, Default, Items, Made, Member, Table, Value


def compare(operator: str, left: Value | None, right: Value | None) -> Value | None:
    if type(left) is Default or type(right) is Default:
        return by_default(compare(operator, plain(left), plain(right)), left, right)
    if type(left) is Const and type(right) is Const:
        if operator in ("==", "is"):
            return Const(left.value == right.value)
        if operator in ("!=", "is not"):
            return Const(left.value != right.value)
        if operator in (">", "<=") and right.value == 0 and isinstance(left.value, int | float):
            return Const((left.value > 0) == (operator == ">"))  # `len(methods) > 0`; what is counted may count on
    if isinstance(left, Const | Class | Function | Made) and operator in ("in", "not in"):
        right = operators.contents(right)
        items = operators.iterate(right)
        if items is not None and left in items:
            return Const(operator == "in")
        complete = (type(right) is Items or type(right) is Table) and right.complete
        known = type(left) is not Made or isinstance(left.callee, Class)  # what an unknown call gave may be any
        if items is not None and complete and known and all(type(i) is Const for i in items):
            return Const(operator == "not in")
    if operator in ("==", "is", "!=", "is not") and (same := _same(left, right)) is not None:
        return Const(same == (operator in ("==", "is")))
    if type(right) is Const and right.value is None and operator in ("is", "is not") and _is_something(left):
        return Const(operator == "is not")
    return None


def _same(left: Value | None, right: Value | None) -> bool | None:
    """Are two definitions or objects one? What an installed package defines may have several names."""
    if type(left) is Made and left is right:
        return True
    if isinstance(left, Entity) and isinstance(right, Entity | External):
        return left is right
    if type(left) is External and type(right) is External:
        if left == right:
            return True
        return False if left.name.startswith("builtins.") and right.name.startswith("builtins.") else None
    return None


def _is_something(value: Value | None) -> bool:
    """Is it known not to be None? What a call of something unknown gave may be."""
    if isinstance(value, Made):
        return isinstance(value.callee, Class)
    return value is not None and not isinstance(value, Member)
