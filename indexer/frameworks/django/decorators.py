"""What is written above a view: its decorators by name, `method_decorator` taken apart, and which of them refuse."""

from collections.abc import Iterator

from msgspec import Struct

from indexer.expressions import calls_in, expressions_of
from indexer.facts import Call, Expression
from indexer.frameworks import spelled
from indexer.frameworks.django import known_guards
from indexer.frameworks.django.giving_up import gives_up, inner_functions, names_around
from indexer.frameworks.django.views import Wrapper, wrapper
from indexer.frameworks.refusal import Refusals
from indexer.resolve.entities import Class, Entity, External, Function, Module, Variable
from indexer.resolve.evaluate.values import Arguments, Closure, Items, Made, Site, Value, name_of, text_of
from indexer.resolve.program import Program

DEEPEST = 3  # decorators that end in another one
METHOD_DECORATOR = "django.utils.decorators.method_decorator"
MARKERS = (  # they describe, register or turn into something else, and run nothing before the view
    "drf_spectacular.",
    "drf_yasg.",
    "functools.",
    "typing.",
    "builtins.",
    "rest_framework.decorators.",
)


class Decorator(Struct, frozen=True):
    name: str  # dotted
    entity: Class | Function | None
    value: Value | None  # the decorator itself, with its arguments where it has some
    guards: bool  # it can turn the caller away
    method: str = ""  # of a class: the method that it is put around
    arguments: str = ""  # what it was made with, spelled
    site: Site | None = None  # where it is put


class Decorators:
    """Asked of many views; each is read once."""

    def __init__(self, program: Program, refusals: Refusals) -> None:
        self.program = program
        self.refusals = refusals
        self._known: dict[Class | Function, list[Decorator]] = {}
        self._refusing: dict[tuple[Function, int], bool] = {}

    def of(self, entity: Class | Function) -> list[Decorator]:
        """Those that run, in order of the source: outermost first."""
        found = self._known.get(entity)
        if found is None:
            found = [d for d in self.all(entity) if not d.name.startswith(MARKERS)]
            self._known[entity] = found
        return found

    def all(self, entity: Class | Function) -> list[Decorator]:
        definition = entity.definition
        written = zip(definition.decorators, definition.decorator_lines, strict=True)
        return [d for one, line in written for d in self._taken_apart(entity, one, Site(entity.path, line))]

    def of_wrapper(self, found: Wrapper, method: str = "", site: Site | None = None) -> Decorator:
        value = found.value
        site = site or (value.site if isinstance(value, Made) else None)
        return self._decorator(found.name, found.entity, value, site, method)

    def _taken_apart(self, entity: Class | Function, written: Expression, site: Site) -> Iterator[Decorator]:
        at = entity.parent or entity.module
        resolved = self.program.names.resolve(written.function if type(written) is Call else written, at)
        if isinstance(resolved, External) and resolved.name.startswith(MARKERS) and type(written) is not Call:
            return
        value = self.program.evaluator.value(written, at)
        if isinstance(value, Made) and value.name == METHOD_DECORATOR:
            method = text_of(value.arguments.get("name", 1)) or ""
            inner = value.arguments.get("decorator", 0)
            for one in inner.items if isinstance(inner, Items) else [inner]:
                if one is not None:
                    yield self.of_wrapper(wrapper(self.program, one, None), method, site)
        elif isinstance(resolved, Variable):
            yield self._decorator(resolved.name, None, value, site, written=written, at=at)
        elif isinstance(resolved, Class | Function):
            yield self._decorator(resolved.name, resolved, value, site, written=written, at=at)
        elif isinstance(resolved, External):
            yield self._decorator(resolved.name, None, value or resolved, site, written=written, at=at)
        elif isinstance(value, Closure):  # what a method of an object gave, say: named after the decorator it is of
            made = wrapper(self.program, value, None)
            yield self._decorator(made.name, made.entity, value, site)
        elif value is not None and not isinstance(value, Module):
            yield self._decorator(name_of(value), None, value, site, written=written, at=at)

    def _decorator(
        self,
        name: str,
        entity: Class | Function | None,
        value: Value | None,
        site: Site | None,
        method: str = "",
        *,
        written: Expression | None = None,
        at: Entity | None = None,
    ) -> Decorator:
        if isinstance(value, Made):
            given = spelled.arguments(value.arguments, written if type(written) is Call else None)
        elif type(written) is Call and at is not None:
            given = spelled.arguments(self._given(written, at), written)
        else:
            given = spelled.environment(value.function, value.environment) if isinstance(value, Closure) else ""
        return Decorator(name, entity, value, self._guards(entity, value), method, given, site)

    def _given(self, call: Call, at: Entity) -> Arguments:
        value = self.program.evaluator.value
        return Arguments(
            tuple(value(a, at) for a in call.arguments), tuple((k or "", value(a, at)) for k, a in call.keywords)
        )

    def _guards(self, entity: Class | Function | None, value: Value | None) -> bool:
        if isinstance(entity, Function):
            return self._refuses(entity)
        if isinstance(value, Made):
            value = value.callee
        if isinstance(value, Function):
            return self._refuses(value)
        return isinstance(value, External) and value.name in known_guards.DECORATORS

    def _refuses(self, function: Function, depth: int = DEEPEST) -> bool:
        """Can a decorator of the house turn a caller away: in the function that it returns, or by one it ends in?"""
        key = (function, depth)
        if key not in self._refusing:
            inner = list(inner_functions(function))
            self._refusing[key] = (
                self.refusals.within(function)
                or any(gives_up(f, names_around(f)) for f in inner)
                or any(self._ends_in_guard(f, depth) for f in (function, *inner))
            )
        return self._refusing[key]

    def _ends_in_guard(self, function: Function, depth: int) -> bool:
        """`return user_passes_test(lambda user: ...)(view)`."""
        for statement in function.scope.statements:
            for call in (c for e in expressions_of(statement) for c in calls_in(e)):
                target = self.program.names.resolve(call.function, function)
                if isinstance(target, External) and target.name in known_guards.DECORATORS:
                    return True
                is_ours = isinstance(target, Function) and target.owner is None and bool(target.children)
                if is_ours and depth and isinstance(target, Function) and self._refuses(target, depth - 1):
                    return True
        return False
