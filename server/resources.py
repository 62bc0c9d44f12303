"""Pages that a client can attach without asking a question: the overview, one file, one model."""

from indexer.graph.overview import overview as counted
from server.failure import NoAnswer
from server.project import Project
from server.tools.constraints_for_file import constraints_for_file
from server.tools.explain import Explanation, explain
from server.wording import worded, worded_overview


def overview(project: Project) -> str:
    return project.asked(lambda graph: worded_overview(counted(graph), head=project.head(graph)))


def file(project: Project, path: str) -> str:
    answer, head = project.asked(lambda graph: (constraints_for_file(project, path), project.head(graph)))
    return worded(answer, head=head, edition=project.edition(), detail=True)


def model(project: Project, name: str) -> str:
    answer, head = project.asked(lambda graph: (explain(project, name), project.head(graph)))
    if isinstance(answer, Explanation) and answer.model is None:
        raise NoAnswer(f"{answer.symbol.name} is no model", (answer.symbol.name,), tool="explain", argument="name")
    return worded(answer, head=head, edition=project.edition(), detail=True)
