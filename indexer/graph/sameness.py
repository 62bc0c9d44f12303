"""Do two graphs hold the same in a table, but for lines? Known where both come from one build: what was brought forward
from it has its numbers, and says in which tables it has written."""

import sqlite3
from collections.abc import Collection

from indexer.graph.open import Graph

LINES = frozenset({"line", "end_line", "route_line", "request"})
WITHOUT = {"queries": frozenset({"id", "base"})}  # columns that number what is written again
OWNERS = {  # of tables of which nothing but rows of changed files is ever written again: whose the rows are
    "calls": "caller", "queries": "symbol", "refusals": "symbol", "effects": "symbol", "contexts": "symbol",
    "assignments": "symbol", "answers": "symbol", "verdicts": "symbol",
}  # fmt: skip
NARROWER = {  # parts of tables that are asked about alone
    "exposures": ("field_uses", "\"use\" = 'expose'"),
}
BINDINGS = """
    SELECT q.symbol, b.path, b.field, b.operator, b.value, b.negated, b.alternative, b.method
    FROM {schema}.bindings AS b JOIN {schema}.queries AS q ON q.id = b.query WHERE {where}
"""
IN_FILES = """
    {owner} IN (
        SELECT s.id FROM {schema}.symbols AS s JOIN {schema}.files AS f ON f.id = s.file WHERE f.path IN ({paths})
    )
"""


class Sameness:
    def __init__(self, base: Graph, head: Graph, paths: Collection[str]) -> None:
        """`paths`: of the files that differ."""
        self._base, self._head = base, head
        lineage = base.meta.get("lineage")
        self.of_one_build = lineage is not None and lineage == head.meta.get("lineage")
        self._paths = ", ".join(f"'{path}'" for path in sorted(path.replace("'", "''") for path in paths))
        self._written = {table for graph in (base, head) for table in graph.meta.get("written", "").split()}
        self._known: dict[str, bool] = {}

    def same(self, *tables: str) -> bool:
        """False where that is not known."""
        return self.of_one_build and all(map(self._is_same, tables))

    def _is_same(self, table: str) -> bool:
        if NARROWER.get(table, (table,))[0] not in self._written:
            return True
        found = self._known.get(table)
        if found is None:
            with self._head.connection() as connection:
                connection.execute("ATTACH DATABASE ? AS base", (_address(self._base),))
                try:
                    found = self._known[table] = self._compared(connection, table)
                finally:
                    connection.execute("DETACH DATABASE base")
        return found

    def _compared(self, connection: sqlite3.Connection, table: str) -> bool:
        now, before = (self._rows(connection, table, schema) for schema in ("main", "base"))
        counts = [connection.execute(f"SELECT count(*) FROM ({rows})").fetchone() for rows in (now, before)]
        if counts[0] != counts[1]:
            return False
        ways = ((now, before), (before, now))
        return not any(
            connection.execute(f"SELECT 1 FROM ({one} EXCEPT {other}) LIMIT 1").fetchone() for one, other in ways
        )

    def _rows(self, connection: sqlite3.Connection, table: str, schema: str) -> str:
        if table == "bindings":
            return BINDINGS.format(schema=schema, where=self._of_files("q.symbol", schema))
        name, where = NARROWER.get(table, (table, "1"))
        if name in OWNERS:
            where = self._of_files(OWNERS[name], schema)
        left_out = LINES | WITHOUT.get(name, frozenset())
        columns = [column for _, column, *_ in connection.execute(f'PRAGMA {schema}.table_info("{name}")')]
        listed = ", ".join(f'"{column}"' for column in columns if column not in left_out)
        return f'SELECT {listed} FROM {schema}."{name}" WHERE {where}'

    def _of_files(self, owner: str, schema: str) -> str:
        return IN_FILES.format(owner=owner, schema=schema, paths=self._paths)


def _address(graph: Graph) -> str:
    return graph.path.absolute().as_uri() + "?mode=ro&immutable=1"
