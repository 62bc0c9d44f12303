"""Plain expressions as Python text again, shortened: for signatures, defaults and conditions in answers."""

from indexer.facts import (
    Attribute,
    Await,
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
    match expression:
        case Name(id=name):
            return name
        case Constant(value=value):
            return repr(value[:room] if isinstance(value, str) else value)
        case Attribute(value=value, name=name):
            return f"{_show(value, room)}.{name}"
        case Call(function=function, arguments=arguments, keywords=keywords):
            head = _show(function, room)
            rest = [_show(a, room - len(head)) for a in arguments]
            rest += [f"{k}={_show(v, room - len(head))}" if k else f"**{_show(v, room)}" for k, v in keywords]
            return f"{head}({', '.join(rest)})"
        case Collection(kind=kind, items=items):
            if kind == "slice":
                return ":".join("" if i == Constant(None) else _show(i, room) for i in items)
            opening, closing = BRACKETS[kind]
            comma = "," if kind == "tuple" and len(items) == 1 else ""
            return opening + _joined(items, room) + comma + closing
        case Mapping(keys=keys, values=values):
            rows = (
                f"{_show(k, room)}: {_show(v, room)}" if k is not None else f"**{_show(v, room)}"
                for k, v in zip(keys, values, strict=True)
            )
            return "{" + ", ".join(rows) + "}"
        case Operation(operator=operator, operands=[operand]):
            if operator == "not":
                return f"not {_inside(operand, room) if _is_joined(operand) else _show(operand, room)}"
            return operator + _inside(operand, room)
        case Operation(operator=operator, operands=operands):
            return f" {operator} ".join(_inside(o, room) for o in operands)
        case Comparison(operators=operators, operands=operands):
            text = _inside(operands[0], room)
            for operator, operand in zip(operators, operands[1:], strict=False):
                text += f" {operator} {_inside(operand, room)}"
            return text
        case Conditional(test=test, then=then, otherwise=otherwise):
            return f"{_show(then, room)} if {_show(test, room)} else {_show(otherwise, room)}"
        case Subscript(value=value, index=index):
            inner = _joined(index.items, room) if type(index) is Collection else _show(index, room)
            return f"{_show(value, room)}[{inner}]"
        case FString(parts=parts):
            pieces = (str(p.value) if type(p) is Constant else "{" + _show(p, room) + "}" for p in parts)
            return f'f"{"".join(pieces)}"'
        case Lambda():
            return "lambda …"
        case Comprehension(kind=kind, elements=elements, clauses=clauses):
            opening, closing = BRACKETS[kind]
            head = ": ".join(_show(e, room) for e in elements)
            return opening + head + "".join(_clause(c, room) for c in clauses) + closing
        case Await(value=value):
            return f"await {_show(value, room)}"
        case Yield(value=inner):
            return f"yield {_show(inner, room)}" if inner is not None else "yield"
        case Walrus(name=name, value=value):
            return f"{name} := {_show(value, room)}"
        case Starred(value=value):
            return f"*{_show(value, room)}"
        case Other(text=text):
            return text
    raise AssertionError(expression)


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
    return f"({text})" if isinstance(expression, Operation | Comparison | Conditional) else text
