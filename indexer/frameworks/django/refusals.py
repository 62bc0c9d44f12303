"""Which functions can turn a caller away: learned from what they do before the view would run.

A function refuses when it raises an error that means "you may not", returns an answer that means it (401, 403, a
redirect to the login page), calls a function that does, or gives up before the view is called because of who asks.
"""

from collections.abc import Iterator

from indexer.expressions import dotted, expressions_of, last_name, parts_of
from indexer.facts import Attribute, Call, Constant, Expression, Lambda, Name, Raise, Return
from indexer.flow import Flow
from indexer.resolve.entities import Class, External, Function
from indexer.resolve.program import Program

ERRORS = frozenset(
    {
        "django.core.exceptions.PermissionDenied",
        "rest_framework.exceptions.PermissionDenied",
        "rest_framework.exceptions.NotAuthenticated",
        "rest_framework.exceptions.AuthenticationFailed",
        "builtins.PermissionError",
    }
)
ANSWERS = frozenset(
    {
        "django.http.HttpResponseForbidden",
        "django.http.response.HttpResponseForbidden",
        "django.contrib.auth.views.redirect_to_login",
        "django.contrib.auth.decorators.redirect_to_login",
    }
)
METHODS = frozenset({"handle_no_permission", "permission_denied"})  # of AccessMixin and of REST framework's views
REDIRECTS = frozenset({"redirect", "HttpResponseRedirect", "HttpResponsePermanentRedirect"})
STATUSES = frozenset({401, 403})
STATUS_NAMES = ("HTTP_401_UNAUTHORIZED", "HTTP_403_FORBIDDEN")
WHO_ASKS = frozenset({"user", "session", "auth"})  # attributes of a request
DEEPEST = 4  # calls followed


class Refusals:
    """`guards`: dotted names of decorators of installed packages that turn callers away."""

    def __init__(self, program: Program, guards: frozenset[str]) -> None:
        self.program = program
        self.guards = guards
        self._known: dict[tuple[Function, int], bool] = {}
        self._decorators: dict[tuple[Function, int], bool] = {}

    def refuses(self, function: Function, depth: int = 0) -> bool:
        """Can it turn a caller away by what it raises or returns?"""
        key = (function, depth)
        if key not in self._known:
            statements = function.scope.statements
            self._known[key] = any(self._statement_refuses(function, s, depth) for s in statements)
        return self._known[key]

    def decorator_refuses(self, function: Function, depth: int = 0) -> bool:
        """Is it a decorator whose inner function can turn a caller away, or one that ends in one that does?"""
        key = (function, depth)
        if key not in self._decorators:
            self._decorators[key] = self._decorator_refuses(function, depth)
        return self._decorators[key]

    def gives_up(self, function: Function, views: set[str]) -> bool:
        """Does it return without calling the view (a name of `views`, or `super()`) because of who asks?"""
        flow: Flow | None = None
        for index, statement in enumerate(function.scope.statements):
            if type(statement) not in (Return, Raise):
                continue
            if type(statement) is Return and (statement.value is None or calls_any(statement.value, views)):
                continue
            flow = flow or Flow(function.scope)
            if any(asks_who(c.test) for c in flow.dominating(index)):
                return True
        return False

    def _statement_refuses(self, function: Function, statement: object, depth: int) -> bool:
        if type(statement) is Raise:
            return statement.value is not None and self._is_error(statement.value, function)
        if type(statement) is Return:
            return statement.value is not None and any(
                self._is_answer(call, function, depth) for call in _answers(statement.value)
            )
        return any(
            self._calls_refusing(call, function, depth)
            for e in expressions_of(statement)  # type: ignore[arg-type]
            for call in calls_in(e)
        )

    def _is_error(self, value: Expression, function: Function) -> bool:
        raised = value.function if type(value) is Call else value
        entity = self.program.names.resolve(raised, function)
        if isinstance(entity, Class):
            return self.program.classes.is_a(entity, ERRORS)
        return isinstance(entity, External) and entity.name in ERRORS

    def _is_answer(self, call: Call, function: Function, depth: int) -> bool:
        if type(call.function) is Attribute and call.function.name in METHODS:
            return True
        given = [*call.arguments, *(v for _, v in call.keywords)]
        if any(_is_status(a) for a in given):
            return True
        if last_name(call) in REDIRECTS and any(_names_login(a) for a in given):
            return True
        entity = self.program.names.resolve(call.function, function)
        if isinstance(entity, External):
            return entity.name in ANSWERS
        if isinstance(entity, Class):
            return self.program.classes.is_a(entity, ANSWERS)
        return isinstance(entity, Function) and depth < DEEPEST and self.refuses(entity, depth + 1)

    def _calls_refusing(self, call: Call, function: Function, depth: int) -> bool:
        """A function or method of the repository that raises such an error."""
        if depth >= DEEPEST:
            return False
        entity = self.program.names.resolve(call.function, function)
        if entity is None and type(call.function) is Attribute and type(call.function.value) is Name:
            owner = function.owner
            if owner is not None and call.function.value.id == next(function.parameters, None):
                member = self.program.classes.member(owner, call.function.name)
                entity = member[1] if member is not None else None
        if not isinstance(entity, Function) or entity is function:
            return False
        return any(
            type(s) is Raise and s.value is not None and self._is_error(s.value, entity)
            for s in entity.scope.statements
        )

    def _decorator_refuses(self, function: Function, depth: int) -> bool:
        inner = list(_inner_functions(function))
        if any(self.refuses(f) or self.gives_up(f, _names_around(f)) for f in inner):
            return True
        for around in (function, *inner):
            for statement in around.scope.statements:
                for expression in expressions_of(statement):
                    if any(self._guards(call.function, around, depth) for call in calls_in(expression)):
                        return True
        return False

    def _guards(self, called: Expression, at: Function, depth: int) -> bool:
        target = self.program.names.resolve(called, at)
        if isinstance(target, External):
            return target.name in self.guards
        if not isinstance(target, Function) or target.owner is not None or depth >= DEEPEST:
            return False
        return bool(target.children) and self.decorator_refuses(target, depth + 1)


def calls_in(expression: Expression) -> Iterator[Call]:
    if type(expression) is Call:
        yield expression
    if type(expression) is not Lambda:
        for part in parts_of(expression):
            yield from calls_in(part)


def calls_any(expression: Expression, names: set[str]) -> bool:
    """Does it call one of these names, hand one on to another call, or call `super()`?"""
    for call in calls_in(expression):
        if type(call.function) is Name and call.function.id in names | {"super"}:
            return True
        if any(type(a) is Name and a.id in names for a in call.arguments):
            return True
    return False


def asks_who(test: Expression) -> bool:
    """Does a test look at who sends the request?"""
    if type(test) is Attribute and (test.name in WHO_ASKS or test.name == "is_authenticated"):
        return True
    if dotted(test) == "user":
        return True
    return any(asks_who(part) for part in parts_of(test))


def _answers(value: Expression) -> Iterator[Call]:
    """The calls that a returned expression may be: `a(...)`, `a(...) if x else b(...)`."""
    if type(value) is Call:
        yield value
        return
    for part in parts_of(value):
        yield from _answers(part)


def _is_status(value: Expression) -> bool:
    if type(value) is Constant:
        return type(value.value) is int and value.value in STATUSES
    return last_name(value) in STATUS_NAMES


def _names_login(value: Expression) -> bool:
    if type(value) is Constant:
        return isinstance(value.value, str) and ("login" in value.value or "signin" in value.value)
    if type(value) is Attribute or type(value) is Name:
        return "login" in last_name(value).lower()
    return any(_names_login(part) for part in parts_of(value))


def _inner_functions(function: Function) -> Iterator[Function]:
    for child in function.children.values():
        if isinstance(child, Function):
            yield child
            yield from _inner_functions(child)


def _names_around(function: Function) -> set[str]:
    """Parameters of the functions around: one of them is the view."""
    found: set[str] = set()
    around = function.parent
    while isinstance(around, Function):
        found |= set(around.parameters)
        around = around.parent
    return found
