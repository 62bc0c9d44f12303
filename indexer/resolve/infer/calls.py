"""What a call gives, and the edge that it is."""

from typing import TYPE_CHECKING

from indexer.expressions import last_name
from indexer.facts import (
    Attribute,
    Call,
    Constant,
    Expression,
    Name,
    Return,
)
from indexer.graph.nodes import Certainty
from indexer.resolve.edges import CallEdge
from indexer.resolve.entities import Class, Entity, External, Function, Instance
from indexer.resolve.infer import recording, uses
from indexer.resolve.infer import rows as orm
from indexer.resolve.infer.annotations import annotated
from indexer.resolve.infer.body import Body, is_none
from indexer.resolve.infer.values import Bound, Known, Listed, Rows, RowsMethod, agreed, item_of

if TYPE_CHECKING:
    from indexer.resolve.infer.inference import Inference

STATEMENTS = frozenset({"select", "query", "update", "insert", "delete"})  # of SQLAlchemy, over a model
DEEPEST_RETURN = 4  # functions looked through for what they return, without an annotation


def call(inference: "Inference", call: Call, body: Body, index: int) -> Known | None:
    function = call.function
    if type(function) is Attribute and _is_super(function.value):
        callee: Known | None = _super(inference, function, body)
        _arguments(inference, call, body, index)
    else:
        callee = inference.value(function, body, index)
        _arguments(inference, call, body, index)
    uses.called(inference, call, callee, body, index)
    if isinstance(callee, Bound):
        sure: Certainty = "exact" if callee.rule in ("super",) else "inferred"
        recording.edge(inference, body.entity, callee.function, call.line, sure, callee.rule)
        if isinstance(callee.receiver, Rows):
            value = returned(inference, callee.function, callee.receiver)
            return value if value is not None else orm.result(callee.receiver, callee.function.scope.name)
        return returned(inference, callee.function, callee.receiver)
    if isinstance(callee, Function):
        recording.edge(inference, body.entity, callee, call.line, "exact", _how(inference, function))
        return returned(inference, callee, callee.owner)
    if isinstance(callee, Class):
        return _constructed(inference, callee, call, body)
    if isinstance(callee, RowsMethod):
        return _on_rows(inference, callee, call, body)
    if isinstance(callee, External):
        return _outside(inference, callee, call, body, index)
    recording.unresolved(inference, call, body)
    if last_name(function) == "get_model" and recording.in_migration(body.entity.module):
        return inference.given.historical(call)
    return _queried(inference, call, body, index)


def _arguments(inference: "Inference", call: Call, body: Body, index: int) -> None:
    for argument in call.arguments:
        inference.value(argument, body, index)
    for _, argument in call.keywords:
        inference.value(argument, body, index)


def _super(inference: "Inference", function: Attribute, body: Body) -> Known | None:
    method: Entity | None = body.entity
    while method is not None and not (isinstance(method, Function) and method.owner is not None):
        method = method.parent
    if not isinstance(method, Function) or method.owner is None:
        return None
    found = inference.classes.member(method.owner, function.name, after=method.owner)
    if found is not None and isinstance(found[1], Function):
        return Bound(found[1], method.owner.instance, "super")
    outside = next((c for c in inference.classes.mro(method.owner)[1:] if isinstance(c, External)), None)
    return External(f"{outside.name}.{function.name}") if outside is not None else None


def _constructed(inference: "Inference", cls: Class, call: Call, body: Body) -> Known | None:
    inference.edges.calls.append(CallEdge(body.entity, cls, cls.name, call.line, "exact", "constructor", True))
    found = inference.classes.member(cls, "__init__")
    if found is not None and isinstance(found[1], Function):
        recording.edge(inference, body.entity, found[1], call.line, "exact", "constructor")
    return cls.instance


def _on_rows(inference: "Inference", method: RowsMethod, call: Call, body: Body) -> Known | None:
    rows = method.rows
    target = f"<external>:{inference.models.rows_name(rows.model)}.{method.name}"
    inference.edges.calls.append(CallEdge(body.entity, None, target, call.line, "inferred", "rows", False))
    return orm.result(rows, method.name)


def _outside(inference: "Inference", callee: External, call: Call, body: Body, index: int) -> Known | None:
    name = callee.name
    kind = f"<builtin>:{name.removeprefix('builtins.')}" if name.startswith("builtins.") else f"<external>:{name}"
    if "?" not in name:
        inference.edges.calls.append(CallEdge(body.entity, None, kind, call.line, "exact", "import", False))
    else:
        recording.unresolved(inference, call, body)
    handed = inference.given.call(callee, call, body.entity)
    if handed is not None:
        return handed
    first = inference.value(call.arguments[0], body, index) if call.arguments else None
    last = name.rpartition(".")[2]
    if name == "builtins.setattr" and len(call.arguments) > 1:
        recording.set_by_name(inference, first, call.arguments[1], body, call.line)
    if last in ("get_object_or_404", "aget_object_or_404"):
        model = first.model if isinstance(first, Rows) else first
        return model.instance if isinstance(model, Class) else None
    if last in STATEMENTS and isinstance(first, Class) and inference.models.is_model(first):
        return Rows(first)
    if name in ("builtins.list", "builtins.sorted", "builtins.set", "builtins.tuple", "builtins.reversed"):
        item = item_of(first)
        return Listed(item) if item is not None else None
    if name in ("builtins.next", "builtins.max", "builtins.min"):
        return item_of(first)
    return _queried(inference, call, body, index) or (Instance(callee) if last[:1].isupper() else None)


def _queried(inference: "Inference", call: Call, body: Body, index: int) -> Known | None:
    """`session.query(Model)`, `session.scalars(select(Model))`, `session.get(Model, id)` on whatever session."""
    function = call.function
    if type(function) is not Attribute or not call.arguments:
        return None
    first = inference.value(call.arguments[0], body, index)
    if function.name == "query" and isinstance(first, Class) and inference.models.is_model(first):
        return Rows(first)
    if function.name == "get" and isinstance(first, Class) and inference.models.is_model(first):
        return first.instance
    if function.name in ("scalars", "exec", "execute") and isinstance(first, Rows):
        return first
    if function.name in ("scalar", "scalar_one_or_none") and isinstance(first, Rows):
        return first.model.instance
    return None


def returned(inference: "Inference", function: Function, receiver: Known | None) -> Known | None:
    """What calling it gives: its annotation, or the one value that its return statements agree on."""
    annotation = function.definition.returns
    if annotation is not None:
        if last_name(annotation) == "Self" or _text(annotation) == "Self":
            return receiver.instance if isinstance(receiver, Class) else receiver
        return annotated(annotation, function.parent or function.module, inference.names)
    if function in inference.returns:
        return inference.returns[function]
    if function in inference.open or inference.depth > DEEPEST_RETURN or function.scope.is_generator:
        return None
    inference.open.add(function)
    inference.depth += 1
    body = inference.body(function)
    values: list[Known | None] = []
    for index, statement in enumerate(function.scope.statements):
        if type(statement) is Return and statement.value is not None and not is_none(statement.value):
            values.append(inference.value(statement.value, body, index))
    found = agreed(values)
    inference.open.discard(function)
    inference.depth -= 1
    inference.returns[function] = found
    return found


def _how(inference: "Inference", function: Expression) -> str:
    return "name" if type(function) is Name else "import"


def _is_super(expression: Expression) -> bool:
    return type(expression) is Call and type(expression.function) is Name and expression.function.id == "super"


def _text(expression: Expression) -> str:
    return str(expression.value) if type(expression) is Constant else ""
