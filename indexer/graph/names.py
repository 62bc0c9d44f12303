"""From what someone types to the symbols that it may mean."""

from dataclasses import dataclass

from indexer.graph.nodes import SymbolKind
from indexer.graph.open import Graph
from indexer.graph.place import Place


@dataclass(frozen=True, slots=True)
class SymbolView:
    name: str  # dotted
    qualname: str
    kind: SymbolKind
    place: Place
    end_line: int
    parent: str | None  # dotted name of what it is written in
    summary: str
    decorators: tuple[str, ...]  # dotted, outermost first
    signature: str  # '' where it is no function


SymbolLike = str | SymbolView
"""What questions about a symbol take: an exact dotted name, or a view where two source roots hold the same name.

A name that the graph does not hold raises `Unknown`; use `find` for what a person or an agent typed.
"""


def find(graph: Graph, name: str) -> list[SymbolView]:
    """Every symbol that `name` may mean; nothing where none does.

    Takes a dotted name or its end (`Order.status`), `path/to/file.py` (its module), `path/to/file.py:Order.pay` and
    `path/to/file.py:123` (the innermost symbol there). A path may be cut short at the front. An exact name beats an
    end of a name.
    """
    raise NotImplementedError


def nearest(graph: Graph, name: str, k: int = 5) -> list[str]:
    """Dotted names spelt most like `name`, best first."""
    raise NotImplementedError


def search(graph: Graph, words: str, k: int = 20) -> list[SymbolView]:
    """Symbols whose name, summary or path hold these words, best first."""
    raise NotImplementedError


def outline(graph: Graph, path: str) -> list[SymbolView]:
    """What a file defines, in order of lines; empty for a path that the graph does not hold."""
    raise NotImplementedError
