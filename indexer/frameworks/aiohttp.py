"""Routes of aiohttp's servers: what applications and route tables are given, with functions and class views behind.

Where the repository makes applications, only what one of them is given is an endpoint; else each route table stands
alone. Middlewares are not followed. Source: "Web Server Quickstart" and
"Web Server Advanced" of aiohttp.
"""

from collections.abc import Iterator

from indexer.frameworks.decorators import Decorators
from indexer.frameworks.findings import BeforeFound, EndpointFound, Findings, Framework
from indexer.frameworks.handlers import Handler, decorated, of_value, on_record
from indexer.frameworks.making import is_object, objects
from indexer.frameworks.places import Places
from indexer.frameworks.refusal import Bodies, Refusals
from indexer.resolve.entities import Class, External, Function
from indexer.resolve.evaluate.values import Arguments, Effect, Made, Site, Value, text_of
from indexer.resolve.program import Program

NAME = "aiohttp"
APPLICATIONS = frozenset({"aiohttp.web.Application", "aiohttp.web_app.Application"})
TABLES = frozenset({"aiohttp.web.RouteTableDef", "aiohttp.web_routedef.RouteTableDef"})
VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
ANY = "*"
DEEPEST = 10  # applications in applications


def recognise(program: Program, findings: Findings) -> None:
    named = frozenset({"app", "application"})
    registers = frozenset({"add_routes", "add_subapp", "add_route", *(f"add_{verb}" for verb in VERBS)})
    made = objects(program, APPLICATIONS | TABLES, applications=APPLICATIONS, named=named, registers=registers)
    routes = _Routes(program)
    every = [*made.all, *made.stand_ins]
    applications = [one for one in every if is_object(program, one, APPLICATIONS)]
    mounted = [e.arguments.get("subapp", 1) for a in applications for e in a.effects if e.method == "add_subapp"]
    seen = set()
    for owner in applications or every:
        if any(owner is inner for inner in mounted):
            continue
        for endpoint in routes.of(owner, ""):
            key = endpoint.path, tuple(endpoint.methods or ()), endpoint.handler, endpoint.method
            if key not in seen:
                seen.add(key)
                findings.endpoints.append(endpoint)


FRAMEWORK = Framework(NAME, ("aiohttp",), recognise)


def bodies(program: Program) -> Bodies:
    """To ask for the checks of one handler again."""
    refusals = program.shared(Refusals)
    return Bodies(program, refusals, NAME, _decorators(program, refusals).guard)


def _decorators(program: Program, refusals: Refusals) -> Decorators:
    return Decorators(
        program,
        refusals,
        is_guard=lambda name, arguments: False,
        registers=lambda made: is_object(program, made, APPLICATIONS | TABLES),
    )


class _Routes:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.places = Places()
        refusals = program.shared(Refusals)
        self.decorators = _decorators(program, refusals)
        self.bodies = Bodies(program, refusals, NAME, self.decorators.guard)

    def of(self, owner: Made, prefix: str, depth: int = 0) -> Iterator[EndpointFound]:
        """Those of an application or a route table, in the order in which they are given."""
        for effect in owner.effects if depth < DEEPEST and self.places.another() else ():
            method = effect.method.removeprefix("router.")
            given = effect.arguments
            if method == "add_routes":
                yield from self._listed(given.get("routes", 0), prefix, depth)
            elif method == "add_subapp":
                inner = given.get("subapp", 1)
                if isinstance(inner, Made):
                    yield from self.of(inner, prefix + (text_of(given.get("prefix", 0)) or "{prefix}"), depth + 1)
            elif method in VERBS or method in ("route", "view"):  # of a table, as a decorator
                path = given.get("path", 1 if method == "route" else 0)
                handler = decorated(self.program, effect)
                yield from self._endpoint(effect.site, handler, path, _verbs(method, given), prefix)
            elif method.startswith("add_") and method.removeprefix("add_") in (*VERBS, "route", "view"):
                yield from self._written(method.removeprefix("add_"), effect, prefix)

    def _listed(self, value: Value | None, prefix: str, depth: int) -> Iterator[EndpointFound]:
        """`[web.get("/", index), ...]`, or a table."""
        if isinstance(value, Made) and is_object(self.program, value, TABLES):
            yield from self.of(value, prefix, depth + 1)
            return
        for item in self.program.evaluator.iterate(value) or ():
            if isinstance(item, Made) and isinstance(item.callee, External):
                package, _, verb = item.callee.name.rpartition(".")
                if package.startswith("aiohttp.web") and verb in (*VERBS, "route", "view"):
                    yield from self._written(verb, item, prefix)

    def _written(self, verb: str, at: Made | Effect, prefix: str) -> Iterator[EndpointFound]:
        given, first = at.arguments, int(verb == "route")
        handler = of_value(self.program, given.get("handler", first + 1))
        yield from self._endpoint(at.site, handler, given.get("path", first), _verbs(verb, given), prefix)

    def _endpoint(
        self, site: Site, handler: Handler | None, path: Value | None, verbs: list[str] | None, prefix: str
    ) -> Iterator[EndpointFound]:
        text = text_of(path)
        if handler is None or text is None:
            return
        answering: list[tuple[list[str] | None, Function | None]] = [(verbs, handler.method)]
        if isinstance(handler.handler, Class) and handler.method is None:
            own = [(verb, self.program.classes.member(handler.handler, verb)) for verb in sorted(VERBS)]
            answering = [([v.upper()], f[1]) for v, f in own if f is not None and isinstance(f[1], Function)]
        for methods, method in answering:
            function = method or handler.function
            recorded, inherited = on_record(handler.handler, method)
            before: list[BeforeFound] = []
            if function is not None:
                before = [*self.decorators.of_function(function, handler.closure), *self.bodies.last(function)]
            yield EndpointFound(
                path=f"{prefix.rstrip('/')}{text}" if prefix else text,
                methods=methods,
                handler=recorded,
                method=inherited,
                before=before,
                access="guarded" if any(one.guards for one in before) else "unknown",
                framework=NAME,
                site=site,
            )


def _verbs(verb: str, given: Arguments) -> list[str] | None:
    if verb == "view":
        return None
    said = text_of(given.get("method", 0)) if verb == "route" else verb
    return [said.upper()] if said and said != ANY else None
