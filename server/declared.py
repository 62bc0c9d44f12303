"""`chesterton.toml` of a folder or of a revision: read as text, and written by `remember_constraint` alone."""

import stat
from pathlib import Path

from constraints.declared import FILE, NOTHING, Declared, Misdeclared, read
from indexer.git import git
from server.failure import CannotRun

LARGEST = 1_000_000  # bytes


def declared_in(folder: Path) -> Declared:
    """What the folder's own file says; nothing where there is none. Raises CannotRun where it cannot be read."""
    path = folder / FILE
    try:
        status = path.lstat()
    except OSError:
        return NOTHING
    if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
        raise CannotRun(f"{FILE} of {folder.name} is a link, a folder or too large, and is not read")
    return _read(path.read_bytes())


def declared_at(root: Path, tree: str) -> Declared:
    """What the tree of a revision says."""
    listed = git(root, "ls-tree", "-z", tree, "--", FILE)
    if not listed or not listed.startswith(b"100"):
        return NOTHING
    blob = listed.split(b"\t")[0].split()[2].decode()
    return _read(git(root, "cat-file", "blob", blob) or b"")


def _read(content: bytes) -> Declared:
    try:
        return read(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, Misdeclared) as error:
        raise CannotRun(str(error) if isinstance(error, Misdeclared) else f"{FILE} is not UTF-8") from error
