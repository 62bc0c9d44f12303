"""Flask-AppBuilder: exposed methods of the views and APIs that are added to the application builder.

A class stands at its `route_base`, else at its name, an API at `/api/<version>/<resource>`. It has the routes of the
library's class that it stands on too, but for methods that it overrides without exposing them again. Sources: "Base
Views", "REST API" and "Model REST API" of Flask-AppBuilder, its `baseviews`, `views` and `api` modules.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from indexer.discover import is_test
from indexer.facts import Call, Expression
from indexer.frameworks.decorators import Decorators
from indexer.frameworks.findings import BeforeFound, EndpointFound, Findings, Framework
from indexer.frameworks.flask.guards import is_guard
from indexer.frameworks.flask.routes import joined
from indexer.frameworks.handlers import on_record
from indexer.frameworks.refusal import Refusals
from indexer.frameworks.standing import method_calls, values
from indexer.resolve.entities import Class, Entity, External, Function
from indexer.resolve.evaluate.settings import plain
from indexer.resolve.evaluate.values import Arguments, Const, Made, Member, Site, Value, text_of
from indexer.resolve.program import Program

NAME = "flask-appbuilder"
PACKAGE = "flask_appbuilder"
ADDS = ("add_view", "add_view_no_menu", "add_api")
BUILDERS = frozenset({f"{PACKAGE}.AppBuilder()", f"{PACKAGE}.base.AppBuilder()"})
INDEX_VIEW = "indexview"
EXPOSE = re.compile(r"flask_appbuilder(\.\w+)*\.expose")
HOOK = re.compile(r"flask_appbuilder(\.\w+)*\.before_request")
APIS = ("BaseApi", "ModelRestApi")
ACCESS = f"{PACKAGE}.security.decorators.has_access"
PROTECT = f"{PACKAGE}.security.decorators.protect"
INNER = ("related_views", "views")  # class attributes with further classes that are added along


class Inherited(Struct, frozen=True):
    """A route of one of the library's classes."""

    method: str
    url: str
    verbs: tuple[str, ...] = ("GET",)
    guard: str = ACCESS


FORM = (Inherited("this_form_get", "/form"), Inherited("this_form_post", "/form", ("POST",)))
BOTH = ("GET", "POST")
LIBRARY: dict[str, tuple[Inherited, ...]] = {
    "SimpleFormView": FORM,
    "PublicFormView": tuple(Inherited(r.method, r.url, r.verbs, "") for r in FORM),
    "IndexView": (Inherited("index", "/", guard=""),),
    "ModelView": (
        Inherited("list", "/list/"),
        Inherited("show", "/show/<pk>"),
        Inherited("add", "/add", BOTH),
        Inherited("edit", "/edit/<pk>", BOTH),
        Inherited("delete", "/delete/<pk>", BOTH),
        Inherited("download", "/download/<string:filename>"),
        Inherited("action", "/action/<string:name>/<pk>", BOTH, ""),
        Inherited("action_post", "/action_post", ("POST",), ""),
    ),
    "MasterDetailView": (Inherited("list", "/list/"), Inherited("list", "/list/<pk>")),
    "MultipleView": (Inherited("list", "/list/"),),
    "CompactCRUDMixin": (
        Inherited("list", "/list/", BOTH),
        Inherited("add", "/add/", BOTH),
        Inherited("edit", "/edit/<pk>", BOTH),
        Inherited("delete", "/delete/<pk>", BOTH),
    ),
    "ModelRestApi": (
        Inherited("info", "/_info", guard=PROTECT),
        Inherited("get", "/<int:pk>", guard=PROTECT),
        Inherited("get_list", "/", guard=PROTECT),
        Inherited("post", "/", ("POST",), PROTECT),
        Inherited("put", "/<pk>", ("PUT",), PROTECT),
        Inherited("delete", "/<pk>", ("DELETE",), PROTECT),
    ),
}


def recognise(program: Program, findings: Findings) -> None:
    views = Views(program)
    seen: set[Class] = set()
    for cls, site in (*_added(program), *_index_views(program)):
        waiting = [cls]
        while waiting:
            current = waiting.pop()
            if current not in seen:
                seen.add(current)
                findings.endpoints.extend(views.of(current, site))
                waiting += views.inner(current)


FRAMEWORK = Framework(NAME, (PACKAGE,), recognise)


def _added(program: Program) -> Iterator[tuple[Class, Site]]:
    """Classes given to `add_view` and its like, wherever that is written."""
    for call, _, at in method_calls(program, *ADDS):
        if call.arguments and not is_test(at.path):
            for value in _classes(program, call.arguments[0], at):
                if _leaves(program, value):
                    yield value, Site(at.path, call.line)


def _index_views(program: Program) -> Iterator[tuple[Class, Site]]:
    """`AppBuilder(indexview=Home)`, `appbuilder.indexview = Home`."""
    for made in program.evaluator.made:
        if program.outside_name(made) in BUILDERS and not is_test(made.site.path):
            given = made.attributes.get(INDEX_VIEW) or made.arguments.get(INDEX_VIEW)
            if isinstance(given, Class):
                yield given, made.site


def _classes(program: Program, expression: Expression, at: Entity) -> Iterator[Class]:
    written = expression.function if type(expression) is Call else expression
    for value, _ in values(program, written, at):
        if isinstance(value, Member) and isinstance(value.of, Class):  # `self.user_view`
            value = plain(program.evaluator.class_attribute(value.of, value.name)) or value
        if isinstance(value, Made) and isinstance(value.callee, Class):
            value = value.callee
        if isinstance(value, Class):
            yield value


def _leaves(program: Program, cls: Class) -> list[str]:
    """Names of the library's classes that it stands on, nearest first."""
    mro = program.classes.mro(cls)
    return [c.name.rpartition(".")[2] for c in mro if c.name.startswith(f"{PACKAGE}.")]


class Views:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.refusals = program.shared(Refusals)
        self.decorators = Decorators(program, self.refusals, is_guard=is_guard, registers=lambda made: False)

    def inner(self, cls: Class) -> Iterator[Class]:
        for name in INNER:
            for value in self._iterated(cls, name) or ():
                if isinstance(value, Class) and _leaves(self.program, value):
                    yield value

    def of(self, cls: Class, site: Site) -> Iterator[EndpointFound]:
        base, served = self._base(cls), self._served(cls)
        for name, method in self._methods(cls).items():
            if isinstance(method, Function) and served(name):
                for url, verbs in self._exposed(method):
                    before = [*self._hooks(cls, name), *self.decorators.of_function(method, None)]
                    yield self._endpoint(cls, method, joined(base, url), verbs, before, site)
        for route in self._inherited(cls):
            if served(route.method):
                before = list(self._hooks(cls, route.method))
                if route.guard:
                    before.append(BeforeFound(name=route.guard, guards=True, origin="base class"))
                yield self._endpoint(cls, None, joined(base, route.url), list(route.verbs), before, site)

    def _endpoint(
        self, cls: Class, method: Function | None, path: str, verbs: list[str], before: list[BeforeFound], site: Site
    ) -> EndpointFound:
        handler, inherited = on_record(cls, method)
        return EndpointFound(
            path=path,
            methods=verbs,
            handler=handler,
            method=inherited,
            before=before,
            access="guarded" if any(b.guards for b in before) else "unknown",
            framework=NAME,
            site=site,
        )

    def _base(self, cls: Class) -> str:
        """The path that all of a class stands at; `{route_base}` where that is not known."""
        attribute = self.program.evaluator.class_attribute
        given = plain(attribute(cls, "route_base"))
        if given is not None and given != Const(None):
            text = text_of(given)
            return "/{route_base}" if text is None else text.rstrip("/")
        leaves = _leaves(self.program, cls)
        if not any(leaf in APIS for leaf in leaves):
            return f"/{cls.scope.name.lower()}"
        version = text_of(attribute(cls, "version")) or "v1"
        resource = text_of(attribute(cls, "resource_name")) or cls.scope.name
        return f"/api/{version}/{resource.lower()}"

    def _served(self, cls: Class) -> "Served":
        only = self._iterated(cls, "include_route_methods")
        never = self._iterated(cls, "exclude_route_methods") or []
        return Served(_texts(only) if only is not None else None, _texts(never))

    def _iterated(self, cls: Class, name: str) -> list[Value | None] | None:
        value = plain(self.program.evaluator.class_attribute(cls, name))
        return None if value == Const(None) else self.program.evaluator.iterate(value)

    def _methods(self, cls: Class) -> dict[str, Function | None]:
        """Of the repository's own classes, the nearest of each name."""
        found: dict[str, Function | None] = {}
        for owner in self.program.classes.mro(cls):
            for name in owner.bindings if isinstance(owner, Class) else ():
                if name not in found and isinstance(owner, Class):
                    member = self.program.names.member(owner, name)
                    found[name] = member if isinstance(member, Function) else None
        return found

    def _exposed(self, method: Function) -> Iterator[tuple[str, list[str]]]:
        """URL and HTTP methods of each `@expose`: it marks the method, so what stands above it runs as well."""
        at = method.parent or method.module
        for decorator in method.definition.decorators:
            if type(decorator) is Call and EXPOSE.fullmatch(self.program.target(decorator.function, at)):
                value = self.program.evaluator.value(decorator, at)
                given = value.arguments if isinstance(value, Made) else Arguments()
                url = text_of(given.get("url", 0) if given.has("url", 0) else Const("/"))
                verbs = _texts(self.program.evaluator.iterate(given.get("methods", 1)) or [])
                yield url if url is not None else "/{url}", sorted(verbs) or ["GET"]

    def _inherited(self, cls: Class) -> Iterator[Inherited]:
        overridden = self._methods(cls)
        seen: set[str] = set()
        for base in self.program.classes.mro(cls):
            if isinstance(base, External) and base.name.startswith(f"{PACKAGE}."):
                routes = LIBRARY.get(base.name.rpartition(".")[2], ())
                yield from (r for r in routes if r.method not in overridden and r.method not in seen)
                seen |= {r.method for r in routes}

    def _hooks(self, cls: Class, name: str) -> Iterator[BeforeFound]:
        """`@before_request` methods of the class: what one returns is answered instead."""
        for method in self._methods(cls).values():
            at = method.parent or method.module if method is not None else cls
            for decorator in method.definition.decorators if method is not None else ():
                written = decorator.function if type(decorator) is Call else decorator
                if method is not None and HOOK.fullmatch(self.program.target(written, at)):
                    only = dict(decorator.keywords).get("only") if type(decorator) is Call else None
                    limited = self.program.evaluator.iterate(self.program.evaluator.value(only, at)) if only else None
                    if limited is None or name in _texts(limited):
                        guards = self.refusals.by_function(method)
                        yield BeforeFound(name=method.name, entity=method, guards=guards, origin="class")


class Served(Struct, frozen=True):
    """Which methods of a class have routes."""

    only: set[str] | None
    never: set[str]

    def __call__(self, method: str) -> bool:
        return (self.only is None or method in self.only) and method not in self.never


def _texts(values: list[Value | None]) -> set[str]:
    return {text for text in map(text_of, values) if text is not None}
