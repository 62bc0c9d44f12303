"""Brings a copy of a graph forward: rows of a few bodies are made again, the lines of their files moved.

The graph that others read is never touched: what is patched is a copy under another name, renamed into place when all
is done, as `store` does it.
"""

import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from indexer.graph.likeness import Likeness
from indexer.graph.open import NotAnIndex
from indexer.graph.store import finish, insert, sweep

Line = Callable[[int], int]  # where a line stands now

OF_SYMBOLS = {  # tables of what a body does, by the column that says whose it is
    "calls": "caller", "field_uses": "function", "outside_uses": "function", "refusals": "symbol", "effects": "symbol",
    "contexts": "symbol", "assignments": "symbol", "answers": "symbol", "verdicts": "symbol",
}  # fmt: skip
IN_FILE = "IN (SELECT id FROM symbols WHERE file = :file)"
LINED: tuple[
    tuple[str, str, tuple[str, ...]], ...
] = (  # table, which rows are of a file, columns that hold lines of it
    ("imports", f"importer {IN_FILE}", ("line",)),
    ("calls", f"caller {IN_FILE}", ("line",)),
    ("field_uses", f"function {IN_FILE}", ("line",)),
    ("outside_uses", f"function {IN_FILE}", ("line",)),
    ("table_constraints", f"model {IN_FILE}", ("line",)),
    ("shown_to", f"function {IN_FILE}", ("line",)),
    ("ownership_filters", f"function {IN_FILE}", ("line",)),
    ("transactions", f"symbol {IN_FILE}", ("line", "end_line")),
    ("refusals", f"symbol {IN_FILE}", ("line",)),
    ("queries", f"symbol {IN_FILE}", ("line",)),
    ("effects", f"symbol {IN_FILE}", ("line",)),
    ("contexts", f"symbol {IN_FILE}", ("line", "end_line")),
    ("assignments", f"symbol {IN_FILE}", ("line",)),
    ("answers", f"symbol {IN_FILE}", ("line",)),
    ("verdicts", f"symbol {IN_FILE}", ("line",)),
    ("schema_fields", f"cls {IN_FILE}", ("line",)),
    ("requests", f"function {IN_FILE}", ("line",)),
    ("assertions", f"function {IN_FILE}", ("line", "request")),
    ("migrations", f"symbol {IN_FILE}", ("line",)),
    ("migrated_tables", f"symbol {IN_FILE}", ("line",)),
    ("migrated_columns", f"symbol {IN_FILE}", ("line",)),
    ("drift", f"model {IN_FILE}", ("line",)),
    ("transitions", "file = :file", ("line",)),
    ("endpoints", "file = :file", ("line",)),
    ("endpoints", "route_file = :file", ("route_line",)),
    ("before", "file = :file", ("line",)),
    ("idle_guards", "file = :file", ("line",)),
)
MADE_AGAIN = frozenset({"queries", *OF_SYMBOLS})
WITHOUT_ROWID = {"before": ("endpoint", "position")}


class Patch:
    """Used as a context: what was done is seen once it ends without an error."""

    def __init__(self, before: Path, target: Path) -> None:
        self._before, self._target = before, target
        self.written: set[str] = set()  # tables, but those in which only lines move and numbers are counted
        self._building = target.with_name(f".{target.name}.{os.getpid()}-{secrets.token_hex(4)}.new")

    def __enter__(self) -> Self:
        self._target.parent.mkdir(parents=True, exist_ok=True)
        sweep(self._target)
        shutil.copyfile(self._before, self._building)
        self._connection = sqlite3.connect(self._building, isolation_level=None)
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE", "cache_size = -65536"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("BEGIN")
        self.likeness = Likeness(self._connection)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._connection.execute("COMMIT")
            self._connection.close()
            if kind is None:
                finish(self._building, self._target)
        finally:
            self._building.unlink(missing_ok=True)
        if isinstance(error, sqlite3.Error):
            raise NotAnIndex(f"damaged: {error}") from error

    def rows(self, sql: str, /, **parameters: object) -> list[Any]:
        return self._connection.execute(sql, parameters).fetchall()

    # ------------------------------------------------------------------------------------- what there is

    def about(self) -> dict[str, str]:
        return dict(self.rows("SELECT key, value FROM meta"))

    def whole(self, name: str) -> bytes | None:
        found = self.rows("SELECT value FROM kept_whole WHERE name = :name", name=name)
        return found[0][0] if found else None

    def kept(self, file: int) -> bytes | None:
        found = self.rows("SELECT bodies FROM kept WHERE file = :file", file=file)
        return found[0][0] if found else None

    def asked(self, file: int) -> bytes | None:
        found = self.rows("SELECT asked FROM kept WHERE file = :file", file=file)
        return found[0][0] if found else None

    def files(self) -> dict[str, tuple[int, str, tuple[int, int, int, int]]]:
        """By path: id, hash, and what the file looked like on disk."""
        found = self.rows("SELECT path, id, hash, size, mtime_ns, ctime_ns, inode FROM files")
        return {path: (id, hash, tuple(stamp)) for path, id, hash, *stamp in found}

    def documents(self) -> dict[str, tuple[int, int, int, int]]:
        """What files that code names and that are no source looked like on disk."""
        found = self.rows("SELECT path, size, mtime_ns, ctime_ns, inode FROM documents")
        return {path: tuple(stamp) for path, *stamp in found}

    def symbols(self, file: int) -> dict[tuple[str, int], int]:
        """Modules, classes and functions of a file, by qualified name and first line."""
        found = self.rows(
            "SELECT qualname, line, id FROM symbols WHERE file = :file AND kind NOT IN ('variable', 'field')", file=file
        )
        return {(qualname, line): id for qualname, line, id in found}

    def field(self, model: int, name: str) -> int | None:
        found = self.rows("SELECT id FROM fields WHERE model = :model AND name = :name", model=model, name=name)
        return found[0][0] if found else None

    def callers(self, symbols: Iterable[int]) -> list[tuple[str, str, int]]:
        """Who calls some symbols: path, qualified name and first line."""
        return self.rows(
            f"""
            SELECT DISTINCT f.path, s.qualname, s.line FROM calls AS c JOIN symbols AS s ON s.id = c.caller
            JOIN files AS f ON f.id = s.file WHERE c.callee IN ({_listed(symbols)}) ORDER BY f.path, s.line
            """
        )

    def called(self, symbols: Iterable[int]) -> list[tuple[int, int | None, str | None]]:
        """Caller, callee and target of the calls of some symbols."""
        return self.rows(f"SELECT caller, callee, target FROM calls WHERE caller IN ({_listed(symbols)})")

    def touched(self, symbols: Iterable[int]) -> set[tuple[object, ...]]:
        """What some symbols call and use, as far as likeness is measured by it."""
        listed = _listed(symbols)
        found = self.rows(
            f"SELECT caller, callee, target, certainty = 'unresolved' FROM calls WHERE caller IN ({listed})"
        )
        found += self.rows(f"SELECT function, field FROM field_uses WHERE function IN ({listed})")
        found += self.rows(f"SELECT function, model, field FROM outside_uses WHERE function IN ({listed})")
        return set(found)

    def role(self, file: int) -> str:
        return self.rows("SELECT role FROM modules WHERE file = :file", file=file)[0][0]  # type: ignore[no-any-return]

    def holds_models(self, file: int) -> bool:
        return bool(
            self.rows(
                "SELECT 1 FROM models AS m JOIN symbols AS s ON s.id = m.id WHERE s.file = :file LIMIT 1", file=file
            )
        )

    def imports(self, module: int) -> list[tuple[int | None, str, str]]:
        return self.rows("SELECT imported, target, kind FROM imports WHERE importer = :module", module=module)

    def imports_of(self, package: str) -> int:
        """How often a package outside is imported."""
        found = self.rows(
            """
            SELECT count(*) FROM imports
            WHERE imported IS NULL AND (target = :package OR substr(target, 1, :length) = :package || '.')
            """,
            package=package, length=len(package) + 1,
        )  # fmt: skip
        return int(found[0][0])

    def file_of(self, symbol: int) -> int:
        return self.rows("SELECT file FROM symbols WHERE id = :symbol", symbol=symbol)[0][0]  # type: ignore[no-any-return]

    # ------------------------------------------------------------------------------------- what changes

    def clear(self, symbols: Sequence[int]) -> None:
        """Takes away what some bodies do; what they open and what is found by adapters stays."""
        listed = _listed(symbols)
        self.written.update((*OF_SYMBOLS, "queries", "bindings", "prints"))
        self._count_calls(listed, -1)
        for table, column in OF_SYMBOLS.items():
            self._connection.execute(f"DELETE FROM {table} WHERE {column} IN ({listed})")
        self._connection.execute(
            f"DELETE FROM bindings WHERE query IN (SELECT id FROM queries WHERE symbol IN ({listed}))"
        )
        self._connection.execute(f"DELETE FROM queries WHERE symbol IN ({listed})")
        self._connection.execute(f"DELETE FROM prints WHERE symbol IN ({listed})")

    def delete(self, table: str, column: str, numbers: Iterable[int], *, where: str = "1") -> None:
        done = self._connection.execute(f"DELETE FROM {table} WHERE {column} IN ({_listed(numbers)}) AND {where}")
        if done.rowcount:
            self.written.add(table)

    def add(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        made = list(rows)
        if made:
            self.written.add(table)
        insert(self._connection, table, made)

    def added(self, symbols: Sequence[int]) -> None:
        """After the calls of some symbols were added."""
        self._count_calls(_listed(symbols), 1)

    def next_query(self) -> int:
        return int(self.rows("SELECT coalesce(max(id), 0) FROM queries")[0][0])

    def fields_used_by(self, symbols: Iterable[int]) -> set[int]:
        return {f for (f,) in self.rows(f"SELECT field FROM field_uses WHERE function IN ({_listed(symbols)})")}

    def count_uses(self, fields: Iterable[int]) -> None:
        self._connection.execute(
            f"""
            UPDATE fields SET uses = (
                SELECT count(*) FROM field_uses AS u JOIN symbols AS s ON s.id = u.function
                JOIN modules AS m ON m.file = s.file
                WHERE u.field = fields.id AND u."use" <> 'migrate' AND NOT m.is_test
            ) WHERE id IN ({_listed(fields)})
            """
        )

    def move_lines(self, file: int, line: Line, spans: Mapping[tuple[int, int], int], skipped: Iterable[int]) -> None:
        """`spans`: last lines of definitions; rows of the `skipped` symbols are made again or moved by themselves."""
        without = set(skipped)
        for table, where, columns in LINED:
            keys = WITHOUT_ROWID.get(table, ("rowid",))
            owner = where.split(" ", 1)[0]
            asked = f"SELECT {', '.join((*keys, owner, *columns))} FROM {table} WHERE {where}"
            for row in self.rows(asked, file=file):
                key, of, lines = row[: len(keys)], row[len(keys)], row[len(keys) + 1 :]
                if table in MADE_AGAIN and of in without:
                    continue
                now = tuple(map(line, lines))
                if now != lines:
                    self._connection.execute(
                        f"UPDATE {table} SET {', '.join(f'{c} = ?' for c in columns)} "
                        f"WHERE {' AND '.join(f'{k} = ?' for k in keys)}",
                        (*now, *key),
                    )
        self._move_symbols(file, line, spans)

    def _move_symbols(self, file: int, line: Line, spans: Mapping[tuple[int, int], int]) -> None:
        for id, kind, first, last in self.rows(
            "SELECT id, kind, line, end_line FROM symbols WHERE file = :file", file=file
        ):
            if kind == "module":
                continue
            now = line(first), spans[first, last] if (first, last) in spans else line(last)
            if now != (first, last):
                self._connection.execute("UPDATE symbols SET line = ?, end_line = ? WHERE id = ?", (*now, id))

    def set_lines(self, file: int, lines: int) -> None:
        self._connection.execute("UPDATE symbols SET end_line = ? WHERE file = ? AND kind = 'module'", (lines, file))
        self._connection.execute("UPDATE files SET lines = ? WHERE id = ?", (lines, file))

    def stamp(self, rows: Iterable[tuple[str, int, int, int, int, str]]) -> None:
        """Hash, size, times and file number, by path."""
        self._connection.executemany(
            "UPDATE files SET hash = ?, size = ?, mtime_ns = ?, ctime_ns = ?, inode = ? WHERE path = ?", rows
        )

    def comments(self, file: int, rows: Iterable[tuple[object, ...]]) -> None:
        self._connection.execute("DELETE FROM comments WHERE file = ?", (file,))
        insert(self._connection, "comments", rows)

    def transactions(self, symbol: int) -> list[tuple[int, str, int]]:
        return self.rows('SELECT rowid, "by", line FROM transactions WHERE symbol = :symbol', symbol=symbol)

    def endpoints(self) -> list[tuple[int, str, str, str]]:
        """Number, path, methods and name."""
        return self.rows("SELECT id, path, methods, name FROM endpoints ORDER BY id")

    def before(self, endpoint: int) -> list[tuple[int, int]]:
        """Position of what runs before an endpoint, and whether it guards."""
        return self.rows('SELECT position, guards FROM "before" WHERE endpoint = :e ORDER BY position', e=endpoint)

    def set_access(self, endpoint: int, access: str) -> None:
        self.written.add("endpoints")
        self._connection.execute("UPDATE endpoints SET access = ? WHERE id = ?", (access, endpoint))

    def keep(self, file: int, bodies: bytes) -> None:
        self._connection.execute(
            "INSERT INTO kept VALUES (?, ?, x'') ON CONFLICT (file) DO UPDATE SET bodies = excluded.bodies",
            (file, bodies),
        )

    def keep_asked(self, file: int, asked: bytes) -> None:
        self._connection.execute(
            "INSERT INTO kept VALUES (?, x'', ?) ON CONFLICT (file) DO UPDATE SET asked = excluded.asked", (file, asked)
        )

    def keep_whole(self, name: str, value: bytes) -> None:
        self._connection.execute("INSERT OR REPLACE INTO kept_whole VALUES (?, ?)", (name, value))

    def meta(self, meta: Mapping[str, str]) -> None:
        self._connection.execute("DELETE FROM meta")
        insert(self._connection, "meta", sorted(meta.items()))

    def _count_calls(self, listed: str, sign: int) -> None:
        for certainty, number in self.rows(
            f"SELECT certainty, count(*) FROM calls WHERE caller IN ({listed}) GROUP BY certainty"
        ):
            self._connection.execute(
                "INSERT INTO counts VALUES ('calls', ?, ?) "
                "ON CONFLICT (subject, name) DO UPDATE SET number = number + ?",
                (certainty, sign * number, sign * number),
            )
        self._connection.execute("DELETE FROM counts WHERE number = 0")

    # ------------------------------------------------------------------------------------- words

    def summarise(self, symbol: int, summary: str, indexed: Callable[[str, str, str], tuple[str, ...]]) -> None:
        """Another first line of a docstring; the text search forgets the old one first."""
        qualname, before, path = self.rows(
            "SELECT s.qualname, s.summary, f.path FROM symbols AS s JOIN files AS f ON f.id = s.file WHERE s.id = :s",
            s=symbol,
        )[0]
        if before == summary:
            return
        columns = "rowid, name, qualname, summary, path"
        self._connection.execute(
            f"INSERT INTO symbols_text (symbols_text, {columns}) VALUES ('delete', ?, ?, ?, ?, ?)",
            (symbol, *indexed(qualname, before, path)),
        )
        self._connection.execute(
            f"INSERT INTO symbols_text ({columns}) VALUES (?, ?, ?, ?, ?)", (symbol, *indexed(qualname, summary, path))
        )
        self._connection.execute("UPDATE symbols SET summary = ? WHERE id = ?", (summary, symbol))


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(set(map(int, numbers)))))
