"""What somebody who types an argument of a prompt or a resource may mean: names, paths and tasks, as far as typed."""

from collections.abc import Sequence
from typing import Literal

from constraints.check import FAMILIES
from indexer.graph.data import models
from indexer.graph.modules import files
from server.failure import CannotRun, Indexing
from server.ledger import Ledger
from server.project import Project

Kind = Literal["family", "model", "path", "task"]
MOST = 100  # the protocol allows no more


def complete(project: Project, kind: Kind, typed: str) -> tuple[list[str], int]:
    """The best hundred and how many there are; none while the index is being built."""
    try:
        known = _known(project, kind)
    except (Indexing, CannotRun):
        return [], 0
    wanted = typed.strip().lower()
    begin = [name for name in known if name.lower().startswith(wanted)]
    inside = [name for name in known if wanted in name.lower() and not name.lower().startswith(wanted)]
    found = begin + inside
    return found[:MOST], len(found)


def _known(project: Project, kind: Kind) -> Sequence[str]:
    match kind:
        case "family":
            return FAMILIES
        case "task":  # the latest first
            return [entry.task for entry in reversed(Ledger.of(project.root).entries(kind="task"))]
        case "path":
            return project.asked(lambda graph: [file.path for file in files(graph)])
        case "model":
            names = project.asked(lambda graph: [model.name for model in models(graph)])
            return sorted(names, key=lambda name: (name.rpartition(".")[2].lower(), name))
