"""What git remembers, as the questions want it: the history of a worktree, and what it says about a change."""

import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING

from constraints.past import NOTHING, Coupled, Event, Past, Remember, Removed
from indexer.graph import Place
from indexer.history import Commit, History, Unread, read
from indexer.history.alike import is_telling, print_of
from indexer.history.origin import Origin, origin_of
from indexer.history.together import together
from indexer.history.versions import LARGEST, Texts, lines_of
from server.worktree import common_folder

if TYPE_CHECKING:
    from server.comparison import Side

SECONDS = 4.0  # for what the past says about one change, reading the commits left out
MOST_FILES = 40  # of a change that are looked up
MOST_GROUPS = 30  # of lines that it removes
SHORT = 9  # digits of a commit's id


def history_of(root: Path, revision: str = "HEAD") -> History | Unread:
    origin = common_folder(root)
    return read(root, origin, revision) if origin is not None else Unread("not in git")


def event(commit: Commit) -> Event:
    date = datetime.fromtimestamp(commit.at, UTC).date().isoformat() if commit.at < 2**33 else ""
    return Event(commit.id[:SHORT], date, commit.subject)


def remembering(base: "Side", head: "Side") -> Remember:
    """About the change between the two; nothing where the base is no commit."""

    def remember(paths: Collection[str]) -> Past:
        found = history_of(base.root, base.commit) if base.commit else Unread("the base is a folder")
        if isinstance(found, Unread):
            return NOTHING
        return _past(found, head, sorted(paths))

    return remember


def _past(history: History, head: "Side", paths: Sequence[str]) -> Past:
    coupled = [
        Coupled(path, other, one.both, one.of, event(one.last))
        for path in paths[:MOST_FILES]
        for one in together(history, history.prefix + path)
        if (other := history.inside(one.other)) is not None
    ]
    texts = Texts(history.folder, time.monotonic() + SECONDS)
    return Past(tuple(coupled), tuple(_removed(history, texts, head, paths[:MOST_FILES])))


def _removed(history: History, texts: Texts, head: "Side", paths: Sequence[str]) -> Iterator[Removed]:
    before = {path: texts.lines(history.tip, history.prefix + path, _ahead(history, paths)) for path in paths}
    after = {path: _now(texts, head, history.prefix, path) for path in paths}
    gained = Counter(print_of(line) for path in paths for line in after[path] or ())
    gained.subtract(print_of(line) for path in paths for line in before[path] or ())
    groups = 0
    for path in paths:
        old, new = before[path], after[path]
        if old is None or new is None:
            continue
        for start, end in _deleted(old, new):
            here = [
                number for number in range(start, end) if _counts(old[number]) and gained[print_of(old[number])] < 0
            ]
            if not here or groups >= MOST_GROUPS or texts.is_late:
                continue
            groups += 1
            origins = [origin_of(history, texts, history.prefix + path, number + 1) for number in here[:3]]
            known = [(number, one) for number, one in zip(here, origins, strict=False) if isinstance(one, Origin)]
            # Of several, what was put back once says more than what was written once.
            known.sort(key=lambda pair: pair[1].removed_by is None)
            if known:
                number, one = known[0]
                removed_by = event(one.removed_by) if one.removed_by else None
                text = old[number].strip()
                yield Removed(Place(path, number + 1), text, end - start, event(one.commit), removed_by)


def _deleted(old: list[str], new: list[str]) -> Iterator[tuple[int, int]]:
    """Runs of lines in whose place nothing came."""
    here, there = [print_of(line) for line in old], [print_of(line) for line in new]
    start, end = _alike(here, there)  # what stands around the change costs nothing
    middle = SequenceMatcher(None, here[start : len(here) - end], there[start : len(there) - end], autojunk=False)
    for kind, a, b, _, _ in middle.get_opcodes():
        if kind == "delete":
            yield start + a, start + b


def _alike(here: list[str], there: list[str]) -> tuple[int, int]:
    """How many lines are the same at the beginning of both, and at the end of what is left."""
    shorter = min(len(here), len(there))
    start = 0
    while start < shorter and here[start] == there[start]:
        start += 1
    end = 0
    while end < shorter - start and here[-1 - end] == there[-1 - end]:
        end += 1
    return start, end


def _counts(line: str) -> bool:
    """Code that says something: no comment, import or bracket."""
    words = line.strip()
    return is_telling(print_of(line)) and not words.startswith(("#", "import ", "from ", '"""', "'''"))


def _ahead(history: History, paths: Sequence[str]) -> list[tuple[str, str]]:
    return [(history.tip, history.prefix + path) for path in paths]


def _now(texts: Texts, head: "Side", prefix: str, path: str) -> list[str] | None:
    """None for a file that is gone; that whole files went is for others to say."""
    if head.commit:
        return texts.lines(head.commit, prefix + path)
    return text_now(head.root, path)


def text_now(root: Path, path: str) -> list[str] | None:
    """Of a file of the working tree; links are not followed."""
    place = root / path
    try:
        if not place.resolve().is_relative_to(root.resolve()) or place.is_symlink() or not place.is_file():
            return None
        return lines_of(place.read_bytes()) if place.stat().st_size <= LARGEST else None
    except OSError:
        return None
