"""The routes that a URLconf spells: `path`, `re_path`, nested `include`, routers, `i18n_patterns`, joined lists."""

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.frameworks.django import ninja, routers
from indexer.frameworks.django.regex import readable
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


@dataclass(slots=True, frozen=True)
class Route:
    path: str
    view: Value | routers.Action | ninja.Api
    site: Site
    around: tuple[Value, ...] = ()  # decorators put around an included URLconf, outermost first


def routes(program: Program, urlconf: Value | None, prefix: str = "/") -> Iterator[Route]:
    """Every route of a URLconf (a module, a list, a router's `urls`), in order, nested ones with their full path."""
    yield from _Walk(program).patterns(urlconf, prefix, (), 0)


def url_patterns(program: Program, module: Module) -> Value | None:
    return program.evaluator.module(module).get("urlpatterns") or _imported_patterns(program, module)


def _imported_patterns(program: Program, module: Module) -> Value | None:
    found = program.names.member(module, "urlpatterns")
    return program.evaluator.settled(found) if found is not None else None


class _Walk:
    def __init__(self, program: Program) -> None:
        self.program = program

    def patterns(self, value: Value | None, prefix: str, around: tuple[Value, ...], depth: int) -> Iterator[Route]:
        if depth > DEEPEST_INCLUDE:
            return
        if isinstance(value, Module):
            yield from self.patterns(url_patterns(self.program, value), prefix, around, depth + 1)
        elif isinstance(value, Items):
            inner = without_namespace(value)
            for item in value.items if inner is value else [inner]:
                yield from self.patterns(item, prefix, around, depth + 1)
        elif isinstance(value, Made | Member):
            yield from self._made(value, prefix, around, depth)

    def _made(self, value: Made | Member, prefix: str, around: tuple[Value, ...], depth: int) -> Iterator[Route]:
        router = routers.router_of(self.program, value)
        if router is not None:
            for found in routers.routes(self.program, router, value):
                if isinstance(found, routers.RouterRoute):
                    yield Route(prefix + readable(found.regex), found.view, found.site, around)
                else:
                    yield from self.patterns(found, prefix, around, depth + 1)
        elif isinstance(value, Made):
            name = value.name
            if name in PATHS or name in REGEX_PATHS:
                yield from self._route(value, prefix, around, depth, regex=name in REGEX_PATHS)
            elif name in LANGUAGES:
                for item in value.arguments.positional:
                    yield from self.patterns(item, prefix + "<lang>/", around, depth + 1)
            elif name in INCLUDES or name in DECORATED_INCLUDES:
                yield from self._included(value, prefix, around, depth)

    def _route(self, made: Made, prefix: str, around: tuple[Value, ...], depth: int, *, regex: bool) -> Iterator[Route]:
        written = _text(made.arguments.get("regex" if made.name.endswith(".url") else "route", 0))
        view = made.arguments.get("view", 1)
        if written is None or view is None:
            return
        path = prefix + (readable(written) if regex else written)
        if isinstance(view, Made) and (view.name in INCLUDES or view.name in DECORATED_INCLUDES):
            yield from self._included(view, path, around, depth)
        elif isinstance(view, Items):  # `(patterns, app_name, namespace)`
            yield from self.patterns(view, path, around, depth + 1)
        elif (api := ninja.api_of(self.program, view)) is not None:
            yield Route(path, ninja.Api(api), made.site, around)
        else:
            yield Route(path, made.attributes.get("callback") or view, made.site, around)

    def _included(self, made: Made, prefix: str, around: tuple[Value, ...], depth: int) -> Iterator[Route]:
        place = 0
        if made.name in DECORATED_INCLUDES:
            place = 1
            decorators = made.arguments.get("decorators", 0)
            found = decorators.items if isinstance(decorators, Items) else [decorators]
            around = (*around, *(d for d in found if d is not None))
        what = made.arguments.get("arg", place)
        if isinstance(what, Items):
            what = without_namespace(what)
        if isinstance(what, Const) and isinstance(what.value, str):
            what = find_module(self.program, what.value, made.site)
        yield from self.patterns(what, prefix, around, depth + 1)


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
