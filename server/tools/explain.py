"""One symbol, endpoint, model, field or layer: where it stands, what it does, who uses it and what guards it."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from indexer.graph import Graph
from indexer.graph.calls import CallView, UnresolvedCalls, callees, callers, unresolved_calls
from indexer.graph.classes import Ancestor, Descendant, Overrides, ancestry, overrides, subclasses
from indexer.graph.comments import CommentView, comments
from indexer.graph.control import TransactionView, transactions
from indexer.graph.data import (
    FieldView,
    ModelView,
    TableConstraintView,
    fields,
    find_fields,
    relations_to,
    table_constraints,
)
from indexer.graph.modules import FileView, LayerImport, LayerView, file_view, importers, layer_imports, layers
from indexer.graph.names import SymbolView, find, written_in
from indexer.graph.permissions import ShownToView, shown_to
from indexer.graph.states import DeclaredTransition, declared_transitions
from indexer.graph.tests import EndpointTest, tests_of_endpoint
from indexer.graph.uses import UseView, uses_in
from indexer.graph.web import EndpointReach, EndpointView, EntryPointView, endpoints, endpoints_reaching, entry_points
from server.failure import NoAnswer
from server.tools.ambiguous import Ambiguous, Candidate
from server.tools.named import in_tests, model_of, symbol_named
from server.tools.reaching import endpoints_of
from server.tools.route import endpoints_at, is_route, nearest_routes
from server.tools.who_owns_field import FieldOwner, declared_by, owner_of
from server.tools.why import Why, why

if TYPE_CHECKING:
    from server.project import Project

MOST_UNRESOLVED = 50
LINE = re.compile(r"\.pyi?:(?P<line>\d+)$")


@dataclass(frozen=True, slots=True)
class ModelExplanation:
    model: ModelView
    fields: tuple[FieldView, ...]
    table_constraints: tuple[TableConstraintView, ...]
    relations: tuple[FieldView, ...]  # of other models to it


@dataclass(frozen=True, slots=True)
class Explanation:
    symbol: SymbolView
    file: FileView | None
    endpoints: tuple[EndpointView, ...]  # that it handles
    reached_from: tuple[EndpointReach, ...]  # endpoints that reach a function by calls, or name or inherit a class
    entry_points: tuple[EntryPointView, ...]
    tests: tuple[EndpointTest, ...]  # that send requests to the endpoints which it handles
    callers: tuple[CallView, ...]  # outside tests
    test_callers: int
    callees: tuple[CallView, ...]
    unresolved: UnresolvedCalls
    ancestors: tuple[Ancestor, ...]
    subclasses: tuple[Descendant, ...]
    overrides: Overrides | None
    members: tuple[SymbolView, ...]
    importers: tuple[str, ...]  # modules, for a module
    transactions: tuple[TransactionView, ...]
    transitions: tuple[DeclaredTransition, ...]  # of the machine that it declares
    shown_to: tuple[ShownToView, ...]  # fields that a class shows to some callers only
    uses: tuple[UseView, ...]  # of fields
    model: ModelExplanation | None
    comments: tuple[CommentView, ...]
    why: Why


@dataclass(frozen=True, slots=True)
class LayerExplanation:
    layer: LayerView
    imports: tuple[LayerImport, ...]
    imported_by: tuple[LayerImport, ...]


def explain(
    project: "Project",
    name: Annotated[
        str, "Order.refund, shop/orders/views.py:88, POST /orders/{id}/refund, a model, field, module or layer"
    ],
    detail: Annotated[bool, "everything instead of the top"] = False,
    cursor: Annotated[str | None, "where the last answer stopped"] = None,
) -> Explanation | LayerExplanation | FieldOwner | Ambiguous:
    """
    Ask before you read or change code you do not know: where it is defined, what it does, callers and callees, the
    guards of its endpoint, transactions, fields it writes, and why it is there (comments, commits, decisions, owners).
    """
    graph = project.graph()
    routed = endpoints_at(graph, name)
    if routed:
        return _routed(project, graph, name, routed)
    if is_route(name):
        raise NoAnswer(
            f"no endpoint of the index answers {name.strip()!r}",
            tuple(nearest_routes(graph, name)),
            tool="explain",
            argument="name",
        )
    layer = next((layer for layer in layers(graph) if layer.name == name.strip()), None)
    if layer and all(symbol.kind == "module" for symbol in find(graph, name.strip())):
        return _layer(graph, layer)  # and not the package of that name, which holds it
    symbol = symbol_named(graph, name, tool="explain", argument="name")
    if isinstance(symbol, Ambiguous):
        return symbol
    if symbol.kind == "field":
        asked = [view for view in find_fields(graph, name.strip()) if view.declared == symbol.name]
        return owner_of(
            project, graph, asked or declared_by(graph, symbol)
        )  # on the model asked about, if there is one
    line = LINE.search(name.strip())
    return _symbol(project, graph, symbol, (), line=int(line["line"]) if line else None)


def _symbol(
    project: "Project",
    graph: Graph,
    symbol: SymbolView,
    routed: tuple[EndpointView, ...],
    *,
    line: int | None = None,
) -> Explanation:
    is_class, is_module = symbol.kind == "class", symbol.kind == "module"
    handled = routed or (() if is_module else tuple(endpoints(graph, symbol=symbol)))
    model = _model(graph, symbol)
    called = callers(graph, symbol)
    tested = {call.place.path: in_tests(graph, call.place.path) for call in called}
    return Explanation(
        symbol=symbol,
        file=file_view(graph, symbol.place.path),
        endpoints=handled,
        reached_from=_reached_from(graph, symbol, handled, model),
        entry_points=tuple(entry_points(graph, symbol=symbol)),
        tests=tuple(dict.fromkeys(test for endpoint in handled for test in tests_of_endpoint(graph, endpoint))),
        callers=tuple(call for call in called if not tested[call.place.path]),
        test_callers=sum(tested[call.place.path] for call in called),
        callees=tuple(callees(graph, symbol)),
        unresolved=unresolved_calls(graph, symbol, samples=MOST_UNRESOLVED),
        ancestors=tuple(ancestry(graph, symbol)) if is_class else (),
        subclasses=tuple(subclasses(graph, symbol)) if is_class else (),
        overrides=overrides(graph, symbol) if symbol.kind == "method" else None,
        members=tuple(
            part
            for part in written_in(graph, symbol)
            if part.kind != "field"  # those are told as the model's
        ),
        importers=tuple(found.importer for found in importers(graph, symbol.name)) if is_module else (),
        transactions=tuple(transactions(graph, symbol=symbol)),
        transitions=tuple(declared_transitions(graph, [symbol.name])),
        shown_to=tuple(shown_to(graph, [symbol.name])) if is_class else (),
        uses=tuple(uses_in(graph, symbol=symbol)),
        model=model,
        comments=tuple(comments(graph, symbol=symbol)),
        why=why(project, graph, symbol, line),
    )


def _reached_from(
    graph: Graph, symbol: SymbolView, handled: tuple[EndpointView, ...], model: ModelExplanation | None
) -> tuple[EndpointReach, ...]:
    if symbol.kind in ("function", "method"):
        reaching = [reach for reach in endpoints_reaching(graph, symbol) if reach.steps]
        # Of a handler, what is only possible is mostly the decorator that it shares with all others.
        return tuple(reach for reach in reaching if not handled or reach.certainty != "possible")
    if symbol.kind != "class" or handled or model:  # most of a backend reaches a model
        return ()
    return tuple(reach for reach in endpoints_of(graph, symbol) if reach.certainty != "possible")


def _model(graph: Graph, symbol: SymbolView) -> ModelExplanation | None:
    found = model_of(graph, symbol)
    if found is None:
        return None
    return ModelExplanation(
        found,
        tuple(fields(graph, symbol)),
        tuple(table_constraints(graph, symbol)),
        tuple(field for field in relations_to(graph, symbol) if field.model != found.name),
    )


def _layer(graph: Graph, layer: LayerView) -> LayerExplanation:
    between = layer_imports(graph)
    return LayerExplanation(
        layer,
        imports=tuple(found for found in between if found.importer == layer.name),
        imported_by=tuple(found for found in between if found.imported == layer.name),
    )


def _routed(project: "Project", graph: Graph, name: str, routed: list[EndpointView]) -> Explanation | Ambiguous:
    """The handler of the one endpoint that a path names."""
    if len({(endpoint.handler, endpoint.place) for endpoint in routed}) == 1:
        handler = routed[0].handler
        for wanted in (handler, handler.rpartition(".")[0]):  # a method that its class inherits has no symbol there
            symbols = [symbol for symbol in find(graph, wanted) if symbol.name == wanted]
            if len(symbols) == 1:
                return _symbol(project, graph, symbols[0], tuple(routed))
    candidates = [
        Candidate(endpoint.handler, f"{'|'.join(endpoint.methods) or 'any method'} {endpoint.path}", endpoint.place)
        for endpoint in routed
    ]
    return Ambiguous(name, "explain", "name", tuple(candidates))
