"""URL rules of Flask: from each application down its blueprints, APIs and namespaces to functions and class views.

Where the repository makes applications, only what one of them leads to is an endpoint; else each blueprint stands
alone. Sources: "Modular Applications with Blueprints" and "Class-based Views" of Flask; the guides of Flask-RESTful,
Flask-RESTX and flask-smorest.
"""

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from indexer.expressions import last_name
from indexer.frameworks.decorators import Decorators
from indexer.frameworks.findings import BeforeFound, EndpointFound, Findings, Framework, IdleGuardFound
from indexer.frameworks.flask.guards import is_guard
from indexer.frameworks.flask.registering import REGISTER, Registering
from indexer.frameworks.flask.views import around, methods_of
from indexer.frameworks.handlers import Handler, decorated, of_value, on_record
from indexer.frameworks.making import Objects, is_object, objects
from indexer.frameworks.places import Places
from indexer.frameworks.refusal import Asked, Bodies, Refusals
from indexer.resolve.entities import Class, Function
from indexer.resolve.evaluate.settings import plain
from indexer.resolve.evaluate.values import Arguments, Const, Effect, Made, Member, Site, Value, text_of
from indexer.resolve.program import Program

NAME = "flask"
APPLICATIONS = frozenset(
    {"flask.Flask", "flask.app.Flask", "apiflask.APIFlask", "quart.Quart", "flask_openapi3.OpenAPI"}
)
BLUEPRINTS = frozenset(
    {"flask.Blueprint", "flask.blueprints.Blueprint", "apiflask.APIBlueprint", "quart.Blueprint"}
    | {"flask_smorest.Blueprint", "flask_openapi3.APIBlueprint"}
)
APIS = frozenset(
    {"flask_restful.Api", "flask_restx.Api", "flask_restx.api.Api", "flask_restplus.Api", "flask_smorest.Api"}
)
NAMESPACES = frozenset({"flask_restx.Namespace", "flask_restx.namespace.Namespace", "flask_restplus.Namespace"})
OWNERS = APPLICATIONS | BLUEPRINTS | APIS | NAMESPACES

VERBS = frozenset({"get", "post", "put", "patch", "delete"})
RESOURCES = frozenset({"add_resource", "resource"})
REGISTERS = frozenset({"register_blueprint", "register_api"})
HOOKS = frozenset({"before_request"})
HOOKS_OF_ALL = frozenset({"before_app_request"})  # of a blueprint, for the whole application
DEEPEST = 20  # blueprints in blueprints


class Place(Struct, frozen=True):
    """Where an owner of rules stands: the path up to it, and what runs before everything in it."""

    path: str = ""
    hooks: tuple[Function, ...] = ()
    before: tuple[BeforeFound, ...] = ()
    blueprint: str = ""  # dotted, as in the names of endpoints
    inside: tuple[Made, ...] = ()  # owners around it, outermost first


def recognise(program: Program, findings: Findings) -> None:
    named = frozenset({"app", "application"})
    made = objects(program, OWNERS, applications=APPLICATIONS, named=named, registers=REGISTERS | {"add_url_rule"})
    rules = Rules(program, made)
    seen = set()
    for endpoint in rules.all():
        key = endpoint.path, tuple(endpoint.methods or ()), endpoint.handler, endpoint.method
        if key not in seen:
            seen.add(key)
            findings.endpoints.append(endpoint)


def prepare(program: Program) -> None:
    subclasses = program.subclasses_of(*BLUEPRINTS)
    registering = Registering(program, APPLICATIONS, BLUEPRINTS)
    if subclasses:
        program.evaluator.attribute_meanings.append(registering.attribute)
    if any(REGISTER in cls.bindings for cls in subclasses):
        program.evaluator.method_meanings.append(registering.method)


FRAMEWORK = Framework(NAME, ("flask", "apiflask", "quart"), recognise, prepare=prepare)


def bodies(program: Program) -> Bodies:
    """To ask for the checks of one view again."""
    refusals = program.shared(Refusals)
    return Bodies(program, refusals, NAME, _decorators(program, refusals).guard)


def _decorators(program: Program, refusals: Refusals) -> Decorators:
    return Decorators(
        program,
        refusals,
        is_guard=is_guard,
        registers=lambda made: is_object(program, made, OWNERS) or _is_namespace_of(made),
    )


class Rules:
    def __init__(self, program: Program, made: Objects) -> None:
        self.program = program
        self.refusals = program.shared(Refusals)
        self.decorators = _decorators(program, self.refusals)
        self.bodies = Bodies(program, self.refusals, NAME, self.decorators.guard)
        self.applications = self._only(made, APPLICATIONS)
        self.stand_ins = made.stand_ins
        self.made = made.all
        self.places = Places()
        self.apis = self._only(made, APIS)
        self.namespaces = [m for m in program.evaluator.made if _is_namespace_of(m)]

    def all(self) -> Iterator[EndpointFound]:
        one = len({application.site for application in self.applications}) == 1
        hooks = self._everywhere(self.applications[0]) if one else ()
        for application in self._different(self.applications):
            yield from self.of(application, Place(hooks=self._everywhere(application)))
        for application in self.stand_ins:
            yield from self.of(application, Place(hooks=(*hooks, *self._everywhere(application))))
        if not self.applications and not self.stand_ins:
            for owner in self.loose:
                prefix = "prefix" if owner in self.apis else "url_prefix"
                yield from self.of(owner, Place(path=_text(owner.arguments, prefix)))

    @cached_property
    def loose(self) -> list[Made]:
        """What nothing is seen to register."""
        inside = [*self._inside(), *self.applications]
        return [owner for owner in self.made if not any(owner is other for other in inside)]

    def _different(self, applications: list[Made]) -> Iterator[Made]:
        """A factory that is called many times makes one application, unless it does more to another."""
        seen: dict[Site, set[tuple[object, ...]]] = {}
        for application in applications:
            done, before = set(map(_done, application.effects)), seen.setdefault(application.site, set())
            if not before or not done <= before:
                before |= done
                yield application

    def _only(self, made: Objects, classes: frozenset[str]) -> list[Made]:
        return [m for m in made.all if is_object(self.program, m, classes)]

    def _inside(self) -> list[Value | None]:
        """What is registered in something else."""
        found: list[Value | None] = [a for a in self.apis if any(isinstance(t, Made) for t in _targets(a))]
        for owner in self.made:
            found += [e.arguments.get("", 0) for e in owner.effects if e.method in REGISTERS | {"add_namespace"}]
        return found

    # ------------------------------------------------------------------------------------------- owners

    def of(self, owner: Made, place: Place) -> Iterator[EndpointFound]:
        """The endpoints of an application, blueprint, API or namespace that stands at this place."""
        if len(place.inside) > DEEPEST or any(owner is around for around in place.inside):
            return
        if not self.places.another():
            return
        if is_object(self.program, owner, BLUEPRINTS):
            name = text_of(owner.arguments.get("name", 0)) or ""
            blueprint = f"{place.blueprint}.{name}" if place.blueprint else name
            place = replace(place, hooks=(*place.hooks, *self._hooks(owner, HOOKS)), blueprint=blueprint)
        elif is_object(self.program, owner, APIS | NAMESPACES):
            place = replace(place, before=(*place.before, *self._decorators(owner.arguments.get("decorators"))))
        inner = replace(place, inside=(*place.inside, owner))
        for effect in owner.effects:
            if effect.method in REGISTERS:
                yield from self._registered(effect.arguments, inner)
            elif effect.method == "add_namespace":
                namespace = effect.arguments.get("ns", 0)
                if isinstance(namespace, Made):
                    yield from self.of(namespace, _below(inner, _path(effect.arguments, namespace)))
            else:
                yield from self._rules(effect, place)
        for api in self.apis:
            if any(target is owner for target in _targets(api)):
                yield from self.of(api, _below(inner, _text(api.arguments, "prefix")))
        for made in self.namespaces:
            if _is_namespace_of(made, owner):
                yield from self.of(made, _below(inner, _path(made.arguments, made)))

    def _registered(self, arguments: Arguments, place: Place) -> Iterator[EndpointFound]:
        """One that is not known stands for those that nothing else registers: found by a search of the modules, say."""
        blueprint = plain(arguments.get("blueprint", 0))
        around = place.inside[-1]  # one of them registers none of the others: any of them could be around any
        alone = any(around is owner for owner in self.loose)
        loose = (owner for owner in self.loose if not alone and is_object(self.program, owner, BLUEPRINTS))
        for found in loose if blueprint in (None, Const(None)) else [blueprint]:
            if isinstance(found, Made):
                given = arguments if arguments.has("url_prefix") else found.arguments
                prefix = _text(given, "url_prefix", None if given is arguments else 5)
                yield from self.of(found, _below(place, prefix))

    def _everywhere(self, application: Made) -> tuple[Function, ...]:
        """Hooks of the application and those that its blueprints add for all of it."""
        found = list(self._hooks(application, HOOKS))
        waiting, seen = [application], [application]
        while waiting:
            owner = waiting.pop()
            for effect in owner.effects:
                blueprint = effect.arguments.get("blueprint", 0) if effect.method in REGISTERS else None
                if isinstance(blueprint, Made) and not any(blueprint is s for s in seen):
                    found += self._hooks(blueprint, HOOKS_OF_ALL)
                    waiting.append(blueprint)
                    seen.append(blueprint)
        return tuple(found)

    def _hooks(self, owner: Made, names: frozenset[str]) -> Iterator[Function]:
        for effect in owner.effects:
            if effect.method not in names:
                continue
            found = decorated(self.program, effect) or of_value(self.program, effect.arguments.get("f", 0))
            if found is not None and found.function is not None:
                yield found.function

    def _decorators(self, value: Value | None) -> Iterator[BeforeFound]:
        for item in reversed(self.program.evaluator.iterate(value) or []):
            yield from self.decorators.of_value(item, "router")

    # ------------------------------------------------------------------------------------------- rules

    def _rules(self, effect: Effect, place: Place) -> Iterator[EndpointFound]:
        given = effect.arguments
        if effect.method in RESOURCES or (effect.method == "route" and isinstance(effect.decorated, Class)):
            handler = decorated(self.program, effect) or of_value(self.program, given.get("resource", 0))
            rules = given.positional if effect.decorated is not None else given.positional[1:]
            for rule in rules or (given.get("rule"),):
                yield from self._endpoints(effect, handler, rule, place)
        elif effect.method == "add_url_rule":
            handler = of_value(self.program, given.get("view_func", 2))
            yield from self._endpoints(effect, handler, given.get("rule", 0), place)
        elif effect.method == "route" or effect.method in VERBS:
            yield from self._endpoints(effect, decorated(self.program, effect), given.get("rule", 0), place)

    def _endpoints(
        self, effect: Effect, handler: Handler | None, rule: Value | None, place: Place
    ) -> Iterator[EndpointFound]:
        path = text_of(rule)
        if handler is None or path is None:
            return
        limited = self._methods(effect)
        wrapped = [b for w in handler.wrappers for b in self.decorators.of_value(w, "decorator")]
        answering: list[tuple[list[str], Function | None]] = [(limited or ["GET"], handler.method)]
        if isinstance(handler.handler, Class) and handler.method is None:
            answering = list(methods_of(self.program, handler.handler, limited)) or answering * bool(handler.wrappers)
        for methods, method in answering:
            asked = Asked(_endpoint(effect, handler, place), joined(place.path, path), place.blueprint)
            before = [*self._hooked(place, asked), *place.before, *wrapped, *self._around(effect, handler, method)]
            answers = method or handler.function
            before += self.bodies.last(answers) if answers is not None else []
            recorded, inherited = on_record(handler.handler, method)
            yield EndpointFound(
                path=joined(place.path, path),
                methods=methods,
                handler=recorded,
                method=inherited,
                before=before,
                idle=self._idle(effect, handler),
                access="guarded" if any(b.guards for b in before) else "unknown",
                framework=NAME,
                site=effect.site,
                checks=self.bodies.question(answers) if answers is not None else None,
            )

    def _hooked(self, place: Place, asked: Asked) -> Iterator[BeforeFound]:
        for function in place.hooks:
            yield from self.decorators.of_function(function, None, below=self._registered_at(function))
            guards = self.refusals.by_hook(function, asked)
            site = Site(function.path, function.line)
            yield BeforeFound(name=function.name, entity=function, guards=guards, origin="router", site=site)

    def _registered_at(self, hook: Function) -> int:
        """The line of the decorator that makes a function a hook: those below it run with it."""
        definition = hook.definition
        written = zip(definition.decorators, definition.decorator_lines, strict=True)
        return max((line for one, line in written if last_name(one) in HOOKS | HOOKS_OF_ALL), default=0)

    def _methods(self, effect: Effect) -> list[str] | None:
        if effect.method in VERBS:
            return [effect.method.upper()]
        items = self.program.evaluator.iterate(effect.arguments.get("methods"))
        return [text.upper() for text in map(text_of, items or ()) if text] or None

    def _around(self, effect: Effect, handler: Handler, method: Function | None) -> Iterator[BeforeFound]:
        function = method or handler.function
        if isinstance(handler.handler, Class) and method is not None:
            yield from around(self.program, self.decorators, handler.handler, method)
        if function is not None:
            below = effect.site.line if effect.decorated is function else 0
            yield from self.decorators.of_function(function, handler.closure, below=below)

    def _idle(self, effect: Effect, handler: Handler) -> list[IdleGuardFound]:
        function = handler.function
        if function is None or effect.decorated is not function:
            return []
        return list(self.decorators.above(function, handler.closure, line=effect.site.line))


def _done(effect: Effect) -> tuple[object, ...]:
    """An effect, but for objects that are made anew each time: only what is registered tells one from another."""
    first = effect.arguments.get("", 0)
    registered = id(first) if effect.method in REGISTERS else text_of(first)
    return effect.site, effect.method, effect.decorated, registered


def _endpoint(effect: Effect, handler: Handler, place: Place) -> str:
    """Flask's own name for it: what hooks ask for."""
    given = text_of(effect.arguments.get("endpoint", 1 if effect.method == "add_url_rule" else None))
    if given is None and handler.view is not None:
        given = text_of(handler.view.arguments.get("name", 0))
    if given is None:
        given = handler.handler.scope.name
        given = given.lower() if isinstance(handler.handler, Class) else given
    return f"{place.blueprint}.{given}" if place.blueprint else given


def _targets(api: Made) -> Iterator[Value | None]:
    """What an API is attached to: the application or blueprint it was given, then or later."""
    yield api.arguments.get("app", 0)
    yield api.arguments.get("blueprint")
    for effect in api.effects:
        if effect.method == "init_app":
            yield effect.arguments.get("app", 0)


def _is_namespace_of(made: Made, api: Made | None = None) -> bool:
    """`ns = api.namespace("orders")`"""
    callee = made.callee
    return isinstance(callee, Member) and callee.name == "namespace" and (api is None or callee.of is api)


def _path(arguments: Arguments, namespace: Made) -> str:
    """Of a namespace: where it is added, else what it was made with, else its name."""
    given = text_of(arguments.get("path", 1 if arguments is not namespace.arguments else None))
    made = text_of(namespace.arguments.get("path"))
    name = text_of(namespace.arguments.get("name", 0))
    return given if given is not None else made if made is not None else f"/{name or '{name}'}"


def _below(place: Place, prefix: str) -> Place:
    return replace(place, path=joined(place.path, prefix) if prefix else place.path)


def joined(prefix: str, rule: str) -> str:
    if not rule:
        return prefix or "/"
    path = f"{prefix.rstrip('/')}/{rule.lstrip('/')}" if prefix else rule
    return path if path.startswith("/") else f"/{path}"


def _text(arguments: Arguments, name: str, position: int | None = None) -> str:
    """What stands there; `{name}` where something does that is not known."""
    if not arguments.has(name, position):
        return ""
    value = plain(arguments.get(name, position))
    if isinstance(value, Const) and value.value is None:
        return ""
    return text_of(value) or ("" if text_of(value) == "" else f"{{{name}}}")
