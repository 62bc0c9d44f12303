"""REST framework's routers: what is registered, and the routes that they make of a viewset."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from msgspec import Struct

from indexer.frameworks.django import rest
from indexer.frameworks.django.actions import Extra, extra_actions
from indexer.resolve.entities import Class, External, Function
from indexer.resolve.evaluate.values import Arguments, Const, Items, Made, Member, Site, Table, Value, text_of
from indexer.resolve.program import Program

PACKAGES = ("rest_framework.routers.", "rest_framework_nested.routers.", "rest_framework_extensions.routers.")
ROUTE = "rest_framework.routers.Route"
DYNAMIC_ROUTE = "rest_framework.routers.DynamicRoute"
ROUTE_FIELDS = {
    ROUTE: ("url", "mapping", "name", "detail", "initkwargs"),
    DYNAMIC_ROUTE: ("url", "name", "detail", "initkwargs"),
}
LIST = {"get": "list", "post": "create"}
DETAIL = {"get": "retrieve", "put": "update", "patch": "partial_update", "delete": "destroy"}
NOWHERE = Site("", 0)


@dataclass(slots=True, frozen=True)
class Action:
    """A viewset bound to actions: `{"get": "list"}`, with what `@action` passes on to the view."""

    viewset: Class
    mapping: dict[str, str]  # HTTP method, lower case → name of the method that answers
    given: Arguments = field(default_factory=Arguments)


class RouterRoute(Struct, frozen=True):
    regex: str
    view: Action | Value
    site: Site
    name: str = ""


# --------------------------------------------------------------------------------------- as values of the evaluator


def attribute(program: Program, owner: Value, name: str) -> Value | None:
    """What reading an attribute of a router or of one of its route templates gives."""
    if not isinstance(owner, Made):
        return None
    if owner.name in ROUTE_FIELDS and name in ROUTE_FIELDS[owner.name]:
        return owner.arguments.get(name, ROUTE_FIELDS[owner.name].index(name))
    if name in ("registry", "routes") and is_router(program, owner):
        written = program.evaluator.class_attribute(owner.callee, name) if isinstance(owner.callee, Class) else None
        if written is None:
            written = Items("list", []) if name == "registry" else _templates()
        owner.attributes[name] = written  # what is changed about it later stays changed
        return written
    return None


def method(program: Program, owner: Made, name: str, arguments: Arguments, site: Site) -> Value | None:
    """What calling a method of a router gives where the repository does not say so itself."""
    if owner.name in ROUTE_FIELDS and name == "_replace":
        named = dict(zip(ROUTE_FIELDS[owner.name], owner.arguments.positional, strict=False))
        named.update(owner.arguments.named)
        named.update(arguments.named)
        return Made(owner.callee, Arguments((), tuple(named.items())), owner.site)
    if name == "register" and is_router(program, owner):
        registry = program.evaluator.attribute(owner, "registry", 0)
        if isinstance(registry, Items):
            basename = arguments.get("basename", 2)
            entry = [arguments.get("prefix", 0), arguments.get("viewset", 1), basename, _sited(site)]
            registry.items.append(Items("tuple", entry))
        return Const(None)
    if name == "get_routes" and is_router(program, owner):
        routes = program.evaluator.attribute(owner, "routes", 0)
        return Items("list", list(routes.items), routes.complete) if isinstance(routes, Items) else None
    return None


def is_router(program: Program, owner: Made) -> bool:
    if isinstance(owner.callee, Class):
        return any(a.startswith(PACKAGES) and a.endswith("Router") for a in program.classes.ancestors(owner.callee))
    return owner.name.startswith(PACKAGES) and owner.name.endswith("Router")


# ------------------------------------------------------------------------------------------------- as part of a URLconf


def router_of(program: Program, value: Made | Member) -> Made | None:
    """The router behind `router.urls` and `router.get_urls()`."""
    member = value.callee if isinstance(value, Made) else value
    wanted = "get_urls" if isinstance(value, Made) else "urls"
    if not isinstance(member, Member) or member.name != wanted or not isinstance(member.of, Made):
        return None
    return member.of if is_router(program, member.of) else None


def routes(program: Program, router: Made, value: Made | Member) -> Iterator[RouterRoute | Value]:
    """The routes of a router, or the patterns that its own `get_urls` returns."""
    if isinstance(value, Member) and isinstance(router.callee, Class):
        own = program.classes.member(router.callee, "get_urls")
        if own is not None and isinstance(own[1], Function):
            patterns = program.evaluator.follow(own[1], Arguments((router,)))
            if patterns is not None:
                yield patterns
                return
    yield from _root_view(program, router)
    registry = program.evaluator.attribute(router, "registry", 0)
    for entry in registry.items if isinstance(registry, Items) else ():
        if isinstance(entry, Items) and len(entry.items) >= 2:
            yield from _registered(program, router, entry.items)


def _registered(program: Program, router: Made, entry: list[Value | None]) -> Iterator[RouterRoute]:
    prefix, viewset = text_of(entry[0]), entry[1]
    if prefix is None or not isinstance(viewset, Class):
        return
    site = _site(entry[3]) if len(entry) > 3 else None
    lookup = _lookup(program, router, viewset)
    slash = _trailing_slash(program, router)
    extras = list(extra_actions(program, viewset))
    nested = _parent_prefix(program, router)
    basename = (text_of(entry[2]) if len(entry) > 2 else None) or _basename(program, viewset)
    for template in _templates_for(program, router, viewset):
        url = text_of(template.arguments.get("url", 0)) or ""
        for action, url_path, url_name in _bound(program, viewset, template, extras):
            regex = _filled(url, prefix=nested + prefix, lookup=lookup, trailing_slash=slash, url_path=url_path)
            name = f"{basename}-{url_name}" if basename else ""
            yield RouterRoute(regex, action, site or router.site, name)


def _basename(program: Program, viewset: Class) -> str:
    """What a router calls routes that nobody named: the model of the queryset."""
    queryset = program.evaluator.class_attribute(viewset, "queryset")
    while isinstance(queryset, Made | Member):
        queryset = queryset.callee if isinstance(queryset, Made) else queryset.of
    return queryset.scope.name.lower() if isinstance(queryset, Class) else ""


def _templates_for(program: Program, router: Made, viewset: Class) -> Iterator[Made]:
    found: Value | None = None
    if isinstance(router.callee, Class):
        own = program.classes.member(router.callee, "get_routes")
        if own is not None and isinstance(own[1], Function):
            found = program.evaluator.follow(own[1], Arguments((router, viewset)))
    if not isinstance(found, Items):
        found = program.evaluator.attribute(router, "routes", 0)
    for template in found.items if isinstance(found, Items) else ():
        if isinstance(template, Made) and template.name in ROUTE_FIELDS:
            yield template


def _bound(program: Program, viewset: Class, template: Made, extras: list[Extra]) -> Iterator[tuple[Action, str, str]]:
    """The viewset bound as a route template says, with the `url_path` of an extra action and the end of its name."""
    detail = attribute(program, template, "detail")
    if template.name == DYNAMIC_ROUTE:
        for extra in extras:
            if detail is None or detail == Const(extra.detail):
                yield Action(viewset, extra.mapping, extra.given), extra.url_path, extra.url_name
        return
    mapping = attribute(program, template, "mapping")
    if not isinstance(mapping, Table):
        return
    bound: dict[str, str] = {}
    for verb, name in mapping.entries:
        if isinstance(verb, Const) and isinstance(name, Const) and rest.answers(program, viewset, str(name.value)):
            bound[str(verb.value)] = str(name.value)
    if bound:
        yield Action(viewset, bound), "", "list" if detail == Const(False) else "detail"


def _root_view(program: Program, router: Made) -> Iterator[RouterRoute]:
    """The list of what is registered, where the repository puts a view of its own there."""
    named = router.callee if isinstance(router.callee, Class) else None
    ancestors = program.classes.ancestors(named) if named else {router.name}
    view = program.evaluator.attribute(router, "APIRootView", 0)
    if isinstance(view, Class) and any(a.endswith(".DefaultRouter") for a in ancestors):
        yield RouterRoute("^$", Made(Member(view, "as_view"), Arguments(), router.site), router.site)


def _lookup(program: Program, router: Made, viewset: Class) -> str:
    own = program.classes.member(router.callee, "get_lookup_regex") if isinstance(router.callee, Class) else None
    if own is not None and isinstance(own[1], Function):
        written = text_of(program.evaluator.follow(own[1], Arguments((router, viewset))))
        if written is not None:
            return written
    return f"(?P<{_lookup_name(program, viewset)}>[^/.]+)"


def _lookup_name(program: Program, viewset: Class) -> str:
    name = rest.text_attribute(program, viewset, "lookup_url_kwarg")
    return name or rest.text_attribute(program, viewset, "lookup_field") or "pk"


def _parent_prefix(program: Program, router: Made) -> str:
    """`NestedSimpleRouter(parent, "domains", lookup="domain")`: what stands before its own prefixes."""
    if not router.name.startswith("rest_framework_nested.") or "Nested" not in router.name:
        return ""
    parent, prefix = router.arguments.get("parent_router", 0), text_of(router.arguments.get("parent_prefix", 1))
    if not isinstance(parent, Made) or prefix is None:
        return ""
    lookup = text_of(router.arguments.get("lookup")) or f"nested_{_depth(router)}"
    registry = program.evaluator.attribute(parent, "registry", 0)
    field_name = "pk"
    for entry in registry.items if isinstance(registry, Items) else ():
        if isinstance(entry, Items) and entry.items[0] == Const(prefix) and isinstance(entry.items[1], Class):
            field_name = _lookup_name(program, entry.items[1])
    return f"{_parent_prefix(program, parent)}{prefix}/(?P<{lookup}_{field_name}>[^/.]+)/"


def _depth(router: Made) -> int:
    """How many routers it is nested in."""
    parent = router.arguments.get("parent_router", 0)
    return 1 + (_depth(parent) if isinstance(parent, Made) and "Nested" in parent.name else 0)


def _trailing_slash(program: Program, router: Made) -> str:
    given = router.arguments.get("trailing_slash")
    if isinstance(given, Const) and given.value is False:
        return ""
    written = program.evaluator.attribute(router, "trailing_slash", 0)
    return written.value if isinstance(written, Const) and isinstance(written.value, str) else "/"


def _filled(url: str, **parts: str) -> str:
    url = url.removeprefix("^").removesuffix("$")
    for name, part in parts.items():
        url = url.replace("{" + name + "}", part)
    return url if parts["prefix"] else url.removeprefix("/")


def _templates() -> Items:
    """REST framework's own: list, its extra actions, detail, its extra actions."""

    def route(url: str, mapping: dict[str, str], detail: bool) -> Made:
        table = Table([(Const(k), Const(v)) for k, v in mapping.items()])
        named = (("url", Const(url)), ("mapping", table), ("detail", Const(detail)), ("initkwargs", Table([])))
        return Made(External(ROUTE), Arguments((), named), NOWHERE)

    def dynamic(url: str, detail: bool) -> Made:
        named = (("url", Const(url)), ("detail", Const(detail)), ("initkwargs", Table([])))
        return Made(External(DYNAMIC_ROUTE), Arguments((), named), NOWHERE)

    return Items(
        "list",
        [
            route("^{prefix}{trailing_slash}$", LIST, detail=False),
            dynamic("^{prefix}/{url_path}{trailing_slash}$", detail=False),
            route("^{prefix}/{lookup}{trailing_slash}$", DETAIL, detail=True),
            dynamic("^{prefix}/{lookup}/{url_path}{trailing_slash}$", detail=True),
        ],
    )


def _sited(site: Site) -> Items:
    return Items("tuple", [Const(site.path), Const(site.line)])


def _site(value: Value | None) -> Site | None:
    if isinstance(value, Items) and len(value.items) == 2:
        path, line = value.items
        if isinstance(path, Const) and isinstance(line, Const):
            return Site(str(path.value), int(line.value or 0))
    return None
