"""Which repository a path belongs to, and which branch is checked out, without running git."""

from pathlib import Path

import pytest

from server.failure import CannotRun
from server.worktree import branch_of, repository_of


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    (tmp_path / "repo" / ".git" / "HEAD").write_text("ref: refs/heads/feature/refunds\n")
    (tmp_path / "repo" / "backend" / "shop").mkdir(parents=True)
    (tmp_path / "repo" / "backend" / "shop" / "models.py").touch()
    return tmp_path / "repo"


def test_a_folder_that_is_named_is_the_repository(checkout: Path) -> None:
    assert repository_of(checkout / "backend") == checkout / "backend"


def test_a_file_belongs_to_the_git_repository_around_it(checkout: Path) -> None:
    assert repository_of(checkout / "backend" / "shop" / "models.py") == checkout


def test_nothing_named_is_the_repository_around_the_current_folder(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(checkout / "backend" / "shop")
    assert repository_of(None) == checkout


def test_an_inner_folder_that_was_indexed_before_is_asked_again(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (checkout / "backend" / ".chesterton").mkdir()
    (checkout / "backend" / ".chesterton" / "graph.db").touch()
    monkeypatch.chdir(checkout / "backend" / "shop")
    assert repository_of(None) == checkout / "backend"


def test_a_missing_path_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="does not exist"):
        repository_of(tmp_path / "nowhere")


def test_all_files_of_a_user_are_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    for folder in (tmp_path, tmp_path.parent):
        monkeypatch.chdir(folder)
        with pytest.raises(CannotRun, match="is in no repository"):
            repository_of(None)


def test_the_branch_is_that_of_the_repository_around(checkout: Path) -> None:
    assert branch_of(checkout / "backend") == "branch feature/refunds"


def test_a_linked_worktree_has_a_branch_of_its_own(checkout: Path, tmp_path: Path) -> None:
    kept = checkout / ".git" / "worktrees" / "other"
    kept.mkdir(parents=True)
    (kept / "HEAD").write_text("ref: refs/heads/other\n")
    other = tmp_path / "other"
    other.mkdir()
    (other / ".git").write_text(f"gitdir: {kept}\n")
    assert branch_of(other) == "branch other"


def test_a_detached_head_is_named_by_its_commit(checkout: Path) -> None:
    (checkout / ".git" / "HEAD").write_text("1a2b3c4d5e6f\n")
    assert branch_of(checkout) == "detached at 1a2b3c4"


def test_outside_git_and_with_an_unreadable_head_it_is_said(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    assert branch_of(tmp_path / "plain") == "no git"
    (checkout / ".git" / "HEAD").unlink()
    assert branch_of(checkout) == "branch unknown"
