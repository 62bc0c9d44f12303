"""Before the work: what a task touches, what binds it there, and what has to be true when it is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from constraints.constraint import Constraint, Family
from constraints.derive import on_file
from indexer.graph import Graph, Unknown
from indexer.graph.data import ModelView, models_touched
from indexer.graph.names import SymbolView, nearest
from indexer.graph.relevance import RankedFile, relevant
from indexer.graph.similar import SimilarView, similar
from indexer.graph.tests import TestView, tests_reaching
from indexer.graph.web import EndpointView, EntryPointView, endpoints, entry_points
from server import work
from server.failure import NoAnswer

if TYPE_CHECKING:
    from server.project import Project

DANGER: tuple[Family, ...] = (  # what hurts most when it is dropped first
    "permission", "tenancy", "consistency", "state", "compatibility", "implicit", "architecture",
)  # fmt: skip
MOST_CRITERIA = 10
MOST_CONSTRAINTS = 300  # kept with the task
FILES_READ = 6  # of those pointed at, whose constraints are looked up


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something that has to be true when the work is done."""

    says: str
    constraint: str  # its id
    family: Family
    verified: Literal["by the check", "by a test", "by a test to write"]
    test: str  # dotted: that verifies it, or that a new one can follow; '' where there is none


@dataclass(frozen=True, slots=True)
class Plan:
    task: str  # id
    text: str
    base: str  # where the work begins
    unmatched: tuple[str, ...]  # words that nothing here is called by
    files: tuple[RankedFile, ...]  # best first
    symbols: tuple[SymbolView, ...]
    models: tuple[ModelView, ...]
    endpoints: tuple[EndpointView, ...]
    entry_points: tuple[EntryPointView, ...]
    boundaries: tuple[Constraint, ...]  # permission and tenancy
    together: tuple[Constraint, ...]  # state and consistency
    similar: tuple[SimilarView, ...]
    tests: tuple[TestView, ...]
    criteria: tuple[Criterion, ...]  # most dangerous first


def plan_change(
    project: "Project",
    task: Annotated[str, "what is to be done, as the ticket says it"],
    paths: Annotated[list[str] | None, "files or folders that you know are concerned"] = None,
    detail: Annotated[bool, "all of it"] = False,
    cursor: Annotated[str | None, "where the last answer stopped"] = None,
) -> Plan:
    """
    Ask first, before any edit: opens a task and says which files, models and entry points it concerns, what binds them,
    the code to follow, the tests that must pass, and acceptance criteria that check_change(task=...) holds you to.
    """
    if not task.strip():
        raise NoAnswer("say what is to be done, in the words of the ticket")
    graph = project.graph()
    named = [_relative(path, project) for path in paths or ()]
    found = relevant(graph, task, named)
    if not found.files:
        words = ", ".join(found.unmatched) or task.strip()
        near = tuple(name for word in found.unmatched[:3] for name in nearest(graph, word, 2))
        raise NoAnswer(f"nothing here is called by: {words}; name files with paths", near, "explain", "name")
    constraints = _binding(project, graph, [file.path for file in found.files[:FILES_READ]])
    opened = work.begin(
        project,
        task.strip(),
        [file.path for file in found.files],
        {one.id: one.statement for one in constraints[:MOST_CONSTRAINTS]},
    )
    tests = _tests(graph, found.symbols)
    first = found.files[:FILES_READ]
    here = {file.path for file in first}
    return Plan(
        task=opened.id,
        text=opened.text,
        base=opened.began.commit[:9] or "the files as they are",
        unmatched=found.unmatched,
        files=found.files,
        symbols=found.symbols,
        models=_models(graph, [file.path for file in first]),
        endpoints=tuple(e for file in first for e in endpoints(graph, path=file.path) if e.place.path in here),
        entry_points=tuple(e for file in first for e in entry_points(graph, path=file.path)),
        boundaries=tuple(one for one in constraints if one.family in ("permission", "tenancy")),
        together=tuple(one for one in constraints if one.family in ("state", "consistency")),
        similar=tuple(similar(graph, found.symbols[0], k=3)) if found.symbols else (),
        tests=tests,
        criteria=criteria(graph, constraints),
    )


def criteria(graph: Graph, constraints: Iterable[Constraint]) -> tuple[Criterion, ...]:
    """The most dangerous ones, each family in turn, so that forty guards do not hide the one transaction."""
    by_family: dict[Family, list[Constraint]] = {family: [] for family in DANGER}
    for one in constraints:
        if one.severity != "note":
            by_family[one.family].append(one)
    chosen: list[Constraint] = []
    while len(chosen) < MOST_CRITERIA and any(by_family.values()):
        for family in DANGER:
            if by_family[family] and len(chosen) < MOST_CRITERIA:
                chosen.append(by_family[family].pop(0))
    chosen.sort(key=lambda one: DANGER.index(one.family))
    return tuple(_criterion(graph, one) for one in chosen)


def _criterion(graph: Graph, constraint: Constraint) -> Criterion:
    """A change is verified by the check where the graph shows it; what happens at run time needs a test."""
    test = next((found.name for symbol in constraint.scope.symbols[:1] for found in _reaching(graph, symbol)), "")
    by_test = constraint.family in ("permission", "tenancy", "state", "consistency")
    verified: Literal["by the check", "by a test", "by a test to write"] = "by the check"
    if by_test:
        verified = "by a test" if test else "by a test to write"
    return Criterion(constraint.statement, constraint.id, constraint.family, verified, test)


def _binding(project: "Project", graph: Graph, paths: Sequence[str]) -> list[Constraint]:
    declared = project.declared()
    found: dict[str, Constraint] = {}
    for path in paths:
        for one in on_file(graph, path, declared=declared):
            found.setdefault(one.id, one)
    return list(found.values())


def _models(graph: Graph, paths: Sequence[str]) -> tuple[ModelView, ...]:
    """Those that the files declare first, then those that they use, in the order of the files."""
    found = [model for path in paths for model in models_touched(graph, path)]
    declared = [model for model in found if model.place.path in paths]
    return tuple({model.name: model for model in [*declared, *found] if not model.abstract}.values())


def _tests(graph: Graph, symbols: Sequence[SymbolView]) -> tuple[TestView, ...]:
    found: dict[str, TestView] = {}
    for symbol in symbols[:FILES_READ]:
        for test in tests_reaching(graph, symbol, limit=5).nearest:
            found.setdefault(test.name, test)
    return tuple(sorted(found.values(), key=lambda test: (test.steps, test.place)))


def _reaching(graph: Graph, symbol: str) -> tuple[TestView, ...]:
    try:
        return tests_reaching(graph, symbol, limit=1).nearest
    except Unknown:  # a constraint may bind what is no symbol
        return ()


def _relative(path: str, project: "Project") -> str:
    typed = Path(path)
    if typed.is_absolute():
        resolved = typed.resolve()
        if not resolved.is_relative_to(project.root):
            raise NoAnswer(f"the path lies outside {project.root.name}, which is what is served")
        return resolved.relative_to(project.root).as_posix()
    return typed.as_posix().removeprefix("./")
