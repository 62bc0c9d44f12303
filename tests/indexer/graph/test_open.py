"""Opening tells what is no index from what is an old one, and what is opened cannot be changed."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indexer.graph import Graph, NotAnIndex, OtherSchema, Unknown
from indexer.graph.calls import callers
from indexer.graph.health import health
from indexer.graph.names import find, search
from indexer.graph.open import code
from indexer.graph.store import write
from tests.indexer.graph.sketch import Sketch


@pytest.fixture
def path(shop: Sketch, tmp_path: Path) -> Path:
    write(shop.snapshot, tmp_path / "graph.db", {"root": "shop", "commit": "c0ffee"})
    return tmp_path / "graph.db"


def test_meta(path: Path) -> None:
    with Graph.open(path) as graph:
        assert graph.meta == {"root": "shop", "commit": "c0ffee"}
        assert graph.path == path


@pytest.mark.parametrize("content", [b"", b"# Notes\n" * 100, b"SQLite format 3\0"])
def test_what_is_no_database(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "graph.db").write_bytes(content)
    with pytest.raises(NotAnIndex, match="no database"):
        Graph.open(tmp_path / "graph.db")


def test_what_is_not_there_and_what_is_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.db", tmp_path, tmp_path / "none" / "graph.db"):
        with pytest.raises(NotAnIndex):
            Graph.open(path)
    assert list(tmp_path.iterdir()) == []


def test_the_database_of_another_program(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "graph.db")
    connection.execute("CREATE TABLE meta (key TEXT, value TEXT)")
    connection.close()
    before = (tmp_path / "graph.db").read_bytes()
    with pytest.raises(NotAnIndex, match="another program"):
        Graph.open(tmp_path / "graph.db")
    assert (tmp_path / "graph.db").read_bytes() == before


def test_another_version_of_the_schema(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    with pytest.raises(OtherSchema):
        Graph.open(path)


def test_other_code_says_other_things(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "rule.py").write_text("a = 1\n")
    before = sorted(code(str(tmp_path)))
    (tmp_path / "inner" / "notes.md").write_text("more\n")
    assert sorted(code(str(tmp_path))) == before != []
    (tmp_path / "inner" / "rule.py").write_text("a = 10\n")
    assert sorted(code(str(tmp_path))) != before


def test_a_file_cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5000])
    with pytest.raises(NotAnIndex, match="cut short"):
        Graph.open(path)


def test_a_file_with_holes(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(NotAnIndex, match="damaged"), Graph.open(path) as graph:
        find(graph, "shop.orders.models.Order")


def test_health_says_what_is_damaged(path: Path) -> None:
    sound = health(path)
    assert (sound.damage, sound.dangling, sound.rows["transactions"]) == ((), (), 1)
    content = bytearray(path.read_bytes())
    content[-4096:] = b"\xff" * 4096
    path.write_bytes(content)
    assert health(path).damage


def test_nothing_can_be_written(path: Path) -> None:
    with Graph.open(path) as graph, pytest.raises(sqlite3.OperationalError):
        graph.rows("DELETE FROM symbols")


def test_a_locked_file_is_read_all_the_same(path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    try:
        with Graph.open(path) as graph:
            assert find(graph, "refund_order")
    finally:
        other.close()


def test_reading_leaves_no_file_beside_the_graph(path: Path) -> None:
    with Graph.open(path) as graph:
        search(graph, "refund")
        assert [file.name for file in path.parent.iterdir()] == ["graph.db"]


def test_a_path_with_marks_that_mean_something_in_an_address(shop: Sketch, tmp_path: Path) -> None:
    path = tmp_path / "100% a?b#c.db"
    write(shop.snapshot, path, {})
    with Graph.open(path) as graph:
        assert find(graph, "refund_order")


def test_threads_share_one_graph(path: Path) -> None:
    with Graph.open(path) as graph, ThreadPoolExecutor(8) as pool:
        alone = callers(graph, "shop.orders.services.refund_order")
        together = list(pool.map(lambda _: callers(graph, "shop.orders.services.refund_order"), range(200)))
    assert len(alone) == 3
    assert all(found == alone for found in together)


def test_a_closed_graph_says_so(path: Path) -> None:
    graph = Graph.open(path)
    graph.close()
    with pytest.raises(sqlite3.ProgrammingError):
        find(graph, "refund_order")


def test_a_name_that_nobody_has_is_no_empty_answer(path: Path) -> None:
    with Graph.open(path) as graph, pytest.raises(Unknown, match=r"shop\.nothing"):
        callers(graph, "shop.nothing")
