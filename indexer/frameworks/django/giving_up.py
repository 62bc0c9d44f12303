"""Decorators and hooks that answer themselves, instead of the view, because of who asks."""

from collections.abc import Iterator

from indexer.expressions import calls_in, dotted, expressions_of, parts_of
from indexer.facts import Attribute, Expression, Name, Raise, Return
from indexer.flow import Flow
from indexer.resolve.entities import Function

WHO_ASKS = frozenset({"user", "session", "auth", "is_authenticated"})  # attributes of a request, and of its user


def gives_up(function: Function, views: set[str]) -> bool:
    """Can it leave without having called the view (one of `views`, or `super()`) after a test on the caller?"""
    flow: Flow | None = None
    for index, statement in enumerate(function.scope.statements):
        if type(statement) is Return:
            leaves = statement.value is not None and not _hands_on(statement.value, views)
        else:
            leaves = type(statement) is Raise
        if leaves:
            flow = flow or Flow(function.scope)
            if any(_asks_who(c.test) for c in flow.dominating(index)):
                return True
    return False


def calls_super(function: Function) -> bool:
    return any(
        type(call.function) is Name and call.function.id == "super"
        for statement in function.scope.statements
        for expression in expressions_of(statement)
        for call in calls_in(expression)
    )


def inner_functions(function: Function) -> Iterator[Function]:
    for child in function.children.values():
        if isinstance(child, Function):
            yield child
            yield from inner_functions(child)


def names_around(function: Function) -> set[str]:
    """Parameters of the functions around: one of them is the view."""
    found: set[str] = set()
    around = function.parent
    while isinstance(around, Function):
        found |= set(around.parameters)
        around = around.parent
    return found


def _hands_on(expression: Expression, views: set[str]) -> bool:
    """Does it call the view, give it to another function, or call `super()`?"""
    for call in calls_in(expression):
        if type(call.function) is Name and call.function.id in views | {"super"}:
            return True
        if any(type(a) is Name and a.id in views for a in call.arguments):
            return True
    return False


def _asks_who(test: Expression) -> bool:
    if (type(test) is Attribute and test.name in WHO_ASKS) or dotted(test) == "user":
        return True
    return any(_asks_who(part) for part in parts_of(test))
