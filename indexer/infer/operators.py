"""Everything else that an expression can be: operators, subscripts, comprehensions, conditions."""

from typing import TYPE_CHECKING

from indexer.facts import (
    Assign,
    Attribute,
    Await,
    Call,
    Collection,
    Comparison,
    Comprehension,
    Conditional,
    Constant,
    Evaluate,
    Expression,
    FString,
    Lambda,
    Mapping,
    Name,
    Operation,
    Starred,
    Subscript,
    Walrus,
    Yield,
)
from indexer.infer import names, protocols, uses
from indexer.infer.body import Body, is_none
from indexer.infer.containers import (
    at_key,
    item_of,
    items,
    keys_of,
    put,
    slice_of,
    step,
    store_all,
    table,
)
from indexer.infer.values import UNKNOWN, Items, Known, Listed, OneOf, Rows, Several, Table, joined, members_of
from indexer.resolve.entities import Class, Function, Instance

if TYPE_CHECKING:
    from indexer.infer.inference import Inference

# Source: the Python data model, "Emulating numeric types" and "Basic customization".
OPERATORS = {
    "+": "__add__", "-": "__sub__", "*": "__mul__", "/": "__truediv__", "//": "__floordiv__", "%": "__mod__",
    "**": "__pow__", "@": "__matmul__", "|": "__or__", "&": "__and__", "^": "__xor__",
}  # fmt: skip
COMPARISONS = {
    "==": "__eq__", "!=": "__ne__", "<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__",
    "in": "__contains__", "not in": "__contains__",
}  # fmt: skip


def parts(inference: "Inference", expression: Comparison | FString, body: Body, index: int) -> Known | None:
    for part in expression.operands if type(expression) is Comparison else expression.parts:  # type: ignore[union-attr]
        inference.value(part, body, index)
    if type(expression) is Comparison:
        for operator, left, right in zip(
            expression.operators, expression.operands, expression.operands[1:], strict=False
        ):
            asked = right if operator in ("in", "not in") else left
            _special(inference, asked, COMPARISONS.get(operator), body, index)
        uses.compared(inference, expression.operands, body, index)
    return None


def boolean(inference: "Inference", expression: Operation, body: Body, index: int) -> Known | None:
    values = [inference.value(o, body, index) for o in expression.operands]
    if expression.operator == "and":
        return values[-1]
    if expression.operator == "or":
        return joined(values)
    if expression.operator in ("|", "&") and all(isinstance(v, Rows) for v in values):
        return values[0]
    if len(expression.operands) > 1 and expression.operator in OPERATORS:
        found = _special(inference, expression.operands[0], OPERATORS[expression.operator], body, index)
        if found is not None:
            return found
    if expression.operator == "+" and any(isinstance(v, Items | Listed) for v in values):
        item = joined(item_of(inference, v) for v in values)
        if item is not None:
            made = items(body, id(expression), "list")
            put(inference, made, None, item)
            return made
    return None


def conditional(inference: "Inference", expression: Conditional, body: Body, index: int) -> Known | None:
    inference.value(expression.test, body, index)
    branches = [b for b in (expression.then, expression.otherwise) if not is_none(b)]
    return joined([inference.value(b, body, index) for b in branches])


def subscript(inference: "Inference", expression: Subscript, body: Body, index: int) -> Known | None:
    value = inference.value(expression.value, body, index)
    inference.value(expression.index, body, index)
    if value is None or value is UNKNOWN:
        return value
    found = [_subscript(inference, one, expression, body, index) for one in members_of(value)]
    result = joined(found)
    if type(result) is OneOf:
        return _just_assigned(inference, expression, body, index) or result
    return result


def _subscript(inference: "Inference", value: Known, expression: Subscript, body: Body, index: int) -> Known | None:
    by = expression.index
    if type(by) is Collection and by.kind == "slice":
        if type(value) is Items:
            start, end = (_bound(by, place) for place in (0, 1))
            if (start is None or start >= 0) and len(by.items) <= 2 and type(start) is int:
                made = items(body, id(expression), value.kind)
                return slice_of(inference, value, start, end if end is not None else len(value.places), made)
        return value if (type(value) is Rows or type(value) is Listed or type(value) is Items) else None
    if type(value) is Several:
        at = by.value if type(by) is Constant else None
        return value.items[at] if isinstance(at, int) and -len(value.items) <= at < len(value.items) else None
    if isinstance(value, Class):
        return value  # Generic[T]
    if type(value) is Items or type(value) is Table:
        return at_key(inference, value, keys_of(inference, by, body, index))
    if isinstance(value, Instance):
        line = body.entity.scope.statements[index].line
        return protocols.special(inference, value, ("__getitem__",), body, line)
    return item_of(inference, value) if (type(value) is Rows or type(value) is Listed) else None


def _special(inference: "Inference", operand: Expression, method: str | None, body: Body, index: int) -> Known | None:
    """What an operator gives that a class of ours defines."""
    if method is None or type(operand) is Constant:
        return None
    value = inference.value(operand, body, index)
    if value is UNKNOWN:
        return UNKNOWN
    if value is None or not isinstance(value, Instance | OneOf):
        return None
    line = body.entity.scope.statements[index].line
    return joined(protocols.special(inference, member, (method,), body, line) for member in members_of(value))


def _bound(by: Collection, place: int) -> int | None:
    if place >= len(by.items):
        return None
    item = by.items[place]
    return item.value if type(item) is Constant and type(item.value) is int else None


def _just_assigned(inference: "Inference", expression: Subscript, body: Body, index: int) -> Known | None:
    """`d["a"] = f` or `d.update({"a": f})` right before: with nothing between that could have changed it."""
    statements = body.entity.scope.statements
    if not 0 < index < len(statements) or type(expression.index) is not Constant:
        return None
    before = statements[index - 1]
    if before.block != statements[index].block:
        return None
    written: Expression | None = None
    if type(before) is Assign and any(target == expression for target in before.targets):
        written = before.value
    elif type(before) is Evaluate and type(before.value) is Call:
        call = before.value
        update = type(call.function) is Attribute and call.function.name == "update"
        if update and call.function.value == expression.value and call.arguments:  # type: ignore[union-attr]
            table = call.arguments[0]
            if type(table) is Mapping and expression.index in table.keys:
                written = table.values[table.keys.index(expression.index)]
    return inference.value(written, body, index - 1) if written is not None else None


def assigned_at(inference: "Inference", target: Subscript, value: Known | None, body: Body, index: int) -> None:
    """`container[key] = value`."""
    if value is None:
        return
    container = inference.value(target.value, body, index)
    for member in members_of(container):
        if isinstance(member, Table):
            keys = keys_of(inference, target.index, body, index)
            store_all(inference, member, keys, value)
        elif isinstance(member, Items):
            keys = keys_of(inference, target.index, body, index)
            places = [k for k in keys if isinstance(k, int) and 0 <= k < len(member.places)]
            for place in places or (None,):
                put(inference, member, place, value)


def comprehension(inference: "Inference", expression: Comprehension, body: Body, index: int) -> Known | None:
    outer = body.inner
    body.inner = dict(outer)
    for clause in expression.clauses:
        item = protocols.iterated(inference, inference.value(clause.iterable, body, index), body, expression.line)
        _bind_inner(inference, clause.target, item, body)
        for test in clause.tests:
            inference.value(test, body, index)
    values = [inference.value(e, body, index) for e in expression.elements]
    body.inner = outer
    if not values or values[-1] is None:
        return None
    if expression.kind == "dict":
        made = table(body, id(expression))
        inference.push(made.anywhere, values[-1])
        return made
    found = items(body, id(expression), "list" if expression.kind == "generator" else expression.kind)
    put(inference, found, None, values[0])
    return found


def _bind_inner(inference: "Inference", target: Expression, value: Known | None, body: Body) -> None:
    if type(target) is Name:
        body.inner[target.id] = value
    elif type(target) is Collection:
        for number, item in enumerate(target.items):
            part = step(inference, value, number, body=body, made_by=None) if type(item) is not Starred else None
            _bind_inner(inference, item, part, body)
    elif type(target) is Starred:
        _bind_inner(inference, target.value, None, body)


def walrus(inference: "Inference", expression: Walrus, body: Body, index: int) -> Known | None:
    body.walrus[expression.name] = found = inference.value(expression.value, body, index)
    return found


def inside(inference: "Inference", expression: Await | Starred, body: Body, index: int) -> Known | None:
    return inference.value(expression.value, body, index)


def lambda_(inference: "Inference", expression: Lambda, body: Body, index: int) -> Known | None:
    found = body.entity.children.get(expression.scope)
    if not isinstance(found, Function):
        return None
    names.defaults(inference, found, body, index)
    return found


def yielded(inference: "Inference", expression: Yield, body: Body, index: int) -> Known | None:
    if expression.value is not None:
        value = inference.value(expression.value, body, index)
        inference.push(body.yielded, item_of(inference, value) if expression.delegates else value)
    return None
