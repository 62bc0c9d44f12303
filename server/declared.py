"""What a folder or a revision declares: `chesterton.toml`, and the import contracts written for other tools.

Read as text; `chesterton.toml` is written by `remember_constraint` alone.
"""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from constraints.contracts import FILES, contracts
from constraints.declared import FILE, NOTHING, Declared, Misdeclared, read
from indexer.git import git
from server.failure import CannotRun

LARGEST = 1_000_000  # bytes


def declared_in(folder: Path) -> Declared:
    """What the folder's own files say; nothing where there are none. Raises CannotRun where it cannot be read."""
    own = _content(folder / FILE)
    if own is None and os.path.lexists(folder / FILE):
        raise CannotRun(f"{FILE} of {folder.name} is a link, a folder or too large, and is not read")
    others = {name: content for name in FILES if (content := _content(folder / name)) is not None}
    return _declared(own, others)


def declared_at(root: Path, tree: str) -> Declared:
    """What the tree of a revision says."""
    listed = git(root, "ls-tree", "-z", tree, "--", FILE, *FILES)
    contents: dict[str, bytes] = {}
    for entry in (listed or b"").split(b"\0"):
        if entry.startswith(b"100"):
            attributes, _, name = entry.partition(b"\t")
            contents[name.decode()] = git(root, "cat-file", "blob", attributes.split()[2].decode()) or b""
    own = contents.pop(FILE, None)
    return _declared(own, contents)


def _content(path: Path) -> bytes | None:
    """None where it is no plain file, or too large."""
    try:
        status = path.lstat()
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
        return None
    return path.read_bytes()


def _declared(own: bytes | None, others: Mapping[str, bytes]) -> Declared:
    declared = _read(own) if own is not None else NOTHING
    written = contracts({name: content.decode("utf-8-sig", "replace") for name, content in others.items()})
    return replace(declared, forbidden_import=(*declared.forbidden_import, *written)) if written else declared


def _read(content: bytes) -> Declared:
    try:
        return read(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, Misdeclared) as error:
        raise CannotRun(str(error) if isinstance(error, Misdeclared) else f"{FILE} is not UTF-8") from error
