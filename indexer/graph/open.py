"""Opening a graph for reading: from any number of threads and processes, and never to change it."""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self


class NotAnIndex(Exception):
    """The file is missing, no database, damaged, or somebody else's."""


class OtherSchema(Exception):
    """The graph was written by a version that keeps other tables: it has to be built again."""


class Unknown(LookupError):
    """A question was asked about a symbol that the graph does not hold; its text is the name."""


class Graph:
    """A graph opened for reading."""

    path: Path
    meta: Mapping[str, str]

    @classmethod
    def open(cls, path: Path) -> Self:
        """Raises NotAnIndex or OtherSchema."""
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
