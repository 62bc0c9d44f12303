"""What depends on a symbol, field or file: who would notice a change, from the nearest caller to the endpoint."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

from indexer.graph import Graph
from indexer.graph.calls import CallView, Reach, callers, reach
from indexer.graph.classes import Descendant, Overrides, overrides, subclasses
from indexer.graph.data import FieldView, fields, find_fields, relations_to
from indexer.graph.modules import ImportView, importers
from indexer.graph.names import SymbolView, outline
from indexer.graph.tests import TestsReaching, tests_reaching
from indexer.graph.uses import UseView, uses
from indexer.graph.web import EndpointReach, EntryPointView, entry_points_reaching
from server.failure import NoAnswer
from server.tools.ambiguous import Ambiguous
from server.tools.named import in_tests, model_of, symbol_named
from server.tools.reaching import endpoints_of, endpoints_of_any, endpoints_touching
from server.tools.why import ChangedTogether, changed_together

if TYPE_CHECKING:
    from server.project import Project

MOST_TARGETS = 10
MOST_TESTS = 1_000  # of one symbol


@dataclass(frozen=True, slots=True)
class Impact:
    """Of one target. Calls and uses are those outside tests; `possible` ones are kept, and marked as such."""

    target: SymbolView
    callers: tuple[CallView, ...]
    test_callers: int
    indirect: tuple[Reach, ...]  # what reaches it through two calls or more
    endpoints: tuple[EndpointReach, ...]
    entry_points: tuple[EntryPointView, ...]
    tests: TestsReaching
    uses: tuple[UseView, ...]  # of the field, or of the fields of the model
    test_uses: int
    relations: tuple[FieldView, ...]  # of other models to the model
    subclasses: tuple[Descendant, ...]
    overrides: Overrides | None
    importers: tuple[ImportView, ...]  # of the module
    together: tuple[ChangedTogether, ...]  # files that mostly changed in the commits that changed its file


@dataclass(frozen=True, slots=True)
class Impacts:
    targets: tuple[Impact | Ambiguous, ...]


def impact_of(
    project: "Project",
    targets: Annotated[list[str], "symbols, Model.field, or files: Order.pay, Order.status, shop/orders/services.py"],
    detail: Annotated[bool, "everything instead of the top"] = False,
    cursor: Annotated[str | None, "where the last answer stopped"] = None,
) -> Impacts:
    """
    Ask before you change something or take it out: direct and indirect callers, endpoints, tasks, field uses, importers
    and tests that depend on it, files that change with it. Also answers "who calls" and "where used".
    """
    if not 0 < len(targets) <= MOST_TARGETS:
        raise NoAnswer(f"impact_of takes 1 to {MOST_TARGETS} targets, not {len(targets)}")
    graph = project.graph()
    named = [symbol_named(graph, target, tool="impact_of", argument="targets") for target in targets]
    return Impacts(
        tuple(
            found
            if isinstance(found, Ambiguous)
            else replace(_impact(graph, found), together=changed_together(project, found.place.path))
            for found in named
        )
    )


def _impact(graph: Graph, symbol: SymbolView) -> Impact:
    if symbol.kind == "module":
        return _module(graph, symbol)
    called = callers(graph, symbol)
    tested = {call.place.path: in_tests(graph, call.place.path) for call in called}
    used = _uses(graph, symbol)
    is_class = symbol.kind == "class"
    touching = [
        use for use in used if use.use in ("write", "expose") and not use.is_test and use.certainty != "possible"
    ]
    return Impact(
        target=symbol,
        callers=tuple(call for call in called if not tested[call.place.path]),
        test_callers=sum(tested[call.place.path] for call in called),
        indirect=tuple(found for found in reach(graph, symbol) if found.steps > 1),
        endpoints=endpoints_touching(graph, touching) if symbol.kind == "field" else endpoints_of(graph, symbol),
        entry_points=tuple(entry_points_reaching(graph, symbol)),
        tests=tests_reaching(graph, symbol),
        uses=tuple(use for use in used if not use.is_test),
        test_uses=sum(use.is_test for use in used),
        relations=tuple(relations_to(graph, symbol)) if model_of(graph, symbol) else (),
        subclasses=tuple(subclasses(graph, symbol)) if is_class else (),
        overrides=overrides(graph, symbol) if symbol.kind == "method" else None,
        importers=(),
        together=(),
    )


def _module(graph: Graph, symbol: SymbolView) -> Impact:
    """Who depends on a module: its importers, and the users of what it defines at its top level."""
    path = symbol.place.path
    parts = [part for part in outline(graph, path) if part.parent == symbol.name and part.kind in ("function", "class")]
    called = sorted(
        {call for part in parts for call in callers(graph, part) if call.place.path != path},
        key=lambda call: (call.place, call.target),
    )
    tested = {call.place.path: in_tests(graph, call.place.path) for call in called}
    tests = {found.name: found for part in parts for found in tests_reaching(graph, part, limit=MOST_TESTS).nearest}
    nearest = sorted(tests.values(), key=lambda found: (found.steps, found.place))
    ways_in = dict.fromkeys(found for part in parts for found in entry_points_reaching(graph, part))
    return Impact(
        target=symbol,
        callers=tuple(call for call in called if not tested[call.place.path]),
        test_callers=sum(tested[call.place.path] for call in called),
        indirect=(),
        endpoints=endpoints_of_any(graph, [part.name for part in parts]),
        entry_points=tuple(ways_in),
        tests=TestsReaching(len(nearest), tuple(nearest[:50])),
        uses=(),
        test_uses=0,
        relations=(),
        subclasses=(),
        overrides=None,
        importers=tuple(importers(graph, symbol.name)),
        together=(),
    )


def _uses(graph: Graph, symbol: SymbolView) -> list[UseView]:
    if symbol.kind == "field":
        of = [view for view in find_fields(graph, symbol.name) if view.declared == symbol.name]
    elif model_of(graph, symbol):
        of = fields(graph, symbol)
    else:
        return []
    return sorted(
        {use for view in of for use in uses(graph, view)},
        key=lambda use: (use.use, use.place, use.function, use.model, use.field),
    )
