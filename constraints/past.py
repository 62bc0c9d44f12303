"""What the past says about a change, as values that rules compare: where they come from is for others to know."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from constraints.phrases import quote
from indexer.graph import Place


@dataclass(frozen=True, slots=True)
class Event:
    """A commit, in the words of whoever made it."""

    id: str  # shortened
    date: str  # 2026-01-31
    subject: str

    def __str__(self) -> str:
        return f"{self.id} ({self.date}) {quote(self.subject, 100)}"


@dataclass(frozen=True, slots=True)
class Coupled:
    """Of the commits that changed one file, those that changed another too."""

    path: str
    other: str
    both: int
    of: int
    last: Event


@dataclass(frozen=True, slots=True)
class Removed:
    """Lines that a change takes away and puts nothing in the place of, nor anywhere else."""

    place: Place  # in the base
    text: str  # the first of them
    lines: int
    written_by: Event
    removed_by: Event | None = None  # it went once before, and `written_by` put it back


@dataclass(frozen=True, slots=True)
class Past:
    coupled: tuple[Coupled, ...] = ()
    removed: tuple[Removed, ...] = ()


NOTHING = Past()
Remember = Callable[[Collection[str]], Past]  # about a change of these files


def forgotten(paths: Collection[str]) -> Past:
    """Of what is not in git."""
    return NOTHING
