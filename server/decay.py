"""How the constraints of a task fared: what it started with, what came in on the way, what was dropped and put back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from indexer.graph import Graph, Unknown
from indexer.graph.names import named
from indexer.graph.tests import tests_reaching
from server.ledger import Entry
from server.runs import Result, Results
from server.work import Task

Now = Literal["holds", "dropped", "never checked"]
ASKED = 40  # tests that reach what a criterion is about


@dataclass(frozen=True, slots=True)
class Turn:
    at: str  # when the check found it
    what: Literal["brought in", "dropped", "restored"]


@dataclass(frozen=True, slots=True)
class Fate:
    """Of one constraint, in the order of time."""

    constraint: str  # id
    statement: str
    turns: tuple[Turn, ...]  # nothing for one that held from the start to the end
    now: Now


@dataclass(frozen=True, slots=True)
class Proven:
    """A criterion of the plan at the end of the work."""

    says: str
    family: str
    constraints: tuple[str, ...]  # ids
    how: Literal["by the check", "by a test", "by a test to write"]
    test: str  # that shows it; '' where none is known
    result: Result | Literal["holds", "dropped", "not written"]

    @property
    def is_proven(self) -> bool:
        return self.result in ("holds", "passed")


def fates(task: Task, checkpoints: Iterable[Entry]) -> list[Fate]:
    """Those that something happened to first; each in the order in which the task came to know them."""
    statements = dict(task.constraints)
    turns: dict[str, list[Turn]] = {}
    open_before: set[str] = set()
    checked = False
    for entry in checkpoints:
        checked = True
        for id, statement in entry.body.get("brought_in", {}).items():
            if id not in statements:
                statements[id] = statement
                turns.setdefault(id, []).append(Turn(entry.at, "brought in"))
        dropped = {found["constraint"]: found for found in entry.body["findings"] if found["severity"] != "note"}
        for id, found in dropped.items():
            statements.setdefault(id, found.get("message", id))
            if id not in open_before:
                turns.setdefault(id, []).append(Turn(entry.at, "dropped"))
        for id in open_before - dropped.keys():
            turns.setdefault(id, []).append(Turn(entry.at, "restored"))
        open_before = set(dropped)
    found = [
        Fate(
            id,
            statement,
            tuple(turns.get(id, ())),
            "dropped" if id in open_before else "holds" if checked else "never checked",
        )
        for id, statement in statements.items()
    ]
    return sorted(found, key=lambda fate: (fate.now != "dropped", not fate.turns))


def known(task: Task, checkpoints: Iterable[Entry]) -> dict[str, str]:
    """All constraints that the task has come to know, statement by id."""
    found = dict(task.constraints)
    for entry in checkpoints:
        found |= entry.body.get("brought_in", {})
    return found


def proven(
    criteria: Sequence[Mapping[str, Any]], dropped: set[str], results: Results, before: Graph, now: Graph
) -> list[Proven]:
    """What shows each criterion of the plan: the check of today, the last run of its test, or a test that is new."""
    found = []
    for one in criteria:
        ids = tuple(one["constraints"])
        how, test = one["by"], one["test"]
        result: Result | Literal["holds", "dropped", "not written"]
        if dropped.intersection(ids):
            result = "dropped"
        elif how == "by the check":
            result = "holds"
        elif how == "by a test":
            result = results.of_test(test)
        else:
            new = _new_tests(ids, before, now)
            test = next((name for name in new if results.of_test(name) == "passed"), new[0] if new else "")
            result = results.of_any(new) if new else "not written"
        found.append(Proven(one["says"], one["family"], ids, how, test, result))
    return found


def _new_tests(constraints: Iterable[str], before: Graph, now: Graph) -> list[str]:
    """Tests that the start of the task did not have and that reach what the constraints are about."""
    found: dict[str, None] = {}
    for id in constraints:
        symbol = id.partition(":")[2]
        try:
            reaching = tests_reaching(now, symbol, limit=ASKED).nearest
        except Unknown:  # a constraint may bind what is no symbol, or what is gone
            continue
        found |= {test.name: None for test in reaching if named(before, test.name) is None}
    return list(found)
