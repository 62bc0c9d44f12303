"""What is worth showing a stranger of a repository: a field, an endpoint and a file that there is much to say about."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from constraints.constraint import Constraint
from indexer.graph import Graph
from indexer.graph.data import fields, find_fields, models
from indexer.graph.modules import files
from indexer.graph.uses import uses_in
from indexer.graph.web import endpoints


@dataclass(frozen=True, slots=True)
class Sights:
    """Empty texts where there is nothing of the kind."""

    field: str
    handler: str
    file: str


def sights(graph: Graph, constraints: Sequence[Constraint]) -> Sights:
    return Sights(_field(graph), _handler(graph), _file(graph, constraints))


def _field(graph: Graph) -> str:
    """The field that most functions write, a state before all others: that is where the rules of a backend meet."""
    writers: Counter[str] = Counter()
    for file in files(graph):
        if not file.is_test and file.role != "migration":
            written = {
                (f"{use.model}.{use.field}", use.function)
                for use in uses_in(graph, path=file.path)
                if use.use == "write" and use.certainty != "possible"
            }
            writers.update(field for field, _ in written)
    states = {
        f"{field.model}.{field.name}" for model in models(graph) for field in fields(graph, model.name) if field.choices
    }
    most = min(writers, key=lambda field: (field not in states, -writers[field], field), default="")
    short = ".".join(most.rsplit(".", 2)[-2:])
    return short if len({field.declared for field in find_fields(graph, short)}) == 1 else most


def _handler(graph: Graph) -> str:
    """The endpoint with the most guards, told by its method and path where one is enough."""
    found = [endpoint for endpoint in endpoints(graph) if endpoint.guards] or endpoints(graph)
    return (
        min(found, key=lambda endpoint: (-len(endpoint.guards), endpoint.path, endpoint.handler)).handler
        if found
        else ""
    )


def _file(graph: Graph, constraints: Sequence[Constraint]) -> str:
    """The file that the widest mix of constraints binds, then the one that most do."""
    tests = {file.path for file in files(graph) if file.is_test}
    families: dict[str, Counter[str]] = {}
    for constraint in constraints:
        for path in constraint.scope.paths:
            if not path.endswith("/") and path not in tests:
                families.setdefault(path, Counter())[constraint.family] += 1
    return min(families, key=lambda path: (-len(families[path]), -families[path].total(), path), default="")
