"""Is a refreshed index the one that a cold build gives? Random edits on a copy of a repository, compared after each.

    python tests/bench/edits.py --repo PATH [--edits 50] [--seed 1] [--orders 2]

After each edit the index is refreshed as the server does it, through the fact cache, and built once more by another
process with an empty cache and another hash seed. Every row of every table is compared as it stands, ids included;
only `meta` (when and how long) is left out. `--orders N` builds the repository N more times with its files walked in
shuffled order; rows are then compared by what their ids name, since files are numbered as they are walked. Prints the
rows that differ; exit 1 on any.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median

from editing import copied, edits, load, write
from process import REPOSITORY, chesterton, own_folders, run
from tables import differences, named_rows, rows

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
        seconds: list[float] = []
        for number, edit in enumerate(edits(load(copy), random, options.edits), 1):
            write(copy, edit.changed)
            began = time.process_time()
            refreshed = refresh(copy, work / "warm.db")
            seconds.append(time.process_time() - began)
            different = list(differences(refreshed, cold(copy, work, hash_seed=number)))
            wrong += bool(different)
            show(f"{number:3} {edit.what}", different)
        done = f"{options.edits} edits and {options.orders} orders with seed {options.seed}"
        print(f"{options.repo.name}: {done}, {wrong} wrong")
        if seconds:
            print(f"a refresh takes {median(seconds):.2f} CPU s at the median")
    return 1 if wrong else 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repo", type=Path, required=True)
    parser.add_argument("--edits", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--orders", type=int, default=2, help="builds with the files walked in another order")
    return parser.parse_args()


def refresh(root: Path, database: Path) -> dict:
    """As the server does before each answer."""
    from server.project import Project

    return rows(Project.open(root, database=database).graph().path)


def cold(root: Path, work: Path, *, hash_seed: int) -> dict:
    """By another process that knows nothing yet."""
    with tempfile.TemporaryDirectory(dir=work, prefix="cold-") as name:
        database = Path(name) / "graph.db"
        environment = {**own_folders(Path(name)), "PYTHONHASHSEED": str(hash_seed)}
        run(chesterton("index", str(root), "--db", str(database), "--json"), environment=environment)
        return rows(database)


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
