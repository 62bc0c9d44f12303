"""A revision's source files laid out in a folder, by plumbing that runs no filter or hook of the repository."""

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from indexer.discover import DEFAULT
from indexer.documents import is_document
from indexer.git import git, git_with_input
from server.failure import CannotRun

# Python itself, and what tells source roots and rules apart; the rest of a revision is not read.
SUFFIXES = (".py", ".toml", ".cfg", ".ini", ".txt", ".md", ".yml", ".yaml")
NAMES = ("CODEOWNERS", ".gitignore")
REGULAR = ("100644", "100755")


@dataclass(frozen=True, slots=True)
class Tree:
    commit: str
    id: str  # of the tree of the folder that is served, within that commit


def tree_of(root: Path, revision: str) -> Tree | None:
    """None where git knows no such commit. A revision never begins with a dash, so that it is no option."""
    if revision.startswith("-"):
        return None
    commit = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if not commit:
        return None
    sha = commit.decode().strip()
    prefix = (git(root, "rev-parse", "--show-prefix") or b"").decode().rstrip("\n")
    tree = git(root, "rev-parse", "--verify", "--quiet", f"{sha}:{prefix.rstrip('/')}")
    if not tree:
        raise CannotRun(f"{revision} does not hold {prefix.rstrip('/')}")
    return Tree(sha, tree.decode().strip())


def lay_out(root: Path, tree: str, folder: Path) -> tuple[str, ...]:
    """Writes the files of a tree that an index is made of. Raises CannotRun where git does not give them.

    A document matters only where code names it, which shows once the index is made: those that git does not have are
    given back.
    """
    listed = git(root, "ls-tree", "-r", "-z", "--long", tree, timeout=120)
    if listed is None:
        raise CannotRun("git cannot list the files of that revision (a partial clone?); fetch it first")
    wanted: dict[str, str] = {}
    lacking: list[str] = []
    for entry in listed.split(b"\0"):
        if not entry:
            continue
        attributes, _, path = entry.partition(b"\t")
        mode, _, blob, size = attributes.decode().split()
        name = os.fsdecode(path)
        if mode not in REGULAR or not _is_wanted(name):
            continue
        if not size.isdecimal():
            if not is_document(name):
                raise CannotRun(f"git does not have {name} of that revision (a partial clone?); fetch it first")
            lacking.append(name)
        elif int(size) <= DEFAULT.file_size:
            wanted[name] = blob
    contents = _contents(root, list(dict.fromkeys(wanted.values())))
    for name, blob in wanted.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(contents[blob])
    return tuple(lacking)


def _is_wanted(path: str) -> bool:
    """What a tree can hold in spite of git's own checks, a path that leaves it, is not laid out."""
    parts = PurePosixPath(path).parts
    if path.startswith("/") or any(part in ("..", ".git", ".chesterton") for part in parts):
        return False
    return path.endswith(SUFFIXES) or parts[-1] in NAMES or is_document(path)


def _contents(root: Path, blobs: list[str]) -> dict[str, bytes]:
    said = git_with_input(root, "".join(f"{blob}\n" for blob in blobs).encode(), "cat-file", "--batch", timeout=300)
    if said is None:
        raise CannotRun("git cannot read the files of that revision")
    found: dict[str, bytes] = {}
    position = 0
    for blob in blobs:
        end = said.index(b"\n", position)
        header = said[position:end].split()
        if len(header) != 3:
            raise CannotRun(f"git does not have {blob[:9]} of that revision (a partial clone?); fetch it first")
        size = int(header[2])
        found[blob] = said[end + 1 : end + 1 + size]
        position = end + 1 + size + 1
    return found
