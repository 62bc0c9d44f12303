"""Where the index is kept, and whose index is not opened."""

import os
import subprocess
from pathlib import Path

import pytest

from server.failure import CannotRun
from server.storage import prepare, storage_of


def test_the_folder_ignores_itself(tmp_path: Path) -> None:
    storage = storage_of(tmp_path)
    prepare(storage)
    assert storage.database == tmp_path / ".chesterton" / "graph.db"
    assert (tmp_path / ".chesterton" / ".gitignore").read_text() == "*\n"


def test_a_link_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo" / ".chesterton").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CannotRun, match="is a link"):
        storage_of(tmp_path / "repo")


def test_a_database_that_is_a_link_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / ".chesterton").mkdir()
    (tmp_path / ".chesterton" / "graph.db").symlink_to(tmp_path / "elsewhere.db")
    with pytest.raises(CannotRun, match="is a link"):
        storage_of(tmp_path)


def test_what_git_tracks_was_made_by_somebody_else(tmp_path: Path) -> None:
    (tmp_path / ".chesterton").mkdir()
    (tmp_path / ".chesterton" / "graph.db").write_text("planted")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    storage_of(tmp_path)
    subprocess.run(["git", "add", "-f", ".chesterton"], cwd=tmp_path, check=True)
    with pytest.raises(CannotRun, match="git tracks"):
        storage_of(tmp_path)


def test_a_read_only_checkout_is_kept_in_the_users_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    repo = tmp_path / "repo"
    repo.mkdir()
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != repo and allowed(path, mode))
    storage = storage_of(repo)
    assert storage.database.is_relative_to(tmp_path / "cache" / "chesterton")
    assert "read-only" in storage.note
    assert storage_of(repo) == storage
    prepare(storage)
    assert not (storage.database.parent / ".gitignore").exists()


def test_another_place_can_be_named(tmp_path: Path) -> None:
    assert storage_of(tmp_path, tmp_path / "x.db").database == tmp_path / "x.db"
    with pytest.raises(CannotRun, match="is a folder"):
        storage_of(tmp_path, tmp_path)


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotRun, match="name another place with --db FILE"):
        prepare(storage_of(tmp_path, tmp_path / "file" / "graph.db"))
