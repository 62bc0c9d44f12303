"""Attributes of functions (what decorators leave on them) and fields of named tuples."""

from typing import TYPE_CHECKING

from indexer.resolve.entities import Class, Function
from indexer.resolve.evaluate.values import Closure, Const, Made, Member, Value, text_of

if TYPE_CHECKING:
    from indexer.resolve.evaluate.evaluator import Evaluator

NAMED_TUPLE = "collections.namedtuple"


def function_of(evaluator: "Evaluator", value: Value | None) -> Function | None:
    """The function that a value is, also as a method of a class or object."""
    if type(value) is Closure:
        return value.function
    if isinstance(value, Function):
        return value
    if type(value) is not Member:
        return None
    cls = evaluator.class_of(value.of) if type(value.of) is Made else value.of
    found = evaluator.classes.member(cls, value.name) if isinstance(cls, Class) else None
    if found is None or not isinstance(found[1], Function):
        return None
    evaluator.class_body(found[0])  # its decorators have run by then
    return found[1]


def of_function(evaluator: "Evaluator", function: Function, name: str) -> Value | None:
    if name == "__name__":
        return Const(function.scope.name)
    return evaluator.marks.get(function, {}).get(name)


def is_named_tuple(value: Value | None) -> bool:
    return isinstance(value, Made) and value.name == NAMED_TUPLE


def of_named_tuple(evaluator: "Evaluator", owner: Made, name: str) -> Value | None:
    """A field of an object whose class `namedtuple("Route", ["url", "mapping"])` made."""
    if type(owner.callee) is not Made or not is_named_tuple(owner.callee):
        return None
    listed = owner.callee.arguments.get("field_names", 1)
    spelled = text_of(listed)
    fields = spelled.replace(",", " ").split() if spelled is not None else map(text_of, evaluator.iterate(listed) or ())
    position = next((n for n, field in enumerate(fields) if field == name), None)
    return owner.arguments.get(name, position) if position is not None else None
