"""Walking plain expressions: what stands in a statement, what stands in an expression, and what it is called."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from indexer.facts import (
    Assert,
    Assign,
    Attribute,
    Await,
    Call,
    Collection,
    Comparison,
    Comprehension,
    Conditional,
    Constant,
    Delete,
    Evaluate,
    Expression,
    For,
    FString,
    If,
    Mapping,
    Match,
    Name,
    Operation,
    Raise,
    Return,
    Starred,
    Statement,
    Subscript,
    Walrus,
    While,
    With,
    Yield,
)


def expressions_of(statement: Statement) -> Sequence[Expression]:
    """The expressions written in a statement itself (not in its blocks)."""
    written = WRITTEN.get(type(statement))
    return written(statement) if written is not None else ()


def _of_assign(statement: Assign) -> Sequence[Expression]:
    return [*statement.targets, statement.value] if statement.value is not None else statement.targets


def _of_evaluate(statement: Evaluate) -> Sequence[Expression]:
    return (statement.value,)


def _of_return(statement: Return) -> Sequence[Expression]:
    return (statement.value,) if statement.value is not None else ()


def _of_test(statement: If | While) -> Sequence[Expression]:
    return (statement.test,)


def _of_with(statement: With) -> Sequence[Expression]:
    return [part for item in statement.items for part in item if part is not None]


WRITTEN: dict[type, Callable[[Any], Sequence[Expression]]] = {
    Assign: _of_assign,
    Evaluate: _of_evaluate,
    Return: _of_return,
    If: _of_test,
    While: _of_test,
    With: _of_with,
    Raise: lambda s: [e for e in (s.value, s.cause) if e is not None],
    Assert: lambda s: [e for e in (s.test, s.message) if e is not None],
    Delete: lambda s: s.targets,
    Match: lambda s: (s.subject,),
    For: lambda s: (s.target, s.iterable),
}


def parts_of(expression: Expression) -> Sequence[Expression]:
    """The expressions directly inside one (not those of a lambda, which is a scope of its own)."""
    kind = type(expression)
    if kind is Name or kind is Constant:
        return ()
    parts = PARTS.get(kind)
    return parts(expression) if parts is not None else ()


def _of_call(call: Call) -> Sequence[Expression]:
    if not call.keywords:
        return [call.function, *call.arguments]
    return [call.function, *call.arguments, *[value for _, value in call.keywords]]


def _of_comprehension(expression: Comprehension) -> Sequence[Expression]:
    clauses = [part for c in expression.clauses for part in (c.iterable, c.target, *c.tests)]
    return [*clauses, *expression.elements]


def _value(expression: Attribute | Await | Starred | Walrus) -> Sequence[Expression]:
    return (expression.value,)


def _operands(expression: Operation | Comparison) -> Sequence[Expression]:
    return expression.operands


PARTS: dict[type, Callable[[Any], Sequence[Expression]]] = {
    Attribute: _value,
    Await: _value,
    Starred: _value,
    Walrus: _value,
    Call: _of_call,
    Operation: _operands,
    Comparison: _operands,
    Collection: lambda e: e.items,
    Subscript: lambda e: (e.value, e.index),
    Mapping: lambda e: [*[key for key in e.keys if key is not None], *e.values],
    FString: lambda e: e.parts,
    Conditional: lambda e: (e.test, e.then, e.otherwise),
    Comprehension: _of_comprehension,
    Yield: lambda e: (e.value,) if e.value is not None else (),
}


def parts_within(expression: Expression) -> list[Expression]:
    """The expression and all that stands in it, outermost first, in order of the source."""
    found, waiting = [], [expression]
    while waiting:
        part = waiting.pop()
        found.append(part)
        parts = PARTS.get(type(part))
        if parts is not None:
            waiting += parts(part)[::-1]
    return found


def calls_in(expression: Expression) -> Iterator[Call]:
    return (part for part in parts_within(expression) if type(part) is Call)


def dotted(expression: Expression) -> str | None:
    """`a.b.c` for a pure chain of names."""
    parts: list[str] = []
    while type(expression) is Attribute:
        parts.append(expression.name)
        expression = expression.value
    if type(expression) is not Name:
        return None
    parts.append(expression.id)
    return ".".join(reversed(parts))


def paths_in(expression: Expression) -> set[str]:
    """Every pure chain of names in an expression, each as long as it goes."""
    path = dotted(expression)
    if path is not None:
        return {path}
    found = {expression.name} if type(expression) is Walrus else set()
    for part in parts_of(expression):
        found |= paths_in(part)
    return found


def written_by(statement: Statement) -> Iterator[str]:
    """The chains of names that a statement assigns to, or into."""
    targets: list[Expression] = []
    if type(statement) is Assign:
        targets = [] if only_declares(statement) else list(statement.targets)
    elif type(statement) is Delete:
        targets = list(statement.targets)
    elif type(statement) is For:
        targets = [statement.target]
    elif type(statement) is With:
        targets = [t for _, t in statement.items if t is not None]
    while targets:
        target = targets.pop()
        if type(target) is Collection:
            targets.extend(target.items)
        elif type(target) is Starred or type(target) is Subscript:
            targets.append(target.value)
        else:
            path = dotted(target)
            if path is not None:
                yield path


def only_declares(statement: Statement) -> bool:
    """`x: int` says what `x` will be, and leaves it as it is."""
    return type(statement) is Assign and statement.value is None


def last_name(expression: Expression) -> str:
    """`c` of `a.b.c` and of `a.b.c(...)`; empty where there is none."""
    if type(expression) is Call:
        expression = expression.function
    if type(expression) is Attribute:
        return expression.name
    return expression.id if type(expression) is Name else ""
