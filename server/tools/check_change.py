"""What a change drops: the working tree beside where the work began."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from constraints.acceptance import Accepted
from constraints.constraint import Violation
from indexer.graph.modules import ProblemView

if TYPE_CHECKING:
    from server.comparison import Side
    from server.project import Project


MOST_OUTSIDE = 40  # files that the plan does not name, whose constraints are looked up


@dataclass(frozen=True, slots=True)
class CheckedChange:
    base: str  # for people: the revision or folder compared with
    head: str
    paths: tuple[str, ...]  # of the files that differ
    violations: tuple[Violation, ...]  # gravest first
    accepted: tuple[Accepted, ...]  # let pass by an exception or a trailer
    unverified: tuple[ProblemView, ...]  # what the head holds and cannot be read
    outside: tuple[str, ...] = ()  # changed files that the plan of the task does not name
    brought_in: dict[str, str] = field(default_factory=dict)  # what binds those and was not known: statement by id
    acknowledged: dict[str, str] = field(default_factory=dict)  # by whom, by id: in the ledger, so not for CI


def check_change(
    project: "Project",
    base: Annotated[str | None, "commit, branch or tag; default: where the work left the main branch"] = None,
    task: Annotated[str | None, "the id that plan_change gave: compares with its start, notes a checkpoint"] = None,
    detail: Annotated[bool, "all findings with all evidence"] = False,
    cursor: Annotated[str | None, "where the last answer stopped"] = None,
) -> CheckedChange:
    """
    Use when you have edited, every time, and before you say that you are done: which constraints the working tree drops
    (guards, tenant filters, transactions, layers, schema, protected code), with evidence and how siblings do it. Side
    effect: with a task, a checkpoint in the ledger.
    """
    from server import work
    from server.comparison import default_base, of_project, of_revision
    from server.decay import known

    if task is None:
        return compared(of_revision(project.root, base or default_base(project.root)), of_project(project))
    opened = work.find(project, task)
    before = of_revision(project.root, base) if base else work.start_of(project, opened)
    found = compared(before, of_project(project))
    findings = [
        {"constraint": one.constraint, "severity": one.severity, "message": one.message} for one in found.violations
    ]
    outside = tuple(path for path in found.paths if path not in opened.paths)
    knew = known(opened, work.said(project, opened.id, "checkpoint"))
    brought = {id: said for id, said in _binding(before, outside).items() if id not in knew}
    body = {"findings": findings, "paths": list(found.paths), "brought_in": brought}
    work.say(project, "checkpoint", opened.id, body)
    spoken = {entry.body["constraint"]: entry.actor for entry in work.said(project, opened.id, "acknowledgement")}
    return replace(found, outside=outside, brought_in=brought, acknowledged=spoken)


def _binding(side: "Side", paths: Sequence[str]) -> dict[str, str]:
    """What bound some files when the task began: a change beyond the plan answers for that too."""
    from constraints.derive import on_file

    found = (one for path in paths[:MOST_OUTSIDE] for one in on_file(side.graph, path, declared=side.declared))
    return {one.id: one.statement for one in found if one.severity != "note"}


def compared(base: "Side", head: "Side") -> CheckedChange:
    from constraints.check import Side, check
    from server.past import remembering
    from server.trailers import trailers_between

    trailers = trailers_between(head.root, base.commit, head.commit or "HEAD") if base.commit else []
    before, after = Side(base.graph, base.declared), Side(head.graph, head.declared)
    today = datetime.now(UTC).date()
    found = check(before, after, trailers=trailers, today=today, remember=remembering(base, head))
    return CheckedChange(base.name, head.name, found.paths, found.violations, found.accepted, found.unverified)
