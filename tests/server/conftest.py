"""A repository with an index written by hand, opened to be asked; no indexer runs."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from server import project as opened
from server.building import Progress, Watch
from server.project import Project
from tests.server.written import write_index, write_sources


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sources with a fresh index; whatever builds one anew writes it by hand too."""
    root = write_sources(tmp_path / "shop")
    (root / ".chesterton").mkdir()
    (root / ".chesterton" / ".gitignore").write_text("*\n")
    write_index(root, root / ".chesterton" / "graph.db")

    def index(root: Path, target: Path, *, watch: Watch, jobs: int | None, near: Iterable[Path] = ()) -> None:
        watch(Progress("files", 1, 2, 0.0))
        write_index(root, target)

    monkeypatch.setattr(opened, "index", index)
    return root


@pytest.fixture
def project(shop: Path) -> Project:
    return Project.open(shop)
