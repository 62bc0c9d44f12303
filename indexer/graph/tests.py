"""Which tests reach a symbol."""

from dataclasses import dataclass

from indexer.graph.names import SymbolLike
from indexer.graph.nodes import Certainty
from indexer.graph.open import Graph
from indexer.graph.place import Place


@dataclass(frozen=True, slots=True)
class TestView:
    __test__ = False

    name: str  # dotted: a test function or method
    place: Place
    steps: int  # calls between the test and the symbol
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class TestsReaching:
    __test__ = False

    count: int
    nearest: tuple[TestView, ...]


def tests_reaching(graph: Graph, symbol: SymbolLike, *, depth: int = 8, limit: int = 50) -> TestsReaching:
    """Test functions from which the symbol is reached through calls, nearest first."""
    raise NotImplementedError
