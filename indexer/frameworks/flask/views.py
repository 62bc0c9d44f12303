"""Class-based views: which of their methods answer, and what their classes put around them."""

from collections.abc import Iterator

from indexer.frameworks.decorators import Decorators
from indexer.frameworks.findings import BeforeFound
from indexer.frameworks.spelled import assigned_at
from indexer.resolve.entities import Class, Function
from indexer.resolve.evaluate.values import Site, Table, Value, text_of
from indexer.resolve.program import Program

VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "trace")
DISPATCH = "dispatch_request"
PLAIN = frozenset({"flask.views.View", "quart.views.View"})  # asks `dispatch_request`, whatever the verb


def methods_of(program: Program, cls: Class, asked: list[str] | None) -> Iterator[tuple[list[str], Function]]:
    """HTTP methods and the method of the class that answers them; `asked`: what the route is limited to."""
    found = [(verb, _method(program, cls, verb)) for verb in VERBS]
    answering = [(verb.upper(), method) for verb, method in found if method is not None]
    dispatch = _method(program, cls, DISPATCH)
    if dispatch is not None and program.classes.is_a(cls, PLAIN):
        answering = []  # a method that has a verb's name is one of its own
    if answering:
        for verb, method in answering:
            if asked is None or verb in asked:
                yield [verb], method
    elif dispatch is not None:
        declared = program.evaluator.iterate(program.evaluator.class_attribute(cls, "methods"))
        texts = [text.upper() for text in map(text_of, declared or ()) if text]
        yield asked or texts or ["GET"], dispatch


def around(program: Program, decorators: Decorators, cls: Class, method: Function) -> Iterator[BeforeFound]:
    """`decorators` of a view, then `method_decorators` of a resource: the last of a list is the outermost."""
    for value in reversed(program.evaluator.iterate(program.evaluator.class_attribute(cls, "decorators")) or []):
        yield from decorators.of_value(value, _origin(cls, "decorators"), _written(program, cls, "decorators"))
    for value in reversed(_for_method(program, cls, method)):
        yield from decorators.of_value(
            value, _origin(cls, "method_decorators"), _written(program, cls, "method_decorators")
        )
    dispatch = _method(program, cls, DISPATCH)
    if dispatch is not None and dispatch is not method and decorators.refusals.by_function(dispatch):
        site = Site(dispatch.path, dispatch.line)
        yield BeforeFound(name=dispatch.name, entity=dispatch, guards=True, origin=_origin(cls, DISPATCH), site=site)


def _for_method(program: Program, cls: Class, method: Function) -> list[Value | None]:
    declared = program.evaluator.class_attribute(cls, "method_decorators")
    if isinstance(declared, Table):  # {"get": [...]}
        declared = next((v for k, v in declared.entries if text_of(k) == method.scope.name), None)
    return program.evaluator.iterate(declared) or []


def _method(program: Program, cls: Class, name: str) -> Function | None:
    found = program.classes.member(cls, name)
    return found[1] if found is not None and isinstance(found[1], Function) else None


def _written(program: Program, cls: Class, name: str) -> Site | None:
    """Where the class that counts gives an attribute its value."""
    found = program.classes.member(cls, name)
    return assigned_at(found[0], name) if found is not None else None


def _origin(cls: Class, name: str) -> str:
    return "class" if name in cls.bindings else "base class"
