"""What a folder or a revision declares: `chesterton.toml`, import contracts, owners, and what guides and decisions ask.

Read as text; `chesterton.toml` is written by `remember_constraint` alone.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

from msgspec.structs import replace

from constraints.contracts import FILES, Contract, contracts
from constraints.declared import FILE, NOTHING, Declared, Misdeclared, read, with_written
from constraints.sayings import GUIDES
from constraints.written import FOLDERS, SINGLE, SUFFIXES, Written, written
from indexer.git import git, git_with_input
from indexer.history.commits import objects
from server.failure import CannotRun

LARGEST = 1_000_000  # bytes
LARGEST_PAGE = 300_000  # of what is written for people
MOST_PAGES = 300  # of one folder


def declared_in(folder: Path) -> Declared:
    """What the folder's own files say; nothing where there are none. Raises CannotRun where it cannot be read."""
    own = _content(folder / FILE)
    if own is None and os.path.lexists(folder / FILE):
        raise CannotRun(f"{FILE} of {folder.name} is a link, a folder or too large, and is not read")
    others = {name: content for name in FILES if (content := _content(folder / name)) is not None}
    here = folder.resolve()

    @cache
    def leads(inner: str) -> bool:
        """Inside? A folder on the way may be a link; the page itself is none."""
        return (folder / inner).resolve().is_relative_to(here)

    pages = {
        name: content
        for name in _pages(folder)
        if (content := _content(folder / name, LARGEST_PAGE)) is not None and leads(name.rpartition("/")[0])
    }
    return _declared(own, others, pages)


def declared_at(root: Path, tree: str) -> Declared:
    """What the tree of a revision says."""
    guides = [f"{folder}/{name}" for folder in _folders_at(root, tree) for name in GUIDES]
    listed = git(root, "ls-tree", "-r", "-z", "--long", tree, "--", FILE, *FILES, *SINGLE, *guides, *FOLDERS)
    if listed is None:  # silence would bind nobody
        raise CannotRun("git cannot list what that revision declares (a partial clone?); fetch it first")
    sizes: dict[str, tuple[str, int]] = {}
    for entry in listed.split(b"\0"):
        if entry.startswith(b"100"):
            attributes, _, name = entry.partition(b"\t")
            _, _, blob, size = attributes.decode().split()
            if not size.isdecimal():
                lacking = os.fsdecode(name)
                raise CannotRun(f"git does not have {lacking} of that revision (a partial clone?); fetch it first")
            sizes[os.fsdecode(name)] = blob, int(size)
    known = {FILE, *FILES}
    wanted = {
        name: blob for name, (blob, size) in sizes.items() if name in known or (_is_page(name) and size <= LARGEST_PAGE)
    }
    contents = dict(zip(wanted, _blobs(root, list(wanted.values())), strict=False))
    own = contents.pop(FILE, None)
    others = {name: contents.pop(name) for name in FILES if name in contents}
    return _declared(own, others, contents)


def _folders_at(root: Path, tree: str) -> list[str]:
    listed = git(root, "ls-tree", "-d", "-z", "--name-only", tree)
    return [os.fsdecode(name) for name in (listed or b"").split(b"\0") if name]


def _blobs(root: Path, ids: list[str]) -> Iterator[bytes]:
    said = git_with_input(root, "".join(f"{id}\n" for id in ids).encode(), "cat-file", "--batch") if ids else None
    return (content or b"" for content in objects(said or b""))


def _pages(folder: Path) -> Iterator[str]:
    """Files in which a team writes for people and other programs, as far as they may be there."""
    yield from SINGLE
    for name in FOLDERS:
        place = folder / name
        if place.is_dir() and place.resolve().is_relative_to(folder.resolve()):
            yield from sorted(f"{name}{path.name}" for path in place.iterdir() if _is_page(path.name))[:MOST_PAGES]
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink() and not path.name.startswith("."):
            yield from (f"{path.name}/{name}" for name in GUIDES)


def _is_page(name: str) -> bool:
    return name.endswith(SUFFIXES) or name.rpartition("/")[2] in ("CODEOWNERS", ".cursorrules")


def _content(path: Path, largest: int = LARGEST) -> bytes | None:
    """None where it is no plain file, or too large."""
    try:
        status = path.lstat()
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode) or status.st_size > largest:
        return None
    return path.read_bytes()


def _declared(own: bytes | None, others: Mapping[str, bytes], pages: Mapping[str, bytes]) -> Declared:
    declared = _read(own) if own is not None else NOTHING
    contracted = _contracted(tuple(sorted(others.items())))
    if contracted:
        declared = replace(declared, forbidden_import=(*declared.forbidden_import, *contracted))
    return with_written(declared, _written(tuple(sorted(pages.items())))) if pages else declared


@lru_cache(maxsize=8)
def _written(pages: tuple[tuple[str, bytes], ...]) -> Written:
    """Read anew only when one of them changed."""
    return written({name: content.decode("utf-8-sig", "replace") for name, content in pages})


@lru_cache(maxsize=8)
def _contracted(files: tuple[tuple[str, bytes], ...]) -> tuple[Contract, ...]:
    return contracts({name: content.decode("utf-8-sig", "replace") for name, content in files})


def _read(content: bytes) -> Declared:
    try:
        return read(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, Misdeclared) as error:
        raise CannotRun(str(error) if isinstance(error, Misdeclared) else f"{FILE} is not UTF-8") from error
