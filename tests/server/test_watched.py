"""A folder that was looked at closely need not be looked at again until something in it moves."""

import os
import time
from pathlib import Path

import pytest

from server import watched
from server.watched import Watched

PATHS = ["shop/models.py", "shop/views.py"]


@pytest.fixture
def settled(tmp_path: Path) -> Path:
    """Written long ago, as far as the file system knows."""
    (tmp_path / "shop" / "empty").mkdir(parents=True)
    for path in (*PATHS, ".gitignore"):
        (tmp_path / path).write_text("x = 1\n")
    age(tmp_path)
    return tmp_path


def age(root: Path) -> None:
    long_ago = time.time() - 60
    for place in (root, *root.rglob("*")):
        os.utime(place, (long_ago, long_ago))


def test_nothing_moved(settled: Path) -> None:
    assert Watched(settled, PATHS).is_unchanged()


@pytest.mark.parametrize(
    "move",
    [
        lambda root: (root / "shop" / "models.py").write_text("x = 2\n"),
        lambda root: (root / "shop" / "models.py").unlink(),
        lambda root: (root / "shop" / "new.py").touch(),
        lambda root: (root / "shop" / "empty" / "new.py").touch(),
        lambda root: (root / "new.py").touch(),
        lambda root: (root / "new").mkdir(),
        lambda root: (root / "shop" / "views.py").rename(root / "shop" / "pages.py"),
        lambda root: (root / ".gitignore").write_text("shop/\n"),
    ],
)
def test_something_moved(settled: Path, move: object) -> None:
    seen = Watched(settled, PATHS)
    assert callable(move)
    move(settled)
    assert not seen.is_unchanged()


def test_what_is_too_young_is_looked_at_again(settled: Path) -> None:
    (settled / "shop" / "models.py").write_text("x = 2\n")
    assert not Watched(settled, PATHS).is_unchanged()


def test_too_many_folders_are_not_watched(settled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watched, "MOST_FOLDERS", 2)
    assert not Watched(settled, PATHS).is_unchanged()


def test_a_staged_file_moves_the_git_index(settled: Path) -> None:
    (settled / ".git").mkdir()
    (settled / ".git" / "index").write_text("one")
    age(settled)
    seen = Watched(settled, PATHS)
    assert seen.is_unchanged()
    (settled / ".git" / "index").write_text("two")
    assert not seen.is_unchanged()
