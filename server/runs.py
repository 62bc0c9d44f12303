"""Test results that were recorded with a task, and what they prove of the files as they are now."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from indexer.graph import Graph
from indexer.graph.stamps import hashes, stamps
from server import work
from server.junit import Run
from server.ledger import Entry

if TYPE_CHECKING:
    from server.project import Project

Result = Literal["passed", "failed", "skipped", "passed before the last edit", "never run"]

OUTCOMES = ("passed", "failed", "skipped")
NAMED = 20_000  # tests of one run that are kept by name


def record_run(project: "Project", task: str, run: Run, source: str) -> Entry:
    """A run before the last edit proves nothing of the files as they are: its state is left out."""
    graph = project.graph()
    counts = {outcome: sum(found == outcome for found in run.outcomes.values()) for outcome in OUTCOMES}
    names = {
        outcome: sorted(name for name, found in run.outcomes.items() if found == outcome)[:NAMED]
        for outcome in OUTCOMES
    }
    state = state_of(graph) if run.at >= last_edit(graph) else ""
    return work.say(project, "tests", task, {**counts, "names": names, "state": state, "at": run.at, "source": source})


def state_of(graph: Graph) -> str:
    """The same for the same content of all files."""
    listed = "\n".join(f"{path} {digest}" for path, digest in sorted(hashes(graph).items()))
    return hashlib.sha256(listed.encode()).hexdigest()[:32]


def last_edit(graph: Graph) -> float:
    """Seconds since 1970 of the file that was written last."""
    return max((stamp.mtime_ns for stamp in stamps(graph).values()), default=0) / 1e9


@dataclass(frozen=True, slots=True)
class Results:
    """The last outcome of each test, by the name that its report gives."""

    outcomes: dict[str, Result]

    @classmethod
    def of(cls, entries: Iterable[Entry], state: str) -> "Results":
        outcomes: dict[str, Result] = {}
        for entry in entries:
            fresh = entry.body.get("state") == state
            for outcome, names in entry.body.get("names", {}).items():
                for name in names:
                    outcomes[name] = outcome if fresh or outcome != "passed" else "passed before the last edit"
        return cls(outcomes)

    def of_test(self, test: str) -> Result:
        """A report may spell the module from another root than the graph."""
        found = self.outcomes.get(test)
        if found is not None:
            return found
        for name, outcome in self.outcomes.items():
            if name.endswith(f".{test}") or (test.endswith(f".{name}") and name.count(".")):
                return outcome
        return "never run"

    def of_any(self, tests: Sequence[str]) -> Result:
        """The best of several that show the same."""
        order: tuple[Result, ...] = ("passed", "failed", "passed before the last edit", "skipped", "never run")
        return min((self.of_test(test) for test in tests), key=order.index, default="never run")
