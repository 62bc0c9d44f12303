"""A task under way: where it began, what bound it then, and what was said of it since."""

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from constraints.declared import FILE, NOTHING
from constraints.declared import read as read_declared
from server.building import open_or_reason
from server.failure import NoAnswer
from server.ledger import Entry, Kind, Ledger, new_task
from server.worktree import branch_of, commit_of

if TYPE_CHECKING:
    from server.comparison import Side
    from server.project import Project


@dataclass(frozen=True, slots=True)
class Task:
    id: str
    text: str
    began: Entry

    @property
    def paths(self) -> tuple[str, ...]:
        """Files that the plan pointed at."""
        return tuple(self.began.body["paths"])

    @property
    def constraints(self) -> dict[str, str]:
        """What bound those files when the task began: statement by id."""
        return dict(self.began.body["constraints"])

    @property
    def criteria(self) -> list[dict[str, Any]]:
        """What has to be true at the end, as the plan said it; nothing for a task of an older version."""
        return list(self.began.body.get("criteria", ()))


def begin(
    project: "Project",
    text: str,
    paths: list[str],
    constraints: dict[str, str],
    criteria: Sequence[Mapping[str, Any]] = (),
) -> Task:
    """Opens a task: the graph of this moment is kept beside it, so that a later check knows where the work began."""
    id = new_task(text)
    _keep(project, id)
    body = {"text": text, "paths": paths, "constraints": constraints, "criteria": list(criteria)}
    said = say(project, "task", id, body)
    return Task(id, text, said)


def find(project: "Project", id: str) -> Task:
    """Raises NoAnswer with the tasks that there are."""
    begun = Ledger.of(project.root).entries(kind="task")
    for entry in begun:
        if entry.task == id:
            return Task(id, entry.body["text"], entry)
    known = [entry.task for entry in reversed(begun)]
    near = get_close_matches(id, known, n=3, cutoff=0.4) or known[:3]
    raise NoAnswer(f"there is no task {id!r}; plan_change opens one", tuple(near))


def say(project: "Project", kind: Kind, task: str, body: dict[str, Any]) -> Entry:
    root = project.root
    return Ledger.of(root).append(kind, task, body, actor=project.actor, branch=branch_of(root), commit=commit_of(root))


def said(project: "Project", task: str, kind: Kind | None = None) -> list[Entry]:
    return Ledger.of(project.root).entries(task, kind)


def start_of(project: "Project", task: Task) -> "Side":
    """The graph as it was when the task began; where that is no longer kept, of the commit that was checked out."""
    from server.comparison import Side, default_base, of_revision

    database = _kept(project, task.id)
    graph = open_or_reason(database) if database.exists() else ""
    if not isinstance(graph, str):
        os.utime(database)
        text = database.with_suffix(".toml")
        declared = read_declared(text.read_text(encoding="utf-8")) if text.exists() else NOTHING
        return Side(graph, declared, f"the start of {task.id}", project.root, task.began.commit)
    return of_revision(project.root, task.began.commit or default_base(project.root))


def _keep(project: "Project", id: str) -> None:
    """The graph's file is never changed, only replaced: another name for it costs nothing."""
    target = _kept(project, id)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(project.storage.database, target)
        except OSError:  # another file system
            shutil.copyfile(project.storage.database, target)
        declared = project.root / FILE
        if declared.is_file() and not declared.is_symlink():
            shutil.copyfile(declared, target.with_suffix(".toml"))
    except OSError:
        return  # the commit stands in for it


def _kept(project: "Project", id: str) -> Path:
    from server.comparison import kept_graphs

    return kept_graphs(project.root) / f"task-{id}.db"
