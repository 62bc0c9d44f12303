"""Whether a graph is sound, and how large its parts are."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from indexer.graph.open import Graph


class Health(Struct, frozen=True):
    bytes: int
    rows: Mapping[str, int]  # by table
    damage: tuple[str, ...]  # what SQLite finds wrong; empty where all is well
    dangling: tuple[str, ...]  # tables with rows that point at nothing: a fault of ours, not of the disk


def health(path: Path) -> Health:
    """Reads the whole file. Raises NotAnIndex or OtherSchema where there is nothing to look at."""
    from sqlite_utils import Database

    with Graph.open(path) as graph:
        damage = tuple(text for (text,) in graph.rows("PRAGMA quick_check") if text != "ok")
        if damage:
            return Health(path.stat().st_size, {}, damage, ())
        with graph.connection() as connection:
            database = Database(connection)
            tables = [name for name in database.table_names() if not name.startswith("symbols_text")]
            rows = {name: database.table(name).count for name in sorted(tables)}
        dangling = {table for table, *_ in graph.rows("PRAGMA foreign_key_check")}
        return Health(path.stat().st_size, rows, (), tuple(sorted(dangling)))
