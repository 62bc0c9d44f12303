"""Routes of FastAPI and Starlette: from each application down its routers, mounts and class-based controllers.

Where the repository makes applications, only what one of them leads to is an endpoint; else each router stands alone.
Sources: "Bigger Applications", "Sub Applications" and "Lifespan Events" of FastAPI; "Routing" of Starlette.
"""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from indexer.frameworks.decorators import Decorators
from indexer.frameworks.fastapi import middleware
from indexer.frameworks.fastapi.dependencies import Dependencies
from indexer.frameworks.findings import BeforeFound, EndpointFound, Findings, Framework, IdleGuardFound
from indexer.frameworks.handlers import Handler, decorated, of_value, on_record
from indexer.frameworks.making import Objects, is_object, objects
from indexer.frameworks.places import Places
from indexer.frameworks.refusal import Bodies, Refusals, by_raising
from indexer.resolve.entities import Class, Function
from indexer.resolve.evaluate.settings import plain
from indexer.resolve.evaluate.values import (
    Arguments,
    Closure,
    Const,
    Effect,
    Made,
    Value,
    text_of,
)
from indexer.resolve.program import Program

NAME = "fastapi"
DEPENDENCIES = "fastapi dependencies"
APPLICATIONS = frozenset({"fastapi.FastAPI", "fastapi.applications.FastAPI", "starlette.applications.Starlette"})
ROUTERS = frozenset(
    {"fastapi.APIRouter", "fastapi.routing.APIRouter", "starlette.routing.Router"}
    | {"fastapi_utils.inferring_router.InferringRouter", "fastapi_restful.inferring_router.InferringRouter"}
)
VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "trace"})
ROUTES = frozenset({"api_route", "route", "add_api_route", "add_route"})
WEBSOCKETS = frozenset({"websocket", "websocket_route", "add_api_websocket_route", "add_websocket_route"})
WEBSOCKET = ["WEBSOCKET"]
INCLUDES = frozenset({"include_router"})
MOUNTS = frozenset({"mount", "host"})
STARTS = frozenset({"startup"})
DECLARED = {  # Starlette's route objects
    "starlette.routing.Route": "add_route",
    "starlette.routing.WebSocketRoute": "add_websocket_route",
    "starlette.routing.Mount": "mount",
    "fastapi.routing.APIRoute": "add_api_route",
    "fastapi.routing.APIWebSocketRoute": "add_api_websocket_route",
    "fastapi.routing.Mount": "mount",
}
DEEPEST = 30  # routers in routers


Before = tuple[tuple[Value | None, str], ...]  # dependency lists with their origin, outermost first


class Place(Struct, frozen=True):
    """Where a router stands: the path up to it, and what runs before everything in it."""

    path: str = ""
    before: Before = ()
    hooks: tuple[Function, ...] = ()  # middleware, that of what it is mounted in first
    inside: tuple[Made, ...] = ()  # owners around it, outermost first


def recognise(program: Program, findings: Findings) -> None:
    made = objects(
        program,
        APPLICATIONS | ROUTERS,
        applications=APPLICATIONS,
        registers=INCLUDES | MOUNTS | {"add_api_route", "add_route"},
        start=lambda made: _start(program, made),
    )
    applications, alone = _roots(program, made)
    sites = {application.site for application in applications}
    one = _dependencies_of(applications[0]) if len(sites) == 1 else ()  # what they are handed can be only this one
    routes = Routes(program, [router for router in alone if not is_object(program, router, APPLICATIONS)])
    seen = set()
    roots = applications or ([] if made.stand_ins else alone)
    for owner, before in [*((root, ()) for root in roots), *((s, one) for s in made.stand_ins)]:
        for endpoint in routes.of(owner, Place(before=before)):
            key = endpoint.path, tuple(endpoint.methods or ()), endpoint.handler, endpoint.method
            if key not in seen:
                seen.add(key)
                findings.endpoints.append(endpoint)


FRAMEWORK = Framework(NAME, ("fastapi", "starlette"), recognise)


def _start(program: Program, application: Made) -> None:
    """What the application runs when it starts may register routes as well."""
    given = application.arguments
    evaluator = program.evaluator
    starting: list[tuple[Value | None, Arguments]] = [(given.get("lifespan"), Arguments((application,)))]
    starting += [(f, Arguments()) for f in evaluator.iterate(given.get("on_startup")) or ()]
    for effect in application.effects:
        if text_of(effect.arguments.get("event_type", 0)) in STARTS:
            starting.append((effect.closure or effect.decorated or effect.arguments.get("func", 1), Arguments()))
    for function, arguments in starting:
        if isinstance(function, Function | Closure):
            evaluator.follow(function, arguments)


def _roots(program: Program, made: Objects) -> tuple[list[Made], list[Made]]:
    """Applications that no other one mounts; routers that no other one includes. What one place makes is mounted by
    one caller and made by another for itself: for its documentation, say."""
    inside = [value for owner in made.all for value in _held(program, owner)]
    mounted = {value.site for value in inside if isinstance(value, Made)}
    applications = [m for m in made.all if is_object(program, m, APPLICATIONS)]
    applications = [a for a in applications if a.site not in mounted]
    if any(value is None for value in inside):  # it may be an application that nobody was seen asking for
        applications = [a for a in applications if a in made.at_import] or applications
    alone = [owner for owner in made.all if not any(owner is value for value in inside)]
    return applications, alone


def _held(program: Program, owner: Made) -> Iterator[Value | None]:
    """Routers that it includes and applications that it mounts."""
    for effect in _effects(program, owner):
        if effect.method in INCLUDES:
            yield effect.arguments.get("router", 0)
        elif effect.method in MOUNTS:
            yield effect.arguments.get("app", 1)


def _effects(program: Program, owner: Made) -> Iterator[Effect]:
    """What is done to it and to its router, then what `routes=[Route("/x", handler), Mount("/y", app)]` declares."""
    for effect in owner.effects:
        yield replace(effect, method=effect.method.removeprefix("router."))
    for route in program.evaluator.iterate(owner.arguments.get("routes")) or ():
        if isinstance(route, Made) and route.name in DECLARED:
            yield Effect(DECLARED[route.name], _with_routes(route), route.site)


def _is_also_known(mount: Effect, inner: Made, owner: Made) -> bool:
    """Is its path not known, and the same one mounted elsewhere: `if PREFIX: mount(PREFIX, api) else: ...`?"""
    others = (e for e in owner.effects if e.method in MOUNTS and e.arguments.get("app", 1) is inner)
    unknown = text_of(plain(mount.arguments.get("path", 0))) is None
    return unknown and any(text_of(plain(other.arguments.get("path", 0))) is not None for other in others)


def _with_routes(route: Made) -> Arguments:
    """`Mount("/x", routes=[...])` is itself what is mounted."""
    given = route.arguments
    if given.has("routes") and not given.has("app", 1):
        return Arguments(given.positional, (*given.named, ("app", route)), given.complete)
    return given


def _dependencies_of(owner: Made) -> Before:
    return ((owner.arguments.get("dependencies"), "router"),)


def bodies(program: Program) -> Bodies:
    """To ask for the checks of one handler again."""
    refusals = program.shared(Refusals)
    return Bodies(program, refusals, NAME, _decorators(program, refusals).guard)


def dependency_bodies(program: Program) -> Bodies:
    """The same of what is a dependency: what it returns answers nobody."""
    refusals = program.shared(by_raising)
    return Bodies(program, refusals, DEPENDENCIES, _decorators(program, refusals).guard)


def _decorators(program: Program, refusals: Refusals) -> Decorators:
    return Decorators(
        program,
        refusals,
        is_guard=lambda name, arguments: name == "starlette.authentication.requires",
        registers=lambda made: is_object(program, made, APPLICATIONS | ROUTERS),
    )


class Routes:
    """`loose`: routers that nothing is seen to include."""

    def __init__(self, program: Program, loose: list[Made]) -> None:
        self.program = program
        self.loose = loose
        self.places = Places()
        self.refusals = refusals = program.shared(Refusals)
        self.decorators = _decorators(program, refusals)
        self.bodies = Bodies(program, refusals, NAME, self.decorators.guard)
        self.dependencies = Dependencies(program, program.shared(by_raising), dependency_bodies(program))

    def of(self, owner: Made, place: Place) -> Iterator[EndpointFound]:
        """The endpoints of an application or router that stands at this place."""
        if len(place.inside) > DEEPEST or any(owner is around for around in place.inside):
            return
        if not self.places.another():
            return
        before = (*place.before, *_dependencies_of(owner))
        hooks = (*place.hooks, *middleware.functions(self.program, owner))
        here = Place(place.path + _prefix(owner), before, hooks, (*place.inside, owner))
        # A router that nothing includes includes none of the others: any of them could be around any.
        unknown = () if any(owner is router for router in self.loose) else self.loose
        for effect in _effects(self.program, owner):
            arguments = effect.arguments
            if effect.method in INCLUDES:
                inner = plain(arguments.get("router", 0))
                added = (*here.before, (arguments.get("dependencies"), "router"))
                for router in unknown if inner in (None, Const(None)) else [inner]:
                    if isinstance(router, Made):
                        path = here.path + _text(arguments, "prefix")
                        yield from self.of(router, Place(path, added, hooks, here.inside))
            elif effect.method in MOUNTS:
                inner = arguments.get("app", 1)
                if isinstance(inner, Made) and not _is_also_known(
                    effect, inner, owner
                ):  # an application of its own: of this one's only the middleware runs before it
                    path = here.path + _text(arguments, "path", 0).rstrip("/")
                    yield from self.of(inner, Place(path, (), hooks, here.inside))
            else:
                yield from self._route(effect, here)

    def _route(self, effect: Effect, place: Place) -> Iterator[EndpointFound]:
        methods = self._methods(effect)
        if methods is None:
            return
        given = effect.arguments
        handler = decorated(self.program, effect) or of_value(
            self.program, given.get("endpoint", 1) or given.get("route", 1)
        )
        if handler is None:
            return
        if isinstance(handler.handler, Class) and handler.method is None:
            methods = [verb.upper() for verb in sorted(VERBS) if verb in handler.handler.bindings]
        path = f"/{(place.path + _text(given, 'path', 0)).removeprefix('/')}"
        hooks = place.hooks if methods != WEBSOCKET else ()  # it lets them through
        before = list(middleware.guards(self.refusals, hooks, path))
        before += _once([*self._dependencies(effect, handler, place), *self._wrappers(effect, handler)])
        before += self.bodies.last(handler.function) if handler.function is not None else []
        recorded, method = on_record(handler.handler, handler.method)
        yield EndpointFound(
            path=path,
            methods=methods,
            handler=recorded,
            method=method,
            before=before,
            idle=self._idle(effect, handler),
            access="guarded" if any(b.guards for b in before) else "unknown",
            framework=NAME,
            site=effect.site,
            checks=self.bodies.question(handler.function) if handler.function is not None else None,
        )

    def _methods(self, effect: Effect) -> list[str] | None:
        """None: the effect adds no route."""
        if effect.method in VERBS:
            return [effect.method.upper()]
        if effect.method in WEBSOCKETS:
            return WEBSOCKET
        if effect.method not in ROUTES:
            return None
        position = {"route": 1, "add_route": 2}.get(effect.method)
        items = self.program.evaluator.iterate(effect.arguments.get("methods", position))
        return [text.upper() for text in map(text_of, items or ()) if text] or ["GET"]

    def _dependencies(self, effect: Effect, handler: Handler, place: Place) -> Iterator[BeforeFound]:
        for value, origin in place.before:
            yield from self.dependencies.listed(value, origin)
        yield from self.dependencies.listed(effect.arguments.get("dependencies"), "decorator")
        if handler.method is not None and isinstance(handler.handler, Class) and effect.decorated is not None:
            yield from self.dependencies.of_controller(handler.handler)
        if handler.function is not None:
            bound = handler.method is not None
            yield from self.dependencies.of_handler(handler.function, handler.closure, bound=bound)

    def _wrappers(self, effect: Effect, handler: Handler) -> Iterator[BeforeFound]:
        for wrapper in handler.wrappers:
            yield from self.decorators.of_value(wrapper, "decorator")
        if handler.function is not None:
            below = effect.site.line if effect.decorated is not None else 0
            yield from self.decorators.of_function(handler.function, handler.closure, below=below)

    def _idle(self, effect: Effect, handler: Handler) -> list[IdleGuardFound]:
        if handler.function is None or effect.decorated is not handler.function:
            return []
        return list(self.decorators.above(handler.function, handler.closure, line=effect.site.line))


def _prefix(owner: Made) -> str:
    """Routes keep the prefix that the router had when they were added: one assigned later is for others."""
    if owner.arguments.has("prefix"):
        return _text(owner.arguments, "prefix")
    return text_of(owner.attributes.get("prefix")) or ""


def _text(arguments: Arguments, name: str, position: int | None = None) -> str:
    """What stands there; `{name}` where something does that is not known."""
    if not arguments.has(name, position):
        return ""
    value = plain(arguments.get(name, position))
    if isinstance(value, Const) and value.value is None:
        return ""
    return text_of(value) if value is not None and text_of(value) is not None else f"{{{name}}}"  # type: ignore[return-value]


def _once(before: list[BeforeFound]) -> list[BeforeFound]:
    """FastAPI calls a dependency once for a request, however often it is asked for with the same scopes."""
    found: dict[tuple[str, object, str], BeforeFound] = {}
    for item in before:
        found.setdefault((item.name, item.entity, item.arguments), item)
    return list(found.values())
