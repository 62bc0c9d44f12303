"""What stands in the bodies that a change touches, side by side."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from constraints.change import Change
from constraints.subject import Subject
from indexer.graph.names import SymbolView

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Body:
    """A function that both sides have, in a file that differs."""

    before: SymbolView
    after: SymbolView


def touched(subject: Subject, paths: Iterable[str]) -> list[SymbolView]:
    """The functions and methods of some files, tests left out."""
    return [
        symbol
        for path in paths
        if path in subject.files and not subject.is_test(path)
        for symbol in subject.functions(path)
    ]


def bodies(change: Change) -> Iterator[Body]:
    for before in touched(change.base, sorted(change.difference.paths)):
        after = change.stands(before.name)
        if after is not None and not change.head.is_test(after.place.path):
            yield Body(before, after)


def by_symbol(rows: Iterable[T], symbol: Callable[[T], str]) -> defaultdict[str, list[T]]:
    found: defaultdict[str, list[T]] = defaultdict(list)
    for row in rows:
        found[symbol(row)].append(row)
    return found


def left_over(rows: Iterable[T], others: Iterable[T], key: Callable[[T], object]) -> list[T]:
    """The rows that have no counterpart of the same key among the others."""
    there = Counter(key(other) for other in others)
    found = []
    for row in rows:
        if there[key(row)]:
            there[key(row)] -= 1
        else:
            found.append(row)
    return found
