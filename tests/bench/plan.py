"""Does a plan point at the files that the work then touched? Real commits, their subject as the task.

    python tests/bench/plan.py --mirrors FOLDER NAME [NAME ...]

FOLDER holds one git directory for each NAME (`NAME/repo`). Drawn with a written seed: commits that touch one to eight
files of the product. Printed for each repository and over all: the share of the touched files among the ten files that
the plan names, and the share of commits of which all are; beside it grep (files by how many of the words they hold) and
BM25 over paths. `--keep FOLDER` leaves trees and graphs there, for a second run that takes seconds.
"""

import argparse
import math
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer.build import build
from indexer.cache import Cache
from indexer.discover import is_test
from indexer.graph import Graph
from indexer.graph.relevance import relevant, words_of
from server.building import open_or_reason
from server.sources import reading

SEED = 20261123
NAMED = 10  # files
MOST_TOUCHED = 8
NEWEST = 3_000  # commits to draw from


@dataclass(frozen=True, slots=True)
class Commit:
    id: str
    subject: str
    touched: tuple[str, ...]


@dataclass(slots=True)
class Hits:
    found: int = 0
    touched: int = 0
    whole: int = 0
    commits: int = 0

    def count(self, named: Sequence[str], touched: Sequence[str]) -> None:
        hit = len(set(named) & set(touched))
        self.found += hit
        self.touched += len(touched)
        self.whole += hit == len(touched)
        self.commits += 1

    def __str__(self) -> str:
        return f"{100 * self.found / self.touched:5.1f} % of files, {100 * self.whole / self.commits:5.1f} % of commits"


@dataclass(slots=True)
class Table:
    rows: dict[str, Hits] = field(default_factory=lambda: {"plan": Hits(), "grep": Hits(), "bm25 over paths": Hits()})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--mirrors", type=Path, required=True)
    parser.add_argument("--commits", type=int, default=30, help="over all repositories")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--keep", type=Path, help="where trees and graphs are left")
    parser.add_argument("--misses", action="store_true", help="what was touched and not named")
    asked = parser.parse_args()
    total = Table()
    for number, name in enumerate(asked.names):
        repository = asked.mirrors / name / "repo"
        share, rest = divmod(asked.commits, len(asked.names))
        table = Table()
        for commit in drawn(repository, share + (number < rest), asked.seed):
            with before(repository, commit, asked.keep) as (folder, database):
                with Graph.open(database) as graph:
                    found = relevant(graph, commit.subject, read=reading(folder), most=NAMED)
                    named = [file.path for file in found.files]
                files = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.py"))]
                answers = {
                    "plan": named,
                    "grep": by_grep(folder, files, commit.subject),
                    "bm25 over paths": by_path(files, commit.subject),
                }
            for kind, answer in answers.items():
                for tables in (table, total):
                    tables.rows[kind].count(answer, commit.touched)
            missed = [path for path in commit.touched if path not in named]
            if asked.misses and missed:
                print(f"  {commit.id[:9]} {commit.subject!r}\n    missed {missed}\n    named  {named}")
        show(name, table)
    show("all", total)
    return 0


@contextmanager
def before(repository: Path, commit: Commit, keep: Path | None) -> Iterator[tuple[Path, Path]]:
    """The files as they were before a commit, and the graph of them."""
    with tempfile.TemporaryDirectory() as scratch:
        place = (keep or Path(scratch)) / commit.id
        folder, database = place / "tree", place / "graph.db"
        if not folder.exists():
            folder.mkdir(parents=True)
            write(repository, f"{commit.id}~1", folder)
        if isinstance(open_or_reason(database), str):
            with Cache.of_user() as cache:
                build(folder, database, cache=cache)
        yield folder, database


def write(repository: Path, revision: str, folder: Path) -> None:
    """Its source files, as far as the snapshot has them: very large ones it has not."""
    wanted: dict[str, str] = {}
    for line in git(repository, "ls-tree", "-r", "--long", revision).splitlines():
        attributes, _, path = line.partition("\t")
        mode, _, blob, size = attributes.split()
        if mode.startswith("100") and size.isdecimal() and path.endswith((".py", ".toml", ".cfg")):
            wanted[path] = blob
    said = subprocess.run(
        ["git", "cat-file", "--batch"], cwd=repository, capture_output=True, check=True,
        input="".join(f"{blob}\n" for blob in wanted.values()).encode(),
    ).stdout  # fmt: skip
    start = 0
    for path in wanted:
        end = said.index(b"\n", start)
        length = int(said[start:end].split()[2])
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(said[end + 1 : end + 1 + length])
        start = end + 1 + length + 1


def drawn(repository: Path, count: int, seed: int) -> list[Commit]:
    """Commits whose parent has every file that they touch."""
    ids = git(repository, "rev-list", "--no-merges", f"--max-count={NEWEST}", "HEAD").split()
    random.Random(seed).shuffle(ids)
    found: list[Commit] = []
    for id in ids:
        changed = [line.split("\t") for line in git(
            repository, "diff-tree", "-r", "--no-commit-id", "--name-status", "--no-renames", id
        ).splitlines()]  # fmt: skip
        touched = [path for status, path in changed if status == "M" and path.endswith(".py") and not is_test(path)]
        subject = git(repository, "log", "-1", "--format=%s", id).strip()
        if 0 < len(touched) <= MOST_TOUCHED and len(words_of(subject)) >= 2:
            found.append(Commit(id, subject, tuple(touched)))
        if len(found) == count:
            break
    return found


def by_grep(folder: Path, files: list[str], subject: str) -> list[str]:
    words = words_of(subject)
    scores = Counter[str]()
    for path in files:
        text = (folder / path).read_text(encoding="utf-8", errors="replace").lower()
        scores[path] = sum(word in text for word in words)
    return [path for path, score in scores.most_common(NAMED) if score]


def by_path(files: list[str], subject: str) -> list[str]:
    """Okapi BM25 (k1 1.2, b 0.75), each path a document of its words."""
    documents = {path: re.findall(r"[a-z0-9]+", path.lower().removesuffix(".py")) for path in files}
    average = sum(map(len, documents.values())) / max(1, len(documents))
    holders = Counter(word for words in documents.values() for word in set(words))
    scores = Counter[str]()
    for word in words_of(subject):
        rarity = math.log(1 + (len(files) - holders[word] + 0.5) / (holders[word] + 0.5))
        for path, words in documents.items():
            if occurs := words.count(word):
                scores[path] += rarity * occurs * 2.2 / (occurs + 1.2 * (0.25 + 0.75 * len(words) / average))  # type: ignore[assignment]
    return [path for path, _ in scores.most_common(NAMED)]


def git(repository: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=repository, capture_output=True, text=True, check=True).stdout


def show(name: str, table: Table) -> None:
    print(name)
    for kind, hits in table.rows.items():
        print(f"  {kind:16} {hits}")


if __name__ == "__main__":
    raise SystemExit(main())
