"""The FastAPI service among the example applications, from its files to answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.build import build
from indexer.graph import Graph
from indexer.graph.calls import callees
from indexer.graph.data import fields, model, models, table_constraints
from indexer.graph.migrations import drift, migrated_columns, operations, revisions
from indexer.graph.tests import tests_of_endpoint as sent_to
from indexer.graph.tests import tests_reaching as reaching
from indexer.graph.uses import uses_in
from indexer.graph.web import EndpointView, endpoints

EXAMPLE = Path(__file__).resolve().parents[1] / "apps" / "shop_api"
ROUTES = "shop_api.orders.routes"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    target = tmp_path_factory.mktemp("shop_api") / "graph.db"
    build(EXAMPLE, target)
    with Graph.open(target) as opened:
        yield opened


def endpoint(graph: Graph, handler: str) -> EndpointView:
    (found,) = endpoints(graph, symbol=f"{ROUTES}.{handler}")
    return found


def test_endpoints_with_their_prefixes(graph: Graph) -> None:
    assert sorted((one.path, *one.methods) for one in endpoints(graph)) == [
        ("/api/v1/orders/", "GET"),
        ("/api/v1/orders/", "POST"),
        ("/api/v1/orders/{order_id}", "GET"),
        ("/api/v1/orders/{order_id}/cancel", "POST"),
        ("/api/v1/orders/{order_id}/place", "POST"),
        ("/api/v1/orders/{order_id}/ship", "POST"),
        ("/health", "GET"),
    ]


def test_the_role_is_a_guard_of_what_only_managers_do(graph: Graph) -> None:
    for handler in ("ship_order", "cancel_order"):
        assert any("RequireRole" in guard for guard in endpoint(graph, handler).guards)
    assert not any("RequireRole" in guard for guard in endpoint(graph, "place_order").guards)
    assert {one.access for one in endpoints(graph) if one.path != "/health"} == {"guarded"}


def test_models_and_the_organisation_that_they_hang_on(graph: Graph) -> None:
    assert [one.table for one in models(graph) if not one.abstract] == [
        "lines", "orders", "organisations", "products", "stock", "users",
    ]  # fmt: skip
    (order,) = model(graph, "Order")
    held = {field.name: field for field in fields(graph, order.name)}
    assert held["organisation_id"].references == ("organisations.id",)
    assert (held["number"].length, held["number"].null, held["placed_at"].null) == (20, False, True)
    assert held["status"].choices == ("DRAFT", "PLACED", "SHIPPED", "CANCELLED")
    assert [table.fields for table in table_constraints(graph, order.name)] == [("organisation_id", "number")]


def test_migrations_leave_what_the_models_say(graph: Graph) -> None:
    assert [revision.name for revision in revisions(graph)] == ["0001", "0002"]
    assert drift(graph) == []
    columns = migrated_columns(graph, "shop_api.models.Order")
    assert columns is not None
    assert {column.name for column in columns} >= {"note", "placed_at", "number"}
    assert {step.kind for step in operations(graph)} == {"create_table", "add_column", "run_sql"}


def test_tests_of_an_endpoint_with_the_statuses_that_they_assert(graph: Graph) -> None:
    (found,) = sent_to(graph, endpoint(graph, "ship_order"))
    assert (found.name.rpartition(".")[2], found.kind, found.statuses) == (
        "test_a_clerk_may_not_ship",
        "boundary",
        ("403",),
    )
    drafting = {found.name.rpartition(".")[2] for found in sent_to(graph, endpoint(graph, "draft_order"))}
    assert drafting == {"test_a_clerk_places_an_order", "test_a_clerk_may_not_ship"}, "a helper sends the request"


def test_tests_reach_services_by_requests_and_by_calls(graph: Graph) -> None:
    names = {found.name.rpartition(".")[2] for found in reaching(graph, "shop_api.stock.reserve").nearest}
    assert "test_a_clerk_places_an_order" in names
    names = {found.name.rpartition(".")[2] for found in reaching(graph, "shop_api.orders.services.cancel").nearest}
    assert "test_cancelling_a_draft_puts_nothing_back" in names


def test_placing_reserves_and_writes_the_status(graph: Graph) -> None:
    place = "shop_api.orders.services.place"
    assert "shop_api.stock.reserve" in {call.callee for call in callees(graph, place)}
    written = {use.field for use in uses_in(graph, symbol=place) if use.use == "write"}
    assert written == {"status", "placed_at"}
