"""Who calls whom, how sure that is, and what is reached through several calls."""

from dataclasses import dataclass

from indexer.graph.names import SymbolLike, SymbolView
from indexer.graph.nodes import Certainty
from indexer.graph.open import Graph
from indexer.graph.place import Place


@dataclass(frozen=True, slots=True)
class CallView:
    caller: str  # dotted: a function, a method, or a module for code at its top level
    callee: str | None  # dotted, where it is in the repository
    target: str  # `callee`, `<builtin>:len`, `<external>:smtplib.SMTP`, or the text as written when unresolved
    place: Place  # of the call
    certainty: Certainty
    rule: str
    instantiates: bool  # the callee is a class


@dataclass(frozen=True, slots=True)
class UnresolvedCalls:
    count: int
    samples: tuple[CallView, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    symbol: SymbolView
    steps: int  # calls between it and the symbol asked about
    certainty: Certainty  # of the weakest call on the surest shortest way
    via: str  # dotted name of the next symbol on that way


def callers(graph: Graph, symbol: SymbolLike) -> list[CallView]:
    """Calls of a function, instantiations of a class, by place."""
    raise NotImplementedError


def callees(graph: Graph, symbol: SymbolLike) -> list[CallView]:
    """What a function calls, inside and outside the repository, by line; unresolved calls are left out."""
    raise NotImplementedError


def unresolved_calls(graph: Graph, symbol: SymbolLike, *, samples: int = 5) -> UnresolvedCalls:
    raise NotImplementedError


def reach(graph: Graph, symbol: SymbolLike, *, depth: int = 8) -> list[Reach]:
    """Everything from which the symbol is reached through at most `depth` calls, nearest first.

    Reaching a class means reaching its construction or one of its methods; a call bound to a method may run what
    overrides it (`possible`).
    """
    raise NotImplementedError
