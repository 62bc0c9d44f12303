"""Middleware of FastAPI and Starlette that turns callers away before any route is looked for.

What only adds headers or counts requests is no gate and is not told; where paths are left out (`if request.url.path in
OPEN: ...`), it is asked for each endpoint. Sources: "Middleware" of FastAPI and of Starlette.
"""

from collections.abc import Iterator

from indexer.frameworks.findings import BeforeFound
from indexer.frameworks.handlers import decorated, of_value
from indexer.frameworks.refusal import Asked, Refusals
from indexer.resolve.entities import Class, External, Function
from indexer.resolve.evaluate.values import Arguments, Const, Made, Site, Value
from indexer.resolve.program import Program

BASE = frozenset({"starlette.middleware.base.BaseHTTPMiddleware", "fastapi.middleware.base.BaseHTTPMiddleware"})
DECLARED = frozenset({"starlette.middleware.Middleware", "fastapi.middleware.Middleware"})
METHODS = ("dispatch", "__call__")  # that answer for the class


def functions(program: Program, application: Made) -> Iterator[Function]:
    """What runs before everything in an application, in the order in which it is added."""
    for item in program.evaluator.iterate(application.arguments.get("middleware")) or ():
        if isinstance(item, Made) and item.name in DECLARED:
            yield from _of(program, item.arguments.get("cls", 0), item.arguments)
    for effect in application.effects:
        if effect.method == "middleware" and effect.arguments.get("middleware_type", 0) == Const("http"):
            found = decorated(program, effect)
            if found is not None and found.function is not None:
                yield found.function
        elif effect.method == "add_middleware":
            yield from _of(program, effect.arguments.get("middleware_class", 0), effect.arguments)


def guards(refusals: Refusals, functions: tuple[Function, ...], path: str) -> Iterator[BeforeFound]:
    """Those that turn an unknown caller away from this path."""
    asked = Asked("", path, "")
    for function in functions:
        if refusals.by_hook(function, asked):
            site = Site(function.path, function.line)
            yield BeforeFound(name=function.name, entity=function, guards=True, origin="middleware", site=site)


def _of(program: Program, cls: Value | None, given: Arguments) -> Iterator[Function]:
    if isinstance(cls, Class):
        found = (program.classes.member(cls, name) for name in METHODS)
        methods = [f[1] for f in found if f is not None and isinstance(f[1], Function)]
        yield from methods[:1]
    elif isinstance(cls, External) and cls.name in BASE:
        handler = of_value(program, given.get("dispatch"))
        if handler is not None and handler.function is not None:
            yield handler.function
