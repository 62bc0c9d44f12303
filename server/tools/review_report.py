"""For the human who reviews: what a task kept, dropped and left unproven, and where to look."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from constraints.acceptance import Accepted
from constraints.constraint import Violation
from constraints.derive import on_file
from constraints.rules import RULES, family_of, name_of
from indexer.discover import is_test
from indexer.graph import Graph
from indexer.graph.modules import file_view
from indexer.graph.nodes import TestKind
from indexer.graph.tests import tests_in
from server import work
from server.anchors import Anchored, anchored
from server.decay import Fate, Proven, fates, known, proven
from server.ledger import Entry
from server.runs import Results, state_of
from server.tools.check_change import CheckedChange, check_change

if TYPE_CHECKING:
    from server.project import Project


BOUNDARY = ("permission", "tenancy", "state", "consistency")


@dataclass(frozen=True, slots=True)
class Acknowledged:
    violation: Violation
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Decided:
    entry: Entry
    about: tuple[Anchored, ...]

    @property
    def is_stale(self) -> bool:
        """Something that it is about says something else now, or is gone."""
        return any(one.state in ("changed", "gone") for one in self.about)


@dataclass(frozen=True, slots=True)
class Report:
    task: str
    text: str
    checked: CheckedChange  # now
    dropped: tuple[Violation, ...]  # nobody spoke of
    acknowledged: tuple[Acknowledged, ...]  # in the ledger; CI does not accept them
    accepted: tuple[Accepted, ...]  # in the diff
    kept: dict[str, int]  # constraints that the task knows and that still hold, by family
    criteria: tuple[Proven, ...]  # of the plan, in its order
    decisions: tuple[Decided, ...]
    unexplained: tuple[str, ...]  # changed files that neither the plan nor a decision names
    boundaries: tuple[str, ...]  # changed files that permission, tenancy, states or transactions bind
    tests_changed: tuple[str, ...]
    new_tests: dict[TestKind, int]  # of those files, by kind; against the start
    fates: tuple[Fate, ...]  # what happened to constraints comes first
    checkpoints: tuple[Entry, ...]
    tests: tuple[Entry, ...]  # results that were recorded


def review_report(
    project: "Project",
    task: Annotated[str, "the id that plan_change gave"],
    detail: Annotated[bool, "all of it"] = False,
    cursor: Annotated[str | None, "where the last answer stopped"] = None,
) -> Report:
    """
    Use when the work is done: a report for the reviewer. Constraints kept, dropped, acknowledged (by whom) and
    unproven; decisions; files changed without a reason; the boundaries that a human should look at; tests. Side effect:
    a checkpoint in the ledger; does not write files.
    """
    opened = work.find(project, task)
    said = work.said(project, opened.id)
    found = check_change(project, task=opened.id)
    spoken = {entry.body["constraint"]: entry for entry in said if entry.kind == "acknowledgement"}
    dropped = [one for one in found.violations if one.severity != "note" and one.constraint not in spoken]
    acknowledged = [
        Acknowledged(one, spoken[one.constraint].actor, spoken[one.constraint].body["why"])
        for one in found.violations
        if one.constraint in spoken
    ]
    decisions = [entry for entry in said if entry.kind in ("decision", "acknowledgement")]
    changed = [path for path in found.paths if not _is_test(project, path)]
    tests_changed = [path for path in found.paths if path not in changed]
    spoken_of = {path for entry in decisions for path in entry.body["paths"]}
    families = {name_of(rule): family_of(rule) for rule in RULES}
    broken = {one.constraint for one in found.violations if one.severity != "note"}
    broken |= {one.violation.constraint for one in found.accepted}
    checkpoints = work.said(project, opened.id, "checkpoint")
    kept = Counter(families.get(rule_in(id), "other") for id in known(opened, checkpoints) if id not in broken)
    tests = [entry for entry in said if entry.kind == "tests"]
    graph, before = project.graph(), work.start_of(project, opened).graph
    return Report(
        task=opened.id,
        text=opened.text,
        checked=found,
        dropped=tuple(dropped),
        acknowledged=tuple(acknowledged),
        accepted=found.accepted,
        kept=dict(kept),
        criteria=tuple(proven(opened.criteria, broken, Results.of(tests, state_of(graph)), before, graph)),
        decisions=tuple(Decided(one, tuple(anchored(graph, one.body.get("anchors", ())))) for one in decisions),
        unexplained=tuple(path for path in changed if path not in opened.paths and path not in spoken_of),
        boundaries=tuple(path for path in changed if _is_boundary(project, path)),
        tests_changed=tuple(tests_changed),
        new_tests=_new_tests(before, graph, tests_changed),
        fates=tuple(fates(opened, checkpoints)),
        checkpoints=tuple(checkpoints),
        tests=tuple(tests),
    )


def _new_tests(before: Graph, now: Graph, paths: Sequence[str]) -> dict[TestKind, int]:
    known = {test.name for test in tests_in(before, paths)}
    return dict(Counter(test.kind for test in tests_in(now, paths) if test.name not in known))


def rule_in(constraint: str) -> str:
    return constraint.partition(":")[0]


def _is_test(project: "Project", path: str) -> bool:
    view = file_view(project.graph(), path)
    return view.is_test if view else is_test(path)


def _is_boundary(project: "Project", path: str) -> bool:
    """Who may do what, whose rows these are, which state follows which, what commits together."""
    bound = on_file(project.graph(), path, declared=project.declared())
    return any(one.family in BOUNDARY and one.severity == "violation" for one in bound)
