"""What a guard is given, spelled in one way: its arguments are the permission, and two versions of them are compared.

Known values count rather than their names: a constant that is renamed leaves the text as it is, one that is changed
does not. What is not known stands as it is written, else as an ellipsis.
"""

from collections.abc import Iterable, Mapping

from indexer.facts import Call, Expression, Return, Starred
from indexer.resolve.entities import Class, Entity, External, Function, Module
from indexer.resolve.evaluate.operators import COMPOSED
from indexer.resolve.evaluate.settings import plain
from indexer.resolve.evaluate.values import (
    Arguments,
    Binary,
    Closure,
    Const,
    Default,
    EnumMember,
    Items,
    Made,
    Member,
    Site,
    Table,
    Text,
    Value,
)
from indexer.shown import show

LONGEST = 1000  # characters
UNKNOWN = "…"
DEEPEST = 5  # values in values
BRACKETS = {"list": ("[", "]"), "tuple": ("(", ")"), "set": ("{", "}")}
OPERATORS = {name: operator for operator, name in COMPOSED.items()}


def arguments(given: Arguments, written: Call | None = None) -> str:
    """`'orders.pay', scopes=['write']`; `written`: the call that they stand in, if that is at hand."""
    positional: list[Expression | None] = [None] * len(given.positional)
    named: dict[str | None, Expression] = {}
    if written is not None and not any(type(argument) is Starred for argument in written.arguments):
        positional[: len(written.arguments)] = written.arguments
        named = dict(written.keywords)
    parts = [_spelled(value, e) for value, e in zip(given.positional, positional, strict=False)]
    parts += [f"{name}={_spelled(value, named.get(name))}" for name, value in given.named]
    return shortened(", ".join(parts if given.complete else [*parts, UNKNOWN]))


def environment(function: Function, seen: Mapping[str, Value | None]) -> str:
    """What the functions around a nested one were given: `role='admin'`; the functions among it are what it wraps."""
    parts = []
    around = function.parent
    while isinstance(around, Function):
        for name in around.parameters:
            value = plain(seen.get(name))
            if value is not None and not isinstance(value, Function | Closure | Class | Member):
                parts.append(f"{name}={spelled(value)}")
        around = around.parent
    return shortened(", ".join(parts))


def spelled(value: Value | None, depth: int = DEEPEST) -> str:
    value = plain(value)
    if value is None or type(value) is Default or depth == 0:
        return UNKNOWN
    if type(value) is Const or type(value) is Binary:
        return repr(value.value)
    if type(value) is Text:
        return repr(value.shown())
    if type(value) is Items:
        items = [spelled(item, depth - 1) for item in value.items] + [UNKNOWN] * (not value.complete)
        comma = "," if value.kind == "tuple" and len(items) == 1 else ""
        opening, closing = BRACKETS.get(value.kind, ("[", "]"))
        return f"{opening}{', '.join(items)}{comma}{closing}"
    if type(value) is Table:
        rows = [f"{spelled(k, depth - 1)}: {spelled(v, depth - 1)}" for k, v in value.entries]
        return "{" + ", ".join(rows + [UNKNOWN] * (not value.complete)) + "}"
    if type(value) is EnumMember:
        return f"{value.of.scope.name}.{value.name}"
    if type(value) is Made:
        return _made(value, depth)
    if type(value) is Member:
        return f"{spelled(value.of, depth - 1)}.{value.name}"
    return _entity(value)


def composed(value: Value | None) -> str:
    """`IsOwner | IsAdmin & ~IsGuest`; '' where it is no composition."""
    return shortened(spelled(value)) if isinstance(value, Made) and value.name in OPERATORS else ""


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + UNKNOWN


def assigned_at(owner: Entity, name: str) -> Site | None:
    """Where a module or class gives a name its last value."""
    bindings = owner.bindings.get(name)
    return Site(owner.path, owner.scope.statements[bindings[-1].statement].line) if bindings else None


def _spelled(value: Value | None, written: Expression | None) -> str:
    text = spelled(value)
    return show(written) if written is not None and UNKNOWN in text else text


def _made(value: Made, depth: int) -> str:
    operator = OPERATORS.get(value.name)
    operands = value.arguments.positional
    if operator and len(operands) == 1:
        return operator + _operand(operands[0], depth - 1)
    if operator:
        return f" {operator} ".join(_operand(o, depth - 1) for o in operands)
    given = [spelled(a, depth - 1) for a in value.arguments.positional]
    given += [f"{k}={spelled(a, depth - 1)}" for k, a in value.arguments.named]
    return f"{spelled(value.callee, depth - 1)}({', '.join(given)})"


def _operand(value: Value | None, depth: int) -> str:
    text = spelled(value, depth)
    inner = isinstance(value, Made) and OPERATORS.get(value.name) in ("&", "|")
    return f"({text})" if inner else text


def _entity(value: Module | Class | Function | External | Closure) -> str:
    function = value.function if type(value) is Closure else value
    if isinstance(function, Function) and function.scope.kind == "lambda":
        return f"lambda: {returned(function)}"
    if type(value) is Closure:
        given = environment(value.function, value.environment)
        return f"{_outermost(value.function).scope.name}({given})" if given else value.function.scope.name
    return value.scope.name if (type(value) is Class or type(value) is Function) else value.name.rpartition(".")[2]


def returned(function: Function) -> str:
    """What a function of one statement returns, as written."""
    values = [s.value for s in function.scope.statements if type(s) is Return and s.value is not None]
    return show(values[0], LONGEST) if len(values) == 1 and len(function.scope.statements) == 1 else UNKNOWN


def joined(parts: Iterable[str]) -> str:
    return shortened(", ".join(filter(None, parts)))


def _outermost(function: Function) -> Function:
    while isinstance(function.parent, Function):
        function = function.parent
    return function
