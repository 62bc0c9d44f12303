"""Ancestors, descendants and overridden methods of classes."""

from dataclasses import dataclass

from indexer.graph.names import SymbolLike, SymbolView
from indexer.graph.open import Graph
from indexer.graph.place import Place


@dataclass(frozen=True, slots=True)
class Ancestor:
    name: str  # dotted
    place: Place | None  # None where it lies outside the repository
    distance: int  # 1 for a written base


@dataclass(frozen=True, slots=True)
class Descendant:
    symbol: SymbolView
    distance: int


@dataclass(frozen=True, slots=True)
class Overrides:
    overridden: tuple[SymbolView, ...]  # what this method replaces, nearest first
    overriding: tuple[SymbolView, ...]  # what replaces it


def ancestry(graph: Graph, cls: SymbolLike) -> list[Ancestor]:
    """In method resolution order where it can be computed, breadth first otherwise; the class itself left out."""
    raise NotImplementedError


def subclasses(graph: Graph, cls: SymbolLike) -> list[Descendant]:
    """Direct and indirect, nearest first."""
    raise NotImplementedError


def subclasses_of_outside(graph: Graph, name: str) -> list[Descendant]:
    """Of a class that lies outside the repository, by its dotted name (`django.views.View`)."""
    raise NotImplementedError


def overrides(graph: Graph, method: SymbolLike) -> Overrides:
    raise NotImplementedError
