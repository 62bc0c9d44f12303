"""Everything else that an expression can be: operators, displays, comprehensions, conditions."""

from typing import TYPE_CHECKING

from indexer.facts import (
    Await,
    Collection,
    Comparison,
    Comprehension,
    Conditional,
    Constant,
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
from indexer.resolve.entities import Class, Function
from indexer.resolve.infer import uses
from indexer.resolve.infer.body import Body, is_none
from indexer.resolve.infer.values import Known, Listed, Rows, Several, agreed, item_of

if TYPE_CHECKING:
    from indexer.resolve.infer.inference import Inference


def parts(inference: "Inference", expression: Expression, body: Body, index: int) -> Known | None:
    for part in _children(expression):
        inference.value(part, body, index)
    if type(expression) is Comparison:
        uses.compared(inference, expression.operands, body, index)
    return None


def boolean(inference: "Inference", expression: Operation, body: Body, index: int) -> Known | None:
    values = [inference.value(o, body, index) for o in expression.operands]
    if expression.operator in ("and", "or"):
        if expression.operator == "and":
            return values[-1]
        return agreed([v for v, o in zip(values, expression.operands, strict=True) if not is_none(o)])
    if expression.operator in ("|", "&") and all(isinstance(v, Rows) for v in values):
        return values[0]
    return None


def conditional(inference: "Inference", expression: Conditional, body: Body, index: int) -> Known | None:
    inference.value(expression.test, body, index)
    branches = [b for b in (expression.then, expression.otherwise) if not is_none(b)]
    return agreed([inference.value(b, body, index) for b in branches])


def collection(inference: "Inference", expression: Collection, body: Body, index: int) -> Known | None:
    values = [inference.value(item, body, index) for item in expression.items]
    if expression.kind == "tuple":
        return Several(tuple(values)) if any(values) else None
    item = agreed(values)
    return Listed(item) if item is not None else None


def subscript(inference: "Inference", expression: Subscript, body: Body, index: int) -> Known | None:
    value = inference.value(expression.value, body, index)
    inference.value(expression.index, body, index)
    if type(expression.index) is Collection and expression.index.kind == "slice":
        return value if isinstance(value, Rows | Listed) else None
    if isinstance(value, Several):
        at = expression.index.value if type(expression.index) is Constant else None
        return value.items[at] if isinstance(at, int) and -len(value.items) <= at < len(value.items) else None
    if isinstance(value, Class):
        return value  # Generic[T]
    return item_of(value) if isinstance(value, Rows | Listed) else None


def comprehension(inference: "Inference", expression: Comprehension, body: Body, index: int) -> Known | None:
    outer = body.inner
    body.inner = dict(outer)
    for clause in expression.clauses:
        item = item_of(inference.value(clause.iterable, body, index))
        _bind_inner(inference, clause.target, item, body)
        for test in clause.tests:
            inference.value(test, body, index)
    values = [inference.value(e, body, index) for e in expression.elements]
    body.inner = outer
    return Listed(values[0]) if expression.kind != "dict" and values and values[0] is not None else None


def _bind_inner(inference: "Inference", target: Expression, value: Known | None, body: Body) -> None:
    if type(target) is Name:
        body.inner[target.id] = value
    elif type(target) is Collection:
        for number, item in enumerate(target.items):
            part = value.items[number] if isinstance(value, Several) and number < len(value.items) else None
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
    return found if isinstance(found, Function) else None


def _children(expression: Expression) -> list[Expression]:
    match expression:
        case Comparison(operands=operands):
            return operands
        case Mapping(keys=keys, values=values):
            return [k for k in keys if k is not None] + values
        case FString(parts=parts):
            return parts
        case Yield(value=value):
            return [value] if value is not None else []
    return []
