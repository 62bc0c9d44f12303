"""Handlers: the function or method that a value given to a router stands for, and what it was wrapped in on the way."""

from typing import TypeGuard

from msgspec import Struct

from indexer.expressions import dotted, last_name
from indexer.facts import Assign, Attribute, Call, Expression, Name
from indexer.resolve.entities import Class, Function
from indexer.resolve.evaluate.settings import plain
from indexer.resolve.evaluate.values import Closure, Effect, Made, Member, Value
from indexer.resolve.program import Program


class Handler(Struct, kw_only=True):
    handler: Class | Function
    method: Function | None = None  # of a class
    closure: Closure | None = None  # of a function that is nested in another
    view: Made | None = None  # `View.as_view(...)`, where the class is used through it
    wrappers: list[Value] = []  # `login_required(view)`: outermost first

    @property
    def function(self) -> Function | None:
        return self.method or (self.handler if isinstance(self.handler, Function) else None)


def on_record(handler: Class | Function, method: Function | None) -> tuple[Class | Function, Function | None]:
    """A method that the class has itself stands alone; one that it inherits, with the class."""
    return (method, None) if method is not None and method.owner is handler else (handler, method)


def decorated(program: Program, effect: Effect) -> Handler | None:
    """What a route decorator stands on, or is called with: `router.get("/x")(guarded(view))`."""
    if effect.closure is not None:
        return of_value(program, effect.closure)
    if isinstance(effect.decorated, Function):
        return of_function(effect.decorated, effect.closure)
    return Handler(handler=effect.decorated) if effect.decorated is not None else None


def of_function(function: Function, closure: Closure | None = None) -> Handler:
    if function.owner is not None:
        return Handler(handler=function.owner, method=function)
    return Handler(handler=function, closure=closure)


def of_value(program: Program, value: Value | None) -> Handler | None:
    value = plain(value)
    if isinstance(value, Function):
        return of_function(value)
    if isinstance(value, Closure):
        inner = of_value(program, stands_for(value))
        if inner is None:
            return of_function(value.function, value)
        inner.wrappers.insert(0, value)
        return inner
    if isinstance(value, Class):
        return Handler(handler=value)
    if isinstance(value, Member):
        return _of_member(program, value)
    if not isinstance(value, Made):
        return None
    if isinstance(value.callee, Member) and value.callee.name == "as_view" and isinstance(value.callee.of, Class):
        return Handler(handler=value.callee.of, view=value)
    inner = of_value(program, value.arguments.get("", 0))
    if inner is not None and not isinstance(value.callee, Class):
        inner.wrappers.insert(0, value.callee)
        return inner
    return None


def stands_for(closure: Closure) -> Value | None:
    """What a wrapper was made for, where it takes its name: `@wraps(view)`, `wrapper.__name__ = view.__name__`."""
    around = closure.function.parent
    if not isinstance(around, Function):
        return None
    named = [d.arguments[0] for d in closure.function.definition.decorators if _is_wraps(d)]
    for statement in around.scope.statements:
        if type(statement) is Assign and dotted(statement.targets[0]) == f"{closure.function.scope.name}.__name__":
            copied = statement.value
            named += [copied.value] if type(copied) is Attribute and copied.name == "__name__" else []
    given = (closure.environment.get(name.id) for name in named if type(name) is Name and name.id in around.parameters)
    return next((value for value in given if value is not None), None)


def _is_wraps(decorator: Expression) -> TypeGuard[Call]:
    return type(decorator) is Call and last_name(decorator) == "wraps" and bool(decorator.arguments)


def _of_member(program: Program, value: Member) -> Handler | None:
    """`self.list` of an object, `Controller.list`."""
    cls = program.evaluator.class_of(value.of) if isinstance(value.of, Made) else value.of
    found = program.classes.member(cls, value.name) if isinstance(cls, Class) else None
    if found is None or not isinstance(found[1], Function) or not isinstance(cls, Class):
        return None
    return Handler(handler=cls, method=found[1])
