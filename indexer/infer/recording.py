"""The edges that walking a body shows: calls, instantiations, uses of fields."""

from typing import TYPE_CHECKING

from msgspec.structs import replace

from indexer.expressions import dotted
from indexer.facts import (
    Attribute,
    Call,
    Collection,
    Constant,
    Expression,
    Name,
    Operation,
    Starred,
    Subscript,
)
from indexer.graph.nodes import Certainty, Use
from indexer.infer.body import Body, value_bound
from indexer.infer.edges import CallEdge, FieldUse
from indexer.infer.lookups import fields_on
from indexer.infer.outside import is_outside
from indexer.infer.questions import MEANING
from indexer.infer.rows import expressions
from indexer.infer.values import UNKNOWN, Known, members_of
from indexer.resolve.entities import Class, Entity, External, Function, Instance, Module
from indexer.shown import show

RECENT = 200  # uses looked back through for the column that a comparison is about

if TYPE_CHECKING:
    from indexer.infer.inference import Inference


def assigned(
    inference: "Inference",
    target: Expression,
    body: Body,
    index: int,
    line: int,
    *,
    augmented: bool,
    value: Expression | None = None,
) -> None:
    """A target of an assignment: a field of a known model is written; `F("total") + 1` reads others of its fields."""
    if type(target) is Collection:
        for item in target.items:
            assigned(inference, item, body, index, line, augmented=augmented)
    elif type(target) is Starred:
        assigned(inference, target.value, body, index, line, augmented=augmented)
    elif type(target) is Attribute:
        owner = inference.value(target.value, body, index)
        for cls in classes_of(owner):
            used(inference, cls, target.name, body.entity, target.line, "write", "inferred", "attribute")
            if augmented:
                used(inference, cls, target.name, body.entity, target.line, "read", "inferred", "attribute")
            if type(value) in (Call, Operation) and inference.models.by_django(cls):
                for path, use, rule, at in expressions(value, line):  # type: ignore[arg-type]
                    lookup(inference, cls, path, body.entity, at, use, rule)
        if owner is None or owner is UNKNOWN:
            inference.ask("named", None, target.name)
            for model in inference.models.only_by_name(target.name):
                if inference.body(model).is_test and not body.is_test:
                    continue
                used(inference, model, target.name, body.entity, target.line, "write", "possible", "name only")
    elif type(target) is Subscript:
        inference.value(target, body, index)


def set_by_name(inference: "Inference", owner: Known | None, name: Expression, body: Body, line: int) -> None:
    for cls in classes_of(owner):
        for text in texts_of(name, body):
            used(inference, cls, text, body.entity, line, "write", "inferred", "setattr")


def classes_of(owner: Known | None) -> list[Class]:
    """The classes of the repository that an object may be of."""
    return [one.of for one in members_of(owner) if isinstance(one, Instance) and isinstance(one.of, Class)]


def texts_of(expression: Expression, body: Body) -> list[str]:
    """A string, or those of the literal list that a loop takes the name from."""
    if type(expression) is Constant:
        return [expression.value] if isinstance(expression.value, str) else []
    numbers = body.numbers.get(expression.id, []) if type(expression) is Name else []
    if len(numbers) != 1:
        return []
    how, source, way, _ = value_bound(body.entity.scope.bindings[numbers[0]], body.entity)
    if how != "item" or way or type(source) is not Collection:
        return []
    return [i.value for i in source.items if type(i) is Constant and isinstance(i.value, str)]


def lookup(inference: "Inference", model: Class, path: str, entity: Entity, line: int, use: Use, rule: str) -> None:
    """`customer__email__iexact`: every relation on the way is used like the field at its end."""
    inference.ask("path", model, path)
    for cls, name in fields_on(inference.models, model, path):
        used(inference, cls, name, entity, line, use, "inferred", rule)


def used(
    inference: "Inference", cls: Class, name: str, entity: Entity, line: int, use: Use, sure: Certainty, rule: str
) -> None:
    inference.ask(MEANING, cls, name)
    found = inference.models.held(cls, name)
    if found is not None:
        model, field = found
        if in_migration(entity.module):
            use = "migrate"  # a model as it was then
        inference.edges.field_uses.append(FieldUse(model, field, entity, line, use, sure, rule))


def column_used(inference: "Inference", cls: Class, name: str, entity: Entity, line: int, use: Use) -> None:
    """A column was met on its class; what stands around it says what it is used for."""
    model, _ = inference.models.held(cls, name) or (None, "")
    found = inference.edges.field_uses
    for number in range(len(found) - 1, max(-1, len(found) - RECENT), -1):
        met = found[number]
        same = met.model is model and met.field == name and met.line == line and met.entity is entity
        if same and met.rule == "column" and met.use in ("read", "migrate"):
            found[number] = replace(met, use=use, certainty="exact")
            return


def column(inference: "Inference", cls: Class, name: str, entity: Entity, line: int) -> None:
    """`Order.status`: no row's value is read until it is put into a query."""
    used(inference, cls, name, entity, line, "read", "possible", "column")


def reached(inference: "Inference", cls: Class, name: str, entity: Entity, line: int) -> Known | None:
    """An attribute that no class body spells: the other side of a relation, `get_status_display`."""
    models = inference.models
    way = models.accessor(cls, name)
    if way is not None:
        used(inference, way.model, way.field, entity, line, "filter", "inferred", "reverse")
        return models.reverse(cls, name)
    if name.startswith("get_") and name.endswith("_display") and models.by_django(cls):
        used(inference, cls, name.removeprefix("get_").removesuffix("_display"), entity, line, "read", "inferred", name)
        return None
    return External(f"{cls.name}.{name}") if is_outside(cls) else inference.given.attribute(cls, name)


def edge(inference: "Inference", caller: Entity, callee: Function, line: int, sure: Certainty, rule: str) -> None:
    inference.edges.calls.append(CallEdge(caller, callee, callee.name, line, sure, rule, False))


def builtin(inference: "Inference", caller: Entity, name: str, line: int) -> None:
    inference.edges.calls.append(CallEdge(caller, None, f"<builtin>:{name}", line, "exact", "import", False))


def unresolved(inference: "Inference", call: Call, body: Body) -> None:
    text = dotted(call.function) or show(call.function, 40)
    inference.edges.calls.append(CallEdge(body.entity, None, text, call.line, "unresolved", "", False))


def decorated(inference: "Inference", decorator: Expression, body: Body, index: int, line: int) -> None:
    """`@wrap` calls wrap; `@wrap(x)` is a call like any other."""
    value = inference.value(decorator, body, index)
    if type(decorator) is not Call and isinstance(value, Function):
        edge(inference, body.entity, value, line, "exact", "decorator")


def in_migration(module: Module) -> bool:
    """Of Django by its folder, of Alembic by what every revision says."""
    name = module.name
    return ".migrations." in name or name.startswith("migrations.") or "down_revision" in module.bindings
