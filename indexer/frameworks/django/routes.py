"""The routes that a URLconf spells: `path`, `re_path`, nested `include`, routers, `i18n_patterns`, joined lists."""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from indexer.frameworks.django import ninja, routers
from indexer.frameworks.django.regex import readable
from indexer.frameworks.places import Places
from indexer.resolve.entities import External, Module
from indexer.resolve.evaluate.values import Const, Items, Made, Member, Site, Value, text_of
from indexer.resolve.program import Program

PATHS = frozenset({"django.urls.path", "django.urls.conf.path"})
REGEX_PATHS = frozenset({"django.urls.re_path", "django.urls.conf.re_path", "django.conf.urls.url"})
INCLUDES = frozenset({"django.urls.include", "django.urls.conf.include", "django.conf.urls.include"})
LANGUAGES = frozenset({"django.conf.urls.i18n.i18n_patterns"})
DECORATED_INCLUDES = frozenset({"decorator_include.decorator_include"})  # of django-decorator-include
LAZY_TEXTS = ("gettext_lazy", "gettext", "pgettext_lazy", "ugettext_lazy", "reverse_lazy")
DEEPEST_INCLUDE = 20


class Route(Struct, frozen=True):
    path: str
    view: Value | routers.Action | ninja.Api
    site: Site
    around: tuple[Value, ...] = ()  # decorators put around an included URLconf, outermost first
    name: str = ""  # with its namespaces: shop:order-detail


def routes(program: Program, urlconf: Value | None, prefix: str = "/") -> Iterator[Route]:
    """Every route of a URLconf (a module, a list, a router's `urls`), in order, nested ones with their full path."""
    yield from _Walk(program).patterns(urlconf, Under(prefix), 0)


def url_patterns(program: Program, module: Module) -> Value | None:
    return program.evaluator.module(module).get("urlpatterns") or _imported_patterns(program, module)


def _imported_patterns(program: Program, module: Module) -> Value | None:
    found = program.names.member(module, "urlpatterns")
    return program.evaluator.settled(found) if found is not None else None


class Under(Struct, frozen=True):
    """What stands around the routes of a URLconf."""

    prefix: str
    around: tuple[Value, ...] = ()
    namespace: str = ""  # `shop:`

    def at(self, path: str) -> "Under":
        return replace(self, prefix=path)

    def named(self, namespace: str) -> "Under":
        return replace(self, namespace=f"{self.namespace}{namespace}:") if namespace else self


class _Walk:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.places = Places()

    def patterns(self, value: Value | None, under: Under, depth: int) -> Iterator[Route]:
        if depth > DEEPEST_INCLUDE or (isinstance(value, Module | Items) and not self.places.another()):
            return
        if isinstance(value, Module):
            yield from self.patterns(url_patterns(self.program, value), under, depth + 1)
        elif isinstance(value, Items):
            inner = without_namespace(value)
            for item in value.items if inner is value else [inner]:
                yield from self.patterns(item, under, depth + 1)
        elif isinstance(value, Made | Member):
            yield from self._made(value, under, depth)

    def _made(self, value: Made | Member, under: Under, depth: int) -> Iterator[Route]:
        router = routers.router_of(self.program, value)
        if router is not None:
            for found in routers.routes(self.program, router, value):
                if isinstance(found, routers.RouterRoute):
                    path, name = under.prefix + readable(found.regex), under.namespace + found.name
                    yield Route(path, found.view, found.site, under.around, name if found.name else "")
                else:
                    yield from self.patterns(found, under, depth + 1)
        elif isinstance(value, Made):
            name = value.name
            if name in PATHS or name in REGEX_PATHS:
                yield from self._route(value, under, depth, regex=name in REGEX_PATHS)
            elif name in LANGUAGES:
                for item in value.arguments.positional:
                    yield from self.patterns(item, under.at(under.prefix + "<lang>/"), depth + 1)
            elif name in INCLUDES or name in DECORATED_INCLUDES:
                yield from self._included(value, under, depth)

    def _route(self, made: Made, under: Under, depth: int, *, regex: bool) -> Iterator[Route]:
        written = _text(made.arguments.get("regex" if made.name.endswith(".url") else "route", 0))
        view = made.arguments.get("view", 1)
        if written is None or view is None or "(?P<{" in written:  # a variable without a name is not readable
            return
        path = under.prefix + (readable(written) if regex else written)
        if isinstance(view, Made) and (view.name in INCLUDES or view.name in DECORATED_INCLUDES):
            yield from self._included(view, under.at(path), depth)
        elif isinstance(view, Items):  # `(patterns, app_name, namespace)`
            yield from self.patterns(view, under.at(path).named(_namespace(view)), depth + 1)
        elif (api := ninja.api_of(self.program, view)) is not None:
            yield Route(path, ninja.Api(api), made.site, under.around)
        else:
            name = text_of(made.arguments.get("name", 3))
            name = under.namespace + name if name else ""
            yield Route(path, made.attributes.get("callback") or view, made.site, under.around, name)

    def _included(self, made: Made, under: Under, depth: int) -> Iterator[Route]:
        place = 0
        if made.name in DECORATED_INCLUDES:
            place = 1
            decorators = made.arguments.get("decorators", 0)
            found = decorators.items if isinstance(decorators, Items) else [decorators]
            under = replace(under, around=(*under.around, *(d for d in found if d is not None)))
        what = made.arguments.get("arg", place)
        namespace = text_of(made.arguments.get("namespace", place + 1))
        if isinstance(what, Items):
            namespace = namespace or _namespace(what)
            what = without_namespace(what)
        if isinstance(what, Const) and isinstance(what.value, str):
            what = find_module(self.program, what.value, made.site)
        if isinstance(what, Module) and not namespace:
            namespace = text_of(self.program.evaluator.module(what).get("app_name"))
        yield from self.patterns(what, under.named(namespace or ""), depth + 1)


def find_module(program: Program, name: str, near: Site) -> Module | None:
    """The module that a string names, seen from a file: the folder of `manage.py` is on Python's path too."""
    module = program.by_path.get(near.path)
    if module is None:
        return None
    found = program.module_table.find(name, module)
    package = module.package
    while found is None and package:
        found = program.module_table.find(f"{package}.{name}", module)
        package = package.rpartition(".")[0]
    return found


def _has_namespace(value: Items) -> bool:
    """`(patterns, app_name)` and `(patterns, app_name, namespace)`."""
    if value.kind != "tuple" or len(value.items) not in (2, 3):
        return False
    return all(i is None or isinstance(i, Const | External) for i in value.items[1:])


def _namespace(value: Items) -> str:
    """The instance's namespace of `(patterns, app_name, namespace)`, else that of the application."""
    names = [text_of(item) for item in value.items[1:]] if _has_namespace(value) else []
    return next((name for name in reversed(names) if name), "")


def without_namespace(value: Items) -> Value | None:
    """The patterns of what is included, whether they stand alone or beside a namespace."""
    return value.items[0] if _has_namespace(value) else value


def _text(value: Value | None) -> str | None:
    """A route's text; a part that is not known is shown by its name in braces."""
    if isinstance(value, External):  # a setting that the repository does not set
        return "{" + value.name.rpartition(".")[2] + "}"
    if isinstance(value, Made) and value.name.rpartition(".")[2] in LAZY_TEXTS:
        return _text(value.arguments.get("message", 0))
    return text_of(value)
