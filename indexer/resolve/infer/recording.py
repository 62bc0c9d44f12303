"""The edges that walking a body shows: calls, instantiations, uses of fields."""

from typing import TYPE_CHECKING

from indexer.expressions import dotted
from indexer.facts import (
    Attribute,
    Call,
    Collection,
    Constant,
    Expression,
    Starred,
    Subscript,
)
from indexer.graph.nodes import Certainty, Use
from indexer.resolve.edges import CallEdge, FieldUse
from indexer.resolve.entities import Class, Entity, Function, Instance
from indexer.resolve.infer.body import Body
from indexer.resolve.infer.values import Known, Rows
from indexer.shown import show

if TYPE_CHECKING:
    from indexer.resolve.infer.inference import Inference


def assigned(inference: "Inference", target: Expression, body: Body, index: int, line: int, *, augmented: bool) -> None:
    """A target of an assignment: a field of a known model is written."""
    if type(target) is Collection:
        for item in target.items:
            assigned(inference, item, body, index, line, augmented=augmented)
    elif type(target) is Starred:
        assigned(inference, target.value, body, index, line, augmented=augmented)
    elif type(target) is Attribute:
        owner = inference.value(target.value, body, index)
        if isinstance(owner, Instance) and isinstance(owner.of, Class):
            cls = owner.of
            name = inference.models.written_name(cls, target.name)
            if name is not None:
                used(inference, cls, name, body.entity, target.line, "write", "inferred", "attribute")
                if augmented:
                    used(inference, cls, name, body.entity, target.line, "read", "inferred", "attribute")
        elif owner is None:
            for model in inference.models.only_by_name(target.name):
                used(inference, model, target.name, body.entity, target.line, "write", "possible", "name only")
    elif type(target) is Subscript:
        inference.value(target, body, index)


def set_by_name(inference: "Inference", owner: Known | None, name: Expression, body: Body, line: int) -> None:
    if isinstance(owner, Instance) and isinstance(owner.of, Class) and type(name) is Constant:
        written = inference.models.written_name(owner.of, str(name.value))
        if written is not None:
            used(inference, owner.of, written, body.entity, line, "write", "inferred", "setattr")


def lookup(inference: "Inference", model: Class, path: str, entity: Entity, line: int, use: Use, rule: str) -> None:
    """`customer__email__iexact`: each relation on the way is filtered by, the last field is used."""
    current: Class | None = model
    for part in path.split("__"):
        name = "id" if part == "pk" else part
        if current is None:
            return
        if inference.models.field(current, name) is None:
            if not name.endswith("_id") or inference.models.field(current, name.removesuffix("_id")) is None:
                reverse = inference.models.reverse(current, name)
                current = reverse.model if isinstance(reverse, Rows) else None
                continue
            name = name.removesuffix("_id")
        used(inference, current, name, entity, line, use, "inferred", rule)
        related = inference.models.related(current, name)
        current = related.of if isinstance(related, Instance) and isinstance(related.of, Class) else None


def used(
    inference: "Inference", cls: Class, name: str, entity: Entity, line: int, use: Use, sure: Certainty, rule: str
) -> None:
    model = inference.models.holder(cls, name)
    if model is not None:
        inference.edges.field_uses.append(FieldUse(model, name, entity, line, use, sure, rule))


def edge(inference: "Inference", caller: Entity, callee: Function, line: int, sure: Certainty, rule: str) -> None:
    inference.edges.calls.append(CallEdge(caller, callee, callee.name, line, sure, rule, False))


def unresolved(inference: "Inference", call: Call, body: Body) -> None:
    text = dotted(call.function) or show(call.function, 40)
    inference.edges.calls.append(CallEdge(body.entity, None, text, call.line, "unresolved", "", False))


def decorated(inference: "Inference", decorator: Expression, body: Body, index: int, line: int) -> None:
    """`@wrap` calls wrap; `@wrap(x)` is a call like any other."""
    value = inference.value(decorator, body, index)
    if type(decorator) is not Call and isinstance(value, Function):
        edge(inference, body.entity, value, line, "exact", "decorator")
