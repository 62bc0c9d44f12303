"""Queries that who asks narrows: `filter(owner=request.user)`, `where(Item.owner_id == user.id)`, and what calls them.

A method of a query that is handed the caller narrows it in the house's own way: `queryset.restrict(request.user)`. A
function that compares a parameter in a query narrows it where it is given the caller for that parameter.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from indexer.expressions import calls_in, dotted, expressions_of, last_name, parts_of
from indexer.facts import Attribute, Call, Comparison, Expression, Name
from indexer.frameworks.refusal.actors import Actor, Actors, may_be_actor
from indexer.graph.nodes import Certainty
from indexer.resolve.entities import Class, Function
from indexer.resolve.looked import asked, reads
from indexer.resolve.program import Program

BY_KEYWORD = frozenset(
    {"filter", "get", "aget", "filter_by", "get_or_create", "aget_or_create", "complex_filter"}
    | {"get_object_or_404", "aget_object_or_404", "get_list_or_404", "aget_list_or_404", "first_or_404"}
)
BY_COMPARISON = frozenset({"where", "filter", "having"})
CONDITIONS = frozenset({"Q", "and_", "or_"})  # what may stand between
FOR_USER = frozenset({"get_objects_for_user"})  # django-guardian's
QUERIES = frozenset({"objects", "queryset", "qs", "query", "get_queryset", "all", "filter", "select_related", "select"})
NO_FILTERS = frozenset({"cache", "session", "cookies", "headers", "META", "environ", "config", "kwargs", "data", "GET"})
NO_CONDITION = frozenset({"defaults", "default", "create_defaults"})
MAKES = frozenset({"create", "acreate", "bulk_create", "update", "order_by", "annotate", "add", "aggregate"})
SHOWS = ("annotate_", "prefetch_", "order_by_")  # of the house: it adds to the rows and leaves none out
DEEPEST = 2  # functions that narrow by calling one that does


class Narrowed(NamedTuple):
    statement: int  # its index
    line: int
    model: Class | None  # None: the call alone does not say it
    call: str  # name of the method or function
    path: str  # what is compared; '' where a method of the house narrows
    actor: Actor
    expression: Call


class Narrowing:
    """Asked of many functions; each is read once."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._of: dict[tuple[Function, frozenset[str]], list[Narrowed]] = {}
        self._by_parameter: dict[tuple[Function, int], dict[str, str]] = {}
        self._calls: dict[Function, list[tuple[int, Call]]] = {}

    def of(self, function: Function, known: Collection[str] = (), depth: int = DEEPEST) -> list[Narrowed]:
        """In order of the source; `known`: parameters that are known to be who asks."""
        answer = lambda: self._remembered(function, known, depth)  # noqa: E731
        return asked(self.program, "narrows", function, answer, (depth, *sorted(known)))

    def _remembered(self, function: Function, known: Collection[str], depth: int) -> list[Narrowed]:
        key = function, frozenset(known)
        found = self._of.get(key) if depth == DEEPEST else None
        if found is None:
            actors = Actors(function, known)
            found = (
                []
                if not actors.any_known and not self._may_name_actor(function)
                else [
                    n
                    for index, call in self.calls(function)
                    for n in self._by_call(index, call, function, actors, depth)
                ]
            )
            if depth == DEEPEST:
                self._of[key] = found
        return found

    def calls(self, function: Function) -> list[tuple[int, Call]]:
        """Every call that is written in it, with the index of its statement."""
        reads(self.program, function)
        found = self._calls.get(function)
        if found is None:
            statements = enumerate(function.scope.statements)
            expressions = ((index, e) for index, statement in statements for e in expressions_of(statement))
            found = self._calls[function] = [(index, call) for index, e in expressions for call in calls_in(e)]
        return found

    def _may_name_actor(self, function: Function) -> bool:
        """A look at the names alone: most functions have nothing to do with who asks."""
        for statement in function.scope.statements:
            waiting = [*expressions_of(statement)]
            while waiting:
                part = waiting.pop()
                kind = type(part)
                if kind is Name:
                    if may_be_actor(part.id):  # type: ignore[union-attr]
                        return True
                    continue
                if kind is Attribute and may_be_actor(part.name):  # type: ignore[union-attr]
                    return True
                waiting += parts_of(part)
        return False

    def _by_call(self, index: int, call: Call, function: Function, actors: Actors, depth: int) -> Iterator[Narrowed]:
        name = last_name(call)
        if name in BY_KEYWORD or name in BY_COMPARISON:
            for path, value, among in _compared(call, name):
                actor = actors.of(value)
                if actor is not None and (among or not actor.given_to):  # an object that was fetched is not the caller
                    yield Narrowed(index, call.line, self._model(call, path, function), name, path, actor, call)
        elif name in FOR_USER and call.arguments:
            actor = actors.of(call.arguments[0])
            if actor is not None:
                yield Narrowed(index, call.line, None, name, "", actor, call)
        else:
            yield from self._by_house(index, call, name, function, actors, depth)

    def _by_house(
        self, index: int, call: Call, name: str, function: Function, actors: Actors, depth: int
    ) -> Iterator[Narrowed]:
        given = [*((None, a) for a in call.arguments), *call.keywords]
        if name in MAKES or name.startswith(SHOWS):
            return
        handed = [(number, key, actor) for number, (key, a) in enumerate(given) if (actor := actors.of(a))]
        if not handed:
            return
        number, key, actor = handed[0]
        if type(call.function) is Attribute and _is_query(call.function.value):
            yield Narrowed(index, call.line, self._model(call, "", function), name, "", actor, call)
        elif depth:
            target = self.program.names.resolve(call.function, function)
            if isinstance(target, Function) and target is not function:
                by = self.by_parameter(target, depth - 1)
                names = list(target.parameters)[1 if target.owner is not None else 0 :]
                for number, key, actor in handed:
                    parameter = key or (names[number] if number < len(names) else "")
                    if parameter in by:
                        certainty: Certainty = "inferred"
                        path = by[parameter]
                        yield Narrowed(index, call.line, None, name, path, Actor(actor.text, certainty), call)
                        return

    def by_parameter(self, function: Function, depth: int = DEEPEST) -> dict[str, str]:
        """Parameters that a query of the function is narrowed by, with what they are compared with."""
        answer = lambda: self._by_parameters(function, depth)  # noqa: E731
        return asked(self.program, "narrows by", function, answer, (depth,), compared=True)

    def _by_parameters(self, function: Function, depth: int) -> dict[str, str]:
        key = function, depth
        found = self._by_parameter.get(key)
        if found is None:
            self._by_parameter[key] = {}
            found = {}
            for parameter in function.parameters:
                for narrowed in self._with(function, parameter, depth):
                    found.setdefault(parameter, narrowed.path)
            self._by_parameter[key] = found
        return found

    def _with(self, function: Function, parameter: str, depth: int) -> Iterator[Narrowed]:
        actors = Actors(function, (parameter,))
        for index, call in self.calls(function):
            for narrowed in self._by_call(index, call, function, actors, depth):
                if narrowed.actor.text.partition(".")[0] == parameter:
                    yield narrowed

    def _model(self, call: Call, path: str, function: Function) -> Class | None:
        """`Order.objects.filter(...)`, `get_object_or_404(Order, ...)`, `where(Order.owner == ...)`"""
        named: Expression | None = None
        if "." in path:
            named = Name(path.partition(".")[0])
        elif type(call.function) is Name and call.arguments:
            named = _first(call.arguments[0])
        elif type(call.function) is Attribute:
            named = _first(call.function)
        found = self.program.names.resolve(named, function) if named is not None else None
        return found if isinstance(found, Class) else None


def _compared(call: Call, name: str) -> Iterator[tuple[str, Expression, bool]]:
    """What a query compares with what, and whether it may be one of several: keywords, `Q` objects, comparisons."""
    receiver = call.function.value if type(call.function) is Attribute else None
    if name == "get" and (receiver is None or last_name(receiver) in NO_FILTERS):
        return
    if name in BY_KEYWORD:
        yield from ((k, value, k.endswith("__in")) for k, value in call.keywords if k and k not in NO_CONDITION)
    for argument in call.arguments:
        yield from _conditions(argument)


def _conditions(expression: Expression) -> Iterator[tuple[str, Expression, bool]]:
    if isinstance(expression, Comparison):
        if expression.operators == ["=="]:
            for one, other in (expression.operands, reversed(expression.operands)):
                path = dotted(one)
                if path is not None and "." in path:
                    yield path, other, False
        return
    if isinstance(expression, Call):
        if type(expression.function) is Attribute and expression.function.name in ("in_", "any", "has", "is_"):
            path = dotted(expression.function.value)
            if path is not None:
                yield from ((path, argument, True) for argument in expression.arguments)
        if last_name(expression) not in CONDITIONS:
            return
        yield from ((key, value, key.endswith("__in")) for key, value in expression.keywords if key)
    if not isinstance(expression, Attribute):
        for part in parts_of(expression):
            yield from _conditions(part)


def _first(expression: Expression) -> Expression | None:
    """`models.Order` of `models.Order.objects.select_related("x").filter`"""
    chain: list[Expression] = []
    while isinstance(expression, Attribute | Call):
        chain.append(expression)
        expression = expression.value if isinstance(expression, Attribute) else expression.function
    for inner in [expression, *reversed(chain)]:
        if last_name(inner)[:1].isupper() and not isinstance(inner, Call):
            return inner
    return None


def _is_query(expression: Expression) -> bool:
    while isinstance(expression, Attribute | Call):
        name = last_name(expression)
        if name in QUERIES or name.endswith(("queryset", "_qs")):
            return True
        inner = expression.function if isinstance(expression, Call) else expression
        expression = inner.value if isinstance(inner, Attribute) else Name("")
    return type(expression) is Name and (expression.id in QUERIES or expression.id.endswith(("queryset", "_qs")))
