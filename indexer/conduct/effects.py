"""Calls that stand as a statement, made for what they do; what is handed over to run once a transaction commits; and
calls whose result is kept and that are told who asks, or whose rows are meant."""

import re
from collections.abc import Iterator

from indexer.conduct.conditions import tests_around
from indexer.conduct.found import Effect
from indexer.conduct.meaning import Meaning
from indexer.conduct.methods import OF_THE_ORM
from indexer.expressions import dotted, last_name, parts_of
from indexer.facts import Assign, Attribute, Await, Call, Constant, Evaluate, Expression, Lambda, Name, Return, Yield
from indexer.infer.body import Body
from indexer.resolve.entities import Function
from indexer.shown import show

LONGEST, TOLD = 160, 320  # characters
DEEP = 3  # expressions around a call that is looked at
PLAIN = (Name, Constant)
AFTER_COMMIT = frozenset({"on_commit", "run_after_commit", "run_on_commit", "call_on_commit"})
DELAYED = frozenset({"delay_on_commit", "apply_async_on_commit"})  # of Celery's DjangoTask
ACTORS = frozenset({"user", "current_user", "actor", "principal", "requester", "request_user", "viewer"})
OWNERS = re.compile(
    r"^(org|organi[sz]ation|tenant|workspace|project|team|account|company|customer|household|group|\w+_id)$"
)


def effects(meaning: Meaning, body: Body, deferred: bool) -> Iterator[Effect]:
    """`deferred`: the body itself runs after a commit."""
    is_function = body.entity.scope.kind == "function"
    for index, statement in enumerate(body.entity.scope.statements):
        kind = type(statement)
        if kind is Evaluate:
            call = statement.value  # type: ignore[union-attr]
            if type(call) is not Call:
                call = _awaited(call)
            if type(call) is Call:
                yield _effect(meaning, call, body, index, "statement", deferred)
                if last_name(call) in AFTER_COMMIT:
                    yield from _handed(meaning, call, body, index)
        elif is_function and (kind is Assign or kind is Return):
            call = statement.value  # type: ignore[union-attr]
            if type(call) is Await:
                call = call.value
            if type(call) is Call and _names_actor(call) and last_name(call) not in OF_THE_ORM:
                yield _effect(meaning, call, body, index, "value", deferred)
            else:
                for inner in _calls_in(call):
                    if _names_owner(inner) and last_name(inner) not in OF_THE_ORM:
                        yield _effect(meaning, inner, body, index, "handed", deferred)


def runs_after_commit(function: Function) -> bool:
    """`@transaction.on_commit`, `@event.listens_for(session, "after_commit")`."""
    for decorator in function.definition.decorators:
        if last_name(decorator) in AFTER_COMMIT:
            return True
        if type(decorator) is Call and last_name(decorator) == "listens_for" and len(decorator.arguments) > 1:
            return show(decorator.arguments[1]) == "'after_commit'"
    return False


def _awaited(expression: Expression | None) -> Expression | None:
    while type(expression) is Await or type(expression) is Yield:
        expression = expression.value
    return expression


def _effect(meaning: Meaning, call: Call, body: Body, index: int, kind: str, deferred: bool) -> Effect:
    callee, target = meaning.called(call, body, index)
    after = deferred or last_name(call) in DELAYED
    text = show(call, LONGEST if kind == "statement" else TOLD)
    block = body.entity.scope.statements[index].block
    given = tests_around(body.entity.scope, block) if block and kind == "statement" else ()
    return Effect(body.entity, call.line, callee, target, kind, text, after, given)  # type: ignore[arg-type]


def _calls_in(expression: Expression | None) -> list[Call]:
    """`sum(get(id) for ...)`, `get(id).name`: those that are not too far inside."""
    found: list[Call] = []
    if expression is not None:
        _gather(expression, DEEP, found)
    return found


def _gather(expression: Expression, deep: int, found: list[Call]) -> None:
    if type(expression) in PLAIN:
        return
    if type(expression) is Call and (expression.arguments or expression.keywords):
        found.append(expression)
    if deep:
        for part in parts_of(expression):
            _gather(part, deep - 1, found)


def _names_owner(call: Call) -> bool:
    """Is it given an organisation, a project, a `customer_id`?"""
    for argument in call.arguments:
        kind = type(argument)
        if kind is Name:
            if OWNERS.match(argument.id):  # type: ignore[union-attr]
                return True
        elif kind is Attribute and OWNERS.match(argument.name):  # type: ignore[union-attr]
            return True
    return any(key is not None and OWNERS.match(key) for key, _ in call.keywords)


def _names_actor(call: Call) -> bool:
    """Is it given who asks?"""
    for argument in call.arguments:
        kind = type(argument)
        if kind is Name:
            if argument.id in ACTORS:  # type: ignore[union-attr]
                return True
        elif kind is Attribute and argument.name in ACTORS:  # type: ignore[union-attr]
            return True
    return any(type(value) in (Name, Attribute) and last_name(value) in ACTORS for _, value in call.keywords)


def _handed(meaning: Meaning, call: Call, body: Body, index: int) -> Iterator[Effect]:
    """`on_commit(lambda: send.delay(1))`, `on_commit(partial(send.delay, 1))`, `on_commit(send)`."""
    for argument in call.arguments[:1]:
        if type(argument) is Lambda:
            inner = meaning.lambda_(argument, body)
            for place, statement in enumerate(inner.entity.scope.statements) if inner is not None else ():
                value = _awaited(getattr(statement, "value", None))
                if inner is not None and type(value) is Call:
                    yield _effect(meaning, value, inner, place, "statement", deferred=True)
        elif type(argument) is Call and last_name(argument) == "partial" and argument.arguments:
            made = Call(argument.arguments[0], argument.arguments[1:], argument.keywords, argument.line)
            yield _effect(meaning, made, body, index, "statement", deferred=True)
        elif dotted(argument) is not None:
            yield _effect(meaning, Call(argument, [], [], call.line), body, index, "statement", deferred=True)
