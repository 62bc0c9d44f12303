"""Facts by content: what a file says is worked out once for each content, for all repositories and worktrees of a user.

One SQLite file in the user's cache folder, shared by any number of processes. It is never an error for the caller: a
cache that is locked, full, read-only, damaged or somebody else's behaves like an empty one. An entry carries a checksum
and is decoded with its types checked, so a bad one is a miss. All SQL of the cache is here.
"""

import hashlib
import os
import sqlite3
import sys
import time
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import msgspec

LARGEST = 512 * 1024 * 1024  # bytes of facts; the longest unused go first
WAIT = 2.0  # seconds for another process to finish writing
CHUNK = 500  # keys of one query
DAY = 86_400
CHECKSUM = 4  # bytes: against damage, not against somebody
PAGES = ("page_count", "freelist_count", "page_size")
HERE = Path(__file__).parent
SOURCES = ("facts.py", "expressions.py", "extract", "flow")  # what decides the facts of a file
PARSER = ("tree_sitter", "tree_sitter_python")  # what parses it: its files are hashed, only `extract` imports it

SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (  -- one row a content that some version of the extractor has read
    key   BLOB PRIMARY KEY,         -- hash of the content and of the extractor
    used  INTEGER NOT NULL,         -- day of the last use, in days since 1970
    size  INTEGER NOT NULL,         -- bytes of the value
    value BLOB NOT NULL             -- checksum, then the encoded facts
)
"""


class Cache:
    def __init__(self, folder: Path | None) -> None:
        """Without a folder it knows nothing and keeps nothing."""
        self._path = folder / "facts.db" if folder is not None else None
        self._connection = _connect(self._path) if self._path is not None else None
        self._extractor = extractor()

    @classmethod
    def of_user(cls) -> "Cache":
        try:
            return cls(user_folder())
        except RuntimeError:  # a user without a home
            return cls(None)

    def __enter__(self) -> "Cache":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def knows_any(self) -> bool:
        """Is there anything to ask for? Keys are hashes of whole files: for an empty cache none has to be made."""
        if self._connection is None:
            return False
        try:
            return self._connection.execute("SELECT 1 FROM facts LIMIT 1").fetchone() is not None
        except sqlite3.Error as error:
            self._failed(error)
            return False

    def get_many(self, digests: Sequence[str]) -> dict[str, bytes]:
        """Encoded facts by digest of the content, for those that are known."""
        found: dict[str, bytes] = {}
        if self._connection is None:
            return found
        today = int(time.time()) // DAY
        keys = {self._key(d): d for d in digests}
        stale: list[bytes] = []
        try:
            for chunk in _chunks(list(keys)):
                marks = ",".join("?" * len(chunk))
                for key, used, value in self._connection.execute(
                    f"SELECT key, used, value FROM facts WHERE key IN ({marks})", chunk
                ):
                    if _checksum(value[CHECKSUM:]) == value[:CHECKSUM]:
                        found[keys[key]] = value[CHECKSUM:]
                        if used != today:
                            stale.append(key)
            if stale:
                with self._connection:
                    rows = [(today, key) for key in stale]
                    self._connection.executemany("UPDATE facts SET used = ? WHERE key = ?", rows)
        except sqlite3.Error as error:
            self._failed(error)  # what was found so far is good
        return found

    def put_many(self, entries: Iterable[tuple[str, bytes]]) -> None:
        """Keep encoded facts by digest of the content."""
        if self._connection is None:
            return
        today = int(time.time()) // DAY
        rows = [(self._key(d), today, len(v) + CHECKSUM, _checksum(v) + v) for d, v in entries]
        try:
            with self._connection:
                self._connection.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?)", rows)
                _prune(self._connection)
        except sqlite3.Error as error:
            self._failed(error)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _failed(self, error: sqlite3.Error) -> None:
        """A file that turns out to be damaged is thrown away, so that the next one to come begins anew."""
        if _is_damage(error) and self._path is not None:
            self.close()
            _remove(self._path)

    def _key(self, digest: str) -> bytes:
        return hashlib.blake2b(digest.encode(), key=self._extractor, digest_size=16).digest()


def user_folder() -> Path:
    """`$XDG_CACHE_HOME/chesterton` or what the platform has for it."""
    given = os.environ.get("XDG_CACHE_HOME")
    if given and Path(given).is_absolute():
        return Path(given) / "chesterton"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "chesterton"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "chesterton" / "Cache"
    return Path.home() / ".cache" / "chesterton"


@lru_cache(maxsize=1)
def extractor() -> bytes:
    """A hash of everything that decides what facts a content gives: our code, the grammar, the encoding."""
    digest = hashlib.blake2b(digest_size=16)
    for name in SOURCES:
        path = HERE / name
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    for package in PARSER:  # the binaries themselves: asking for their versions would load a parser of mail headers
        found = find_spec(package)
        for binary in sorted(Path(found.origin).parent.glob("_binding*")) if found and found.origin else ():
            digest.update(binary.read_bytes())
    digest.update(f"msgspec {msgspec.__version__}".encode())
    return digest.digest()


def _connect(path: Path) -> sqlite3.Connection | None:
    for attempt in range(2):
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)  # what is in it was read from private code
            connection = sqlite3.connect(path, timeout=WAIT, check_same_thread=False)
        except (OSError, sqlite3.Error):
            return None
        try:
            connection.execute("PRAGMA page_size = 16384")  # the facts of most files on one page
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(SCHEMA)
            connection.execute("SELECT key, used, size, value FROM facts LIMIT 1").fetchall()
            return connection
        except sqlite3.Error as error:
            connection.close()
            if attempt or not (_is_damage(error) or _name(error) == "SQLITE_ERROR"):  # locked, read-only, full
                return None
            _remove(path)  # or a table of another form: it is derived data, so it is made again
    return None


def _is_damage(error: sqlite3.Error) -> bool:
    return _name(error).startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))


def _name(error: sqlite3.Error) -> str:
    return getattr(error, "sqlite_errorname", "")


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        with suppress(OSError):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def _prune(connection: sqlite3.Connection) -> None:
    pages, free, page = (connection.execute(f"PRAGMA {p}").fetchone()[0] for p in PAGES)
    if (pages - free) * page <= LARGEST:  # known without looking at the rows
        return
    excess = (pages - free) * page - LARGEST * 3 // 4
    going: list[tuple[bytes]] = []
    for key, length in connection.execute("SELECT key, size FROM facts ORDER BY used, key"):
        if excess <= 0:
            break
        going.append((key,))
        excess -= length
    connection.executemany("DELETE FROM facts WHERE key = ?", going)


def _checksum(value: bytes) -> bytes:
    return zlib.crc32(value).to_bytes(CHECKSUM)


def _chunks(keys: list[bytes]) -> Iterable[list[bytes]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
