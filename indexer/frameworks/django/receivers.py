"""Handlers of Django's signals: `@receiver(signal, sender=...)` and `signal.connect(handler)`, wherever it is written.

What a function connects and takes off again is a handler for a while only, and is left out; so are the signals of
Celery and the like, which have adapters of their own.
"""

from collections.abc import Iterator

from indexer.expressions import last_name
from indexer.facts import Attribute, Call, Constant, Expression
from indexer.frameworks.findings import EntryPointFound, Findings, Framework
from indexer.frameworks.standing import items, method_calls, method_calls_of, values
from indexer.resolve.entities import Class, Entity, External, Function
from indexer.resolve.evaluate.values import Closure, Made, Member, Value
from indexer.resolve.program import Program, walk

RECEIVER = frozenset({"django.dispatch.receiver", "django.dispatch.dispatcher.receiver"})
SIGNALS = frozenset(
    {"django.dispatch.Signal", "django.dispatch.dispatcher.Signal", "django.db.models.signals.ModelSignal"}
)
OTHER_SIGNALS = ("celery.", "flask.", "blinker.", "scrapy.")
CONNECT = "connect"
BY_NAME = 1_000  # the position of an argument that is only given by name


def recognise(program: Program, findings: Findings) -> None:
    found: dict[tuple[Class | Function, str], None] = {}
    for function in program.functions:
        for decorator in function.definition.decorators:
            at = function.parent or function.module
            found |= {(function, detail): None for detail in _decorating(program, decorator, at)}
    for call, signal, at in method_calls(program, CONNECT):
        signals = _signals(program, signal, at)
        if signals and not _disconnects(at):
            handlers = _handlers(program, _argument(call, "receiver", 0), at)
            found |= {(h, _detail(program, s, call, at)): None for h in handlers for s in signals}
    findings.entry_points += [EntryPointFound(entity=e, kind="receiver", detail=d) for e, d in found]


FRAMEWORK = Framework("django receivers", ("django",), recognise)


def _decorating(program: Program, decorator: Expression, at: Entity) -> Iterator[str]:
    """`@receiver([signal, ...], sender=...)`, `@signal.connect`: the signals."""
    written = decorator.function if type(decorator) is Call else decorator
    if type(decorator) is Call:
        found = program.names.resolve(written, at)
        if isinstance(found, External) and found.name in RECEIVER:
            given = _argument(decorator, "signal", 0)
            signals = [s for e in items(given) for s in _signals(program, e, at) or [last_name(e)]]
            yield from (_detail(program, signal, decorator, at) for signal in signals)
            return
    if type(written) is Attribute and written.name == CONNECT:
        yield from _signals(program, written.value, at)


def _disconnects(at: Entity) -> bool:
    if not isinstance(at, Function):
        return False
    return any(True for entity in walk(at) for _ in method_calls_of(entity, "disconnect"))


def _signals(program: Program, expression: Expression, at: Entity) -> list[str]:
    """Names of the signals that an expression may stand for."""
    found = []
    for value, name in values(program, expression, at):
        if isinstance(value, External) and ".signals." in value.name and not value.name.startswith(OTHER_SIGNALS):
            found.append(value.name.rpartition(".")[2])
        elif isinstance(value, Made) and _is_signal(program, value):
            found.append(name)
    return found


def _is_signal(program: Program, made: Made) -> bool:
    if isinstance(made.callee, Class):
        return program.classes.is_a(made.callee, SIGNALS)
    return made.name in SIGNALS


def _handlers(program: Program, expression: Expression | None, at: Entity) -> list[Class | Function]:
    """The functions, methods and callable objects that an expression may stand for."""
    found: list[Class | Function] = []
    for value, _ in values(program, expression, at) if expression is not None else []:
        handler = _handler(program, value)
        if handler is not None:
            found.append(handler)
    return found


def _handler(program: Program, value: Value | None) -> Class | Function | None:
    if isinstance(value, Made) and value.name == "functools.partial" and value.arguments.positional:
        return _handler(program, value.arguments.positional[0])
    if isinstance(value, Function | Closure):
        return value if isinstance(value, Function) else value.function
    if isinstance(value, Member):
        cls = value.of.cls if isinstance(value.of, Made) else value.of
        member = program.classes.member(cls, value.name) if isinstance(cls, Class) else None
        return member[1] if member is not None and isinstance(member[1], Function) else None
    return value.callee if isinstance(value, Made) and isinstance(value.callee, Class) else None


def _argument(call: Call, name: str, position: int) -> Expression | None:
    named = next((value for key, value in call.keywords if key == name), None)
    if named is None and position < len(call.arguments):
        return call.arguments[position]
    return named


def _detail(program: Program, signal: str, call: Call, at: Entity) -> str:
    """`post_save of Order`, where the sender is known."""
    sender = _argument(call, "sender", 1 if last_name(call.function) == CONNECT else BY_NAME)
    if type(sender) is Constant:
        return f"{signal} of {str(sender.value).rpartition('.')[2]}"
    classes = [v for v, _ in values(program, sender, at) if isinstance(v, Class)] if sender is not None else []
    return f"{signal} of {classes[0].scope.name}" if len(classes) == 1 else signal
