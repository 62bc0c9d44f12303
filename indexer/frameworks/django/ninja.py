"""django-ninja: the operations of an API where its URLs are mounted, through routers in routers and controllers.

Who may call is said by `auth` of the operation, else of the `add_router` that mounts its router or of the router, else
of the router around that, else of the API; `auth=None` opens it again. Sources: "Authentication" and "Routers" of
django-ninja; "Controllers" and "Permissions" of django-ninja-extra.
"""

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from indexer.frameworks.decorators import Decorators
from indexer.frameworks.django import known_guards
from indexer.frameworks.findings import BeforeFound, EndpointFound
from indexer.frameworks.handlers import decorated, of_function, of_value, on_record
from indexer.frameworks.places import Places
from indexer.frameworks.refusal import Refusals
from indexer.resolve.entities import Class, Function
from indexer.resolve.evaluate.settings import plain
from indexer.resolve.evaluate.values import (
    Arguments,
    Closure,
    Const,
    Effect,
    Items,
    Made,
    Member,
    Value,
    name_of,
    text_of,
)
from indexer.resolve.program import Program

NAME = "django-ninja"
APIS = frozenset(
    {"ninja.NinjaAPI", "ninja.main.NinjaAPI", "ninja_extra.NinjaExtraAPI", "ninja_extra.main.NinjaExtraAPI"}
)
ROUTERS = frozenset({"ninja.Router", "ninja.router.Router", "ninja_extra.Router", "ninja_extra.router.Router"})
CONTROLLER = re.compile(r"ninja_extra(\.\w+)*\.api_controller")
METHOD = re.compile(r"ninja_extra(\.\w+)*\.(route\.|http_)(?P<verb>get|post|put|patch|delete|generic)")
VERBS = frozenset({"get", "post", "put", "patch", "delete"})
SEVERAL = frozenset({"api_operation", "generic"})  # with a list of methods
BRACES = re.compile(r"{([^{}]*)}")
DEEPEST = 20  # routers in routers


class Asked(Struct, frozen=True):
    """Who may call, as far as it was said on the way to an operation."""

    auth: Value | None = None
    said: bool = False
    origin: str = "router"
    permissions: tuple[Value | None, ...] = ()  # of django-ninja-extra

    def by(self, given: Arguments, origin: str) -> "Asked":
        """With the word of an owner, a mount or an operation: it replaces what was said before."""
        asked = replace(self, auth=given.get("auth"), said=True, origin=origin) if given.has("auth") else self
        if given.has("permissions"):
            listed = plain(given.get("permissions"))
            asked = replace(asked, permissions=tuple(listed.items) if isinstance(listed, Items) else (listed,))
        return asked


class Api(Struct, frozen=True):
    """An API that stands at the end of a route."""

    made: Made


def api_of(program: Program, value: Value | None) -> Made | None:
    """The API behind `api.urls`."""
    of = value.of if isinstance(value, Member) and value.name == "urls" else None
    return of if isinstance(of, Made) and _is_one(program, of, APIS) else None


def _is_one(program: Program, made: Made, names: frozenset[str]) -> bool:
    return program.classes.is_a(made.callee, names) if isinstance(made.callee, Class) else made.name in names


class Operations:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.places = Places()
        self.decorators = Decorators(
            program,
            program.shared(Refusals),
            is_guard=lambda name, arguments: name in known_guards.DECORATORS,
            registers=lambda made: _is_one(program, made, APIS | ROUTERS),
        )

    def of(self, api: Made, prefix: str) -> Iterator[EndpointFound]:
        """The endpoints of an API that is mounted at a path."""
        prefix = prefix.rstrip("/")
        asked = Asked().by(api.arguments, "router")
        yield from self._owned(api, prefix, asked, 0)
        for controller in self._controllers(api):
            yield from self._controlled(controller, prefix, asked)

    def _owned(self, owner: Made, prefix: str, asked: Asked, depth: int) -> Iterator[EndpointFound]:
        for effect in owner.effects if depth <= DEEPEST and self.places.another() else ():
            given = effect.arguments
            if effect.method == "add_router":
                router = self._named(given.get("router", 1), effect)
                if isinstance(router, Made):
                    word = given if given.has("auth") else router.arguments
                    below = _joined(prefix, text_of(given.get("prefix", 0)))
                    yield from self._owned(router, below, asked.by(word, "router"), depth + 1)
            elif effect.method in VERBS or effect.method in SEVERAL or effect.method == "add_api_operation":
                yield from self._operation(effect, prefix, asked)

    def _named(self, value: Value | None, effect: Effect) -> Value | None:
        """A router or controller, also one that is named by a string."""
        value = plain(value)
        if isinstance(value, Const) and isinstance(value.value, str):
            near = self.program.by_path.get(effect.site.path)
            found = self.program.names.dotted(value.value, near) if near is not None else None
            return self.program.evaluator.settled(found)
        return value

    def _operation(self, effect: Effect, prefix: str, asked: Asked) -> Iterator[EndpointFound]:
        given = effect.arguments
        listed = {"api_operation": 0, "add_api_operation": 1}.get(effect.method)
        path = text_of(given.get("path", 1 if effect.method == "api_operation" else 0))
        handler = decorated(self.program, effect) or of_value(self.program, given.get("view_func", 2))
        if path is None or handler is None or handler.function is None:
            return
        methods = [effect.method.upper()]
        if listed is not None:
            methods = self._methods(given.get("methods", listed))
        recorded, method = on_record(handler.handler, handler.method)
        asked = asked.by(given, "decorator")
        around = list(self.decorators.of_function(handler.function, handler.closure, below=effect.site.line))
        yield self._endpoint(_joined(prefix, path), methods, recorded, method, asked, around, effect)

    def _methods(self, value: Value | None) -> list[str]:
        texts = map(text_of, self.program.evaluator.iterate(value) or ())
        return [text.upper() for text in texts if text]

    def _endpoint(
        self,
        path: str,
        methods: list[str],
        handler: Class | Function,
        method: Function | None,
        asked: Asked,
        around: list[BeforeFound],
        effect: Effect,
    ) -> EndpointFound:
        before = [*self._asking(asked), *around]
        guarded = any(b.guards for b in before)
        opened = (asked.said and _is_none(asked.auth)) or any(map(_lets_all_in, asked.permissions))
        return EndpointFound(
            path=BRACES.sub(r"<\1>", path),
            methods=methods or None,
            handler=handler,
            method=method,
            before=before,
            access="guarded" if guarded else "public" if opened else "unknown",
            framework=NAME,
            site=effect.site,
        )

    def _asking(self, asked: Asked) -> Iterator[BeforeFound]:
        """Any one of `auth` lets a caller in; each of the permissions has to."""
        several = plain(asked.auth)
        for value in several.items if isinstance(several, Items) else [several]:
            if value is not None and not _is_none(value):
                yield self._asks(value, asked.origin)
        for value in asked.permissions:
            if value is not None and not _lets_all_in(value):
                yield self._asks(value, asked.origin)

    def _asks(self, value: Value, origin: str) -> BeforeFound:
        """Known by the class of the object, or the function, that looks at the request."""
        found = _class_of(plain(value) or value)
        if isinstance(found, Closure):
            found = found.function
        entity = found if isinstance(found, Class | Function) else None
        return BeforeFound(name=name_of(found), entity=entity, guards=True, origin=origin)

    # ------------------------------------------------------------------------------------------- controllers

    def _controllers(self, api: Made) -> Iterator[Class]:
        for effect in api.effects:
            if effect.method == "register_controllers":
                for value in effect.arguments.positional:
                    found = self._named(value, effect)
                    if isinstance(found, Class):
                        yield found
            elif effect.method == "auto_discover_controllers":
                yield from (cls for cls in self.program.classes_in_order if self._declared(cls) is not None)

    def _declared(self, cls: Class) -> Arguments | None:
        """What `@api_controller("/orders", ...)` says."""
        for decorator in cls.definition.decorators:
            value = self.program.evaluator.value(decorator, cls.parent or cls.module)
            if isinstance(value, Made) and CONTROLLER.fullmatch(value.name):
                return value.arguments
        return None

    def _controlled(self, cls: Class, prefix: str, asked: Asked) -> Iterator[EndpointFound]:
        declared = self._declared(cls)
        if declared is None:
            return
        asked = asked.by(declared, "class")
        below = _joined(prefix, text_of(declared.get("prefix_or_class", 0)))
        for owner in self.program.classes.mro(cls):
            for child in owner.children.values() if isinstance(owner, Class) else ():
                if isinstance(child, Function):
                    yield from self._answering(cls, child, below, asked)

    def _answering(self, cls: Class, method: Function, prefix: str, asked: Asked) -> Iterator[EndpointFound]:
        lines = zip(method.definition.decorators, method.definition.decorator_lines, strict=True)
        for decorator, line in lines:
            value = self.program.evaluator.value(decorator, method.parent or method.module)
            matched = METHOD.fullmatch(value.name) if isinstance(value, Made) else None
            if matched is None or not isinstance(value, Made):
                continue
            verb, given = matched["verb"], value.arguments
            methods = [verb.upper()] if verb in VERBS else self._methods(given.get("methods"))
            path = _joined(prefix, text_of(given.get("path", 0)))
            handler, inherited = on_record(cls, of_function(method).method)
            around = list(self.decorators.of_function(method, None, below=line))
            effect = Effect(verb, given, value.site, method)
            yield self._endpoint(path, methods, handler, inherited, asked.by(given, "method"), around, effect)


def _joined(prefix: str, path: str | None) -> str:
    return f"{prefix.rstrip('/')}/{path.lstrip('/')}" if path else prefix


def _lets_all_in(permission: Value | None) -> bool:
    return name_of(_class_of(permission)).endswith(".AllowAny")


def _class_of(value: Value | None) -> Value | None:
    return value.callee if isinstance(value, Made) else value


def _is_none(value: Value | None) -> bool:
    return isinstance(value, Const) and value.value is None
