"""Requests that tests send: `self.client.post(self.url)`, `client.get(f"/orders/{id}")`, through any client.

A call of a client's method counts where its argument is a path, or names a route; what the client is called does not
matter. A helper that sends the request has it, and whoever calls the helper reaches it through the call.
"""

from collections.abc import Iterator

from indexer.discover import is_test
from indexer.expressions import PARTS, dotted, expressions_of
from indexer.facts import Assign, Attribute, Call, Constant, Expression, Name, Statement
from indexer.frameworks.findings import EndpointFound, Findings, Framework, RequestFound
from indexer.frameworks.tested.paths import Paths
from indexer.frameworks.tested.targets import Target, Targets
from indexer.resolve.entities import Function
from indexer.resolve.looked import unit
from indexer.resolve.program import Program

VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "trace"})
OTHERS = {"request": 1, "generic": 1, "open": 0, "websocket_connect": 0}  # where they take the path
ASKING = VERBS | OTHERS.keys()
PATHS = frozenset({"path", "url"})


def recognise(program: Program, findings: Findings) -> None:
    paths, targets = Paths(findings.endpoints), Targets(program)
    for function in program.functions:
        if is_test(function.path) and function.scope.kind == "function":
            findings.requests += requests(program, function, paths, targets)


FRAMEWORK = Framework(
    "requests of tests",
    ("django", "rest_framework", "flask", "fastapi", "starlette", "quart", "aiohttp", "pytest", "webtest"),
    recognise,
)


def requests(program: Program, function: Function, paths: Paths, targets: Targets) -> list[RequestFound]:
    return unit(program, "requests", function, lambda: list(_requests(function, paths, targets)))


def _requests(function: Function, paths: Paths, targets: Targets) -> Iterator[RequestFound]:
    for statement in function.scope.statements:
        for call in _method_calls(statement):
            verb, expression = _asked(call)
            if expression is None:
                continue
            for target in targets.of(expression, function):
                endpoints = _endpoints(paths, target, verb)
                asked: list[EndpointFound | None] = [*endpoints] or [None]
                for endpoint in asked:
                    yield RequestFound(
                        function=function,
                        endpoint=endpoint,
                        method=verb,
                        target=target.text,
                        line=call.line,
                        response=_bound_to(statement),
                        certainty="inferred" if len(endpoints) == 1 else "possible",
                    )


def _endpoints(paths: Paths, target: Target, verb: str) -> list[EndpointFound]:
    return paths.by_name(target.text, verb) if target.is_name else paths.by_path(target.text, verb)


def _method_calls(statement: Statement) -> list[Call]:
    """Those whose name says that they may ask for something."""
    found: list[Call] = []
    waiting = [*expressions_of(statement)]
    while waiting:
        expression = waiting.pop()
        kind = type(expression)
        if kind is Name or kind is Constant:
            continue
        if type(expression) is Call:
            function = expression.function
            if type(function) is Attribute and function.name in ASKING:
                found.append(expression)
            waiting.append(function)
            waiting += expression.arguments
            if expression.keywords:
                waiting += [value for _, value in expression.keywords]
        elif (parts := PARTS.get(kind)) is not None:
            waiting += parts(expression)
    return found


def _asked(call: Call) -> tuple[str, Expression | None]:
    """The method in upper case, '' where it is not known, and the expression for the path."""
    name = call.function.name if type(call.function) is Attribute else ""
    if name in VERBS:
        place, verb = 0, name.upper()
    elif name in OTHERS:
        place = OTHERS[name]
        given = call.arguments[0] if place and call.arguments else _keyword(call, frozenset({"method"}))
        verb = given.value.upper() if type(given) is Constant and isinstance(given.value, str) else ""
        verb = "GET" if name == "websocket_connect" else verb
    else:
        return "", None
    if len(call.arguments) > place:
        return verb, call.arguments[place]
    return verb, _keyword(call, PATHS)


def _keyword(call: Call, names: frozenset[str]) -> Expression | None:
    return next((value for key, value in call.keywords if key in names), None)


def _bound_to(statement: Statement) -> str:
    """The name that the response gets."""
    if type(statement) is Assign and len(statement.targets) == 1:
        return dotted(statement.targets[0]) or ""
    return ""
