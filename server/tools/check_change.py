"""What a change drops: the working tree beside where the work began."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from constraints.constraint import Violation
from indexer.graph.modules import ProblemView

if TYPE_CHECKING:
    from server.comparison import Side
    from server.project import Project


@dataclass(frozen=True, slots=True)
class CheckedChange:
    base: str  # for people: the revision or folder compared with
    head: str
    files: int  # that differ
    violations: tuple[Violation, ...]  # gravest first
    unverified: tuple[ProblemView, ...]  # what the head holds and cannot be read


def check_change(
    project: "Project",
    base: Annotated[
        str | None, "commit, branch or tag; default: where this line of work left the default branch"
    ] = None,
    detail: Annotated[bool, "all findings with all evidence"] = False,
    cursor: Annotated[str | None, "where the last answer stopped"] = None,
) -> CheckedChange:
    """
    Ask after every edit and before you say that you are done: which constraints the working tree drops (guards, tenant
    filters, transactions, layers, schema, protected code), with evidence and how siblings do it.
    """
    from server.comparison import Side, default_base, of_revision

    head = Side(project.graph(), "the working tree", project.root)
    return compared(of_revision(project.root, base or default_base(project.root)), head)


def compared(base: "Side", head: "Side") -> CheckedChange:
    from constraints.check import check

    found = check(base.graph, head.graph)
    return CheckedChange(base.name, head.name, found.files, found.violations, found.unverified)
