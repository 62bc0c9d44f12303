"""Commits that were read before, kept in the user's cache folder: a commit never changes.

A file a repository, with a checksum, decoded with its types checked. A file that is damaged, of another form or cannot
be written is as good as none.
"""

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

import msgspec

from indexer.cache import user_folder
from indexer.history.commits import Commit

VERSION = 2
CHECKSUM = 16  # bytes


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """What was known when the file was written."""

    version: int
    tip: str  # the commit that was asked about last
    order: tuple[str, ...]  # what it sees, newest first, where all of that is in `commits`
    commits: list[Commit]


NOTHING = Kept(VERSION, "", (), [])


def load(origin: Path) -> Kept:
    """`origin`: the git folder that all worktrees of the repository share."""
    path = _path(origin)
    try:
        content = path.read_bytes() if path is not None and not path.is_symlink() else b""
        if _checksum(content[CHECKSUM:]) != content[:CHECKSUM]:
            return NOTHING
        kept = msgspec.msgpack.decode(content[CHECKSUM:], type=Kept)
    except (OSError, msgspec.DecodeError):
        return NOTHING
    return kept if kept.version == VERSION else NOTHING


def save(origin: Path, kept: Kept) -> None:
    path = _path(origin)
    if path is None:
        return
    content = msgspec.msgpack.encode(kept)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_checksum(content) + content)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _path(origin: Path) -> Path | None:
    try:
        folder = user_folder()
    except RuntimeError:  # a user without a home
        return None
    return folder / "history" / f"{hashlib.sha256(os.fsencode(origin)).hexdigest()[:16]}.commits"


def _checksum(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=CHECKSUM).digest()
