"""Two graphs, table by table and row by row."""

import sqlite3
import struct
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

Rows = Counter[tuple[object, ...]]
Graph = dict[str, Rows]

ABOUT_THE_INDEX = frozenset({"meta", "kept", "kept_whole"})  # when it was built, and what a refresh goes on from
NAMED = {  # what a row of a table is called, where ids may differ
    "files": "SELECT id, path FROM files",
    "symbols": "SELECT s.id, s.name || ' ' || path || ':' || line FROM symbols AS s, files AS f WHERE f.id = s.file",
    "features": "SELECT id, kind || ' ' || text FROM features",
    "fields": "SELECT f.id, s.name || '.' || f.name FROM fields AS f JOIN symbols AS s ON s.id = f.model",
    "migrated_tables": "SELECT id, app || ' ' || model || ' ' || coalesce(\"table\", '') FROM migrated_tables",
    "endpoints": "SELECT e.id, e.path || ' ' || e.methods || ' ' || e.handler_name FROM endpoints AS e",
    "queries": "SELECT q.id, name || q.line || text FROM queries AS q JOIN symbols AS s ON s.id = symbol",
}


def rows(database: Path) -> Graph:
    """Every row of every table as it stands, ids and the inner tables of the text search included; not `meta`."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)) as connection:
        return {table: Counter(connection.execute(f'SELECT * FROM "{table}"')) for table in _tables(connection)}


def named_rows(database: Path) -> Graph:
    """The same with names instead of ids, without the inner tables of the text search: for two graphs whose files were
    numbered in different orders."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)) as connection:
        names = {table: dict(connection.execute(query)) for table, query in NAMED.items()}
        for table in ("modules", "models"):
            names[table] = names["symbols"]
        found: Graph = {}
        for table in _tables(connection):
            if not table.startswith("symbols_text"):
                leads = _references(connection, table)
                found[table] = Counter(
                    tuple(names[leads[i]].get(v, v) if i in leads else v for i, v in enumerate(row))
                    for row in connection.execute(f'SELECT * FROM "{table}"')
                )
        if "fingerprints" in found:
            found["fingerprints"] = _spelled(connection, names["symbols"], names["features"])
        return found


def _spelled(connection: sqlite3.Connection, symbols: dict[int, str], features: dict[int, str]) -> Rows:
    """Fingerprints with the names of their features, in one order: their numbers may differ."""
    found = Rows()
    for symbol, role, blob in connection.execute("SELECT symbol, role, features FROM fingerprints"):
        numbers = struct.unpack(f"<{len(blob) // 4}I", blob)
        found[symbols[symbol], role, *sorted(features[number] for number in numbers)] += 1
    return found


def differences(here: Graph, there: Graph) -> Iterator[str]:
    """One line a row that only one of them has: `-` the first, `+` the second."""
    for table in sorted(here.keys() | there.keys()):
        left, right = here.get(table, Rows()), there.get(table, Rows())
        for sign, only in (("-", left - right), ("+", right - left)):
            for row in sorted(only.elements(), key=repr):
                yield f"{sign} {table} {row!r}"


def _tables(connection: sqlite3.Connection) -> list[str]:
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"
    return [name for name, sql in connection.execute(query) if name not in ABOUT_THE_INDEX and "VIRTUAL" not in sql]


def _references(connection: sqlite3.Connection, table: str) -> dict[int, str]:
    """By place of the column, the table whose row it means; the id of a table means its own row."""
    columns = {row[1]: (row[0], row[5]) for row in connection.execute(f'PRAGMA table_info("{table}")')}
    found = {columns[row[3]][0]: row[2] for row in connection.execute(f'PRAGMA foreign_key_list("{table}")')}
    if "id" in columns:
        found.setdefault(columns["id"][0], table)
    return found
