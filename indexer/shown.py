"""Plain expressions as Python text again, shortened: for signatures, defaults and conditions in answers."""

from collections.abc import Callable
from typing import Any

from indexer.facts import (
    Attribute,
    Await,
    Bytes,
    Call,
    Clause,
    Collection,
    Comparison,
    Comprehension,
    Conditional,
    Constant,
    Expression,
    FString,
    Lambda,
    Mapping,
    Name,
    Operation,
    Other,
    Parameter,
    Starred,
    Subscript,
    Walrus,
    Yield,
)

LONGEST = 120  # characters
BRACKETS = {"tuple": "()", "list": "[]", "set": "{}", "slice": ("", ""), "dict": "{}", "generator": "()"}


def show(expression: Expression, longest: int = LONGEST) -> str:
    text = _show(expression, longest)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def signature(parameters: list[Parameter]) -> str:
    """`(self, order, *, force=False)`."""
    shown: list[str] = []
    star_seen = False
    for number, parameter in enumerate(parameters):
        if parameter.kind == "keyword" and not star_seen:
            shown.append("*")
            star_seen = True
        mark = {"star": "*", "double_star": "**"}.get(parameter.kind, "")
        star_seen = star_seen or parameter.kind == "star"
        text = mark + parameter.name
        if parameter.annotation is not None:
            text += ": " + show(parameter.annotation, 40)
        if parameter.default is not None:
            text += (" = " if parameter.annotation is not None else "=") + show(parameter.default, 30)
        shown.append(text)
        following = parameters[number + 1].kind if number + 1 < len(parameters) else ""
        if parameter.kind == "positional" and following != "positional":
            shown.append("/")
    return f"({', '.join(shown)})"


def _show(expression: Expression, room: int) -> str:
    if room <= 0:
        return "…"
    kind = type(expression)
    if kind is Name:
        return expression.id  # type: ignore[union-attr]
    if kind is Attribute:
        return f"{_show(expression.value, room)}.{expression.name}"  # type: ignore[union-attr,arg-type]
    return SHOWN[kind](expression, room)


def _constant(constant: Constant, room: int) -> str:
    value = constant.value
    return repr(value[:room] if isinstance(value, str) else value)


def _call(call: Call, room: int) -> str:
    head = _show(call.function, room)
    left = room - len(head)
    rest: list[str] = []
    for argument in call.arguments:
        rest.append(_show(argument, left))
        left -= len(rest[-1])
    for keyword, value in call.keywords:
        if left < 0:
            break  # cut off there anyway
        rest.append(f"{keyword}={_show(value, left)}" if keyword else f"**{_show(value, left)}")
        left -= len(rest[-1])
    return f"{head}({', '.join(rest)})"


def _collection(collection: Collection, room: int) -> str:
    kind, items = collection.kind, collection.items
    if kind == "slice":
        return ":".join("" if i == Constant(None) else _show(i, room) for i in items)
    opening, closing = BRACKETS[kind]
    comma = "," if kind == "tuple" and len(items) == 1 else ""
    return opening + _joined(items, room) + comma + closing


def _mapping(mapping: Mapping, room: int) -> str:
    rows = (
        f"{_show(k, room)}: {_show(v, room)}" if k is not None else f"**{_show(v, room)}"
        for k, v in zip(mapping.keys, mapping.values, strict=True)
    )
    return "{" + ", ".join(rows) + "}"


def _operation(operation: Operation, room: int) -> str:
    operator, operands = operation.operator, operation.operands
    if len(operands) > 1:
        return f" {operator} ".join(_inside(o, room) for o in operands)
    operand = operands[0]
    if operator == "not":
        return f"not {_inside(operand, room) if _is_joined(operand) else _show(operand, room)}"
    return operator + _inside(operand, room)


def _comparison(comparison: Comparison, room: int) -> str:
    text = _inside(comparison.operands[0], room)
    for operator, operand in zip(comparison.operators, comparison.operands[1:], strict=False):
        text += f" {operator} {_inside(operand, room)}"
    return text


def _conditional(conditional: Conditional, room: int) -> str:
    then, test, otherwise = (_show(e, room) for e in (conditional.then, conditional.test, conditional.otherwise))
    return f"{then} if {test} else {otherwise}"


def _subscript(subscript: Subscript, room: int) -> str:
    index = subscript.index
    inner = _joined(index.items, room) if type(index) is Collection else _show(index, room)
    return f"{_show(subscript.value, room)}[{inner}]"


def _fstring(string: FString, room: int) -> str:
    pieces = (str(p.value) if type(p) is Constant else "{" + _show(p, room) + "}" for p in string.parts)
    return f'f"{"".join(pieces)}"'


def _comprehension(comprehension: Comprehension, room: int) -> str:
    opening, closing = BRACKETS[comprehension.kind]
    head = ": ".join(_show(e, room) for e in comprehension.elements)
    return opening + head + "".join(_clause(c, room) for c in comprehension.clauses) + closing


def _yield(expression: Yield, room: int) -> str:
    return f"yield {_show(expression.value, room)}" if expression.value is not None else "yield"


def _joined(items: list[Expression], room: int) -> str:
    parts: list[str] = []
    for item in items:
        if room <= 0:
            parts.append("…")
            break
        parts.append(_show(item, room))
        room -= len(parts[-1]) + 2
    return ", ".join(parts)


def _clause(clause: Clause, room: int) -> str:
    tests = "".join(f" if {_show(test, room)}" for test in clause.tests)
    return f" for {_show(clause.target, room)} in {_show(clause.iterable, room)}{tests}"


def _is_joined(expression: Expression) -> bool:
    """Would `not` bind to the first part of it alone?"""
    return type(expression) is Conditional or (type(expression) is Operation and expression.operator in ("and", "or"))


def _inside(expression: Expression, room: int) -> str:
    text = _show(expression, room)
    return (
        f"({text})"
        if (type(expression) is Operation or type(expression) is Comparison or type(expression) is Conditional)
        else text
    )


SHOWN: dict[type, Callable[[Any, int], str]] = {
    Constant: _constant,
    Call: _call,
    Collection: _collection,
    Mapping: _mapping,
    Operation: _operation,
    Comparison: _comparison,
    Conditional: _conditional,
    Subscript: _subscript,
    FString: _fstring,
    Lambda: lambda expression, room: "lambda …",
    Comprehension: _comprehension,
    Await: lambda expression, room: f"await {_show(expression.value, room)}",
    Yield: _yield,
    Walrus: lambda expression, room: f"{expression.name} := {_show(expression.value, room)}",
    Starred: lambda expression, room: f"*{_show(expression.value, room)}",
    Other: lambda expression, room: expression.text,
    Bytes: lambda expression, room: repr(expression.value[:room]),
}
