"""The code that most resembles a function or class."""

from dataclasses import dataclass

from indexer.graph.names import SymbolLike, SymbolView
from indexer.graph.open import Graph


@dataclass(frozen=True, slots=True)
class SimilarView:
    symbol: SymbolView
    role: str
    score: float  # 0 to 1
    common_data: tuple[str, ...]  # models and fields that both touch, rarest first
    common_calls: tuple[str, ...]
    only_here_data: tuple[str, ...]  # what the symbol asked about touches and the similar one does not
    only_here_calls: tuple[str, ...]
    only_there_data: tuple[str, ...]
    only_there_calls: tuple[str, ...]
    same_role: bool
    structure: float  # 0 to 1: likeness of control flow


def similar(graph: Graph, symbol: SymbolLike, *, k: int = 3) -> list[SimilarView]:
    """Nearest first; empty where nothing comparable is known of the symbol."""
    raise NotImplementedError
