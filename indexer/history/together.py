"""Files that change together: of the commits that changed one, how many changed the other too."""

from collections import Counter

from msgspec import Struct

from indexer.history.commits import Commit
from indexer.history.read import History

LARGE = 25  # files of a commit that says nothing about any two of them
LEAST = 4  # commits that changed both
SHARE = 0.5  # of those that changed the one


class Together(Struct, frozen=True):
    path: str  # in the repository
    other: str
    both: int  # commits
    of: int  # commits that changed `path`, large ones left out
    last: Commit  # that changed both


def together(history: History, path: str, *, least: int = LEAST, share: float = SHARE) -> list[Together]:
    """What changes with a file, by its path in the repository, the closest first; of files that still stand."""
    of, both, last = 0, Counter[str](), dict[str, Commit]()
    for place in history.changing.get(path, ()):
        commit, paths = history.line[place], set(history.named[place])
        if commit.cut or len(paths) > LARGE:
            continue
        of += 1
        for other in paths - {path}:
            both[other] += 1
            last.setdefault(other, commit)
    found = [
        Together(path, other, count, of, last[other])
        for other, count in both.items()
        if count >= least and count >= share * of and history.stands(other)
    ]
    return sorted(found, key=lambda one: (-one.both, one.other))
