"""Commits as the plumbing of git prints them: who, when, why, and which files differ from the first parent."""

import os
import re
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from indexer.git import git_with_input

MOST_CHANGES = 2_000  # files of one commit; what is beyond is a vendored tree or a mass rewrite
LONGEST_SUBJECT = 300
LONGEST_MESSAGE = 20_000  # characters that are searched for what a commit reverts
REVERTS = re.compile(r"\s*This reverts commit (?P<id>[0-9a-f]{7,64})\b", re.IGNORECASE)
REVERT = re.compile(r"\W*(?:revert|reapply|back\s?out)", re.IGNORECASE)


class Changed(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file that a commit leaves otherwise than its first parent has it."""

    path: str  # from the top of the repository
    kind: Literal["added", "removed", "modified"]
    was: str = ""  # the path of a removed file with the very same content: it was moved


class Commit(msgspec.Struct, frozen=True, array_like=True, gc=False):
    id: str
    parents: tuple[str, ...]
    at: int  # seconds since 1970, of the author
    author: str
    subject: str
    reverts: str  # id or beginning of one, '' for none
    changes: tuple[Changed, ...]
    cut: bool  # more files differ than `changes` holds

    @property
    def is_merge(self) -> bool:
        return len(self.parents) > 1


def read_commits(folder: str, parents: Sequence[tuple[str, ...]], *, timeout: float) -> list[Commit] | None:
    """`parents`: each commit with its parents. None where git fails, takes too long, or lacks an object."""
    given = "".join(f"{' '.join(ids[:2])}\n" for ids in parents).encode()
    options = (
        "-r",
        "-z",
        "--root",
        "--raw",
        "--no-renames",
        "--no-ext-diff",
        "--no-textconv",
        "--ignore-submodules=all",
    )
    printed = git_with_input(folder, given, "diff-tree", "--stdin", *options, timeout=timeout)
    ids = "".join(f"{ids[0]}\n" for ids in parents).encode()
    texts = git_with_input(folder, ids, "cat-file", "--batch", timeout=timeout)
    if printed is None or texts is None:
        return None
    differing = dict(_differing(printed, {ids[0] for ids in parents}))
    found: list[Commit] = []
    for ids_, text in zip(parents, objects(texts), strict=False):
        if text is None:
            return None
        changes = differing.get(ids_[0], [])
        at, author, subject, reverts = _said(text)
        kept = tuple(_moves_found(changes[:MOST_CHANGES]))
        found.append(Commit(ids_[0], ids_[1:], at, author, subject, reverts, kept, len(changes) > MOST_CHANGES))
    return found if len(found) == len(parents) else None


def objects(printed: bytes) -> Iterator[bytes | None]:
    """The contents that `cat-file --batch` prints, in order; None for what is missing."""
    position = 0
    while position < len(printed):
        end = printed.index(b"\n", position)
        header = printed[position:end].rsplit(b" ", 2)
        if len(header) != 3 or not header[2].isdigit():
            yield None
            position = end + 1
            continue
        size = int(header[2])
        yield printed[end + 1 : end + 1 + size]
        position = end + 1 + size + 1


Entry = tuple[bytes, bytes, bytes, str]  # status, content before, content after, path


def _differing(printed: bytes, ids: set[str]) -> Iterator[tuple[str, list[Entry]]]:
    """By commit. A path may look like an id: what follows the attributes of an entry is its path."""
    commit, entries = "", list[Entry]()
    words = iter(printed.split(b"\0"))
    for word in words:
        if word.startswith(b":"):
            attributes = word.split()
            path = os.fsdecode(next(words, b""))
            if len(attributes) == 5 and path.isprintable():
                entries.append((attributes[4][:1], attributes[2], attributes[3], path))
        elif word.decode("ascii", "replace") in ids:
            if commit:
                yield commit, entries
            commit, entries = word.decode(), []
    if commit:
        yield commit, entries


def _moves_found(entries: Sequence[Entry]) -> Iterator[Changed]:
    gone: dict[bytes, str] = {}
    for status, before, _, path in entries:
        if status == b"D":
            gone.setdefault(before, path)
    for status, _, after, path in entries:
        if status == b"A":
            yield Changed(path, "added", gone.get(after, ""))
        else:
            yield Changed(path, "removed" if status == b"D" else "modified")


def _said(text: bytes) -> tuple[int, str, str, str]:
    """When, who, the first line, and what is reverted, of a commit object."""
    head, _, body = text.partition(b"\n\n")
    author, at = "", 0
    for line in head.split(b"\n"):
        if line.startswith(b"author "):
            name, _, rest = line.removeprefix(b"author ").partition(b" <")
            author = name.decode("utf-8", "replace").strip()
            stamp = rest.rpartition(b"> ")[2].split()
            at = int(stamp[0]) if stamp and stamp[0].isdigit() else 0
            break
    message = body[:LONGEST_MESSAGE].decode("utf-8", "replace")
    first, _, told = message.strip().partition("\n")
    subject = first.strip()[:LONGEST_SUBJECT]
    # A squashed branch tells what its own commits reverted among themselves: that is no revert.
    found = REVERTS.match(told) or (REVERTS.search(told) if REVERT.match(subject) else None)
    return at, author[:100], subject, found["id"].lower() if found else ""
