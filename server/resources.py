"""Pages that a client can attach without asking a question: the overview, constraints, one file, model or task."""

from difflib import get_close_matches

from constraints.check import FAMILIES
from indexer.graph import Graph
from indexer.graph.overview import overview as counted
from server import work
from server.failure import NoAnswer
from server.project import Project
from server.tools.constraints_for_file import constraints_for_file
from server.tools.explain import Explanation, explain
from server.wording.overview import worded_overview
from server.wording.worded import worded, worded_constraints, worded_task
from server.worktree import branch_of


def overview(project: Project) -> str:
    return project.asked(lambda graph: worded_overview(counted(graph), head=project.head(graph)))


def constraints(project: Project, family: str | None = None) -> str:
    if family and family not in FAMILIES:
        near = get_close_matches(family, FAMILIES, n=1, cutoff=0.3) or list(FAMILIES)
        raise NoAnswer(f"there is no family {family!r}", tuple(near))

    def page(graph: Graph) -> str:
        found = [one for one in project.constraints(graph) if not family or one.family == family]
        return worded_constraints(found, family=family or None, head=project.head(graph))

    return project.asked(page)


def file(project: Project, path: str) -> str:
    answer, head = project.asked(lambda graph: (constraints_for_file(project, path), project.head(graph)))
    return worded(answer, head=head, edition=project.edition(), detail=True)


def model(project: Project, name: str) -> str:
    answer, head = project.asked(lambda graph: (explain(project, name), project.head(graph)))
    if isinstance(answer, Explanation) and answer.model is None:
        raise NoAnswer(f"{answer.symbol.name} is no model", (answer.symbol.name,), tool="explain", argument="name")
    return worded(answer, head=head, edition=project.edition(), detail=True)


def task(project: Project, id: str) -> str:
    """As the ledger has it: nothing is checked, and no index is needed."""
    opened = work.find(project, id)
    head = f"{project.root.name} · {branch_of(project.root)}"
    return worded_task(opened.text, opened.began, work.said(project, opened.id), head=head)
