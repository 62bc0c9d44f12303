"""Who changed a file, by the names that commits carry."""

from collections import Counter, defaultdict

from msgspec import Struct

from indexer.history.read import History

MOST = 3
AUTOMATIC = ("[bot]", "bot", "dependabot", "renovate", "github-actions", "pre-commit-ci")


class Author(Struct, frozen=True):
    name: str
    commits: int  # that changed the file
    of: int  # commits that changed it
    last: int  # seconds since 1970


def authors(history: History, path: str) -> list[Author]:
    """Those who changed a file most, by its path in the repository; merges and programs are no authors."""
    names = _names(history, path)
    counted, last, spelled = Counter[str](), dict[str, int](), defaultdict[str, Counter[str]](Counter)
    for commit in history.commits:
        if commit.is_merge or _is_program(commit.author) or not any(one.path in names for one in commit.changes):
            continue
        person = "".join(char for char in commit.author.casefold() if char.isalnum()) or commit.author
        counted[person] += 1
        last.setdefault(person, commit.at)
        spelled[person][commit.author] += 1 + commit.author.count(" ")  # rather `Ann Lee` than `annlee`
    of = sum(counted.values())
    ranked = sorted(counted.items(), key=lambda row: (-row[1], -last[row[0]], row[0]))
    return [Author(spelled[one].most_common(1)[0][0], number, of, last[one]) for one, number in ranked[:MOST]]


def _names(history: History, path: str) -> set[str]:
    """The file's own and those that it had before exact moves."""
    found = {path}
    for commit in history.commits:
        found.update(change.was for change in commit.changes if change.was and change.path in found)
    return found


def _is_program(name: str) -> bool:
    lowered = name.lower()
    return lowered.endswith(AUTOMATIC[:1]) or lowered in AUTOMATIC
