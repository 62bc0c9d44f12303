"""Comments that someone left to protect or explain."""

from dataclasses import dataclass

from indexer.graph.names import SymbolLike
from indexer.graph.open import Graph
from indexer.graph.place import Place


@dataclass(frozen=True, slots=True)
class CommentView:
    text: str
    place: Place
    symbol: str  # dotted: the innermost function, class or module


def comments(graph: Graph, *, path: str | None = None, symbol: SymbolLike | None = None) -> list[CommentView]:
    """Of one file, or of one symbol and what is written in it."""
    raise NotImplementedError
