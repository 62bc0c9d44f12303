"""Does a check of a head that was brought forward say what a check of a head that was built says?

    python tests/bench/heads.py --repo PATH [--most 2] [--seed 1] [--edits 0] [--only REGEX]

Each edit drops a constraint (those of `drop.py`, up to `--most` of each kind) or is a random one inside a body
(`--edits`), on a copy of the repository as it was. Where its index can be brought forward, every table is compared with
that of a build, and so is what a check against the state before says: a rule that looks at more in a head than it asks
`change.same` about is told apart so. Exit 1 on any difference.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

from drop import FAMILIES, chosen
from dropping.source import read
from editing import Changed, copied, edits, load, write
from process import REPOSITORY
from tables import differences, named_rows

SHOWN = 10  # rows of one difference that are printed


def main() -> int:
    options = read_options()
    sys.path.insert(0, str(REPOSITORY))
    with tempfile.TemporaryDirectory(prefix="heads-") as name:
        work = Path(name)
        root = copied(options.repo, work)
        taken = wrong = every = 0
        for what, changed in _edits(root, options):
            every += 1
            found = compare(root, work, changed)
            if found is None:
                continue
            taken += 1
            wrong += bool(found)
            for line in found[:SHOWN]:
                print(f"{what}: {line}")
        print(f"{options.repo.name}: {taken} of {every} edits brought forward, {wrong} wrong")
    return 1 if wrong else 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repo", type=Path, required=True)
    parser.add_argument("--most", type=int, default=2, help="edits of each kind that drops a constraint")
    parser.add_argument("--edits", type=int, default=0, help="random edits inside bodies besides")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=re.compile, default=re.compile(""), help="kinds whose name it finds")
    return parser.parse_args()


def _edits(root: Path, options: argparse.Namespace) -> Iterator[tuple[str, Changed]]:
    every = tuple(read(root))
    for _, operators in FAMILIES:
        for operator in operators:
            if options.only.search(operator.__name__):
                found = [(source, drop) for source in every for drop in operator(source, every)]
                for source, drop, content in chosen(found, options.most, Random(f"{options.seed} {operator.__name__}")):
                    yield f"{operator.__name__} in {source.path} ({drop.what})", {source.path: content.decode()}
    for edit in edits(load(root), Random(options.seed), options.edits, inside_bodies=True):
        yield edit.what, edit.changed


def compare(root: Path, work: Path, changed: Changed) -> list[str] | None:
    """What differs between a head that is brought forward and one that is built; None where it cannot be."""
    from indexer.build import build
    from indexer.cache import Cache
    from indexer.refresh import Reason, refresh

    before, head, anew = work / "before.db", work / "head.db", work / "anew.db"
    with Cache(work / "cache") as cache:
        if not before.exists():
            build(root, before, cache=cache, jobs=1)
        old: Changed = {path: (root / path).read_text() for path in changed}
        write(root, changed)
        try:
            refresh(root, before, head, cache=cache)
            build(root, anew, cache=cache, jobs=1)
        except Reason:
            return None
        finally:
            write(root, old)
    found = list(differences(named_rows(head), named_rows(anew)))
    forward, built = findings(before, head), findings(before, anew)
    found += [f"only of the head that was brought forward: {line}" for line in forward if line not in built]
    return found + [f"only of the head that was built: {line}" for line in built if line not in forward]


def findings(before: Path, head: Path) -> list[str]:
    from constraints.check import Side, check
    from indexer.graph import Graph

    with Graph.open(before) as base, Graph.open(head) as now:
        return [repr(violation) for violation in check(Side(base), Side(now)).violations]


if __name__ == "__main__":
    sys.exit(main())
