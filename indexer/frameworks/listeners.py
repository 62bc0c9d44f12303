"""Handlers of what other libraries announce: SQLAlchemy's events, the signals of blinker, Flask and Celery.

Sources: "Events" of SQLAlchemy, "Signals" of Flask and Celery, blinker's guide.
"""

import re
from collections.abc import Iterator

from indexer.discover import is_test
from indexer.expressions import last_name
from indexer.facts import Attribute, Call, Expression
from indexer.frameworks.findings import EntryPointFound, Findings, Framework
from indexer.frameworks.handlers import of_value
from indexer.frameworks.standing import method_calls, values
from indexer.resolve.entities import Class, Entity, Function
from indexer.resolve.evaluate.values import Member, Value, text_of
from indexer.resolve.program import Program

LISTENS = frozenset({"sqlalchemy.event.listens_for", "sqlalchemy.event.api.listens_for"})
EVENT = frozenset({"sqlalchemy.event", "sqlalchemy.event.api"})
LISTEN = "listen"
SIGNALS = re.compile(
    r"""
      celery\.signals\.\w+ | (flask|quart)(\.signals)?\.\w+ | flask_\w+(\.signals)?\.\w+
    | blinker(\.base)?\.((Named)?Signal|signal|Namespace\(\)\.signal)\(\)
    """,
    re.VERBOSE,
)
CONNECTS = frozenset({"connect", "connect_via"})


def recognise(program: Program, findings: Findings) -> None:
    found: dict[tuple[Class | Function, str], None] = {}
    for function in program.functions:
        if function.scope.definition is not None and not is_test(function.path):
            at = function.parent or function.module
            for decorator in function.definition.decorators:
                found |= {(function, detail): None for detail in _decorating(program, decorator, at)}
    for call, owner, at in method_calls(program, LISTEN, *CONNECTS):
        if not is_test(at.path):
            for detail, handler in _calling(program, call, owner, at):
                for value, _ in values(program, handler, at):
                    if (entity := _handler(program, value)) is not None:
                        found[entity, detail] = None
    findings.entry_points += [EntryPointFound(entity=e, kind="listener", detail=d) for e, d in found]


FRAMEWORK = Framework("listeners", ("sqlalchemy", "sqlmodel", "blinker", "flask", "celery"), recognise)


def _decorating(program: Program, decorator: Expression, at: Entity) -> Iterator[str]:
    """`@event.listens_for(Order, "before_insert")`, `@task_failure.connect`, `@paid.connect_via(app)`"""
    written = decorator.function if type(decorator) is Call else decorator
    if type(decorator) is Call and last_name(written) == "listens_for" and program.target(written, at) in LISTENS:
        yield _event(program, decorator, at)
    elif type(written) is Attribute and written.name in CONNECTS:
        yield from _signal(program, written.value, at)


def _calling(program: Program, call: Call, owner: Expression, at: Entity) -> Iterator[tuple[str, Expression]]:
    """`event.listen(Order, "before_insert", stamp)`, `task_failure.connect(report)`"""
    if last_name(call) == LISTEN:
        if len(call.arguments) > 2 and program.target(owner, at) in EVENT:
            yield _event(program, call, at), call.arguments[2]
    elif call.arguments:
        yield from ((detail, call.arguments[0]) for detail in _signal(program, owner, at))


def _event(program: Program, call: Call, at: Entity) -> str:
    """`before_insert of Order`"""
    target, name = (*call.arguments, None, None)[:2]
    event = text_of(program.evaluator.value(name, at)) if name is not None else None
    return f"{event or 'event'} of {last_name(target)}" if target is not None else event or "event"


def _signal(program: Program, expression: Expression, at: Entity) -> Iterator[str]:
    if SIGNALS.fullmatch(program.target(expression, at)):
        yield last_name(expression)


def _handler(program: Program, value: Value) -> Class | Function | None:
    if isinstance(value, Member) and isinstance(value.of, Class):  # `self.on_paid`
        found = program.classes.member(value.of, value.name)
        return found[1] if found is not None and isinstance(found[1], Function) else None
    handler = of_value(program, value)
    return (handler.function or handler.handler) if handler is not None else None
