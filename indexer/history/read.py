"""The last commits that one can see, as far as git can tell them within a time; those known before cost nothing."""

import os
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from indexer.git import git
from indexer.history import kept
from indexer.history.commits import Changed, Commit, read_commits

MOST_COMMITS = 5_000
AT_ONCE = 500  # commits asked for in one go: how often the time is looked at
SECONDS = 5.0  # for all of them; what is missing then is read by the next question


class Unread(Struct, frozen=True):
    """Nothing is said of this repository's past, and why."""

    reason: str


@dataclass(frozen=True)
class History:
    folder: str  # served: the top of a worktree, or a folder in it
    prefix: str  # of the folder in the repository, '' or with `/` at its end
    tip: str  # the commit that all is seen from
    commits: tuple[Commit, ...]  # newest first
    limits: str  # '' or what is not known, in words: `the last 5,000 commits`
    complete: bool  # within those limits; otherwise the next question reads on
    seconds: float = field(compare=False)  # by the clock, that reading took

    @cached_property
    def _changes(self) -> dict[str, dict[str, Changed]]:
        return {}

    @cached_property
    def by_id(self) -> dict[str, Commit]:
        return {commit.id: commit for commit in self.commits}

    def back(self, id: str) -> Iterator[Commit]:
        """A commit and those before it along first parents, as far as they are known."""
        while (commit := self.by_id.get(id)) is not None:
            yield commit
            id = commit.parents[0] if commit.parents else ""

    def changes(self, commit: Commit) -> dict[str, Changed]:
        """What a commit changed, by path."""
        found = self._changes.get(commit.id)
        if found is None:
            found = self._changes[commit.id] = {change.path: change for change in commit.changes}
        return found

    @cached_property
    def line(self) -> tuple[Commit, ...]:
        """What the branch itself saw, one commit or merge after the other, newest first."""
        return tuple(self.back(self.tip))

    @cached_property
    def named(self) -> tuple[tuple[str, ...], ...]:
        """For each commit of `line`, what it changed by the names that the files have now: exact moves are followed."""
        now: dict[str, str] = {}
        found: list[tuple[str, ...]] = []
        for commit in self.line:
            found.append(tuple(now.get(change.path, change.path) for change in commit.changes))
            for change in commit.changes:
                if change.was:
                    now[change.was] = now.get(change.path, change.path)
        return tuple(found)

    @cached_property
    def changing(self) -> dict[str, list[int]]:
        """Positions in `line` of the commits that changed a file, newest first, by the name that it has now."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for position, paths in enumerate(self.named):
            for path in paths:
                found[path].append(position)
        return dict(found)

    def stands(self, path: str) -> bool:
        """Is a file that some commit changed still there at the tip?"""
        last = next((change for commit in self.line if (change := self.changes(commit).get(path))), None)
        return last is not None and last.kind != "removed"

    def inside(self, path: str) -> str | None:
        """The path as the served folder has it; None for what lies elsewhere."""
        return path.removeprefix(self.prefix) if path.startswith(self.prefix) else None


def read(folder: Path, origin: Path, revision: str = "HEAD", *, seconds: float = SECONDS) -> History | Unread:
    """`origin`: the git folder that all worktrees share."""
    began = time.monotonic()
    if (origin / "shallow").exists():
        return Unread("this clone is shallow: its oldest commits only look as if they had made everything")
    tip = git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    prefix = git(folder, "rev-parse", "--show-prefix")
    if not tip or prefix is None:
        return Unread("git has no commit here, or refuses to be asked")
    sha, top = tip.decode().strip(), os.fsdecode(prefix).rstrip("\n")
    known = kept.load(origin)
    if known.tip == sha and known.order:
        by_id = {commit.id: commit for commit in known.commits}
        if all(id in by_id for id in known.order):
            found = tuple(by_id[id] for id in known.order)
            return History(str(folder), top, sha, found, _limits(origin, found), True, time.monotonic() - began)
    listed = git(folder, "rev-list", "--parents", f"--max-count={MOST_COMMITS}", sha, "--", timeout=seconds)
    if listed is None:
        return Unread("git could not list the commits in time")
    rows = [tuple(line.split()) for line in listed.decode().splitlines()]
    commits, complete = _commits(folder, rows, {commit.id: commit for commit in known.commits}, began + seconds)
    _keep(origin, sha, commits, known, complete=complete)
    if not commits:
        return Unread("git could not tell what the commits changed in time, or does not have it here")
    limits = (
        _limits(origin, commits) if complete else f"the newest {len(commits):,} commits; the next question reads on"
    )
    return History(str(folder), top, sha, tuple(commits), limits, complete, time.monotonic() - began)


def _commits(
    folder: Path, rows: Sequence[tuple[str, ...]], known: dict[str, Commit], until: float
) -> tuple[list[Commit], bool]:
    """Newest first, as many as the time allows, and whether that is all of them."""
    found: list[Commit] = []
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        unknown = [row for row in part if row[0] not in known]
        left = until - time.monotonic()
        if unknown:
            read = read_commits(str(folder), unknown, timeout=left) if left > 0 else None
            if read is None:
                return found, False
            known |= {commit.id: commit for commit in read}
        found += [known[row[0]] for row in part]
    return found, True


def _keep(origin: Path, tip: str, commits: list[Commit], before: kept.Kept, *, complete: bool) -> None:
    """With what other branches see, as long as that is not much more."""
    here = {commit.id for commit in commits}
    others = [commit for commit in before.commits if commit.id not in here][:MOST_COMMITS]
    order = tuple(commit.id for commit in commits) if complete else ()
    kept.save(origin, kept.Kept(kept.VERSION, tip, order, [*commits, *others]))


def _limits(origin: Path, commits: Sequence[Commit]) -> str:
    said = [f"the last {MOST_COMMITS:,} commits"] if len(commits) == MOST_COMMITS else []
    if any((origin / "objects" / "pack").glob("*.promisor")):
        said.append("what this partial clone holds: nothing is fetched")
    return ", ".join(said)
