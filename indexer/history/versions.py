"""Texts of files as commits left them, read many at a time; what is too large, binary or not here is None."""

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

from indexer.git import git_with_input
from indexer.history.alike import mapping, prints
from indexer.history.commits import objects

AHEAD = 40  # versions read with one that is asked for
LARGEST = 1_000_000  # bytes
MOST_LINES = 20_000
MOST_PAIRS = 16_000_000  # of lines of one text that say the same: comparing it with another takes as many steps
MOST = 1_500  # texts, for one question


class Texts:
    """Lines by commit and path, as long as there is time."""

    def __init__(self, folder: str, until: float) -> None:
        self.folder = folder
        self.until = until  # by the monotonic clock
        self._known: dict[tuple[str, str], list[str] | None] = {}
        self._prints: dict[tuple[str, str], Prints | None] = {}
        self._mapped: dict[tuple[int, int], tuple[Prints, Prints, list[int | None]]] = {}

    @property
    def is_late(self) -> bool:
        return time.monotonic() >= self.until or len(self._known) > MOST

    def lines(self, commit: str, path: str, ahead: Iterable[tuple[str, str]] = ()) -> list[str] | None:
        """`ahead`: what is likely to be asked for next."""
        wanted = (commit, path)
        if wanted not in self._known:
            self._read([wanted, *(one for one in islice(ahead, AHEAD) if one not in self._known)])
        return self._known.get(wanted)

    def prints(self, commit: str, path: str, ahead: Iterable[tuple[str, str]] = ()) -> "Prints | None":
        wanted = (commit, path)
        if wanted not in self._prints:
            lines = self.lines(commit, path, ahead)
            found = Prints(prints(lines or ()))
            self._prints[wanted] = None if lines is None or found.is_monotonous else found
        return self._prints[wanted]

    def mapped(self, old: "Prints", new: "Prints") -> list[int | None]:
        """Where each line of the new text stood in the old one; worked out once for all lines that are asked about."""
        key = (id(old), id(new))
        if key not in self._mapped:
            self._mapped[key] = old, new, mapping(old, new)  # held, so that no other text gets their ids
        return self._mapped[key][2]

    def _read(self, wanted: Sequence[tuple[str, str]]) -> None:
        left = self.until - time.monotonic()
        asked = [one for one in dict.fromkeys(wanted) if "\n" not in one[1]]
        if left <= 0 or not asked:
            return
        given = "".join(f"{commit}:{path}\n" for commit, path in asked).encode(errors="surrogateescape")
        printed = git_with_input(self.folder, given, "cat-file", "--batch", timeout=left)
        if printed is None:  # of one that is not here git may make nothing at all
            if len(asked) > 1:
                self._read(asked[:1])
            return
        for one, content in zip(asked, objects(printed), strict=False):
            self._known[one] = lines_of(content)


class Prints(list[str]):
    """Of the lines of one text."""

    @property
    def is_monotonous(self) -> bool:
        """A table of data, or a text that was made to keep others waiting."""
        return sum(number * number for number in Counter(self).values()) > MOST_PAIRS


def lines_of(content: bytes | None) -> list[str] | None:
    if content is None or len(content) > LARGEST or b"\0" in content:
        return None
    lines = content.decode("utf-8", "replace").split("\n")
    return [line.rstrip("\r") for line in lines] if len(lines) <= MOST_LINES else None
