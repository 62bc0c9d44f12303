"""Do the recorded look-ups name every scope that must be resolved again? Random edits, two whole resolutions compared.

    python tests/bench/records.py --repo PATH [--edits 50] [--seed 1]

After each edit the repository is resolved whole. A scope whose calls or uses of fields differ from before and that the
records do not name is a miss: exit 1 on any. Prints how many scopes differ and how many are named: fewer is better.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random
from statistics import median

from editing import copied, edits, load, write
from process import REPOSITORY

SHOWN = 10  # misses of one edit that are printed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repo", type=Path, required=True)
    parser.add_argument("--edits", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sys.path.insert(0, str(REPOSITORY))
    from indexer.infer.records import affected, record

    missed, differing, named, spent = 0, [], [], []
    with tempfile.TemporaryDirectory(prefix="records-") as name:
        copy = copied(options.repo, Path(name))
        before = resolved(copy)
        for number, edit in enumerate(edits(load(copy), Random(options.seed), options.edits), 1):
            kept, edges = record(before), edges_of(before)
            write(copy, edit.changed)
            before = resolved(copy)
            began = time.process_time()
            found = affected(kept, before)
            spent.append(time.process_time() - began)
            now = edges_of(before)
            different = {scope for scope, said in now.items() if said != edges.get(scope)}
            misses = sorted(different - found)
            missed += len(misses)
            differing.append(len(different))
            named.append(len(found))
            note = f"  {len(misses)} MISSED" if misses else ""
            print(f"{number:3} {len(different):5} differ {len(found):5} named  {edit.what[:90]}{note}", flush=True)
            for scope in misses[:SHOWN]:
                had, has = edges.get(scope, Counter()), now[scope]
                print(f"      {scope}: {[*(had - has), *(has - had)][:2]}")
    questions = sum(map(len, kept.scopes.values()))
    print(f"{options.repo.name}: {options.edits} edits with seed {options.seed}, {missed} scopes missed")
    at_most = f"at most {max(differing)} and {max(named)}"
    print(f"of {len(now)} scopes {median(differing)} differ and {median(named)} are named at the median, {at_most}")
    print(f"{questions} look-ups recorded, {len(kept.answers)} different ones; {median(spent):.2f} CPU s to compare")
    return 1 if missed else 0


def resolved(root: Path):
    from indexer.cache import Cache
    from indexer.discover import discover
    from indexer.frameworks import recognise
    from indexer.infer import Inference
    from indexer.read import read
    from indexer.resolve.program import Program

    with Cache.of_user() as cache:
        program = Program((file.source, file.facts) for file in read(root, discover(root).files, cache=cache).files)
    inference = Inference(program, recognise(program), records=True)
    inference.solve()
    return inference


def edges_of(inference) -> dict[str, Counter[tuple[object, ...]]]:
    """By scope, without lines: those are known from the file itself."""
    from indexer.infer.records import names

    return {
        scope: Counter(
            [(c.target, c.certainty, c.rule, c.instantiates) for c in inference.body(entity).edges.calls]
            + [(u.model.name, u.field, u.use, u.certainty, u.rule) for u in inference.body(entity).edges.field_uses]
        )
        for entity, scope in names(inference).items()
    }


if __name__ == "__main__":
    sys.exit(main())
