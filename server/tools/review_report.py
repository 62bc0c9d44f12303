"""For the human who reviews: what a task kept, dropped and left unproven, and where to look."""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from constraints.acceptance import Accepted
from constraints.constraint import Violation
from constraints.derive import on_file
from constraints.rules import RULES, family_of, name_of
from indexer.discover import is_test
from indexer.graph.modules import file_view
from server import work
from server.ledger import Entry
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
class Report:
    task: str
    text: str
    checked: CheckedChange  # now
    dropped: tuple[Violation, ...]  # nobody spoke of
    acknowledged: tuple[Acknowledged, ...]  # in the ledger; CI does not accept them
    accepted: tuple[Accepted, ...]  # in the diff
    kept: dict[str, int]  # constraints of the plan that still hold, by family
    unproven: tuple[str, ...]  # statements of the plan that only a run shows, and no test result was recorded for
    decisions: tuple[Entry, ...]
    unexplained: tuple[str, ...]  # changed files that neither the plan nor a decision names
    boundaries: tuple[str, ...]  # changed files that permission, tenancy, states or transactions bind
    tests_changed: tuple[str, ...]
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
    spoken_of = {path for entry in decisions for path in entry.body["paths"]}
    families = {name_of(rule): family_of(rule) for rule in RULES}
    broken = {one.constraint for one in found.violations} | {one.violation.constraint for one in found.accepted}
    kept = Counter(families.get(rule_in(id), "other") for id in opened.constraints if id not in broken)
    unproven = tuple(
        statement
        for id, statement in opened.constraints.items()
        if families.get(rule_in(id)) in BOUNDARY and id not in broken
    )
    tests = [entry for entry in said if entry.kind == "tests"]
    return Report(
        task=opened.id,
        text=opened.text,
        checked=found,
        dropped=tuple(dropped),
        acknowledged=tuple(acknowledged),
        accepted=found.accepted,
        kept=dict(kept),
        unproven=() if tests else unproven,
        decisions=tuple(decisions),
        unexplained=tuple(path for path in changed if path not in opened.paths and path not in spoken_of),
        boundaries=tuple(path for path in changed if _is_boundary(project, path)),
        tests_changed=tuple(path for path in found.paths if path not in changed),
        checkpoints=tuple(entry for entry in said if entry.kind == "checkpoint"),
        tests=tuple(tests),
    )


def rule_in(constraint: str) -> str:
    return constraint.partition(":")[0]


def _is_test(project: "Project", path: str) -> bool:
    view = file_view(project.graph(), path)
    return view.is_test if view else is_test(path)


def _is_boundary(project: "Project", path: str) -> bool:
    """Who may do what, whose rows these are, which state follows which, what commits together."""
    bound = on_file(project.graph(), path, declared=project.declared())
    return any(one.family in BOUNDARY and one.severity == "violation" for one in bound)
