"""Decorators of a handler: what they are called, whether they wrap it at all, and whether they can refuse the caller.

A decorator runs before the handler where it stands below the one that registers the handler as a route; above it, it
decorates what nobody calls. One that gives back the function it was given marks it and does not run.
"""

from collections.abc import Callable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from indexer.expressions import dotted
from indexer.facts import Assign, Call, Expression, Name, Return
from indexer.frameworks.findings import BeforeFound, IdleGuardFound
from indexer.frameworks.refusal import Refusals
from indexer.frameworks.spelled import arguments as spelled_arguments
from indexer.frameworks.spelled import environment
from indexer.graph.nodes import Certainty
from indexer.resolve.entities import Class, Entity, Function, Variable
from indexer.resolve.evaluate.settings import plain
from indexer.resolve.evaluate.values import Arguments, Closure, Made, Member, Site, Value, name_of
from indexer.resolve.program import Program

MARKERS = frozenset(  # they mark or copy names and run nothing
    {"builtins.staticmethod", "builtins.classmethod", "builtins.property", "typing.overload", "abc.abstractmethod"}
    | {"functools.wraps", "flask_apispec.doc", "flask_apispec.use_kwargs", "flask_apispec.marshal_with"}
)
COPYING = frozenset({"functools.wraps", "functools.update_wrapper", "functools.partial"})
DEEPEST = 4  # decorators that hand the function on to another one


class Put(Struct, frozen=True):
    """How a decorator came to stand before the handler."""

    origin: str
    site: Site | None
    given: str = ""  # its arguments


class Decorators:
    """`is_guard` knows decorators from outside by dotted name; `registers` the objects whose decorators make routes or
    documentation."""

    def __init__(
        self,
        program: Program,
        refusals: Refusals,
        *,
        is_guard: Callable[[str, Arguments], bool],
        registers: Callable[[Made], bool],
    ) -> None:
        self.program = program
        self.refusals = refusals
        self.is_guard = is_guard
        self.registers = registers

    def of_function(self, function: Function, closure: Closure | None, *, below: int = 0) -> Iterator[BeforeFound]:
        """Outermost first; `below`: the line of the decorator that registers the handler."""
        at = function.parent or function.module
        seen = closure.environment if closure is not None else None
        definition = function.definition
        for expression, line in zip(definition.decorators, definition.decorator_lines, strict=True):
            if line > below:
                yield from self._written(expression, at, seen, Put("decorator", Site(function.path, line)), DEEPEST)

    def guard(self, function: Function) -> bool:
        """Does one of those that stand above a function refuse callers?"""
        return bool(function.definition.decorators) and any(d.guards for d in self.of_function(function, None))

    def above(self, function: Function, closure: Closure | None, *, line: int) -> Iterator[IdleGuardFound]:
        """Guards that stand above the decorator that registers the handler: what they make is called by nobody."""
        at = function.parent or function.module
        definition = function.definition
        for expression, own in zip(definition.decorators, definition.decorator_lines, strict=True):
            if own < line:
                site = Site(function.path, own)
                seen = closure.environment if closure is not None else None
                for found in self._written(expression, at, seen, Put("decorator", site), DEEPEST):
                    if found.guards:
                        yield IdleGuardFound(
                            name=found.name, arguments=found.arguments, reason="above the route", site=site
                        )

    def of_value(self, value: Value | None, origin: str, site: Site | None = None) -> Iterator[BeforeFound]:
        """A decorator as a value: an item of a `decorators = [...]` list, or what a view was wrapped in."""
        value = plain(value)
        if isinstance(value, Made):
            put = Put(origin, site or value.site, spelled_arguments(value.arguments))
            yield from self._named(value.callee, value.arguments, put, DEEPEST, is_call=True)
        elif isinstance(value, Closure) and isinstance(value.function.parent, Function):
            given = environment(value.function, value.environment)
            found = self._found(_factory(value.function.parent), Put(origin, site, given))
            found.guards = found.guards or self.refusals.by_function(value.function, value.environment)
            yield found
        elif value is not None:
            yield from self._named(value, Arguments(), Put(origin, site), DEEPEST, is_call=False)

    def _written(
        self, expression: Expression, at: Entity, seen: dict[str, Value | None] | None, put: Put, depth: int
    ) -> Iterator[BeforeFound]:
        call = expression if type(expression) is Call else None
        named = call.function if call is not None else expression
        callee: Value | Variable | None = self.program.names.resolve(named, at)
        if callee is None or type(callee) is Variable:
            callee = self.program.evaluator.value(named, at, seen)
        if callee is None:
            yield from self._unknown(dotted(named), put)
            return
        made = self.program.evaluator.value(call, at, seen) if call is not None else None
        arguments = made.arguments if type(made) is Made else Arguments()
        put = replace(put, given=self._given(call, at, seen) if call is not None else "")
        yield from self._named(callee, arguments, put, depth, is_call=call is not None)

    def _unknown(self, name: str | None, put: Put) -> Iterator[BeforeFound]:
        """What comes from nowhere that can be seen (a star import, say) is known by its name alone."""
        if name is not None and self.is_guard(name, Arguments()):
            yield BeforeFound(name=name, guards=True, origin=put.origin, certainty="possible", site=put.site)

    def _given(self, call: Call, at: Entity, seen: dict[str, Value | None] | None) -> str:
        value = self.program.evaluator.value
        named = tuple((name or "", value(argument, at, seen)) for name, argument in call.keywords)
        return spelled_arguments(Arguments(tuple(value(a, at, seen) for a in call.arguments), named), call)

    def _named(
        self, callee: Value, arguments: Arguments, put: Put, depth: int, *, is_call: bool
    ) -> Iterator[BeforeFound]:
        callee = self._method(callee) or callee
        if type(callee) is Closure:
            callee = callee.function
        if isinstance(callee, Function):
            if _wraps(callee, is_call):
                inner = list(self._handed_on(callee, is_call, put, depth, _bound(callee, arguments)))
                if not inner or callee.children:  # else what does the work is that one, given what this one was
                    found = self._found(callee, put)
                    around = (*inner, *self._around_wrappers(callee, depth))
                    found.guards = found.guards or any(i.guards for i in around)
                    yield found
                yield from inner
        elif type(callee) is Member and type(callee.of) is Made and self.registers(callee.of):
            return
        else:
            name = name_of(callee.callee if type(callee) is Made else callee)
            if name and name not in MARKERS:
                guards = self.is_guard(name, arguments)
                certainty: Certainty = "exact" if guards else "possible"
                yield BeforeFound(
                    name=name,
                    guards=guards,
                    origin=put.origin,
                    arguments=put.given,
                    certainty=certainty,
                    site=put.site,
                )

    def _method(self, callee: Value) -> Function | None:
        """The code that wraps, where an object of the repository or its method is the decorator."""
        owner: Value | None = callee.of if type(callee) is Member else callee
        cls = self.program.evaluator.class_of(owner) if type(owner) is Made else owner
        name = callee.name if type(callee) is Member else "__call__"
        found = self.program.classes.member(cls, name) if isinstance(cls, Class) else None
        return found[1] if found is not None and isinstance(found[1], Function) else None

    def _found(self, function: Function, put: Put) -> BeforeFound:
        return BeforeFound(
            name=function.name,
            entity=function,
            guards=self.refusals.within(function),
            origin=put.origin,
            arguments=put.given,
            site=put.site,
        )

    def _around_wrappers(self, function: Function, depth: int) -> Iterator[BeforeFound]:
        """What decorates the function that a decorator returns."""
        for child in function.children.values() if depth else ():
            if isinstance(child, Function):
                for expression in child.definition.decorators:
                    yield from self._written(expression, function, None, Put("decorator", None), depth - 1)
                yield from self._around_wrappers(child, depth - 1)

    def _handed_on(
        self, function: Function, is_call: bool, put: Put, depth: int, seen: dict[str, Value | None]
    ) -> Iterator[BeforeFound]:
        """`return require_permission("admin")(view)`: the decorator that does the work."""
        given = _given(function)
        assigned = [] if is_call else _assigned(function)
        for value in (*_returned(function), *assigned) if depth else ():
            if type(value) is not Call or self.program.target(value.function, function) in COPYING:
                continue
            if is_call:
                yield from self._written(value, function, seen, put, depth - 1)
            elif any(type(a) is Name and a.id == given for a in value.arguments):
                yield from self._written(value.function, function, seen, put, depth - 1)


def _factory(function: Function) -> Function:
    """`requires` of `requires("admin")(view)`: a decorator is told by what makes it."""
    while isinstance(function.parent, Function) and Name(function.scope.name) in _returned(function.parent):
        function = function.parent
    return function


def _bound(function: Function, arguments: Arguments) -> dict[str, Value | None]:
    names = [p.name for p in function.definition.parameters if p.kind not in ("star", "double_star")]
    return {**dict(zip(names, arguments.positional, strict=False)), **dict(arguments.named)}


def _wraps(function: Function, is_call: bool) -> bool:
    """Does it give back something else than the function it is given?"""
    returned = _returned(function)
    if is_call:
        inner = {c.scope.name: c for c in function.children.values() if isinstance(c, Function)}
        named = [inner[v.id] for v in returned if type(v) is Name and v.id in inner]
        return len(named) < len(returned) or any(_wraps(f, False) for f in named)
    given = _given(function)
    return any(type(v) is not Name or v.id != given for v in returned)


def _returned(function: Function) -> list[Expression]:
    return [s.value for s in function.scope.statements if type(s) is Return and s.value is not None]


def _assigned(function: Function) -> list[Expression]:
    """`view = login_required(view)`"""
    given = Name(_given(function) or "")
    assigned = (s for s in function.scope.statements if type(s) is Assign and given in s.targets)
    return [s.value for s in assigned if s.value is not None]


def _given(function: Function) -> str | None:
    names = list(function.parameters)
    return names[1] if function.owner is not None and len(names) > 1 else names[0] if names else None
