"""Whether anything that a check depends on changed since the last look, for the price of asking git for a list."""

import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

from indexer.git import git
from server.state import ledger_path
from server.worktree import commit_of

# What is not Python and still decides what binds.
DECIDING = frozenset(
    (
        *("chesterton.toml", "pyproject.toml", "setup.cfg", ".importlinter", "tach.toml", "CODEOWNERS"),
        *(".gitignore", ".pre-commit-config.yaml", "AGENTS.md", "CLAUDE.md"),
    )
)
YOUNG = 2.0  # seconds; within the tick of a file system's clock a file may change twice and look the same


@dataclass(frozen=True, slots=True)
class Sight:
    """`stamps` names the state of all files, `young` the content of those that the stamps say too little of."""

    stamps: str  # '' where there is no Python
    young: dict[str, str]


def see(root: Path) -> Sight:
    """The state of the working tree now."""
    listed = git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    top = os.fsencode(root)
    names = [name for name in (_walked(root) if listed is None else set(listed.split(b"\0"))) if _decides(name)]
    if not any(name.endswith(b".py") for name in names):
        return Sight("", {})
    others = (Path(__file__), ledger_path(root))  # another release, and what was acknowledged
    digest = hashlib.blake2b(f"{commit_of(root)} {[_stamp(path) for path in others]}".encode(), digest_size=16)
    young: dict[str, str] = {}
    edge = (time.time() - YOUNG) * 1e9
    for name in sorted(names):
        path = top + b"/" + name
        try:
            found = os.lstat(path)
        except OSError:
            continue  # listed, and gone
        stamp = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
        digest.update(b"%b\0%d %d %d %d\n" % (name, *stamp))
        if found.st_ctime_ns > edge:
            young[os.fsdecode(name)] = content(root, os.fsdecode(name))
    return Sight(digest.hexdigest(), young)


def content(root: Path, name: str) -> str:
    try:
        return hashlib.blake2b((root / name).read_bytes(), digest_size=8).hexdigest()
    except OSError:
        return ""


def _walked(root: Path) -> list[bytes]:
    from indexer.listing import listed_files  # outside git alone: it takes longer to load

    return [os.fsencode(name) for name in listed_files(os.fspath(root), {})]


def _decides(name: bytes) -> bool:
    return name.endswith(b".py") or os.fsdecode(name.rpartition(b"/")[2]) in DECIDING


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_size, found.st_mtime_ns)
