"""The answer to a name that may mean several things: all of them, and how to ask for one; never a guess."""

from dataclasses import dataclass

from indexer.graph import Place


@dataclass(frozen=True, slots=True)
class Candidate:
    name: str  # what to ask with instead
    what: str  # class, field CharField, ...
    place: Place


@dataclass(frozen=True, slots=True)
class Ambiguous:
    asked: str
    tool: str  # the tool to ask again, with one of the candidates as `argument`
    argument: str
    candidates: tuple[Candidate, ...]
