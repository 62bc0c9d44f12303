"""Do two graphs hold the same in a table, but for lines? What was brought forward from the build of the other has its
numbers, and says in which tables it has written; of two builds it is worked out which numbers mean the same."""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from indexer.graph.numbers import NAMED, Counted
from indexer.graph.open import Graph

NUMBERED = frozenset({"files", "symbols", *NAMED})  # whose numbers others hold
COUNTED_AS = {"models": "symbols", "modules": "symbols", "queries": "", "features": ""}
LINES = frozenset({"line", "end_line", "route_line", "request"})
WITHOUT = {  # columns that number what is written again, or say what others say too
    "queries": frozenset({"id", "base"}),
    "files": frozenset({"hash", "size", "mtime_ns", "ctime_ns", "inode", "lines"}),
    "fields": frozenset({"uses"}),
    "headers": frozenset({"summary"}),
    "coroutines": frozenset({"summary"}),
}
OWNERS = {  # of tables of which nothing but rows of changed files is ever written again: whose the rows are
    "calls": "caller", "queries": "symbol", "refusals": "symbol", "effects": "symbol", "contexts": "symbol",
    "assignments": "symbol", "answers": "symbol", "verdicts": "symbol",
}  # fmt: skip
NARROWER = {  # parts of tables that are asked about alone
    "exposures": ("field_uses", "{row}.\"use\" = 'expose'"),
    "headers": ("symbols", "1"),  # of definitions: all but what they hold
    "coroutines": ("symbols", "{row}.is_async"),
}
IN_FILES = """
    {owner} IN (
        SELECT s.id FROM {schema}.symbols AS s JOIN {schema}.files AS f ON f.id = s.file WHERE f.path IN ({paths})
    )
"""
BINDINGS = """
    SELECT {symbol}, b.path, {field}, b.operator, b.value, b.negated, b.alternative, b.method
    FROM {schema}.bindings AS b JOIN {schema}.queries AS q ON q.id = b.query WHERE {where}
"""
BEHIND = """
    SELECT e.id, (SELECT count(*) FROM {schema}.before AS b WHERE b.endpoint = e.id) FROM {schema}.endpoints AS e
"""
HANDLING = """
    SELECT h.name || substr(e.handler_name, length(h.qualname) + 1)
    FROM {schema}.endpoints AS e JOIN {schema}.symbols AS h ON h.id = e.handler WHERE e.id IN ({ids})
"""


class Sameness:
    """Reads both files by a connection of its own."""

    def __init__(self, base: Graph, head: Graph, paths: Collection[str]) -> None:
        """`paths`: of the files that differ."""
        self._base, self._head = base, head
        lineage = base.meta.get("lineage")
        self.of_one_build = lineage is not None and lineage == head.meta.get("lineage")
        self._differing = frozenset(paths)
        self._paths = ", ".join(f"'{path}'" for path in sorted(path.replace("'", "''") for path in paths))
        self._written = {table for graph in (base, head) for table in graph.meta.get("written", "").split()}
        self._known: dict[str, bool] = {}

    def same(self, *tables: str) -> bool:
        """False where that is not known."""
        return all(map(self._is_same, tables))

    def kept(self, table: str) -> bool:
        """Does the head hold all that the base does, whatever it holds besides? False where that is not known."""
        both = self._both
        if both is None or self.same(table):
            return both is not None
        rows = _Rows.of(both, table, self._counted)
        before = Counter(both.execute(rows.before(rows.where.format(row="b"))))
        return not before - Counter(both.execute(rows.after(rows.where.format(row=f'"{rows.name}"'))))

    def _is_same(self, table: str) -> bool:
        if self.of_one_build and NARROWER.get(table, (table,))[0] not in self._written:
            return True
        found = self._known.get(table)
        if found is None:
            both = self._both
            found = self._known[table] = both is not None and self._compared(both, table)
        return found

    @cached_property
    def handlers(self) -> tuple[frozenset[str], frozenset[str]] | None:
        """Dotted names of what handles endpoints that differ, or that stand behind something else: of the base and
        of the head; None where that is not known."""
        both = self._both
        if both is None:
            return None
        rows = {table: _Rows.of(both, table, self._counted) for table in ("endpoints", "before")}
        before, after = (dict(both.execute(BEHIND.format(schema=schema)).fetchall()) for schema in ("base", "main"))
        now = self._counted.of("endpoints").now if self._counted is not None else lambda id: id
        differ = {id for id, number in before.items() if after.get(now(id) or 0) != number}
        differ |= {id for (id,) in both.execute(f"SELECT b.id {rows['endpoints'].gone}")}
        differ |= {id for (id,) in both.execute(f"SELECT DISTINCT b.endpoint {rows['before'].gone}")}
        new = after.keys() - {now(id) for id in before.keys() - differ}
        return self._handling("base", differ), self._handling("main", new)

    def _handling(self, schema: str, endpoints: Iterable[int]) -> frozenset[str]:
        assert self._both is not None
        asked = HANDLING.format(schema=schema, ids=", ".join(map(str, endpoints)))
        return frozenset(name for (name,) in self._both.execute(asked))

    @cached_property
    def _both(self) -> sqlite3.Connection | None:
        """`main` is the head; None where one of the files has been replaced by another meanwhile."""
        try:
            connection = sqlite3.connect(address(self._head), uri=True, isolation_level=None, check_same_thread=False)
            connection.execute("ATTACH DATABASE ? AS base", (address(self._base),))
            connection.execute("PRAGMA query_only = 1")
            for schema, graph in (("main", self._head), ("base", self._base)):
                connection.execute(f"PRAGMA {schema}.cache_size = -16384")
                if dict(connection.execute(f"SELECT key, value FROM {schema}.meta")) != dict(graph.meta):
                    return None
        except sqlite3.DatabaseError:
            return None
        return connection

    @cached_property
    def _counted(self) -> Counted | None:
        """None where both count alike."""
        return None if self.of_one_build or self._both is None else Counted(self._both, self._differing)

    def _compared(self, both: sqlite3.Connection, table: str) -> bool:
        rows = _Rows.of(both, table, self._counted)
        owner = OWNERS.get(rows.name) if self.of_one_build else None
        if table == "bindings":
            return _alike(both, *(self._bindings(schema) for schema in ("main", "base")))
        if owner is not None:
            where = (self._of_files(owner, schema) for schema in ("main", "base"))
            return _alike(both, rows.after(next(where)), rows.before(next(where)))
        return rows.stand(both)

    def _bindings(self, schema: str) -> str:
        """With the function that asks: its query has another number whenever it is read again."""
        symbol, field = "q.symbol", "b.field"
        if self._counted is not None and schema == "base":
            symbol, field = self._counted.sql("symbols", symbol), self._counted.sql("fields", field)
        where = self._of_files("q.symbol", schema) if self.of_one_build else "1"
        return BINDINGS.format(schema=schema, symbol=symbol, field=field, where=where)

    def _of_files(self, owner: str, schema: str) -> str:
        return IN_FILES.format(owner=owner, schema=schema, paths=self._paths)


@dataclass(frozen=True, slots=True)
class _Rows:
    """A table, or a part of one, as it is compared: what its columns hold, and those of the base as the head counts."""

    name: str
    where: str
    keys: tuple[str, ...]  # what tells its rows apart, as far as that is compared
    columns: dict[str, str]  # how each is spelled in the base

    @classmethod
    def of(cls, both: sqlite3.Connection, table: str, counted: Counted | None) -> "_Rows":
        name, where = NARROWER.get(table, (table, "1"))
        described = both.execute(f'PRAGMA main.table_info("{name}")').fetchall()
        counts = {column: of for _, _, of, column, *_ in both.execute(f'PRAGMA main.foreign_key_list("{name}")')}
        if name in NUMBERED:
            counts["id"] = name
        left_out = LINES | WITHOUT.get(table, frozenset())
        columns = {}
        for _, column, *_ in described:
            if column not in left_out:
                of = COUNTED_AS.get(counts.get(column, ""), counts.get(column, ""))
                columns[column] = counted.sql(of, f'b."{column}"') if counted and of else f'b."{column}"'
        keys = tuple(column for _, column, _, _, _, place in described if place and column in columns)
        return cls(name, where, keys, columns)

    def after(self, where: str) -> str:
        listed = ", ".join(f'"{column}"' for column in self.columns)
        return f'SELECT {listed} FROM main."{self.name}" WHERE {where}'

    def before(self, where: str) -> str:
        return f'SELECT {", ".join(self.columns.values())} FROM base."{self.name}" AS b WHERE {where}'

    def stand(self, both: sqlite3.Connection) -> bool:
        """Nearly all rows stand where they stood: only others are read."""
        before, after = self.where.format(row="b"), self.where.format(row="h")
        numbers = [
            both.execute(f'SELECT count(*) FROM base."{self.name}" AS b WHERE {before}').fetchone(),
            both.execute(f'SELECT count(*) FROM main."{self.name}" AS h WHERE {after}').fetchone(),
        ]
        if numbers[0] != numbers[1]:
            return False
        if both.execute(f"SELECT 1 {self.gone} LIMIT 1").fetchone() is None:
            return True
        if self.keys:
            return False
        new = f'FROM main."{self.name}" AS h LEFT JOIN base."{self.name}" AS b ON {self.met}'
        listed = ", ".join(f'h."{column}"' for column in self.columns)
        return _alike(
            both,
            f"SELECT {listed} {new} WHERE {after} AND ({self.differ})",
            f"SELECT {', '.join(self.columns.values())} {self.gone}",
        )

    @property
    def met(self) -> str:
        return " AND ".join(f'h."{key}" = {self.columns[key]}' for key in self.keys) or "h.rowid = b.rowid"

    @property
    def differ(self) -> str:
        return " OR ".join(f'h."{column}" IS NOT {spelled}' for column, spelled in self.columns.items())

    @property
    def gone(self) -> str:
        """Rows of the base, as `b`, in whose place the head has none that is alike."""
        where = self.where.format(row="b")
        return (
            f'FROM base."{self.name}" AS b LEFT JOIN main."{self.name}" AS h ON {self.met} '
            f"WHERE {where} AND ({self.differ})"
        )


def _alike(both: sqlite3.Connection, one: str, other: str) -> bool:
    """Do two questions have the same answer, in whatever order?"""
    return Counter(both.execute(one)) == Counter(both.execute(other))


def address(graph: Graph) -> str:
    return graph.path.absolute().as_uri() + "?mode=ro&immutable=1"
