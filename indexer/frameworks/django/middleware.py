"""Middleware: the repository's own, and what demands a login of everybody."""

from collections.abc import Iterator

from msgspec import Struct

from indexer.frameworks.django import known_guards
from indexer.frameworks.django.giving_up import inner_functions
from indexer.frameworks.django.settings import Settings
from indexer.frameworks.findings import BeforeFound
from indexer.frameworks.refusal import Refusals
from indexer.frameworks.refusal.requests import Asked
from indexer.graph.nodes import Certainty
from indexer.resolve.entities import Class, Function
from indexer.resolve.evaluate.settings import plain
from indexer.resolve.evaluate.values import Items, text_of
from indexer.resolve.program import Program

HOOKS = ("__call__", "process_request", "process_view")


class Layer(Struct, frozen=True):
    name: str  # dotted
    entity: Class | Function | None
    demands_login: bool  # of everybody but views that are marked
    hooks: tuple[Function, ...]  # of the repository: what sees every request


class Middleware:
    def __init__(self, program: Program, refusals: Refusals, settings: Settings) -> None:
        self.refusals = refusals
        self.layers = list(_layers(program, settings))
        self.site = settings.site("MIDDLEWARE")
        self._met: dict[tuple[str, bool], BeforeFound] = {}  # by name; every view shares them

    def before(self, path: str, *, opened: bool) -> list[BeforeFound]:
        """What runs before a view at this path; `opened`: the view is marked as open to everybody."""
        found = []
        for layer in self.layers:
            if layer.demands_login and opened:
                continue
            asked = Asked("", path, "")
            refuses = bool(layer.hooks) and any(self.refusals.by_hook(hook, asked) for hook in layer.hooks)
            found.append(self._meeting(layer, refuses=refuses))
        return found

    def _meeting(self, layer: Layer, *, refuses: bool) -> BeforeFound:
        key = layer.name, refuses
        if key not in self._met:
            certainty: Certainty = "exact" if layer.demands_login else "inferred"
            self._met[key] = BeforeFound(
                name=layer.name,
                entity=layer.entity,
                guards=layer.demands_login or refuses,
                origin="middleware",
                certainty=certainty,
                site=self.site,
            )
        return self._met[key]


def _layers(program: Program, settings: Settings) -> Iterator[Layer]:
    written = plain(settings.get("MIDDLEWARE"))
    near = settings.modules[0] if settings.modules else None
    for item in written.items if isinstance(written, Items) else ():
        name = text_of(item) or ""
        entity = program.names.dotted(name, near) if name else None
        if isinstance(entity, Class):
            members = [program.names.member(entity, hook) for hook in HOOKS]
            yield Layer(entity.name, entity, False, tuple(m for m in members if isinstance(m, Function)))
        elif isinstance(entity, Function):  # a factory: it returns what sees the request
            yield Layer(entity.name, entity, False, tuple(inner_functions(entity)))
        elif name in known_guards.MIDDLEWARE:
            leaves_out = any(settings.get(setting) is not None for setting in known_guards.MIDDLEWARE[name])
            yield Layer(name, None, not leaves_out, ())
