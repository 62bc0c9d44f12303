"""Before the work: what a task touches, what binds it there, and what has to be true when it is done."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

from constraints.constraint import Constraint, Family
from constraints.criteria import Bound, Proof, criteria, proof
from constraints.declared import NOTHING, Declared
from constraints.derive import covers, on_file
from indexer.graph import Graph
from indexer.graph.data import ModelView, models_touched
from indexer.graph.names import SymbolView, nearest
from indexer.graph.relevance import RankedFile, Relevance, relevant, words_in, words_of
from indexer.graph.similar import SimilarView, similar
from indexer.graph.stems import stems
from indexer.graph.tests import TestView, tests_reaching
from indexer.graph.web import EndpointView, EntryPointView, endpoints, entry_points
from server import work
from server.failure import NoAnswer
from server.sources import reading

if TYPE_CHECKING:
    from server.project import Project

T = TypeVar("T")

MOST_CONSTRAINTS = 300  # kept with the task
FILES_READ = 6  # of those pointed at, whose constraints are looked up
FOCUS = 4  # symbols that are equally near to what the words say


@dataclass(frozen=True, slots=True)
class PlannedCriterion:
    """Something that has to be true when the work is done."""

    says: str
    family: Family
    constraints: tuple[str, ...]  # ids
    proof: Proof


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
    states: tuple[Constraint, ...]
    together: tuple[Constraint, ...]  # consistency
    similar: tuple[SimilarView, ...]
    tests: tuple[TestView, ...]
    criteria: tuple[PlannedCriterion, ...]  # most dangerous first


def plan_change(
    project: "Project",
    task: Annotated[str, "what is to be done, as the ticket says it"],
    paths: Annotated[list[str] | None, "files or folders that you know are concerned"] = None,
    detail: Annotated[bool, "all of it"] = False,
    cursor: Annotated[str | None, "where the last answer stopped"] = None,
) -> Plan:
    """
    Use when you begin, before any edit: which files, models and entry points a task concerns, what binds them, the code
    to follow, the tests that must pass, and acceptance criteria that check_change(task=...) holds you to. Side effect:
    opens the task in the ledger; does not write code.
    """
    if not task.strip():
        raise NoAnswer("say what is to be done, in the words of the ticket")
    graph = project.graph()
    named = [_relative(path, project) for path in paths or ()]
    found = relevant(graph, task, named, read=reading(project.root))
    if not found.files:
        words = ", ".join(found.unmatched) or task.strip()
        near = tuple(name for word in found.unmatched[:3] for name in nearest(graph, word, 2))
        tool = "explain" if near else ""
        raise NoAnswer(f"nothing here is called by: {words}; name files with paths", near, tool, "name")
    first = [file.path for file in found.files[:FILES_READ]]
    constraints = binding(graph, found, named, project.declared())
    wanted = planned_criteria(graph, constraints)
    opened = work.begin(
        project,
        task.strip(),
        [file.path for file in found.files],
        {bound.constraint.id: bound.constraint.statement for bound in constraints[:MOST_CONSTRAINTS]},
        [
            {"says": one.says, "family": one.family, "constraints": one.constraints, "by": f"by {one.proof.by}",
             "test": one.proof.test}
            for one in wanted
        ],
    )  # fmt: skip

    telling = set(stems(words_of(task)).values())

    def nearest_first(found: Sequence[T], name: Callable[[T], str]) -> tuple[T, ...]:
        """By how many of the telling words are in the name."""
        spoken = stems(word for one in found for word in words_in(name(one)))
        return tuple(sorted(found, key=lambda one: -len(telling & {spoken[word] for word in words_in(name(one))})))

    def of(*families: Family) -> tuple[Constraint, ...]:
        return tuple(bound.constraint for bound in constraints if bound.constraint.family in families)

    return Plan(
        task=opened.id,
        text=opened.text,
        base=opened.began.commit[:9] or "the files as they are",
        unmatched=found.unmatched,
        files=found.files,
        symbols=found.symbols,
        models=nearest_first(_models(graph, first), lambda model: model.name),
        endpoints=nearest_first(
            [e for path in first for e in endpoints(graph, path=path) if e.place.path in first],
            lambda found: f"{found.path} {found.handler}",
        ),
        entry_points=nearest_first(
            [e for path in first for e in entry_points(graph, path=path)], lambda found: found.symbol
        ),
        boundaries=of("permission", "tenancy"),
        states=of("state"),
        together=of("consistency"),
        similar=tuple(similar(graph, found.symbols[0], k=3)) if found.symbols else (),
        tests=_tests(graph, found.symbols),
        criteria=wanted,
    )


def binding(graph: Graph, found: Relevance, paths: Sequence[str], declared: Declared = NOTHING) -> list[Bound]:
    """What binds the files pointed at, nearest to the subject of the task first."""
    files = [file.path for file in found.files[:FILES_READ]]
    focus = _focus(found, paths)
    each: dict[str, Bound] = {}
    for place, path in enumerate(files):
        for one in on_file(graph, path, declared=declared):
            each.setdefault(one.id, Bound(one, _steps(one, focus, place)))
    return sorted(each.values(), key=lambda bound: bound.steps)


def planned_criteria(graph: Graph, binding: Iterable[Bound]) -> tuple[PlannedCriterion, ...]:
    return tuple(
        PlannedCriterion(one.says, one.family, tuple(each.id for each in one.constraints), proof(graph, one))
        for one in criteria(graph, binding)
    )


def _focus(found: Relevance, paths: Sequence[str]) -> list[str]:
    """Symbols that the words speak of; where files are named, those in them before all others."""
    inside = [symbol for symbol in found.symbols if any(covers(path, symbol.place.path) for path in paths)]
    return [symbol.name for symbol in inside or found.symbols]


def _steps(constraint: Constraint, focus: Sequence[str], place: int) -> int:
    """`place`: of its file among those pointed at."""
    bound = constraint.scope.symbols
    for position, name in enumerate(focus):
        others = 1 + position // FOCUS if position else 0  # the first is the subject, the next are about as near
        if name in bound:
            return others
        if any(other.startswith(f"{name}.") or name.startswith(f"{other}.") for other in bound):
            return others + 1
    return len(focus) // FOCUS + 2 + place + bool(bound)


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


def _relative(path: str, project: "Project") -> str:
    typed = Path(path)
    if typed.is_absolute():
        resolved = typed.resolve()
        if not resolved.is_relative_to(project.root):
            raise NoAnswer(f"the path lies outside {project.root.name}, which is what is served; name one inside it")
        return resolved.relative_to(project.root).as_posix()
    return typed.as_posix().removeprefix("./")
