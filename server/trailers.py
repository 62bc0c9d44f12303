"""`Chesterton-Accept: ID reason` in the messages of the commits of a change."""

import re
from collections.abc import Iterator
from pathlib import Path

from constraints.acceptance import Trailer
from indexer.git import git, git_with_input

MOST_COMMITS = 5_000
ACCEPT = re.compile(r"Chesterton-Accept:[ \t]*(?P<id>\S+)[ \t]+(?P<reason>\S.*)", re.IGNORECASE)


def trailers_between(root: Path, base: str, head: str) -> list[Trailer]:
    """Of the commits that `head` has and `base` has not, newest first; none outside git."""
    listed = git(root, "rev-list", f"--max-count={MOST_COMMITS}", "--end-of-options", f"{base}..{head}", "--")
    commits = listed.decode().split() if listed else []
    found: list[Trailer] = []
    for commit, message in _messages(root, commits):
        last = message.strip().split("\n\n")[-1]
        found += [Trailer(said["id"], said["reason"].strip(), commit) for said in ACCEPT.finditer(last)]
    return found


def _messages(root: Path, commits: list[str]) -> Iterator[tuple[str, str]]:
    given = "".join(f"{commit}\n" for commit in commits).encode()
    said = git_with_input(root, given, "cat-file", "--batch") if commits else None
    if said is None:
        return
    position = 0
    for commit in commits:
        end = said.index(b"\n", position)
        size = int(said[position:end].split()[2])
        content = said[end + 1 : end + 1 + size]
        position = end + 1 + size + 1
        yield commit, content.partition(b"\n\n")[2].decode("utf-8", "replace")
