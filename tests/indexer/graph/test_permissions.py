"""Queries that the caller narrows, and guards that never run."""

from indexer.graph import Graph, Place
from indexer.graph.permissions import idle_guards, ownership_filters

REFUND, VIEWS = "shop.orders.services.refund_order", "shop.orders.views.OrderViewSet"


def test_ownership_filters_of_a_function_or_of_the_methods_of_a_class(graph: Graph) -> None:
    (found,) = ownership_filters(graph)
    assert (found.function, found.place) == (f"{VIEWS}.list", Place("shop/orders/views.py", 12))
    assert (found.model, found.call, found.path) == ("shop.orders.models.Order", "filter", "customer__user")
    assert (found.actor, found.certainty) == ("request.user", "exact")
    assert ownership_filters(graph, symbol=VIEWS) == ownership_filters(graph, symbol=f"{VIEWS}.list") == [found]
    assert ownership_filters(graph, symbol=REFUND) == []


def test_guards_that_never_run(graph: Graph) -> None:
    (found,) = idle_guards(graph)
    assert (found.handler, found.path) == (f"{VIEWS}.list", "/api/orders/")
    assert (found.name, found.reason) == ("shop.orders.permissions.IsManager", "above the route")
    assert idle_guards(graph, path="shop/orders/views.py") == [found]
    assert idle_guards(graph, path="shop/orders/models.py") == []
