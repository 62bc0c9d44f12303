"""What a decision is about, found again: a symbol that was renamed, and one that says something else now."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from indexer.graph import Graph
from indexer.graph.modules import files
from indexer.graph.names import named
from indexer.graph.statements import prints_in

State = Literal["stands", "renamed", "changed", "gone", "unknown"]

MOST = 400  # statements of a symbol that are kept
ALIKE = 0.7  # of the statements of a symbol that another of today has, for it to be the same under a new name
FEW = 2  # statements that many functions share: nothing is found again by them


@dataclass(frozen=True, slots=True)
class Anchored:
    symbol: str  # as it was named when the decision was taken
    now: str  # as it is named; '' where it is gone
    state: State


def anchors(graph: Graph, symbols: Iterable[str]) -> list[dict[str, Any]]:
    """For the ledger: each symbol with its file and the prints of its statements."""
    found = []
    for name in symbols:
        view = named(graph, name)
        prints = prints_in(graph, [view.place.path]).get(name, ()) if view else ()
        found.append({"symbol": name, "path": view.place.path if view else "", "prints": list(prints[:MOST])})
    return found


def anchored(graph: Graph, kept: Sequence[Mapping[str, Any]]) -> list[Anchored]:
    return [_anchored(graph, one["symbol"], tuple(one["prints"])) for one in kept]


def _anchored(graph: Graph, symbol: str, were: tuple[int, ...]) -> Anchored:
    view = named(graph, symbol)
    if view is not None:
        are = prints_in(graph, [view.place.path]).get(symbol, ())[:MOST]
        state: State = "stands" if are == were else "changed"
        return Anchored(symbol, symbol, state if were or are else "unknown")
    if len(were) <= FEW:
        return Anchored(symbol, "", "gone")
    best, share = "", ALIKE
    prints = graph.derived("all prints", lambda: prints_in(graph, [file.path for file in files(graph)]))
    for name, are in prints.items():
        common = sum((Counter(were) & Counter(are[:MOST])).values())
        likeness = common / max(len(were), len(are[:MOST]))
        if likeness >= share and likeness > (share if best else 0):
            best, share = name, likeness
    return Anchored(symbol, best, "renamed" if best else "gone")
