"""Opening a graph for reading: from any number of threads and processes, and never to change it."""

import os
import sqlite3
import threading
import zlib
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self, TypeVar

T = TypeVar("T")

APPLICATION = int.from_bytes(b"Fnce")  # in the header of the file, where `file` and other tools look for it
SCHEMA = Path(__file__).with_name("schema.sql").read_text("utf-8")
INDEXES = Path(__file__).with_name("indexes.sql").read_text("utf-8")


def code(folder: str) -> Iterator[str]:
    """Names and sizes of the modules that make an index: the code of another release says other things of the same
    files, and rows alike in form would pass for fresh. Contents are not read: this is done at every start."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from code(entry.path)
            elif entry.name.endswith(".py"):
                yield f"{entry.name} {entry.stat().st_size}"


# 31 bits, as the header holds it.
VERSION = zlib.crc32("\n".join([SCHEMA, INDEXES, *sorted(code(str(Path(__file__).parents[1])))]).encode()) >> 1

KEPT = 32  # derived values; the one not asked for longest goes first


class NotAnIndex(Exception):
    """The file is missing, no database, damaged, or somebody else's; its text says which."""


class OtherSchema(Exception):
    """The graph was written by other code, which may keep other tables or other rows: it has to be built again."""


class Unknown(LookupError):
    """A question was asked about a symbol that the graph does not hold; its text is the name."""


class Graph:
    """A graph opened for reading.

    One connection serves all threads: a graph is replaced by renaming another file over it, so that a second connection
    might see another graph than the first.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.path = path
        self._connection = connection
        self._lock = threading.RLock()
        self._derived: dict[Hashable, Any] = {}
        self.meta: Mapping[str, str] = MappingProxyType(dict(self.rows("SELECT key, value FROM meta ORDER BY key")))

    @classmethod
    def open(cls, path: Path) -> Self:
        """Raises NotAnIndex or OtherSchema."""
        _check_header(path)
        # Immutable is the truth (see store.py), needs no lock file beside the graph, and works in a read-only checkout.
        uri = path.absolute().as_uri() + "?mode=ro&immutable=1"
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA query_only = 1")
            connection.execute("PRAGMA cache_size = -16384")
            return cls(connection, path)
        except sqlite3.DatabaseError as error:
            connection.close()
            raise NotAnIndex(f"damaged: {error}") from error
        except BaseException:
            connection.close()
            raise

    def rows(self, sql: str, /, **parameters: object) -> list[Any]:
        """All rows of a query. For the questions of this package alone: what it hands out holds row ids."""
        with self._lock:
            try:
                return self._connection.execute(sql, parameters).fetchall()
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.ProgrammingError) or "malformed" not in str(error):
                    raise
                raise NotAnIndex(f"damaged: {error}") from error

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """For what reads the tables in other ways; other threads wait meanwhile."""
        with self._lock:
            yield self._connection

    def derived(self, key: Hashable, compute: Callable[[], T]) -> T:
        """What one question works out and the next may want again: the graph does not change while it is open."""
        with self._lock:
            found: T = self._derived.pop(key) if key in self._derived else compute()
            self._derived[key] = found
            if len(self._derived) > KEPT:
                del self._derived[next(iter(self._derived))]
            return found

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _check_header(path: Path) -> None:
    """Tells the kinds of wrong files apart before SQLite sees them (https://www.sqlite.org/fileformat.html#the_database_header)."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
            size = file.seek(0, 2)
    except OSError as error:
        raise NotAnIndex(error.strerror or "cannot be read") from error
    if len(header) < 100 or not header.startswith(b"SQLite format 3\0"):
        raise NotAnIndex("no database")
    if int.from_bytes(header[68:72]) != APPLICATION:
        raise NotAnIndex("the database of another program")
    if int.from_bytes(header[60:64]) != VERSION:
        raise OtherSchema("written by another version")
    page = int.from_bytes(header[16:18])
    if size < int.from_bytes(header[28:32]) * (65536 if page == 1 else page):
        raise NotAnIndex("damaged: cut short")
