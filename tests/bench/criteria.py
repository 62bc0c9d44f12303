"""Do a plan's acceptance criteria name what a change then drops? Constraint-dropping edits, a task on the file of each.

    python tests/bench/criteria.py --mutants FOLDER --trees FOLDER [--keep FOLDER]

For each edit, drawn by family with a written seed: the plan of a task that names the function or class in words and the
file by path, on the tree before the edit. Its criteria contain what the edit breaks where one of them names the
constraint that the check then reports, or a constraint of the family that binds the same symbol where the check reports
another of its rules. Printed for each family: how many do, of all and of those that the check reports; and how many
would, were all that binds the file listed. An edit that the check does not see counts as not named.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from constraints.check import Side, check
from constraints.constraint import Constraint, Violation
from indexer.build import build
from indexer.cache import Cache
from indexer.graph import Graph
from indexer.graph.relevance import relevant
from indexer.graph.spelling import humps
from server.building import open_or_reason
from server.sources import reading
from server.tools.plan_change import binding, planned_criteria

SEED = 20261201
FAMILIES = {"tenant": ("tenancy", "permission"), "schema": ("compatibility",), "permission": ("permission", "tenancy")}


@dataclass(frozen=True, slots=True)
class Edit:
    id: str
    app: str
    family: str
    operator: str
    file: str
    symbol: str
    diff: Path

    @property
    def task(self) -> str:
        """As a ticket would name what it is about."""
        words = humps(self.symbol.replace(".<locals>", "").replace("__", "")).replace(".", " ").replace("_", " ")
        return f"rework {words or Path(self.file).stem}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutants", type=Path, required=True, help="one folder an edit: meta.json, change.diff")
    parser.add_argument("--trees", type=Path, required=True, help="one folder an application, as before the edits")
    parser.add_argument("--keep", type=Path, help="where graphs are left for the next run")
    parser.add_argument("--edits", type=int, default=60, help="over all families")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--apps", help="only these, with commas")
    parser.add_argument("--misses", action="store_true")
    asked = parser.parse_args()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    with tempfile.TemporaryDirectory() as scratch:
        keep = asked.keep or Path(scratch)
        for edit in drawn(asked.mutants, asked.edits, asked.seed, asked.apps and asked.apps.split(",")):
            base = graph_of(asked.trees / edit.app, keep / f"{edit.app}.db")
            broken = dropped(edit, asked.trees / edit.app, base, keep)
            found = relevant(base, edit.task, [edit.file], read=reading(asked.trees / edit.app))
            bound = binding(base, found, [edit.file])
            named = {id for one in planned_criteria(base, bound) for id in one.constraints}
            every = [one.constraint for one in bound]
            count = counts[edit.family]
            count["edits"] += 1
            count["seen"] += bool(broken)
            count["named"] += (hit := contains([one for one in every if one.id in named], broken))
            count["bound"] += (there := contains(every, broken))
            if asked.misses and not hit:
                print(f"  {edit.id} {edit.symbol or edit.file}: {'bound, not named' if there else 'bound by nothing'}")
                print(f"    dropped {[one.constraint for one in broken] or 'nothing that the check sees'}")
                print(f"    named   {sorted(named)}", flush=True)
    counts["all"] = sum(counts.values(), Counter())
    print(f"{'family':14} {'edits':>6} {'check sees':>11} {'named':>12} {'of seen':>8} {'were all listed':>16}")
    for family, count in counts.items():
        share = 100 * count["named"] / count["edits"]
        of_seen = 100 * count["named"] / max(1, count["seen"])
        print(
            f"{family:14} {count['edits']:6} {count['seen']:11} {count['named']:4} {share:5.1f} % {of_seen:6.1f} %"
            f" {count['bound']:16}"
        )
    return 0


def drawn(folder: Path, number: int, seed: int, apps: Sequence[str] | None) -> list[Edit]:
    """As many of each family as of another, each operator in turn."""
    queues: dict[str, dict[str, list[Edit]]] = defaultdict(lambda: defaultdict(list))
    for meta in sorted(folder.glob("*/meta.json")):
        told = json.loads(meta.read_text())
        edit = Edit(
            told["id"], told["app"], told["category"], told["operator"], told["file"], told["symbol"],
            meta.with_name("change.diff"),
        )  # fmt: skip
        if not apps or edit.app in apps:
            queues[edit.family][edit.operator].append(edit)
    draw = random.Random(seed)
    for operators in queues.values():
        for edits in operators.values():
            draw.shuffle(edits)
    chosen: list[Edit] = []
    while len(chosen) < number and any(edits for operators in queues.values() for edits in operators.values()):
        for operators in queues.values():
            operator = next((name for name in operators if operators[name]), None)
            if operator is not None and len(chosen) < number:
                chosen.append(operators[operator].pop())
                operators[operator] = operators.pop(operator)  # its turn comes again after the others
    return sorted(chosen, key=lambda edit: edit.id)


def dropped(edit: Edit, tree: Path, base: Graph, keep: Path) -> list[Violation]:
    """What the check reports of an edit in its family."""
    database = keep / f"{edit.id}.db"
    if not isinstance(open_or_reason(database), Graph):
        with edited(tree, edit) as folder:
            graph_of(folder, database).close()
    with Graph.open(database) as head:
        found = check(Side(base), Side(head)).violations
    families = FAMILIES.get(edit.family, (edit.family,))
    return [one for one in found if one.family in families and one.severity != "note"]


def contains(constraints: Iterable[Constraint], broken: Sequence[Violation]) -> bool:
    return any(is_of(one, violation) for one in constraints for violation in broken)


def is_of(constraint: Constraint, violation: Violation) -> bool:
    if constraint.id == violation.constraint:
        return True
    if constraint.family != violation.family:
        return False
    if violation.rule == "unguarded_entry_point" and constraint.rule == "entry_point_guard":
        return violation.place.path in constraint.scope.paths  # its sentence speaks of what is added beside it
    symbols = {violation.symbol, violation.constraint.partition(":")[2]}
    return any(name in symbols or any(of.startswith(f"{name}.") for of in symbols) for name in constraint.scope.symbols)


@contextmanager
def edited(tree: Path, edit: Edit) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / edit.app
        shutil.copytree(tree, folder)
        subprocess.run(["git", "apply", str(edit.diff.resolve())], cwd=folder, check=True, capture_output=True)
        yield folder


def graph_of(folder: Path, database: Path) -> Graph:
    graph = open_or_reason(database)
    if isinstance(graph, str):
        database.parent.mkdir(parents=True, exist_ok=True)
        with Cache.of_user() as cache:
            build(folder, database, cache=cache)
        graph = Graph.open(database)
    return graph


if __name__ == "__main__":
    raise SystemExit(main())
