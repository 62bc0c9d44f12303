"""Decorators of a handler: what they are called, whether they wrap it at all, and whether they can refuse the caller.

A decorator runs before the handler where it stands below the one that registers the handler as a route; above it, it
decorates what nobody calls. One that gives back the function it was given marks it and does not run.
"""

from collections.abc import Callable, Iterator

from indexer.facts import Assign, Call, Expression, Name, Return
from indexer.frameworks.findings import BeforeFound
from indexer.frameworks.refusal import Refusals
from indexer.resolve.entities import Class, Entity, Function, Variable
from indexer.resolve.evaluate.settings import plain
from indexer.resolve.evaluate.values import Arguments, Closure, Made, Member, Value, name_of
from indexer.resolve.program import Program

MARKERS = frozenset(  # they mark or copy names and run nothing
    {"builtins.staticmethod", "builtins.classmethod", "builtins.property", "typing.overload", "abc.abstractmethod"}
    | {"functools.wraps", "flask_apispec.doc", "flask_apispec.use_kwargs", "flask_apispec.marshal_with"}
)
COPYING = frozenset({"functools.wraps", "functools.update_wrapper", "functools.partial"})
DEEPEST = 4  # decorators that hand the function on to another one


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
                yield from self._written(expression, at, seen, "decorator", DEEPEST)

    def of_value(self, value: Value | None, origin: str) -> Iterator[BeforeFound]:
        """A decorator as a value: an item of a `decorators = [...]` list, or what a view was wrapped in."""
        value = plain(value)
        if isinstance(value, Made):
            yield from self._named(value.callee, value.arguments, origin, DEEPEST, is_call=True)
        elif isinstance(value, Closure) and isinstance(value.function.parent, Function):
            yield self._found(value.function.parent, origin)
        elif value is not None:
            yield from self._named(value, Arguments(), origin, DEEPEST, is_call=False)

    def _written(
        self, expression: Expression, at: Entity, seen: dict[str, Value | None] | None, origin: str, depth: int
    ) -> Iterator[BeforeFound]:
        call = expression if type(expression) is Call else None
        named = call.function if call is not None else expression
        callee: Value | Variable | None = self.program.names.resolve(named, at)
        if callee is None or isinstance(callee, Variable):
            callee = self.program.evaluator.value(named, at, seen)
        if callee is None:
            return
        made = self.program.evaluator.value(call, at, seen) if call is not None else None
        arguments = made.arguments if isinstance(made, Made) else Arguments()
        yield from self._named(callee, arguments, origin, depth, is_call=call is not None)

    def _named(
        self, callee: Value, arguments: Arguments, origin: str, depth: int, *, is_call: bool
    ) -> Iterator[BeforeFound]:
        callee = self._method(callee) or callee
        if isinstance(callee, Closure):
            callee = callee.function
        if isinstance(callee, Function):
            if _wraps(callee, is_call):
                inner = list(self._handed_on(callee, is_call, origin, depth))
                found = self._found(callee, origin)
                found.guards = found.guards or any(i.guards for i in (*inner, *self._around_wrappers(callee, depth)))
                if (
                    depth == DEEPEST or not inner
                ):  # between the decorator that is written and the one that does the work
                    yield found
                yield from inner
        elif isinstance(callee, Member) and isinstance(callee.of, Made) and self.registers(callee.of):
            return
        else:
            name = name_of(callee.callee if isinstance(callee, Made) else callee)
            if name and name not in MARKERS:
                yield BeforeFound(name=name, guards=self.is_guard(name, arguments), origin=origin)

    def _method(self, callee: Value) -> Function | None:
        """The code that wraps, where an object of the repository or its method is the decorator."""
        owner: Value | None = callee.of if isinstance(callee, Member) else callee
        cls = self.program.evaluator.class_of(owner) if isinstance(owner, Made) else owner
        name = callee.name if isinstance(callee, Member) else "__call__"
        found = self.program.classes.member(cls, name) if isinstance(cls, Class) else None
        return found[1] if found is not None and isinstance(found[1], Function) else None

    def _found(self, function: Function, origin: str) -> BeforeFound:
        return BeforeFound(name=function.name, entity=function, guards=self.refusals.within(function), origin=origin)

    def _around_wrappers(self, function: Function, depth: int) -> Iterator[BeforeFound]:
        """What decorates the function that a decorator returns."""
        for child in function.children.values() if depth else ():
            if isinstance(child, Function):
                for expression in child.definition.decorators:
                    yield from self._written(expression, function, None, "decorator", depth - 1)
                yield from self._around_wrappers(child, depth - 1)

    def _handed_on(self, function: Function, is_call: bool, origin: str, depth: int) -> Iterator[BeforeFound]:
        """`return require_permission("admin")(view)`: the decorator that does the work."""
        given = _given(function)
        assigned = [] if is_call else _assigned(function)
        for value in (*_returned(function), *assigned) if depth else ():
            if type(value) is not Call or self.program.target(value.function, function) in COPYING:
                continue
            if is_call:
                yield from self._written(value, function, None, origin, depth - 1)
            elif any(type(a) is Name and a.id == given for a in value.arguments):
                yield from self._written(value.function, function, None, origin, depth - 1)


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
