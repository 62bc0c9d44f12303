"""Where the index of a repository is kept, and which places are refused because somebody else made them."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from indexer.cache import user_folder
from indexer.git import git
from server.failure import CannotRun
from server.worktree import FOLDER, git_folder


@dataclass(frozen=True, slots=True)
class Storage:
    database: Path
    own_folder: bool  # the folder is `.chesterton`: it ignores itself
    note: str  # '' or where the index is kept and why there

    @property
    def lock(self) -> Path:
        return self.database.with_name(self.database.name + ".lock")

    @property
    def progress(self) -> Path:
        """Who builds writes here how far it is, for those who wait in other processes."""
        return self.database.with_name(self.database.name + ".progress")


def storage_of(root: Path, override: Path | None = None) -> Storage:
    """Raises CannotRun for a place that is not ours to trust. Creates nothing."""
    if override is not None:
        if override.is_dir():
            raise CannotRun(f"--db {override} is a folder; name the database file itself")
        return Storage(override.expanduser().absolute(), own_folder=False, note="")
    folder = root / FOLDER
    _refuse_foreign(root, folder)
    if os.access(folder if folder.exists() else root, os.W_OK | os.X_OK):
        return Storage(folder / "graph.db", own_folder=True, note="")
    elsewhere = user_folder() / hashlib.sha256(os.fsencode(root)).hexdigest()[:16]
    return Storage(
        elsewhere / "graph.db", own_folder=False, note=f"the checkout is read-only: its index is in {elsewhere}"
    )


def prepare(storage: Storage) -> None:
    """Makes the folder that the index goes into; ours ignores itself, so that git never sees it."""
    folder = storage.database.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if storage.own_folder and not (folder / ".gitignore").exists():
            (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise CannotRun(f"cannot write to {folder}: {error.strerror}; name another place with --db FILE") from error


def _refuse_foreign(root: Path, folder: Path) -> None:
    """An index is believed only where we made it: not through a link, and not out of somebody's commit."""
    if folder.is_symlink() or any((folder / name).is_symlink() for name in ("graph.db", ".gitignore")):
        raise CannotRun(f"{FOLDER} of {root.name} is a link and is not opened; remove it, or use --db FILE")
    if not folder.exists():
        return
    if not folder.is_dir():
        raise CannotRun(f"{FOLDER} of {root.name} is a file, not a folder; remove it, or use --db FILE")
    # Where git cannot be asked this stays open; the birthplace written into the index is checked in any case.
    if git_folder(root) is not None and git(root, "ls-files", "-z", "--", FOLDER):
        raise CannotRun(
            f"git tracks {FOLDER} of {root.name}: an index made elsewhere is not opened; "
            f"run `git rm -r --cached {FOLDER}`, or use --db FILE"
        )
