"""Django's endpoints: every route from the root URLconf down, its handler, its methods, and what runs before it."""

from collections.abc import Iterator

from indexer.frameworks.django import ninja, rest
from indexer.frameworks.django.guards import Guards
from indexer.frameworks.django.methods import methods
from indexer.frameworks.django.routes import INCLUDES, Route, find_module, routes
from indexer.frameworks.django.settings import FOR_TESTS, Settings
from indexer.frameworks.django.startup import prepare
from indexer.frameworks.django.views import View, view_of
from indexer.frameworks.findings import EndpointFound, Findings, Framework
from indexer.resolve.entities import Class, Function, Module
from indexer.resolve.evaluate.values import Const, Site, text_of
from indexer.resolve.program import Program


def recognise(program: Program, findings: Findings) -> None:
    settings = program.shared(Settings)
    guards = Guards(program, settings)
    operations = ninja.Operations(program)
    seen: set[tuple[str, str, str]] = set()
    for root in root_urlconfs(program, settings):
        for route in routes(program, root):
            for endpoint in _answering(program, guards, operations, route):
                key = (endpoint.path, endpoint.handler.name, ",".join(endpoint.methods or ()))
                if key not in seen:  # of two equal routes the first one answers
                    seen.add(key)
                    findings.endpoints.append(endpoint)


FRAMEWORK = Framework("django urls", ("django",), recognise, prepare)


def root_urlconfs(program: Program, settings: Settings) -> list[Module]:
    """What ROOT_URLCONF names; without settings, the modules with `urlpatterns` that nobody includes."""
    for for_tests in (False, True):
        found: dict[Module, None] = {}
        for module in settings.modules:
            if bool(FOR_TESTS.search(module.name)) == for_tests:
                value = program.names.member(module, "ROOT_URLCONF")
                name = text_of(program.evaluator.settled(value)) if value is not None else None
                urlconf = find_module(program, name, Site(module.file_path, 1)) if name else None
                if urlconf is not None:
                    found[urlconf] = None
        if found:
            return list(found)
    return _never_included(program)


def _never_included(program: Program) -> list[Module]:
    own = [m for m in program.modules if "urlpatterns" in m.bindings and not FOR_TESTS.search(m.name)]
    for module in own:
        program.evaluator.module(module)
    included: set[Module | None] = set()
    for made in program.evaluator.made:
        if made.name in INCLUDES:
            what = made.arguments.get("arg", 0)
            if isinstance(what, Const) and isinstance(what.value, str):
                included.add(find_module(program, what.value, made.site))
            elif isinstance(what, Module):
                included.add(what)
    return [m for m in own if m not in included]


def _answering(program: Program, guards: Guards, operations: ninja.Operations, route: Route) -> Iterator[EndpointFound]:
    if isinstance(route.view, ninja.Api):
        yield from operations.of(route.view.made, route.path)
        return
    view = view_of(program, route.view, route.around)
    if view is not None:
        yield from _endpoints(program, guards, route, view)


def _endpoints(program: Program, guards: Guards, route: Route, view: View) -> Iterator[EndpointFound]:
    """One for a view; one for each method that answers of a viewset, and where methods are guarded differently."""
    rest_framework = isinstance(view.handler, Class) and rest.is_rest_view(program, view.handler)
    framework = "djangorestframework" if rest_framework else "django"
    verbs = methods(program, guards.decorators, view)
    for answering, group in _by_answering(program, guards, view, verbs):
        one = group[0] if group is not None and len(group) == 1 else ""
        way, access = guards.way(view, route.path, answering, one)
        yield EndpointFound(
            path=route.path,
            methods=group,
            handler=view.handler,
            method=_method(program, view.handler, answering),
            before=way.before,
            idle=way.idle,
            access=access,
            framework=framework,
            site=route.site,
            name=route.name,
            checks=guards.bodies.question(view.handler, answering or one.lower()),
            opened=way.opened,
        )


def _by_answering(
    program: Program, guards: Guards, view: View, verbs: list[str] | None
) -> Iterator[tuple[str, list[str] | None]]:
    """Names of methods with the HTTP methods that they answer; '' where several answer one endpoint."""
    if not isinstance(view.handler, Class) or verbs is None:
        yield "", verbs
    elif view.mapping:
        groups: dict[str, list[str]] = {}
        for verb in verbs:
            groups.setdefault(view.mapping[verb.lower()], []).append(verb)
        yield from groups.items()
    elif len(verbs) == 1 or guards.differ(view.handler, [v.lower() for v in verbs]):
        for verb in verbs:
            yield verb.lower(), [verb]
    else:
        yield "", verbs


def _method(program: Program, handler: Class | Function, name: str) -> Function | None:
    if not name or not isinstance(handler, Class):
        return None
    found = program.classes.member(handler, name)
    return found[1] if found is not None and isinstance(found[1], Function) else None
