"""The commit that a line comes from: through edits around it, moves, renames and rewrites of everything at once.

A line is followed from one version of its file to the next older one, along first parents; where a merge brought it,
on into what was merged. A line that was there before and had been taken away is one that somebody put back.
"""

from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from indexer.history.alike import is_telling, moved, neighbours, rewritten
from indexer.history.commits import Changed, Commit
from indexer.history.read import History
from indexer.history.versions import Prints, Texts

MASS = 60  # files of a commit that rewrote everything
DEEPEST = 12  # merges of merges
MOST_ELSEWHERE = 24  # files of one commit in which a moved line is looked for
MOST_BEFORE = 60  # older versions in which a line may have been before it was taken away
GENERATED = (".lock", ".min.js", ".svg", ".po", ".map")


class Origin(Struct, frozen=True):
    commit: Commit
    path: str  # in the repository, as the commit left it
    line: int
    removed_by: Commit | None = None  # the line was there before; this commit took it away, and `commit` put it back


class NoOrigin(Struct, frozen=True):
    reason: str


def origin_of(history: History, texts: Texts, path: str, line: int) -> Origin | NoOrigin:
    """Of a line (from 1) of a file as the tip has it; `path` from the top of the repository."""
    current = texts.prints(history.tip, path)
    if current is None or not 0 < line <= len(current):
        return NoOrigin("that commit does not have the line, or its text is not here or too uniform to be compared")
    return _Walk(history, texts).back(history.tip, path, current, line - 1)


class _Walk:
    def __init__(self, history: History, texts: Texts) -> None:
        self.history, self.texts = history, texts

    def back(self, id: str, path: str, lines: Prints, at: int, depth: int = 0) -> Origin | NoOrigin:
        """`lines`: the file as the commit left it."""
        for commit in self.history.back(id):
            change = self.history.changes(commit).get(path)
            if change is None:
                continue
            if self.texts.is_late:
                return NoOrigin("its history was not read in time")
            old = self._before(commit, change)
            if isinstance(old, NoOrigin):
                return old
            was = self.texts.mapped(old, lines)[at] if old is not None else None
            if was is None and old and len(commit.changes) >= MASS:
                was = rewritten(old, lines, at)
            if was is not None and old is not None:
                lines, at = old, was
                continue
            merged = self._merged(commit, path, lines, at) if depth < DEEPEST else None
            if merged is not None:
                return self.back(commit.parents[1], path, *merged, depth + 1)
            elsewhere = self._elsewhere(commit, path, lines, at)
            if elsewhere is None:
                return self._put_back(Origin(commit, path, at + 1), lines, at)
            path, lines, at = elsewhere
        return NoOrigin(f"it is older than {self.history.limits or 'what git lists here'}")

    def _before(self, commit: Commit, change: Changed) -> Prints | NoOrigin | None:
        """The version that a commit found; None where it made the file."""
        if change.kind == "added" or not commit.parents:
            return None
        found = self.texts.prints(commit.parents[0], change.path, self._versions(commit.parents[0], change.path))
        return found if found is not None else NoOrigin("an older version of the file cannot be read here")

    def _versions(self, id: str, path: str) -> Iterator[tuple[str, str]]:
        """Older ones, to be read ahead."""
        for commit in self.history.back(id):
            if path in self.history.changes(commit) and commit.parents:
                yield commit.parents[0], path

    def _merged(self, commit: Commit, path: str, lines: Prints, at: int) -> tuple[Prints, int] | None:
        """The merged branch's text, and the place of the line there."""
        if not commit.is_merge:
            return None
        side = self.texts.prints(commit.parents[1], path)
        was = self.texts.mapped(side, lines)[at] if side is not None else None
        return (side, was) if side is not None and was is not None else None

    def _elsewhere(self, commit: Commit, path: str, lines: Prints, at: int) -> tuple[str, Prints, int] | None:
        """Where in another file the line stood that this commit moved here: the path, its text, the place."""
        if not commit.parents or not is_telling(lines[at]):
            return None
        parent = commit.parents[0]
        sources = list(self._sources(commit, path))
        for source in sources:
            then = self.texts.prints(parent, source.path, [(parent, one.path) for one in sources])
            if then is None:
                continue
            left = self.texts.prints(commit.id, source.path) if source.kind == "modified" else None
            if left is not None and left.count(lines[at]) >= then.count(lines[at]):
                continue
            was = moved(then, lines, at)
            if was is not None and (_is_renamed(source, then, lines) or neighbours(then, lines, was, at)):
                return source.path, then, was
        return None

    def _sources(self, commit: Commit, path: str) -> Iterator[Changed]:
        """Files that lost something in a commit, those first that this one was made of."""
        made = next((change for change in commit.changes if change.path == path), None)
        origin, suffix = made.was if made else "", path.rpartition(".")[2]
        losing = [
            change
            for change in commit.changes
            if change.kind != "added"
            and change.path != path
            and change.path.endswith(suffix)
            and not change.path.endswith(GENERATED)
        ]
        leaf = path.rpartition("/")[2]
        losing.sort(key=lambda one: (one.path != origin, not one.path.endswith(f"/{leaf}"), one.kind != "removed"))
        return islice(iter(losing), MOST_ELSEWHERE)

    def _put_back(self, found: Origin, lines: Prints, at: int) -> Origin:
        """Was the line there before, in an older version of the same file: beside the same one, or unmistakable?"""
        if not is_telling(lines[at]) or not found.commit.parents:
            return found
        seen = 0
        for commit in self.history.back(found.commit.parents[0]):
            change = self.history.changes(commit).get(found.path)
            if change is None:
                continue
            seen += 1
            old = self._before(commit, change) if seen <= MOST_BEFORE and not self.texts.is_late else None
            if not isinstance(old, Prints):
                break
            if moved(old, lines, at) is not None:
                return Origin(found.commit, found.path, found.line, removed_by=commit)
        return found


def _is_renamed(source: Changed, old: Prints, new: Prints) -> bool:
    """Half of what went from one file stands in the other."""
    here = {line for line in old if is_telling(line)}
    return source.kind == "removed" and bool(here) and len(here.intersection(new)) >= len(here) / 2
