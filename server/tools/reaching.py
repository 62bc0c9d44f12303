"""Endpoints that reach one of several symbols: each once, by the shortest way."""

from collections.abc import Iterable

from indexer.graph import Graph, Unknown
from indexer.graph.data import UseView
from indexer.graph.names import SymbolLike
from indexer.graph.web import EndpointReach, endpoints_reaching

MOST_FUNCTIONS = 100  # whose ways in are looked for; a field that more functions use is used everywhere


def endpoints_of(graph: Graph, symbols: Iterable[SymbolLike]) -> tuple[EndpointReach, ...]:
    """Nearest first."""
    nearest: dict[tuple[str, tuple[str, ...], str], EndpointReach] = {}
    for symbol in symbols:
        try:
            reached = endpoints_reaching(graph, symbol)
        except Unknown:  # two source roots hold the name: rather silent than the wrong one
            continue
        for found in reached:
            key = (found.endpoint.path, found.endpoint.methods, found.endpoint.handler)
            if key not in nearest or found.steps < nearest[key].steps:
                nearest[key] = found
    return tuple(sorted(nearest.values(), key=lambda found: (found.steps, found.endpoint.path, found.endpoint.methods)))


def endpoints_touching(graph: Graph, uses: Iterable[UseView]) -> tuple[EndpointReach, ...]:
    """Those that reach the functions and classes that use a field."""
    return endpoints_of(graph, list(dict.fromkeys(use.function for use in uses))[:MOST_FUNCTIONS])
