"""A repository that is opened to be asked is as fresh as its files, and says so."""

import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path

import pytest

from indexer.graph.web import endpoints
from server import project as opened
from server.building import Progress, Watch
from server.failure import CannotRun, Indexing
from server.project import Project
from server.tools.explain import Explanation, explain
from tests.server.written import SOURCES, write_index


def test_a_fresh_index_is_used_as_it_is(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "index", lambda *given, **named: pytest.fail("built again"))
    assert project.graph() is project.graph()


def test_the_first_line_says_what_it_is_about(project: Project) -> None:
    assert project.head(project.graph()) == "shop · no git · index fresh (8 files)"


@pytest.mark.parametrize("change", ["edit", "add", "remove"])
def test_a_changed_tree_is_indexed_again(project: Project, shop: Path, change: str) -> None:
    before = project.graph()
    file = shop / "shop" / "orders" / "services.py"
    if change == "edit":
        file.write_text("# a line more\n" + file.read_text())
    elif change == "add":
        (shop / "shop" / "new.py").touch()
    else:
        (shop / "shop" / "reports" / "tasks.py").unlink()
    if change == "remove":
        sources = {path: text for path, text in SOURCES.items() if path != "shop/reports/tasks.py"}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(opened, "index", lambda root, target, **_: write_index(root, target, sources))
            after = project.graph()
    else:
        after = project.graph()
    assert after is not before
    assert "files differ" in project.rebuilt_because
    assert project.graph() is after


def test_what_code_names_is_watched_like_the_source(tmp_path: Path) -> None:
    application = "import connexion\nconnexion.App(__name__).add_api('api.yaml')\ndef listed(): ...\n"
    (tmp_path / "shop.py").write_text(application)
    specification = tmp_path / "api.yaml"
    project = Project.open(tmp_path, database=tmp_path / ".chesterton" / "graph.db")
    assert endpoints(project.graph()) == []
    specification.write_text("paths: {/orders: {get: {operationId: shop.listed}}}\n")
    assert [e.path for e in endpoints(project.graph())] == ["/orders"]
    specification.write_text("paths: {/offers: {get: {operationId: shop.listed}}}\n")
    assert [e.path for e in endpoints(project.graph())] == ["/offers"]
    graph = project.graph()
    assert project.graph() is graph


def test_what_another_process_built_is_seen(shop: Path, project: Project) -> None:
    before = project.graph()
    write_index(shop, project.storage.database)
    after = project.graph()
    assert after is not before
    assert isinstance(explain(project, "services.refund"), Explanation)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "no index yet"), (b"", "cannot be used"), (b"x" * 5000, "cannot be used"), ("cut", "cannot be used")],
)
def test_an_unusable_index_is_built_again(shop: Path, content: bytes | str | None, reason: str) -> None:
    database = shop / ".chesterton" / "graph.db"
    if content is None:
        database.unlink()
    elif isinstance(content, str):
        database.write_bytes(database.read_bytes()[:6000])
    else:
        database.write_bytes(content)
    project = Project.open(shop)
    assert project.usable() is None
    assert reason in project.rebuilt_because
    assert project.head(project.graph()).endswith("(8 files)")


def test_another_programs_database_is_left_alone(shop: Path) -> None:
    database = shop / ".chesterton" / "graph.db"
    database.unlink()
    connection = sqlite3.connect(database)
    connection.execute("CREATE TABLE theirs (a)")
    connection.commit()
    connection.close()
    with pytest.raises(CannotRun, match="left alone"):
        Project.open(shop).graph()


def test_an_index_that_was_made_for_another_folder_is_not_believed(shop: Path, tmp_path: Path) -> None:
    copy = shop.rename(tmp_path / "moved")
    project = Project.open(copy)
    assert project.usable() is None
    assert project.rebuilt_because == "the index was made for another folder"


def test_a_folder_without_python_is_said(tmp_path: Path) -> None:
    (tmp_path / "notes.md").touch()
    with pytest.raises(CannotRun, match="no Python files"):
        Project.open(tmp_path).graph()
    assert not (tmp_path / ".chesterton").exists()


class Slowly:
    """A build that waits to be let go on."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.began = threading.Event()

    def __call__(self, root: Path, target: Path, *, watch: Watch, jobs: int | None, near: Iterable[Path] = ()) -> None:
        while not self.go_on.wait(0.01):
            watch(Progress("files", 412, 1220, 0.0))
            self.began.set()
        write_index(root, target)


@pytest.fixture
def slowly(shop: Path, monkeypatch: pytest.MonkeyPatch) -> Slowly:
    (shop / ".chesterton" / "graph.db").unlink()
    slow = Slowly()
    monkeypatch.setattr(opened, "index", slow)
    return slow


def test_who_asks_too_early_hears_how_far_it_is(shop: Path, slowly: Slowly) -> None:
    project = Project.open(shop, patience=0.3)
    assert project.start()
    assert not project.start()
    with pytest.raises(Indexing, match="412 of 1,220 files"):
        project.graph()
    slowly.go_on.set()
    for _ in range(20):
        try:
            assert project.head(project.graph())
            break
        except Indexing:
            continue
    else:
        pytest.fail("never ready")


def test_a_build_that_fails_in_the_background_is_heard_of(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (shop / ".chesterton" / "graph.db").unlink()

    def fail(*given: object, **named: object) -> None:
        raise CannotRun("no space left")

    monkeypatch.setattr(opened, "index", fail)
    with pytest.raises(CannotRun, match="no space left"):
        Project.open(shop, patience=5).graph()


def test_closing_stops_a_build(shop: Path, slowly: Slowly) -> None:
    project = Project.open(shop, patience=0.1)
    project.start()
    slowly.began.wait(5)
    assert project.close()
    assert not any(thread.name == "chesterton-index" and thread.is_alive() for thread in threading.enumerate())
    assert not (shop / ".chesterton" / "graph.db").exists()


def test_many_threads_may_ask_at_once(shop: Path) -> None:
    (shop / ".chesterton" / "graph.db").unlink()
    project = Project.open(shop, patience=10)
    answers: list[object] = []
    threads = [threading.Thread(target=lambda: answers.append(explain(project, "services.refund"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert all(isinstance(answer, Explanation) for answer in answers)
