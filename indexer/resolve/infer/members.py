"""What `owner.name` stands for: members of modules and classes, attributes of objects, methods of rows."""

from typing import TYPE_CHECKING, Any

from indexer.expressions import last_name
from indexer.facts import (
    Attribute,
    Expression,
    Name,
)
from indexer.resolve.entities import Class, External, Function, Instance, Module, Variable
from indexer.resolve.infer import calls, recording
from indexer.resolve.infer import rows as orm
from indexer.resolve.infer.annotations import annotated
from indexer.resolve.infer.body import Body, is_none, position
from indexer.resolve.infer.values import Bound, Known, Rows, RowsMethod, agreed

if TYPE_CHECKING:
    from indexer.resolve.infer.inference import Inference

PROPERTIES = frozenset({"property", "cached_property", "hybrid_property"})


def attribute(inference: "Inference", expression: Attribute, body: Body, index: int) -> Known | None:
    owner = inference.value(expression.value, body, index)
    if owner is None:
        return None
    return member(
        inference, owner, expression.name, body, expression.line, rule=_rule(inference, expression.value, owner)
    )


def member(inference: "Inference", owner: Known, name: str, body: Body, line: int, *, rule: str) -> Known | None:
    if isinstance(owner, Module):
        return inference.settled(inference.names.member(owner, name))
    if isinstance(owner, External):
        return External(f"{owner.name}.{name}")
    if isinstance(owner, Class):
        return _of_class(inference, owner, name, body, line)
    if isinstance(owner, Instance):
        if isinstance(owner.of, Class):
            return _of_object(inference, owner, owner.of, name, body, line, rule)
        return inference.given.of_outside(owner.of, name) or External(f"{owner.of.name}.{name}")
    if isinstance(owner, Rows):
        return _of_rows(inference, owner, name)
    return None


def _of_class(inference: "Inference", cls: Class, name: str, body: Body, line: int) -> Known | None:
    model_field = inference.models.field(cls, name)
    if model_field is not None:
        recording.column(inference, cls, name, body.entity, line)
        return None
    found = inference.classes.member(cls, name)
    if found is not None:
        if isinstance(found[1], Variable):
            if inference.models.is_model(cls):
                manager = inference.models.manager(cls, found[1], inference)
                if manager is not None:
                    return manager
            if inference.models.is_enum(cls):
                return cls.instance
        return inference.settled(found[1])
    if orm.is_manager_name(name) and inference.models.is_model(cls):
        return Rows(cls)
    return None


def _of_object(
    inference: "Inference", owner: Instance, cls: Class, name: str, body: Body, line: int, rule: str
) -> Known | None:
    model_field = inference.models.field(cls, name)
    if model_field is not None:
        recording.used(inference, cls, name, body.entity, line, "read", "inferred", "attribute")
        related = inference.models.related(cls, name)
        return related
    found = inference.classes.member(cls, name)
    if found is not None:
        member = found[1]
        if isinstance(member, Function):
            if PROPERTIES & {last_name(d) for d in member.definition.decorators}:
                getter = _getter(inference, found[0], name) or member
                recording.edge(inference, body.entity, getter, line, "inferred", "property")
                return calls.returned(inference, getter, owner)
            return Bound(member, owner, rule)
        value = inference.settled(member)
        if value is not None:
            return value
    for ancestor in inference.classes.mro(cls):
        if isinstance(ancestor, Class):
            assigned = inference.classes.instance_attributes(ancestor).get(name)
            if assigned:
                return _instance_attribute(inference, ancestor, name, assigned)
    return recording.reached(inference, cls, name, body.entity, line)


def _getter(inference: "Inference", owner: Class | External, name: str) -> Function | None:
    """Of a property with a setter both are bound to the name: the getter is the one that reads."""
    if isinstance(owner, Class):
        for binding in owner.bindings.get(name, ()):
            found = inference.names.bound(owner, binding)
            if isinstance(found, Function):
                return found
    return None


def _instance_attribute(inference: "Inference", cls: Class, name: str, assigned: list[Any]) -> Known | None:
    key = (cls, name)
    if key in inference.open:
        return None
    inference.open.add(key)
    try:
        values: list[Known | None] = []
        for method, statement in assigned:
            if statement.annotation is not None:
                values.append(annotated(statement.annotation, method, inference.names))
            elif statement.value is not None and not is_none(statement.value):
                if len(statement.targets) == 1 and not statement.operator:
                    index = position(method, statement)
                    values.append(inference.value(statement.value, inference.body(method), index))
                else:
                    values.append(None)
        return agreed(values)
    finally:
        inference.open.discard(key)


def _of_rows(inference: "Inference", owner: Rows, name: str) -> Known | None:
    if owner.manager is not None:
        found = inference.classes.member(owner.manager, name)
        if found is not None and isinstance(found[1], Function):
            return Bound(found[1], owner, "manager")
    return RowsMethod(owner, name)


def _rule(inference: "Inference", expression: Expression, owner: Known) -> str:
    if type(expression) is Name and expression.id in ("self", "cls"):
        return "self"
    if isinstance(owner, Instance):
        return "type"
    return "import"
