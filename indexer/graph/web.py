"""Endpoints with what runs before them, other ways into the code, and what they reach."""

from dataclasses import dataclass

from indexer.graph.names import SymbolLike
from indexer.graph.nodes import Access, Certainty
from indexer.graph.open import Graph
from indexer.graph.place import Place


@dataclass(frozen=True, slots=True)
class BeforeView:
    name: str  # dotted
    guards: bool  # it can refuse the caller
    origin: str
    place: Place | None  # None where it lies outside the repository


@dataclass(frozen=True, slots=True)
class EndpointView:
    path: str
    methods: tuple[str, ...]  # empty where any or unknown
    handler: str  # dotted: a function, a class, or the class's method
    place: Place  # of the handler
    access: Access
    framework: str
    route: Place | None  # where the route is written
    before: tuple[BeforeView, ...]  # outermost first
    guards: tuple[str, ...]  # names of those of `before` that can refuse


@dataclass(frozen=True, slots=True)
class EndpointReach:
    endpoint: EndpointView
    steps: int  # 0 where the symbol is the handler or written in it
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class EntryPointView:
    symbol: str  # dotted
    kind: str  # task, receiver, command, admin
    detail: str
    place: Place


def endpoints(graph: Graph, *, path: str | None = None, symbol: SymbolLike | None = None) -> list[EndpointView]:
    """All, those whose handler or route is written in a file, or those of a handler (function, class, method)."""
    raise NotImplementedError


def endpoints_reaching(graph: Graph, symbol: SymbolLike, *, depth: int = 8) -> list[EndpointReach]:
    """Endpoints from which the symbol is reached through calls, nearest first; a class view owns its methods."""
    raise NotImplementedError


def entry_points(graph: Graph, *, path: str | None = None, symbol: SymbolLike | None = None) -> list[EntryPointView]:
    raise NotImplementedError


def entry_points_reaching(graph: Graph, symbol: SymbolLike, *, depth: int = 8) -> list[EntryPointView]:
    """Tasks, receivers, commands ... from which the symbol is reached through calls, nearest first."""
    raise NotImplementedError
