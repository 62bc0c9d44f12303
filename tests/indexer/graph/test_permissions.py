"""Queries that the caller narrows, and guards that never run."""

from indexer.graph import Graph, Place
from indexer.graph.permissions import idle_guards, ownership_filters, shown_to

REFUND, VIEWS = "shop.orders.services.refund_order", "shop.orders.views.OrderViewSet"


def test_ownership_filters_of_a_function_or_of_the_methods_of_a_class(graph: Graph) -> None:
    (found,) = ownership_filters(graph)
    assert (found.function, found.place) == (f"{VIEWS}.list", Place("shop/orders/views.py", 12))
    assert (found.model, found.call, found.path) == ("shop.orders.models.Order", "filter", "customer__user")
    assert (found.actor, found.certainty) == ("request.user", "exact")
    assert ownership_filters(graph, symbol=VIEWS) == ownership_filters(graph, symbol=f"{VIEWS}.list") == [found]
    assert ownership_filters(graph, symbol=REFUND) == []


def test_fields_that_only_some_are_shown(graph: Graph) -> None:
    order = "shop.orders.models.Order"
    (found,) = shown_to(graph)
    assert (found.cls, found.field, found.effect) == (order, "status", "hidden")
    assert (found.test, found.function) == ("not request.user.is_staff", f"{VIEWS}.list")
    assert found.place == Place("shop/orders/views.py", 14)
    assert shown_to(graph, [order], "status") == shown_to(graph, [order]) == [found]
    assert shown_to(graph, [order], "number") == shown_to(graph, [VIEWS]) == []


def test_guards_that_never_run(graph: Graph) -> None:
    (found,) = idle_guards(graph)
    assert (found.handler, found.path) == (f"{VIEWS}.list", "/api/orders/")
    assert (found.name, found.reason) == ("shop.orders.permissions.IsManager", "above the route")
    assert idle_guards(graph, path="shop/orders/views.py") == [found]
    assert idle_guards(graph, path="shop/orders/models.py") == []
