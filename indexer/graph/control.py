"""Where transactions are opened."""

from dataclasses import dataclass
from typing import Literal

from indexer.graph.names import SymbolLike
from indexer.graph.open import Graph
from indexer.graph.place import Place


@dataclass(frozen=True, slots=True)
class TransactionView:
    function: str  # dotted
    by: Literal["decorator", "with", "call"]
    name: str  # dotted: django.db.transaction.atomic
    place: Place


def transactions(graph: Graph, *, path: str | None = None, symbol: SymbolLike | None = None) -> list[TransactionView]:
    """All, those of one file, or those that one function (or a method of one class) opens."""
    raise NotImplementedError
