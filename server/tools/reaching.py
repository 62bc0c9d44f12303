"""Endpoints that a change of one of several symbols can be noticed at."""

from collections.abc import Iterable

from indexer.graph import Graph
from indexer.graph.names import SymbolView
from indexer.graph.schemas import endpoints_naming
from indexer.graph.uses import UseView
from indexer.graph.web import EndpointReach, endpoints_reaching, endpoints_reaching_any

MOST_FUNCTIONS = 100  # whose ways in are looked for; a field that more functions use is used everywhere


def endpoints_of(graph: Graph, symbol: SymbolView) -> tuple[EndpointReach, ...]:
    """Those that reach one symbol or, for a class, name it as what they take or show; nearest first."""
    return _nearest(graph, endpoints_reaching(graph, symbol), [symbol.name] if symbol.kind == "class" else [])


def endpoints_of_any(graph: Graph, names: Iterable[str]) -> tuple[EndpointReach, ...]:
    wanted = list(dict.fromkeys(names))
    return _nearest(graph, endpoints_reaching_any(graph, wanted), wanted)


def endpoints_touching(graph: Graph, uses: Iterable[UseView]) -> tuple[EndpointReach, ...]:
    """Those that reach the functions and classes that use a field."""
    return endpoints_of_any(graph, list(dict.fromkeys(use.function for use in uses))[:MOST_FUNCTIONS])


def _nearest(graph: Graph, reached: Iterable[EndpointReach], schemas: list[str]) -> tuple[EndpointReach, ...]:
    """Naming a schema is surer than what a walk over calls may reach."""
    named = {found.endpoint: found.certainty for found in reversed(endpoints_naming(graph, schemas))}
    found = {reach.endpoint: reach for reach in reached}
    for endpoint, certainty in named.items():
        if endpoint not in found or found[endpoint].certainty == "possible":
            found[endpoint] = EndpointReach(endpoint, 1, certainty)
    return tuple(sorted(found.values(), key=lambda one: (one.steps, one.endpoint.path, one.endpoint.methods)))
