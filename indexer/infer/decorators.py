"""What decorators make of a definition: themselves called with it, and what they put in its place."""

from typing import TYPE_CHECKING

from indexer.facts import Call, Expression
from indexer.graph.nodes import Certainty
from indexer.infer import calls, recording
from indexer.infer.arguments import gather, of_values, passed_back
from indexer.infer.body import Body
from indexer.infer.values import UNKNOWN, Bound, Known, OneOf, Partial, either, members_of
from indexer.resolve.entities import Class, Entity, Function, Instance

if TYPE_CHECKING:
    from indexer.infer.inference import Inference


def decorated(inference: "Inference", defined: Entity, around: Body, index: int) -> None:
    """The decorators are called from the bottom up; the name is left with what the outermost one returns."""
    definition = defined.definition
    if not isinstance(defined, Class | Function):
        return
    values = [inference.value(d, around, index) for d in definition.decorators]
    current: Known = defined
    for number in range(len(values) - 1, -1, -1):
        line = definition.decorator_lines[number]
        current = _applied(inference, values[number], definition.decorators[number], current, around, line) or current
    if current is not defined:
        inference.push(inference.body(defined).wrapped, current)


def _applied(
    inference: "Inference", value: Known | None, written: Expression, target: Known, around: Body, line: int
) -> Known | None:
    """What the decorator gives back where it is of the repository and something else than its target."""
    found: Known | None = None
    named: Certainty = "inferred" if type(written) is Call or type(value) is OneOf else "exact"
    for decorator in members_of(value):
        if type(decorator) is Partial:
            decorator = decorator.callee
        if isinstance(decorator, Function):
            recording.edge(inference, around.entity, decorator, line, named, "decorator")
            found = either(found, _result(inference, decorator, 0, target))
        elif type(decorator) is Bound:
            recording.edge(inference, around.entity, decorator.function, line, "inferred", "decorator")
            found = either(found, _result(inference, decorator.function, 1, target))
        elif isinstance(decorator, Class):
            found = either(found, calls.construct(inference, decorator, of_values(target), around, line))
            initial = inference.member(decorator, "__init__")
            if initial is not None and isinstance(initial[1], Function):
                gather(inference, initial[1], 1, target)
        elif isinstance(decorator, Instance) and isinstance(decorator.of, Class):
            method = inference.member(decorator.of, "__call__")
            if method is not None and isinstance(method[1], Function):
                recording.edge(inference, around.entity, method[1], line, "inferred", "decorator")
                found = either(found, _result(inference, method[1], 1, target))
    return found


def _result(inference: "Inference", decorator: Function, place: int, target: Known) -> Known | None:
    gather(inference, decorator, place, target)
    body = inference.body(decorator)
    inference.ensure(body)
    value: Known | None = inference.read(body.returned)
    if value is UNKNOWN:
        return UNKNOWN
    back = passed_back(inference, decorator, of_values(target), place)
    own = [m for m in members_of(value) if isinstance(m, Function | Instance) and m is not target]
    found: Known | None = None
    for member in own:
        found = either(found, member)
    return either(found, back)
