"""What a bare name stands for at a statement: the assignments that reach it, parameters, loops, contexts."""

from typing import TYPE_CHECKING

from indexer.expressions import last_name
from indexer.facts import (
    Name,
)
from indexer.flow import FROM_OUTSIDE
from indexer.resolve.entities import Class, Function, Instance
from indexer.resolve.infer import calls
from indexer.resolve.infer.annotations import annotated
from indexer.resolve.infer.body import Body, is_none, value_bound
from indexer.resolve.infer.values import Known, Several, agreed, item_of
from indexer.resolve.names import Local

if TYPE_CHECKING:
    from indexer.resolve.infer.inference import Inference


def name(inference: "Inference", expression: Name, body: Body, index: int) -> Known | None:
    # Never remembered by identity: all uses of a name in a file share one Name.
    name = expression.id
    if name in body.inner:
        return body.inner[name]
    found = inference.names.name(name, body.entity)
    if isinstance(found, Local):
        return _local(inference, found, body, index)
    return inference.settled(found)


def _local(inference: "Inference", local: Local, body: Body, index: int) -> Known | None:
    function, name = local.function, local.name
    if name in body.walrus and function is body.entity:
        return body.walrus[name]
    numbers = inference.body(function).numbers.get(name)
    if not numbers:
        return _parameter(inference, function, name)
    reaching: list[int] | frozenset[int] = numbers
    if function is body.entity and (len(numbers) > 1 or name in function.parameters):
        reaching = body.flow.reaching(index, name)
    values: list[Known | None] = []
    for number in sorted(reaching):
        if number == FROM_OUTSIDE:
            if name in function.parameters:
                values.append(_parameter(inference, function, name))
            continue
        how, expression, *_ = value_bound(function.scope.bindings[number], function)
        if how == "value" and is_none(expression):
            continue  # `x = None` first says nothing about what it is later
        values.append(_binding(inference, function, number))
    return agreed(values)


def _binding(inference: "Inference", function: Function, number: int) -> Known | None:
    body = inference.body(function)
    if number in body.bound:
        return body.bound[number]
    body.bound[number] = None
    binding = function.scope.bindings[number]
    if binding.kind in ("define", "import"):
        value = inference.settled(inference.names.bound(function, binding))
    else:
        value = _bound_value(inference, function, body, number)
    body.bound[number] = value
    return value


def _bound_value(inference: "Inference", function: Function, body: Body, number: int) -> Known | None:
    binding = function.scope.bindings[number]
    how, expression, way, annotation = value_bound(binding, function)
    if annotation is not None:
        found = annotated(annotation, function, inference.names)
        if found is not None:
            return found
    if expression is None:
        return None
    value = inference.value(expression, body, binding.statement)
    if how == "item":
        value = item_of(value)
    elif how == "enter":
        value = _entered(inference, value)
    elif how == "caught":
        value = value.instance if isinstance(value, Class) else None
    for step in way:
        if isinstance(value, Several):
            value = value.items[step] if step < len(value.items) else None
        else:
            value = item_of(value)
    return value


def _entered(inference: "Inference", value: Known | None) -> Known | None:
    """What `with value as x` binds: what `__enter__` returns, itself by habit where that is not written."""
    if isinstance(value, Instance) and isinstance(value.of, Class):
        found = inference.classes.member(value.of, "__enter__") or inference.classes.member(value.of, "__aenter__")
        if found is not None and isinstance(found[1], Function):
            return calls.returned(inference, found[1], value)
    return None


def _parameter(inference: "Inference", function: Function, name: str) -> Known | None:
    parameters = function.definition.parameters
    owner = function.owner
    if owner is not None and parameters and parameters[0].name == name and function.scope.kind == "function":
        decorators = {last_name(d) for d in function.definition.decorators}
        if "staticmethod" not in decorators:
            is_class = "classmethod" in decorators or function.scope.name in ("__new__", "__init_subclass__")
            return owner if is_class else owner.instance
    for parameter in parameters:
        if parameter.name == name:
            if parameter.kind in ("star", "double_star"):
                return None
            if parameter.annotation is None:
                return inference.given.parameter(function, name)
            return annotated(parameter.annotation, function.parent or function.module, inference.names)
    return None
