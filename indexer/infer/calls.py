"""What a call gives, and the edges that it is."""

from typing import TYPE_CHECKING

from indexer.expressions import last_name
from indexer.facts import Attribute, Call, Constant, Expression, Name
from indexer.graph.nodes import Certainty
from indexer.infer import externals, generics, names, overrides, recording, spelled, uses
from indexer.infer import rows as orm
from indexer.infer.annotations import annotated
from indexer.infer.arguments import NOTHING, Given, given, hand_over, matched, passed_back
from indexer.infer.body import Body
from indexer.infer.cells import Gathered
from indexer.infer.edges import CallEdge
from indexer.infer.questions import MEANING
from indexer.infer.values import (
    UNKNOWN,
    Bound,
    ContainerMethod,
    Generated,
    Known,
    OneOf,
    Partial,
    Rows,
    RowsMethod,
    either,
    joined,
    members_of,
)
from indexer.resolve.entities import Class, Entity, External, Function, Instance
from indexer.resolve.names import Local

if TYPE_CHECKING:
    from indexer.infer.inference import Inference

SURENESS: dict[str, Certainty] = {"super": "exact", "mixed in": "possible"}  # of rules that say it by themselves


def call(inference: "Inference", call: Call, body: Body, index: int) -> Known | None:
    function = call.function
    if type(function) is Attribute and type(function.value) is Call and _is_super(function.value):
        callee = _super(inference, function, body)
    else:
        callee = inference.value(function, body, index)
    arguments = given(inference, call, body, index)
    if type(callee) is not OneOf:
        uses.called(inference, call, callee, body, index)
    else:
        for member in members_of(callee):
            uses.called(inference, call, member, body, index)
    if type(function) is Name and _is_decorated(inference, function, body, call.line):
        if callee is UNKNOWN:
            return UNKNOWN
        return joined(_handed(inference, m, arguments, body, index) for m in members_of(callee))
    if type(callee) is not OneOf:
        if callee is not None:
            return _one(inference, callee, arguments, call, body, index, None)
    elif callee.members:
        return joined(_one(inference, m, arguments, call, body, index, "inferred") for m in members_of(callee))
    if not _inherited(inference, function, call, body, index):
        recording.unresolved(inference, call, body)
    if last_name(function) == "get_model" and recording.in_migration(body.entity.module):
        return inference.given.historical(call)
    if callee is UNKNOWN:
        return UNKNOWN  # too much to say what it gives: what was thought before it grew must not stay
    return externals.queried(inference, call, body, index)


def _one(
    inference: "Inference", callee: Known, arguments: Given, call: Call, body: Body, index: int, sure: Certainty | None
) -> Known | None:
    if type(callee) is External:
        return externals.called(inference, callee, arguments, call, body, index)
    if type(callee) is RowsMethod:
        return _on_rows(inference, callee, call, body)
    if type(callee) is ContainerMethod:
        return externals.on_container(inference, callee, arguments, call, body, index)
    if isinstance(callee, Instance) and type(callee.of) is External:
        recording.unresolved(inference, call, body)
        return externals.queried(inference, call, body, index)
    alone = sure is None
    if sure is None and (type(callee) is Function or type(callee) is Class):
        sure = "exact" if _named(inference, call.function, body) is callee else "inferred"
    fixed = sure == "exact" or (alone and type(callee) is Bound and callee.rule in ("self", "super"))
    rule = ("name" if type(call.function) is Name else "import") if sure == "exact" else "value"
    value = apply(
        inference, callee, arguments, body, call.line, sure=sure or "inferred", rule=rule, index=index, fixed=fixed
    )
    return spelled.worked_out(inference, callee, call, body) or value


def _named(inference: "Inference", function: Expression, body: Body) -> object:
    """What names alone say that is called."""
    if type(function) is Name:
        return names.meaning(inference, body, function.id)
    return inference.names.resolve(function, body.entity) if type(function) is Attribute else None


def apply(
    inference: "Inference",
    callee: Known,
    arguments: Given,
    body: Body,
    line: int,
    *,
    sure: Certainty = "inferred",
    rule: str = "value",
    index: int = 0,
    skipped: int = 0,
    fixed: bool = False,
) -> Known | None:
    """Call something of the repository."""
    if type(callee) is Bound:
        function, receiver = callee.function, callee.receiver
        if sure != "possible" and callee.rule in SURENESS:
            sure = SURENESS[callee.rule]
        cls = receiver.of if isinstance(receiver, Instance) else receiver
        if isinstance(cls, Class):
            inference.edges.receivers.append((function, cls))
        on_self = callee.rule == "self"
        by_type = on_self or callee.rule == "type"
        if isinstance(cls, Class) and (by_type or (cls is receiver and not overrides.can_be_made(inference, cls))):
            overrides.called(inference, cls, function, body, line, sure=sure, rule=callee.rule, on_self=on_self)
        else:
            _edge(inference, body.entity, function, line, sure, callee.rule)
        skipped += 1 if function.receives else 0
        hand_over(inference, function, arguments, skipped, body=body, fixed=fixed)
        value = returned(inference, function, receiver, arguments, skipped)
        if type(receiver) is Rows and value is None:
            return orm.result(receiver, function.scope.name)
        return value
    if type(callee) is Function:
        _edge(inference, body.entity, callee, line, sure, rule)
        hand_over(inference, callee, arguments, skipped, body=body, fixed=fixed)
        value = returned(inference, callee, callee.owner, arguments, skipped)
        return either(value, _through_wrapper(inference, callee, body, line, value))
    if type(callee) is Class:
        return construct(inference, callee, arguments, body, line, sure=sure, index=index, skipped=skipped, fixed=fixed)
    if type(callee) is Partial:
        return apply(
            inference, callee.callee, arguments, body, line, sure=sure, index=index, skipped=skipped + callee.given
        )
    if isinstance(callee, Instance) and isinstance(callee.of, Class):
        found = inference.member(callee.of, "__call__")
        if found is not None and isinstance(found[1], Function):
            bound = Bound(found[1], callee, "object")
            return apply(inference, bound, arguments, body, line, sure=sure, index=index, skipped=skipped)
    return None


def construct(
    inference: "Inference",
    cls: Class,
    arguments: Given,
    body: Body,
    line: int,
    *,
    sure: Certainty = "exact",
    index: int = 0,
    skipped: int = 0,
    fixed: bool = False,
) -> Known:
    if sure != "exact" and not overrides.can_be_made(inference, cls):  # `type[Base]` is what is built on it
        for heir in overrides.made_instead(inference, cls):
            construct(inference, heir, arguments, body, line, sure=sure, skipped=skipped, fixed=fixed)
        return cls.instance
    inference.edges.calls.append(CallEdge(body.entity, cls, cls.name, line, sure, "constructor", True))
    by_metaclass = inference.metaclass_call(cls)
    if by_metaclass is not None:
        recording.edge(inference, body.entity, by_metaclass, line, sure, "metaclass")
    for name in ("__init__", "__new__"):
        found = inference.member(cls, name)
        if found is not None and isinstance(found[1], Function):
            recording.edge(inference, body.entity, found[1], line, sure, "constructor")
            hand_over(inference, found[1], arguments, skipped + 1, body=body, fixed=fixed)
    return cls.instance


def returned(
    inference: "Inference",
    function: Function,
    receiver: Known | None,
    arguments: Given = NOTHING,
    skipped: int = 0,
) -> Known | None:
    """What calling it gives: its annotation, or what its return statements say together."""
    annotation = function.definition.returns
    body = inference.body(function)
    if annotation is not None:
        if last_name(annotation) == "Self" or _text(annotation) == "Self":
            return receiver.instance if isinstance(receiver, Class) else receiver
        value = annotated(annotation, function.parent or function.module, inference.names)
        if inference.is_only_declared(value) and not function.scope.is_generator:
            inference.ensure(body)
            return either(value, inference.read(body.returned))
        if value is not None and not (isinstance(value, Instance) and isinstance(value.of, External)):
            return value
        value = generics.returned(inference, function, receiver, arguments, skipped)
        if value is not None:
            return value
    if function.scope.is_generator:
        return Generated(function)
    inference.ensure(body)
    value = inference.read(body.returned)
    owner = function.owner
    if owner is not None and receiver is not None and value is not None:
        if isinstance(receiver, Class) and receiver is not owner:
            value = _replaced(value, owner.instance, receiver.instance)  # `cls(...)` in a class method
        elif isinstance(receiver, Instance) and "self" in body.passed:
            value = _replaced(value, owner.instance, receiver)
    value = either(value, passed_back(inference, function, arguments, skipped))
    return either(value, _called_back(inference, function, arguments, skipped)) if body.called_back else value


def _replaced(value: Known, member: Known, by: Known) -> Known | None:
    if type(value) is OneOf and member in value.members:
        return joined(by if m is member else m for m in members_of(value))
    return by if value is member else value


def _called_back(inference: "Inference", function: Function, arguments: Given, skipped: int) -> Known | None:
    """What the functions give that this call hands over to be called."""
    called = inference.body(function).called_back
    found: Known | None = None
    for parameter, _, value, place in matched(inference.body(function), arguments, skipped):
        if parameter.name not in called or place is not None:
            continue
        if value is UNKNOWN:
            return UNKNOWN
        for member in members_of(value):
            result: Known | None = None
            if isinstance(member, Bound) and member.function is not function:
                result = returned(inference, member.function, member.receiver)
            elif isinstance(member, Function) and member is not function:
                result = returned(inference, member, member.owner)
            elif isinstance(member, Class):
                result = member.instance
            elif isinstance(member, RowsMethod):
                result = orm.result(member.rows, member.name)
            found = either(found, result)
    return found


def _through_wrapper(
    inference: "Inference", function: Function, body: Body, line: int, value: Known | None
) -> Known | None:
    """A function that a decorator of ours has replaced: what is called is the wrapper, and through it the function."""
    if not function.definition.decorators:
        return None
    found: Known | None = None
    for wrapper in members_of(inference.read(inference.body(function).wrapped)):
        if wrapper is body.entity or _is_inside(body.entity, wrapper):
            continue  # the wrapper itself calls what it wraps
        if isinstance(wrapper, Function):
            _edge(inference, body.entity, wrapper, line, "inferred", "wrapper")
            result = returned(inference, wrapper, None)
        elif isinstance(wrapper, Instance):
            result = apply(inference, wrapper, NOTHING, body, line)
        else:
            continue
        found = either(found, result if value is None else None)
    return found


def _is_inside(entity: Entity, wrapper: Known) -> bool:
    return isinstance(wrapper, Instance) and entity.parent is wrapper.of


def _is_decorated(inference: "Inference", function: Name, body: Body, line: int) -> bool:
    """Is it a call of what a decorator was applied to, in the decorator or in the wrapper that it makes? Each
    application is known, so all of them are called here, however many."""
    if function.id in body.inner:
        return False
    local = names.meaning(inference, body, function.id)
    if type(local) is not Local:
        return False
    there = inference.body(local.function)
    if function.id in there.numbers or function.id not in there.parameters:
        return False
    gathered = there.decorated.get(function.id)
    if gathered is None:
        gathered = there.decorated[function.id] = Gathered()
    inference.read(gathered)
    for member in gathered.members:
        _edge(inference, body.entity, member, line, "inferred", "decorator")
    return bool(gathered.members)


def _handed(inference: "Inference", callee: Known, arguments: Given, body: Body, index: int) -> Known | None:
    if not isinstance(callee, Function):
        return None
    hand_over(inference, callee, arguments, 0, body=body)
    return returned(inference, callee, None, arguments)


def _on_rows(inference: "Inference", method: RowsMethod, call: Call, body: Body) -> Known | None:
    rows = method.rows
    target = f"<external>:{inference.models.rows_name(rows.model)}.{method.name}"
    inference.edges.calls.append(CallEdge(body.entity, None, target, call.line, "inferred", "rows", False))
    return orm.result(rows, method.name)


def _super(inference: "Inference", function: Attribute, body: Body) -> Known | None:
    method: Entity | None = body.entity
    while method is not None and not (isinstance(method, Function) and method.owner is not None):
        method = method.parent
    if not isinstance(method, Function) or method.owner is None:
        return None
    recording.builtin(inference, body.entity, "super", function.line)
    inference.ask(MEANING, method.owner, function.name)
    found = inference.classes.member(method.owner, function.name, after=method.owner)
    if found is not None and isinstance(found[1], Function):
        return Bound(found[1], method.owner.instance, "super")
    outside = next((c for c in inference.classes.mro(method.owner)[1:] if isinstance(c, External)), None)
    return External(f"{outside.name}.{function.name}") if outside is not None else None


def _inherited(inference: "Inference", function: Expression, call: Call, body: Body, index: int) -> bool:
    """A method that an object of ours has from its one ancestor outside the repository."""
    if type(function) is not Attribute:
        return False
    owner = inference.value(function.value, body, index)
    if not isinstance(owner, Instance) or not isinstance(owner.of, Class):
        return False
    if inference.member(owner.of, function.name) is not None:
        return False
    name = externals.inherited(inference, owner.of, function.name)
    if name:
        target = f"<external>:{name}"
        inference.edges.calls.append(CallEdge(body.entity, None, target, call.line, "inferred", "inherited", False))
    return bool(name)


def _edge(inference: "Inference", caller: Entity, callee: Function, line: int, sure: Certainty, rule: str) -> None:
    if callee.scope.kind != "lambda":  # a lambda is part of the function that it stands in
        recording.edge(inference, caller, callee, line, sure, rule)


def _is_super(call: Call) -> bool:
    return type(call.function) is Name and call.function.id == "super"


def _text(expression: Expression) -> str:
    return str(expression.value) if type(expression) is Constant else ""
