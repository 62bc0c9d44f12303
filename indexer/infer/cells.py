"""Where a value is kept that one body gives and others read: a parameter, an attribute, what a function returns.

What a cell holds only grows. Who has read it is remembered, so that they are looked at again when it has grown.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct

if TYPE_CHECKING:
    from indexer.infer.body import Body
    from indexer.infer.values import Known
    from indexer.resolve.entities import Function

T = TypeVar("T")


class Cell(Struct, Generic[T], eq=False):
    value: T | None = None
    readers: "set[Body] | None" = None
    grown: "list[tuple[int, Body, T]] | None" = None  # when, by whom, and what it held then
    together: "list[set[Body]] | None" = None  # who has read it as one of several cells

    def read_by(self) -> "Iterator[Body]":
        yield from self.readers or ()
        for readers in self.together or ():
            yield from readers


class Gathered(Struct, eq=False):
    """The functions that a decorator was applied to, all of them: each application is known, so none is a guess."""

    members: "dict[Function, None]" = {}
    readers: "set[Body] | None" = None
    value: None = None

    def read_by(self) -> "Iterable[Body]":
        return self.readers or ()


Push = Callable[["Cell[Known]", "Known | None"], None]  # adds to what a cell holds: at once, or when all is settled
