"""Walks one body in the order of the source: every expression is worked out, and what it says is told to others."""

from typing import TYPE_CHECKING

from indexer.expressions import expressions_of
from indexer.facts import (
    Assign,
    Attribute,
    Call,
    Collection,
    Define,
    Delete,
    Evaluate,
    Expression,
    For,
    If,
    Match,
    Name,
    Raise,
    Return,
    Starred,
    Subscript,
    With,
)
from indexer.flow import FROM_OUTSIDE
from indexer.infer import decorators, members, names, operators, protocols, recording, uses
from indexer.infer.body import Body, is_none, value_bound
from indexer.infer.containers import step
from indexer.infer.values import Known, joined, members_of
from indexer.resolve.entities import Class, Entity, Function, Instance

if TYPE_CHECKING:
    from indexer.infer.inference import Inference


def walk(body: Body, inference: "Inference") -> None:
    value = inference.value
    entity = body.entity
    for index, statement in enumerate(entity.scope.statements):
        kind = type(statement)
        if kind is Evaluate:
            value(statement.value, body, index)  # type: ignore[union-attr,arg-type]
        elif kind is Assign:
            _assign(inference, statement, body, index)  # type: ignore[arg-type]
        elif kind is If:
            value(statement.test, body, index)  # type: ignore[union-attr]
        elif kind is Return:
            if statement.value is not None:  # type: ignore[union-attr]
                _return(inference, statement.value, body, index)  # type: ignore[union-attr]
        elif kind is Define:
            _header(entity.children[statement.scope], body, index, inference)  # type: ignore[union-attr]
        elif kind is For:
            iterable = value(statement.iterable, body, index)  # type: ignore[union-attr]
            if iterable is not None and type(statement.target) is Name:  # type: ignore[union-attr]
                protocols.iterated(inference, iterable, body, statement.line)
        elif kind is With:
            for context, _ in statement.items:  # type: ignore[union-attr]
                opened = value(context, body, index)
                if opened is not None:
                    protocols.entered(inference, opened, body, statement.line)
        elif kind is Delete:
            for target in statement.targets:  # type: ignore[union-attr]
                uses.deleted(inference, target, body, index)
        else:
            for expression in expressions_of(statement):
                found = value(expression, body, index)
                if kind is Raise and found is not None:
                    protocols.raised(inference, found, body, statement.line)
            if kind is Match:
                for block in entity.scope.blocks:
                    if block.owner == index and block.guard is not None:
                        value(block.guard, body, index)


def _assign(inference: "Inference", statement: Assign, body: Body, index: int) -> None:
    value = inference.value(statement.value, body, index) if statement.value is not None else None
    for target in statement.targets:
        if type(target) is Name:
            continue
        augmented = bool(statement.operator)
        recording.assigned(inference, target, body, index, statement.line, augmented=augmented, value=statement.value)
        if type(target) is Attribute:
            for owner in members_of(inference.value(target.value, body, index)):
                if isinstance(owner, Instance) and isinstance(owner.of, Class):
                    members.set_property(inference, owner.of, target.name, value, body, target.line)
        if value is not None:
            _put(inference, target, value, body, index)


def _put(inference: "Inference", target: Expression, value: Known | None, body: Body, index: int) -> None:
    """What is assigned to attributes and into containers."""
    if type(target) is Attribute:
        fixed = type(target.value) is Name and target.value.id in ("self", "cls")
        for owner in members_of(inference.value(target.value, body, index)):
            if isinstance(owner, Instance) and isinstance(owner.of, Class):
                members.set_attribute(inference, owner.of, target.name, value, fixed=fixed)
            elif isinstance(owner, Class):
                members.set_attribute(inference, owner, target.name, value, fixed=fixed)
    elif type(target) is Subscript:
        operators.assigned_at(inference, target, value, body, index)
    elif type(target) is Collection:
        for place, item in enumerate(target.items):
            if type(item) is not Starred and type(item) is not Name:
                _put(inference, item, step(inference, value, place, body=body, made_by=None), body, index)


def _return(inference: "Inference", expression: Expression, body: Body, index: int) -> None:
    """A parameter that is returned as it is comes back to each caller as what that caller gave."""
    if is_none(expression):
        return
    name = expression.id if type(expression) is Name else ""
    if name in body.parameters and name not in body.inner:
        numbers = body.numbers.get(name)
        reaching = body.flow.reaching(index, name) if numbers else {FROM_OUTSIDE}
        if FROM_OUTSIDE in reaching:
            if name not in body.passed:
                body.passed |= {name}
                inference.grown(body.returned)  # whoever has read what it returns gets this too
            own = names.by_declaration(inference, body, name)
            values = [names.binding_value(inference, body, n) for n in sorted(reaching) if n != FROM_OUTSIDE]
            inference.push(body.returned, joined([own, *values]))
            return
    value = inference.value(expression, body, index)
    called = _called_parameters(body, expression, index)
    if called:
        if not called <= body.called_back:
            body.called_back |= called
            inference.grown(body.returned)
        return
    inference.push(body.returned, value)


def _called_parameters(body: Body, expression: Expression, index: int) -> set[str]:
    """`return get(*args)` and `found = get(*args); return found`: each caller gets what its own function gives."""
    calls: list[Expression | None] = [expression]
    if type(expression) is Name and expression.id not in body.inner:
        numbers = body.flow.reaching(index, expression.id) if expression.id in body.numbers else ()
        bindings = [body.entity.scope.bindings[n] for n in numbers if n != FROM_OUTSIDE]
        ways = [value_bound(binding, body.entity) for binding in bindings]
        calls = [value if how == "value" and not way else None for how, value, way, _ in ways]
    found = set()
    entity = body.entity
    first = next(entity.parameters, "") if isinstance(entity, Function) and entity.receives else ""
    for call in calls:
        function = call.function if type(call) is Call else None
        if type(function) is not Name or function.id not in body.parameters or function.id in body.numbers:
            return set()
        if function.id == first:
            return set()  # `cls()`
        found.add(function.id)
    return found


def _header(defined: Entity, around: Body, index: int, inference: "Inference") -> None:
    """Decorators, defaults and bases are worked out where the definition stands."""
    definition = defined.definition
    if definition.decorators:
        decorators.decorated(inference, defined, around, index)
    names.defaults(inference, defined, around, index)
    if isinstance(defined, Class):
        for base in definition.bases:
            inference.value(base, around, index)
