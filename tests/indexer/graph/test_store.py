"""A graph file holds its snapshot, explains itself, and is there whole or not at all."""

import os
import re
import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import get_type_hints

import pytest
from sqlite_utils import Database

from indexer.graph import Graph, store
from indexer.graph.nodes import Snapshot
from indexer.graph.open import INDEXES, SCHEMA
from indexer.graph.overview import overview
from tests.indexer.graph.sketch import Sketch

ADDED = {"symbols": ["leaf"], "modules": ["file"], "fields": ["uses"]}
RESHAPED = {"fingerprints"}  # its sets are kept as numbers of features


def test_every_table_has_the_fields_of_its_row_in_order(shop: Sketch, tmp_path: Path) -> None:
    store.write(shop.snapshot, tmp_path / "graph.db", {})
    database = Database(tmp_path / "graph.db")
    for table, rows in get_type_hints(Snapshot).items():
        if table not in RESHAPED:
            (row,) = rows.__args__
            fields = list(row._fields)
            assert [column.name for column in database[table].columns] == fields + ADDED.get(table, []), table


def test_every_row_arrives_and_points_at_something(shop: Sketch, tmp_path: Path) -> None:
    store.write(shop.snapshot, tmp_path / "graph.db", {})
    database = Database(tmp_path / "graph.db")
    for table, rows in shop.snapshot._asdict().items():
        assert rows, f"the sketch has no {table}: add one"
        assert database[table].count == len(rows), table
    assert not list(database.query("PRAGMA foreign_key_check"))


def test_every_column_has_a_comment() -> None:
    body = re.sub(r"--[^\n]*", lambda comment: comment[0].replace(",", " ").replace(";", " "), SCHEMA)
    columns = [
        line
        for table in re.findall(r"CREATE (?:VIRTUAL )?TABLE [^(]*\(.*?\n\)", body, re.DOTALL)
        for line in table.splitlines()[1:-1]
        if not re.match(r"\s*(PRIMARY KEY|content =)", line)
    ]
    assert len(columns) > 100
    plain = re.compile(r"\s*\S+\s+INTEGER PRIMARY KEY,$|\s+symbol\s+INTEGER PRIMARY KEY REFERENCES symbols,$")
    assert [line for line in columns if "--" not in line and not plain.match(line)] == []


def test_every_index_names_a_column_of_its_table(tmp_path: Path) -> None:
    store.write(Sketch().snapshot, tmp_path / "graph.db", {})
    database = Database(tmp_path / "graph.db")
    made = {index.name for table in database.tables for index in table.indexes if index.origin == "c"}
    assert made == set(re.findall(r"INDEX (\w+)", INDEXES))


def test_the_same_snapshot_gives_the_same_bytes(shop: Sketch, tmp_path: Path) -> None:
    for name in ("a.db", "b.db"):
        store.write(shop.snapshot, tmp_path / name, {"root": "shop"})
    assert (tmp_path / "a.db").read_bytes() == (tmp_path / "b.db").read_bytes()


def test_a_repeated_override_is_one_row(shop: Sketch, tmp_path: Path) -> None:
    shop.override("shop.orders.models.Order.touch", "shop.common.models.Dated.touch")
    store.write(shop.snapshot, tmp_path / "graph.db", {})
    assert Database(tmp_path / "graph.db")["overrides"].count == 1


@pytest.mark.parametrize("failure", [KeyboardInterrupt, sqlite3.OperationalError, MemoryError])
def test_nothing_is_left_behind_and_the_old_graph_stays(
    shop: Sketch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: type[BaseException]
) -> None:
    path = tmp_path / "graph.db"
    store.write(shop.snapshot, path, {"commit": "old"})
    insert = store.insert

    def stopped(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        if table == "calls":
            raise failure
        insert(connection, table, rows)

    monkeypatch.setattr(store, "insert", stopped)
    with pytest.raises(failure):
        store.write(shop.snapshot, path, {"commit": "new"})
    assert [file.name for file in tmp_path.iterdir()] == ["graph.db"]
    with Graph.open(path) as graph:
        assert graph.meta["commit"] == "old"


def test_a_row_that_does_not_fit_is_a_failure_not_a_wrong_graph(shop: Sketch, tmp_path: Path) -> None:
    shop.snapshot.symbols.append(shop.snapshot.symbols[0])
    with pytest.raises(sqlite3.IntegrityError):
        store.write(shop.snapshot, tmp_path / "graph.db", {})
    assert list(tmp_path.iterdir()) == []


def test_a_reader_keeps_the_graph_that_it_opened(shop: Sketch, tmp_path: Path) -> None:
    path = tmp_path / "graph.db"
    store.write(shop.snapshot, path, {"commit": "old"})
    with Graph.open(path) as graph:
        store.write(Sketch().snapshot, path, {"commit": "new"})
        assert overview(graph).files > 0
        with Graph.open(path) as newer:
            assert (newer.meta["commit"], overview(newer).files) == ("new", 0)
    assert [file.name for file in tmp_path.iterdir()] == ["graph.db"]


def test_several_may_write_at_once(shop: Sketch, tmp_path: Path) -> None:
    path = tmp_path / "graph.db"
    writers = [threading.Thread(target=store.write, args=(shop.snapshot, path, {"by": str(n)})) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [file.name for file in tmp_path.iterdir()] == ["graph.db"]
    with Graph.open(path) as graph:
        assert overview(graph).counts["call"] == len(shop.snapshot.calls)


def test_what_a_killed_process_left_is_swept_away_but_not_what_another_is_building(
    shop: Sketch, tmp_path: Path
) -> None:
    killed, building = tmp_path / ".graph.db.1-aa.new", tmp_path / ".graph.db.2-bb.new"
    for file in (killed, building):
        file.write_bytes(b"")
    os.utime(killed, (1, 1))
    store.write(shop.snapshot, tmp_path / "graph.db", {})
    assert sorted(file.name for file in tmp_path.iterdir()) == [building.name, "graph.db"]


def test_the_folder_is_made(tmp_path: Path) -> None:
    store.write(Sketch().snapshot, tmp_path / "a" / "b" / "graph.db", {})
    assert (tmp_path / "a" / "b" / "graph.db").is_file()
