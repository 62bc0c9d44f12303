"""Where a value is kept that one body gives and others read: a parameter, an attribute, what a function returns.

What a cell holds only grows. Who has read it is remembered, so that they are looked at again when it has grown.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from indexer.infer.body import Body
    from indexer.infer.values import Known
    from indexer.resolve.entities import Function

T = TypeVar("T")


class Cell(Generic[T]):
    __slots__ = ("readers", "value")

    def __init__(self, value: T | None = None) -> None:
        self.value = value
        self.readers: set[Body] | None = None


class Gathered:
    """The functions that a decorator was applied to, all of them: each application is known, so none is a guess."""

    __slots__ = ("members", "readers")

    value = None

    def __init__(self) -> None:
        self.members: dict[Function, None] = {}
        self.readers: set[Body] | None = None


Push = Callable[["Cell[Known]", "Known | None"], None]  # adds to what a cell holds: at once, or when all is settled
