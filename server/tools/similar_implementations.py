"""The nearest existing code to follow: alike in role, in the data it touches, in what it calls and in its shape."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from indexer.graph.names import SymbolView
from indexer.graph.similar import SimilarView, similar
from server.failure import NoAnswer
from server.tools.ambiguous import Ambiguous
from server.tools.named import symbol_named

if TYPE_CHECKING:
    from server.project import Project

MOST = 20


@dataclass(frozen=True, slots=True)
class Similar:
    target: SymbolView
    found: tuple[SimilarView, ...]  # nearest first


def similar_implementations(
    project: "Project",
    target: Annotated[str, "a function, method or class: OrderViewSet.refund, shop/orders/services.py:88"],
    k: Annotated[int, "how many"] = 3,
    detail: Annotated[bool, "all that is common and different"] = False,
) -> Similar | Ambiguous:
    """
    Ask before you write something new: the nearest existing functions or classes by role, data touched and calls, what
    they have in common with the target and where they differ. Follow how siblings do it.
    """
    if not 1 <= k <= MOST:
        raise NoAnswer(f"k is 1 to {MOST}, not {k}")
    graph = project.graph()
    symbol = symbol_named(graph, target, tool="similar_implementations", argument="target")
    if isinstance(symbol, Ambiguous):
        return symbol
    return Similar(symbol, tuple(similar(graph, symbol, k=k)))
