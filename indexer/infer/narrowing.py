"""What tests say of a name where they held: `isinstance(x, Order)`, `not isinstance(...)`, an early exit."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from indexer.facts import Assert, Call, Collection, Expression, If, Name, Operation, While
from indexer.infer.body import Body
from indexer.infer.values import UNKNOWN, Known, joined, members_of
from indexer.resolve.entities import Class, Instance

if TYPE_CHECKING:
    from indexer.infer.inference import Inference


def narrowed(inference: "Inference", name: str, value: Known | None, body: Body, index: int) -> Known | None:
    """Of a name that is spoken of."""
    for condition in body.flow.dominating(index):
        for test, holds in _parts(condition.test, condition.holds):
            classes = _tested(inference, test, name, body)
            if classes:
                value = _kept(inference, value, classes, holds)
    return value


def spoken_of(body: Body) -> frozenset[str]:
    """The names that an `isinstance` of this body speaks of."""
    found: set[str] = set()
    for statement in body.entity.scope.statements:
        if type(statement) is If or type(statement) is While or type(statement) is Assert:
            for test, _ in _parts(statement.test, True):
                if _is_isinstance(test) and type(test.arguments[0]) is Name:  # type: ignore[union-attr]
                    found.add(test.arguments[0].id)  # type: ignore[union-attr]
    return frozenset(found)


def _kept(inference: "Inference", value: Known | None, classes: list[Class], holds: bool) -> Known | None:
    if not holds:
        if value is None or value is UNKNOWN:
            return value
        return joined(m for m in members_of(value) if not _is_any(inference, m, classes))
    kept = [m for m in members_of(value) if _is_any(inference, m, classes)]
    return joined(kept) if kept else joined(c.instance for c in classes)


def _is_any(inference: "Inference", value: Known, classes: list[Class]) -> bool:
    if not isinstance(value, Instance) or not isinstance(value.of, Class):
        return False
    return any(c in classes for c in inference.classes.mro(value.of))


def _tested(inference: "Inference", test: Expression, name: str, body: Body) -> list[Class]:
    """The classes of the repository that `isinstance(name, ...)` asks for; nothing where one of them is not known."""
    if not _is_isinstance(test) or type(test.arguments[0]) is not Name or test.arguments[0].id != name:  # type: ignore[union-attr]
        return []
    asked = test.arguments[1]  # type: ignore[union-attr]
    written = asked.items if type(asked) is Collection else asked.operands if type(asked) is Operation else [asked]
    found = [inference.names.resolve(c, body.entity) for c in written]
    classes = [c for c in found if isinstance(c, Class)]
    return classes if len(classes) == len(found) else []


def _parts(test: Expression, holds: bool) -> Iterator[tuple[Expression, bool]]:
    if type(test) is Operation and test.operator == "not":
        yield from _parts(test.operands[0], not holds)
    elif type(test) is Operation and test.operator in ("and", "or"):
        if holds == (test.operator == "and"):
            for operand in test.operands:
                yield from _parts(operand, holds)
    else:
        yield test, holds


def _is_isinstance(test: Expression) -> bool:
    if type(test) is not Call or type(test.function) is not Name:
        return False
    return test.function.id == "isinstance" and len(test.arguments) == 2
