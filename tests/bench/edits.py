"""Is a refreshed index the one that a cold build gives? Random edits on a copy of a repository, compared after each.

    python tests/bench/edits.py --repo PATH [--edits 50] [--seed 1] [--orders 2] [--inside-bodies]

After each edit the index is refreshed as the server does it, from the index before and the fact cache, and built once
more by another process with an empty cache and another hash seed. Every row of every table is compared by what its ids
name; only what a build notes for itself (when, how long, what a refresh goes on from) is left out. `--orders N` builds
the repository N more times with its files walked in shuffled order. Prints the rows that differ, and why indexes had to
be built anew; exit 1 on any difference.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING

from editing import copied, edits, load, write
from process import REPOSITORY, chesterton, own_folders, run
from tables import differences, named_rows

if TYPE_CHECKING:
    from indexer.build import Report

SHOWN = 20  # rows of one difference that are printed


def main() -> int:
    options = read_options()
    sys.path.insert(0, str(REPOSITORY))
    random = Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="edits-") as name:
        work = Path(name)
        copy = copied(options.repo, work)
        os.environ.update(own_folders(work / "warm"))
        wrong = 0
        for number in range(options.orders):
            wrong += is_another_graph(copy, work, Random(f"{options.seed} {number}"), name=f"order {number + 1}")
        forward: list[float] = []
        anew: list[float] = []
        reasons: Counter[str] = Counter()
        made = edits(load(copy), random, options.edits, inside_bodies=options.inside_bodies)
        refresh(copy, work / "warm.db")
        for number, edit in enumerate(made, 1):
            write(copy, edit.changed)
            began = time.process_time()
            report = refresh(copy, work / "warm.db")
            (forward if report.refreshed else anew).append(time.process_time() - began)
            if not report.refreshed:
                reasons[report.because.rpartition(": ")[2]] += 1
            different = list(differences(named_rows(work / "warm.db"), cold(copy, work, hash_seed=number)))
            wrong += bool(different)
            show(f"{number:3} {edit.what}", different)
        done = f"{options.edits} edits and {options.orders} orders with seed {options.seed}"
        print(f"{options.repo.name}: {done}, {wrong} wrong")
        for how, seconds in (("brought forward", forward), ("built anew", anew)):
            if seconds:
                print(f"{len(seconds)} {how}, {median(seconds):.2f} CPU s at the median")
        for reason, count in reasons.most_common():
            print(f"  {count} because {reason}")
    return 1 if wrong else 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repo", type=Path, required=True)
    parser.add_argument("--edits", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--inside-bodies", action="store_true", help="only edits that leave definitions as they are")
    parser.add_argument("--orders", type=int, default=2, help="builds with the files walked in another order")
    return parser.parse_args()


def refresh(root: Path, database: Path) -> "Report":
    """As the server does before each answer."""
    from server.project import Project

    project = Project.open(root, database=database)
    project.graph()
    assert project.report is not None, "the edit was not noticed"
    return project.report


def cold(root: Path, work: Path, *, hash_seed: int) -> dict:
    """By another process that knows nothing yet."""
    with tempfile.TemporaryDirectory(dir=work, prefix="cold-") as name:
        database = Path(name) / "graph.db"
        environment = {**own_folders(Path(name)), "PYTHONHASHSEED": str(hash_seed)}
        run(chesterton("index", str(root), "--db", str(database), "--json"), environment=environment)
        return named_rows(database)


def is_another_graph(root: Path, work: Path, random: Random, *, name: str) -> bool:
    from indexer.build import build
    from indexer.cache import Cache

    with Cache.of_user() as cache:
        build(root, work / "sorted.db", cache=cache)
        with shuffled_files(random):
            build(root, work / "shuffled.db", cache=cache)
    different = list(differences(named_rows(work / "sorted.db"), named_rows(work / "shuffled.db")))
    show(name, different)
    return bool(different)


@contextmanager
def shuffled_files(random: Random) -> Iterator[None]:
    """The pipeline then walks the files in another order than that of their paths."""
    import indexer.build as pipeline

    discover = pipeline.discover

    def shuffled(root: Path) -> object:
        found = discover(root)
        random.shuffle(found.files)
        return found

    pipeline.discover = shuffled
    try:
        yield
    finally:
        pipeline.discover = discover


def show(what: str, different: list[str]) -> None:
    print(f"{what}{f'  {len(different)} ROWS DIFFER' if different else ''}", flush=True)
    for line in different[:SHOWN]:
        print(f"      {line[:300]}")
    if len(different) > SHOWN:
        print(f"      and {len(different) - SHOWN} more")


if __name__ == "__main__":
    sys.exit(main())
