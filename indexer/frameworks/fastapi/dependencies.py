"""Dependencies: what FastAPI calls before a handler, with what those depend on, in the order in which it calls them.

A dependency is known by its name where it is defined: the function, the class (also of a callable object), and for a
function that a factory returns the factory.
"""

from collections.abc import Iterator, Mapping
from typing import TypeGuard

from msgspec import Struct
from msgspec.structs import replace

from indexer.expressions import dotted
from indexer.facts import Assign, Expression, Subscript
from indexer.frameworks.fastapi import users
from indexer.frameworks.findings import BeforeFound
from indexer.frameworks.refusal import Bodies, Refusals
from indexer.frameworks.spelled import arguments, environment, joined, spelled
from indexer.resolve.entities import Class, External, Function
from indexer.resolve.evaluate.settings import plain
from indexer.resolve.evaluate.values import Closure, Made, Member, Site, Value, name_of
from indexer.resolve.program import Program

Environment = Mapping[str, Value | None]

DEPENDS = frozenset(
    f"fastapi.{place}{name}" for place in ("", "params.", "param_functions.") for name in ("Depends", "Security")
)
ANNOTATED = frozenset({"typing.Annotated", "typing_extensions.Annotated"})
SECURITY = "fastapi.security."  # its schemes answer 401 or 403 to a request without credentials, unless told not to
DEEPEST = 20  # dependencies of dependencies


class Asked(Struct, frozen=True):
    """`Depends(f)`, `Security(f, scopes=[...])`, or the class of an annotation."""

    dependency: Value | None
    scopes: str = ""  # `scopes=['write']`
    site: Site | None = None  # where it is asked for


class Dependency(Struct, frozen=True):
    name: str
    entity: Class | Function | None
    guards: bool
    given: str = ""  # to the factory or class that it was made by
    function: Function | None = None  # whose parameters it depends on
    seen: Environment = {}  # by that function, where it is nested
    bound: bool = False  # the first parameter of the function is not asked for
    fields: Class | None = None  # whose annotated attributes it depends on
    further: tuple[Value, ...] = ()  # what else it depends on


def is_depends(value: Value | None) -> TypeGuard[Made]:
    return isinstance(value, Made) and value.name in DEPENDS


class Dependencies:
    def __init__(self, program: Program, refusals: Refusals, bodies: Bodies) -> None:
        self.program = program
        self.refusals = refusals
        self.bodies = bodies
        self._asked: dict[tuple[Function, bool], list[Asked]] = {}

    def listed(self, value: Value | None, origin: str) -> Iterator[BeforeFound]:
        """`dependencies=[Depends(f), ...]`"""
        for item in self.program.evaluator.iterate(value) or ():
            if is_depends(item):
                yield from self._flattened(_asked(item), origin, 0)

    def of_handler(self, function: Function, closure: Closure | None, *, bound: bool) -> Iterator[BeforeFound]:
        for asked in self._of_parameters(function, closure.environment if closure else {}, bound=bound):
            yield from self._flattened(asked, "dependency", 0)

    def of_controller(self, cls: Class) -> Iterator[BeforeFound]:
        """The class whose method handles: made first, from its constructor's parameters and annotated attributes."""
        for asked in (*self._of_constructor(cls), *self._of_fields(cls)):
            yield from self._flattened(asked, "class", 0)
        yield BeforeFound(name=cls.name, entity=cls, origin="class", site=Site(cls.path, cls.line))

    # ------------------------------------------------------------------------------------------- one dependency

    def _flattened(self, asked: Asked, origin: str, depth: int) -> Iterator[BeforeFound]:
        found = self._dependency(asked.dependency)
        if found is None or depth > DEEPEST:
            return
        below: list[Asked] = []
        if found.function is not None:
            below += self._of_parameters(found.function, found.seen, bound=found.bound)
        if found.fields is not None:
            below += self._of_fields(found.fields)
        below += map(Asked, found.further)
        for inner in below:
            yield from self._flattened(inner, "dependency", depth + 1)
        yield BeforeFound(
            name=found.name,
            entity=found.entity,
            guards=found.guards,
            origin=origin,
            arguments=joined((found.given, asked.scopes)),
            certainty="inferred" if found.entity is not None else "exact" if found.guards else "possible",
            site=asked.site,
        )

    def _dependency(self, value: Value | None) -> Dependency | None:
        value = plain(value)
        if isinstance(value, Function):
            bound = value.owner is not None and not _is_static(value)
            return Dependency(value.name, value, self._refuses(value), function=value, bound=bound)
        if isinstance(value, Closure):
            factory = _outermost(value.function)
            refuses = self.refusals.by_function(value.function, value.environment)
            given = environment(value.function, value.environment)
            return Dependency(factory.name, factory, refuses, given, value.function, value.environment)
        if isinstance(value, Class):
            return self._class(value)
        if isinstance(value, Member):
            return self._member(value)
        if isinstance(value, External):
            return Dependency(value.name, None, False)
        return self._object(value) if isinstance(value, Made) else None

    def _refuses(self, function: Function) -> bool:
        return self.refusals.by_function(function) or self.bodies.checks(function)

    def _class(self, cls: Class) -> Dependency:
        init = self.program.classes.member(cls, "__init__")
        if init is not None and isinstance(init[1], Function):
            return Dependency(cls.name, cls, self.refusals.by_function(init[1]), function=init[1], bound=True)
        return Dependency(cls.name, cls, False, fields=cls)

    def _member(self, value: Member) -> Dependency:
        owner = self.program.evaluator.class_of(value.of) if isinstance(value.of, Made) else value.of
        found = self.program.classes.member(owner, value.name) if isinstance(owner, Class) else None
        if found is None or not isinstance(found[1], Function):
            return Dependency(name_of(value), None, False)
        method = found[1]
        refuses = self._refuses(method)
        return Dependency(method.name, method, refuses, function=method, bound=not _is_static(method))

    def _object(self, value: Made) -> Dependency | None:
        callee, given = value.callee, arguments(value.arguments)
        if isinstance(callee, Class):
            called = self.program.classes.member(callee, "__call__")
            if called is not None and isinstance(called[1], Function):
                name = _outermost(callee.parent).name if isinstance(callee.parent, Function) else callee.name
                return Dependency(name, callee, self.refusals.by_object(value, callee), given, called[1], bound=True)
            return Dependency(callee.name, callee, self._is_scheme(callee, value), given)
        if isinstance(callee, Function):  # a factory of which it is not known what it returns
            inner = [c for c in callee.children.values() if isinstance(c, Function) and c.scope.kind == "function"]
            function = inner[0] if len(inner) == 1 else None
            return Dependency(callee.name, callee, self.refusals.within(callee), given, function)
        if isinstance(callee, External):
            if callee.name == "functools.partial":
                return self._dependency(value.arguments.get("", 0))
            return Dependency(callee.name, None, self._is_scheme(callee, value), given)
        further = tuple(users.depends_on(self.program, value))
        return Dependency(name_of(callee), None, users.refuses(value), given, further=further)

    def _is_scheme(self, cls: Class | External, made: Made) -> bool:
        names = self.program.classes.ancestors(cls) if isinstance(cls, Class) else (cls.name,)
        is_scheme = any(name.startswith(SECURITY) and not name.endswith("Form") for name in names)
        return is_scheme and not made.arguments.has("auto_error")

    # ------------------------------------------------------------------------------------------- what is asked for

    def _of_parameters(self, function: Function, seen: Environment, *, bound: bool) -> list[Asked]:
        key = (function, bound)
        found = self._asked.get(key) if not seen else None
        if found is None:
            parameters = [p for p in function.definition.parameters if p.kind not in ("star", "double_star")]
            found = []
            for parameter in parameters[1:] if bound else parameters:
                default = self._evaluated(parameter.default, function, seen)
                found += self._asked_for(default, parameter.annotation, function, seen)
            if not seen:
                self._asked[key] = found
        return found

    def _of_constructor(self, cls: Class) -> list[Asked]:
        init = self.program.classes.member(cls, "__init__")
        if init is None or not isinstance(init[1], Function):
            return []
        return self._of_parameters(init[1], {}, bound=True)

    def _of_fields(self, cls: Class) -> list[Asked]:
        """Annotated attributes, inherited ones first; a nearer class may give one another default."""
        annotations: dict[str, tuple[Expression, Class]] = {}
        for owner in reversed(self.program.classes.mro(cls)):
            if isinstance(owner, Class):
                for statement in owner.scope.statements:
                    if type(statement) is Assign and statement.annotation is not None:
                        name = dotted(statement.targets[0])
                        if name is not None and not _is_class_variable(statement.annotation):
                            annotations[name] = statement.annotation, owner
        found: list[Asked] = []
        for name, (annotation, owner) in annotations.items():
            default = self.program.evaluator.class_attribute(cls, name)
            found += self._asked_for(default, annotation, owner, {})
        return found

    def _asked_for(
        self, default: Value | None, annotation: Expression | None, at: Function | Class, seen: Environment
    ) -> Iterator[Asked]:
        """What `parameter: annotation = default` makes FastAPI call."""
        value = self._evaluated(annotation, at, seen)
        wanted = default if is_depends(default) else next((m for m in _last_first(value) if is_depends(m)), None)
        if wanted is not None:
            found = _asked(wanted)
            is_named = wanted.arguments.has("dependency", 0)
            yield found if is_named else replace(found, dependency=self._type(value))

    def _type(self, value: Value | None) -> Value | None:
        while _is_annotated(value):
            value = value.arguments.get("", 0)
        return value

    def _evaluated(self, expression: Expression | None, at: Function | Class, seen: Environment) -> Value | None:
        if expression is None:
            return None
        if isinstance(at, Class):
            return self.program.evaluator.value(expression, at)
        around = at.parent or at.module
        return self.program.evaluator.value(expression, around, dict(seen) if isinstance(around, Function) else None)


def _is_annotated(value: Value | None) -> TypeGuard[Made]:
    return isinstance(value, Made) and value.name in ANNOTATED


def _last_first(value: Value | None) -> Iterator[Value | None]:
    """What is written behind the type, that of the outermost alias first."""
    if _is_annotated(value):
        yield from reversed(value.arguments.positional[1:])
        yield from _last_first(value.arguments.get("", 0))


def _asked(depends: Made) -> Asked:
    scopes = depends.arguments.get("scopes")
    said = f"scopes={spelled(scopes)}" if depends.arguments.has("scopes") else ""
    return Asked(depends.arguments.get("dependency", 0), said, depends.site)


def _outermost(function: Function) -> Function:
    while isinstance(function.parent, Function):
        function = function.parent
    return function


def _is_static(function: Function) -> bool:
    return any(dotted(d) == "staticmethod" for d in function.definition.decorators)


def _is_class_variable(annotation: Expression) -> bool:
    written = annotation.value if type(annotation) is Subscript else annotation
    return (dotted(written) or "").rpartition(".")[2] == "ClassVar"
