"""What the working tree drops of what held where this work began, as an agent hears it in the middle of its work."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from indexer.git import git
from server.comparison import Side, default_base, kept_graphs, of_project, of_revision
from server.hooks.memory import Session
from server.ledger import Entry, Ledger
from server.project import Project
from server.tools.check_change import compared
from server.wording import dropped
from server.work import Task, start_of
from server.worktree import branch_of

RECENT = timedelta(hours=12)  # a task that was opened longer ago belongs to other work


@dataclass(frozen=True, slots=True)
class Verdict:
    base: str
    reason: str  # '' where all that was dropped was spoken of
    task: str  # whose start was compared with; '' where there is none


def verdict(root: Path, session: Session) -> Verdict:
    """Builds what it needs. Raises CannotRun."""
    project = Project.open(root)
    ledger = Ledger.of(project.root)
    begun = [entry for entry in ledger.entries(kind="task") if _is_of(project, entry)]
    task = next((entry for entry in begun if entry.task == session.task), begun[-1] if begun else None)
    if task is None and not git(project.root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"):
        return Verdict("", "", "")  # no git, or no commit yet: nothing that could have been dropped
    base = _base(project, task, session)
    found = compared(base, of_project(project))
    since = {entry.task for entry in begun if task is None or entry.id >= task.id}
    spoken = {entry.body["constraint"] for entry in ledger.entries(kind="acknowledgement") if entry.task in since}
    open_ = [one for one in found.violations if one.severity == "violation" and one.constraint not in spoken]
    name = task.task if task else ""
    return Verdict(base.name, dropped.reason(open_, base.name, name) if open_ else "", name)


def _base(project: Project, task: Entry | None, session: Session) -> Side:
    """Not HEAD where it can be helped: agents commit as they go."""
    if task is not None:
        return start_of(project, Task(task.task, task.body["text"], task))
    base = default_base(project.root)
    if base == "HEAD" and session.commit:
        base = session.commit
    return of_revision(project.root, base)


def _is_of(project: Project, entry: Entry) -> bool:
    """Whether a task was opened in this worktree, of late, on what is checked out now or something before it."""
    if datetime.now(UTC) - datetime.fromisoformat(entry.at) > RECENT:
        return False
    kept = kept_graphs(project.root) / f"task-{entry.task}.db"
    if not kept.exists() and entry.branch != branch_of(project.root):
        return False
    return not entry.commit or git(project.root, "merge-base", "--is-ancestor", entry.commit, "HEAD") is not None
