"""Which bodies of functions somebody looks into, so that an edit of one is known to concern nobody else.

While it is noted, the statements of every function are a list that tells when they are read. An adapter that goes over
all functions for one kind of statement reads them `scanned`: what it looks for is then asked of an edit itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from indexer.facts import Scope, Statement

if TYPE_CHECKING:
    from indexer.resolve.program import Program

Seen = set[tuple[int, int]]  # numbers of a module and of a scope in it


class _Statements(list[Statement]):
    """Statements that note who is read."""

    __slots__ = ("key", "noted")

    def __init__(self, statements: list[Statement], key: tuple[int, int], noted: Seen) -> None:
        super().__init__(statements)
        self.key, self.noted = key, noted

    def __iter__(self) -> Iterator[Statement]:
        self.noted.add(self.key)
        return super().__iter__()

    def __reversed__(self) -> Iterator[Statement]:
        self.noted.add(self.key)
        return super().__reversed__()

    def __contains__(self, statement: object) -> bool:
        self.noted.add(self.key)
        return super().__contains__(statement)

    def __getitem__(self, at: Any) -> Any:
        self.noted.add(self.key)
        return super().__getitem__(at)


@contextmanager
def noting(program: "Program") -> Iterator[Seen]:
    """All bodies that are read meanwhile, but by `scanned`."""
    noted: Seen = set()
    plain: list[tuple[Scope, list[Statement]]] = []
    for place, module in enumerate(program.modules):
        for number, scope in enumerate(module.facts.scopes):
            if scope.kind == "function" or scope.kind == "lambda":
                plain.append((scope, scope.statements))
                scope.statements = _Statements(scope.statements, (place, number), noted)
    try:
        yield noted
    finally:
        for scope, statements in plain:
            scope.statements = statements


def scanned(scope: Scope) -> Iterator[Statement]:
    """Every statement, for somebody who looks at all functions for the same."""
    return list.__iter__(scope.statements)
