"""What stands at the end of a route: the function or class of the repository, and what is wrapped around it there."""

from dataclasses import dataclass, field

from msgspec import Struct

from indexer.frameworks.django.routers import Action
from indexer.resolve.entities import Class, Entity, Function
from indexer.resolve.evaluate.values import Arguments, Closure, Const, Made, Member, Site, Table, Value, name_of
from indexer.resolve.program import Program

KEEPS = frozenset({"functools.partial", "functools.update_wrapper", "django.utils.functional.lazy"})
WRAPS = "functools.wraps"
MOST_WRAPPERS = 20


class Wrapper(Struct, frozen=True):
    """A decorator that was called with the view."""

    name: str  # dotted
    entity: Class | Function | None
    value: Value | None
    origin: str = "url"


@dataclass(slots=True)
class View:
    handler: Class | Function
    mapping: dict[str, str] = field(default_factory=dict)  # of a viewset: HTTP method → name of the method that answers
    given: Arguments = field(default_factory=Arguments)  # of `as_view`, and what `@action` passes on
    wrappers: list[Wrapper] = field(default_factory=list)  # outermost first


def view_of(program: Program, value: "Value | Action | None", around: tuple[Value, ...] = ()) -> View | None:
    """None for a view that is not the repository's own, or that is not known."""
    wrappers = [wrapper(program, decorator, None) for decorator in around]
    if isinstance(value, Action):
        return View(value.viewset, value.mapping, value.given, wrappers)
    for _ in range(MOST_WRAPPERS):
        if isinstance(value, Function):
            return View(value, wrappers=wrappers)
        if type(value) is Member:
            method = _bound_method(program, value)
            return View(method, wrappers=wrappers) if method is not None else None
        if type(value) is Closure:
            inner = _wrapped_by(value)
            if inner is None:
                return View(value.function, wrappers=wrappers)
            wrappers.append(wrapper(program, value, value))
            value = inner
        elif type(value) is Made:
            found = _of_class(program, value, wrappers)
            if found is not None:
                return found
            inner = _first_view(value.arguments)
            if inner is None:
                return None
            if value.name not in KEEPS and value.name != f"{WRAPS}()":
                wrappers.append(wrapper(program, value.callee, value))
            value = inner
        else:
            return None
    return None


def wrapper(program: Program, decorator: Value, applied: Value | None) -> Wrapper:
    """A decorator by its name in the source: a house decorator that ends in one of Django's keeps its own."""
    if isinstance(decorator, Closure):
        outermost = _outermost(decorator.function)
        return Wrapper(outermost.name, outermost, decorator)
    if isinstance(decorator, Member) and (method := _bound_method(program, decorator)) is not None:
        return Wrapper(method.name, method, decorator)
    if isinstance(decorator, Made) and isinstance(decorator.callee, Class | Function):
        return Wrapper(decorator.callee.name, decorator.callee, decorator)
    if isinstance(decorator, Made):
        made_in = function_around(program, decorator.site)
        applied_in = function_around(program, applied.site) if isinstance(applied, Made) else None
        if made_in is not None and made_in is not applied_in:
            outermost = _outermost(made_in)
            return Wrapper(outermost.name, outermost, decorator)
        return Wrapper(name_of(decorator.callee), None, decorator)
    entity = decorator if isinstance(decorator, Class | Function) else None
    return Wrapper(name_of(decorator), entity, decorator)


def function_around(program: Program, site: Site) -> Function | None:
    """The innermost function whose body holds a line."""
    entity: Entity | None = program.by_path.get(site.path)
    found: Function | None = None
    while entity is not None:
        inner = None
        for child in entity.children.values():
            if child.definition.line < site.line <= child.definition.end_line and child.scope.kind != "lambda":
                inner = child
        if isinstance(inner, Function):
            found = inner
        entity = inner
    return found


def is_view(value: Value | None) -> bool:
    """Could a request be answered by it?"""
    if isinstance(value, Function | Closure):
        return True
    if isinstance(value, Member):
        return isinstance(value.of, Made | Class) and value.name != "as_view"
    if isinstance(value, Made):
        if value.name.endswith(".as_view"):
            return True
        return _first_view(value.arguments) is not None
    return False


def _of_class(program: Program, made: Made, wrappers: list[Wrapper]) -> View | None:
    """`V.as_view(...)`, and an object of the repository that can be called."""
    callee = made.callee
    if isinstance(callee, Member) and callee.name == "as_view" and isinstance(callee.of, Class):
        first = made.arguments.positional[0] if made.arguments.positional else made.arguments.get("actions")
        mapping = {}
        if isinstance(first, Table):
            mapping = {
                str(k.value).lower(): str(v.value)
                for k, v in first.entries
                if isinstance(k, Const) and isinstance(v, Const)
            }
        return View(callee.of, mapping, Arguments((), made.arguments.named), wrappers)
    if isinstance(callee, Class):
        called = program.classes.member(callee, "__call__")
        feed = any(a.startswith("django.contrib.syndication.") for a in program.classes.ancestors(callee))
        if feed or (called is not None and isinstance(called[1], Function)):
            return View(callee, given=Arguments(), wrappers=wrappers)
    return None


def _bound_method(program: Program, member: Member) -> Function | None:
    """`views.SomeClass.method`, `some_object.method`."""
    owner = member.of.callee if isinstance(member.of, Made) else member.of
    if not isinstance(owner, Class) or member.name == "as_view":
        return None
    found = program.classes.member(owner, member.name)
    return found[1] if found is not None and isinstance(found[1], Function) else None


def _wrapped_by(closure: Closure) -> Value | None:
    """The view that a decorator's inner function was made for: a parameter of the function around it."""
    around = closure.function.parent
    if not isinstance(around, Function):
        return None
    for name in around.parameters:
        value = closure.environment.get(name)
        if is_view(value):
            return value
    return None


def _first_view(arguments: Arguments) -> Value | None:
    for value in arguments.positional[:1]:
        if is_view(value):
            return value
    return next((v for _, v in arguments.named if is_view(v)), None)


def _outermost(function: Function) -> Function:
    """The decorator that an inner function belongs to; a method stays a method."""
    while isinstance(function.parent, Function):
        function = function.parent
    return function
