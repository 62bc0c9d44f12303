"""Files other than Python that code names: specifications of an interface, read when an adapter asks for one.

What is read is listed like the source (nothing that git ignores, no link, nothing large). It is kept with its stamp,
and so is what was not there, so that an index is out of date when either changes.
"""

import hashlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

LARGEST = 500_000  # bytes
YAML = (".yml", ".yaml")
SPECIFIES = ("openapi", "swagger")  # in the path of a JSON file: other data has that suffix too


class Document(Struct, frozen=True):
    path: str  # below the repository's root, with "/"
    digest: str  # of the content
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    text: str | None  # None: not there, or not read


def is_document(path: str) -> bool:
    """May it be one, by its name?"""
    lowered = path.lower()
    return lowered.endswith(YAML) or (lowered.endswith(".json") and any(word in lowered for word in SPECIFIES))


class Documents:
    """Those of one repository; each is read once. `asked` holds what was asked for."""

    def __init__(self, root: Path, paths: Iterable[str]) -> None:
        self.root = root
        self.asked: dict[str, Document] = {}
        self._paths = frozenset(paths)

    def text(self, path: str) -> str | None:
        """None where there is no such file, or one that is not read: a link, a folder, too large, no text. A path that
        leaves the repository is none of its files."""
        if path.startswith(("/", "..")) or not is_document(path):
            return None
        if path not in self.asked:
            found = _read(self.root, path) if path in self._paths else None
            self.asked[path] = found or _left_out(self.root, path)
        return self.asked[path].text


def _left_out(root: Path, path: str) -> Document:
    try:
        found = os.lstat(root / path)
    except (OSError, ValueError):
        return Document(path, "", 0, 0, 0, 0, None)
    return Document(path, "", found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, None)


def _read(root: Path, path: str) -> Document | None:
    try:
        opened = os.open(root / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with os.fdopen(opened, "rb") as file:
        status = os.fstat(opened)
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
            return None
        content = file.read(LARGEST + 1)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    if len(content) > LARGEST:
        return None
    digest = hashlib.blake2b(content, digest_size=16).hexdigest()
    return Document(path, digest, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, text)
