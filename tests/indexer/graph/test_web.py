"""Endpoints, what runs before them, and what they and other entry points reach."""

from indexer.graph import Graph, Place
from indexer.graph.web import endpoints, endpoints_reaching, entry_points, entry_points_reaching
from tests.indexer.graph.conftest import Opened
from tests.indexer.graph.sketch import Sketch

VIEWS = "shop.orders.views.OrderViewSet"
LIST, REFUND = "/api/orders/", "/api/orders/{pk}/refund/"


def reaching(graph: Graph, symbol: str) -> list[tuple[str, int, str]]:
    return [(found.endpoint.path, found.steps, found.certainty) for found in endpoints_reaching(graph, symbol)]


def test_an_endpoint_and_what_runs_before_it(graph: Graph) -> None:
    listed, refund = endpoints(graph)
    assert (listed.path, listed.methods, listed.handler, listed.access) == (LIST, ("GET",), f"{VIEWS}.list", "guarded")
    assert listed.route == Place("shop/orders/services.py", 3)
    assert ([view.name for view in listed.before], listed.guards) == (["django.middleware.AuthMiddleware"], ())
    assert (refund.methods, refund.route) == ((), None)
    assert [(view.name, view.place and str(view.place)) for view in refund.before] == [
        ("rest_framework.permissions.IsAuthenticated", None),
        ("shop.orders.permissions.IsManager", "shop/orders/permissions.py:3"),
    ]
    assert {(view.put, view.certainty) for view in refund.before} == {(Place("shop/common/models.py", 7), "exact")}
    assert refund.guards == ("rest_framework.permissions.IsAuthenticated", "shop.orders.permissions.IsManager")


def test_endpoints_of_a_file_class_or_method(graph: Graph) -> None:
    assert [view.path for view in endpoints(graph, path="shop/orders/views.py")] == [LIST, REFUND]
    assert [view.path for view in endpoints(graph, path="shop/orders/services.py")] == [LIST], "its route is there"
    assert [view.path for view in endpoints(graph, symbol=VIEWS)] == [LIST, REFUND]
    assert [view.path for view in endpoints(graph, symbol=f"{VIEWS}.refund")] == [REFUND]
    assert endpoints(graph, symbol=f"{VIEWS}.get_queryset") == []
    assert [view.path for view in endpoints(graph, symbol="shop.orders.views")] == [LIST, REFUND]


def test_endpoints_reached_through_calls(graph: Graph) -> None:
    assert reaching(graph, "shop.orders.models.Order.pay") == [(REFUND, 2, "inferred")]
    assert reaching(graph, "shop.orders.services.refund_order") == [(REFUND, 1, "exact")]
    assert reaching(graph, f"{VIEWS}.refund") == [(REFUND, 0, "exact")]
    assert reaching(graph, VIEWS) == [(LIST, 0, "exact"), (REFUND, 0, "exact")]
    assert reaching(graph, "shop.orders.models.Customer") == []


def test_a_guard_belongs_to_the_endpoints_that_it_guards(graph: Graph) -> None:
    assert reaching(graph, "shop.orders.permissions.IsManager") == [(REFUND, 0, "exact")]
    assert reaching(graph, "shop.orders.permissions.IsManager.has_permission") == [(REFUND, 0, "exact")]


def test_what_the_framework_calls_belongs_to_every_endpoint_of_the_class(graph: Graph) -> None:
    assert reaching(graph, f"{VIEWS}.get_queryset") == [(LIST, 0, "inferred"), (REFUND, 0, "inferred")]


def views() -> Sketch:
    s = Sketch()
    s.module("m", "m.py")
    s.add("function", "m.work")
    for cls in ("Base", "View"):
        s.add("class", f"m.{cls}")
    s.base("m.View", "m.Base")
    return s


def test_a_class_view_has_the_methods_of_its_ancestors_unless_it_has_its_own(opened: Opened) -> None:
    s = views()
    s.add("method", "m.Base.get")
    s.add("method", "m.Base.post")
    s.add("method", "m.View.post")
    s.call("m.Base.get", "m.work")
    s.call("m.Base.post", "m.work")
    s.endpoint("/view", "m.View", methods="")
    graph = opened(s)
    assert reaching(graph, "m.Base.get") == [("/view", 0, "inferred")]
    assert reaching(graph, "m.Base.post") == []
    assert reaching(graph, "m.View.post") == [("/view", 0, "exact")]
    assert reaching(graph, "m.work") == [("/view", 1, "inferred")]
    assert reaching(graph, "m.Base") == [("/view", 0, "inferred")]


def test_a_method_that_the_path_does_not_take_is_not_reached(opened: Opened) -> None:
    s = views()
    s.add("method", "m.View.get")
    s.add("method", "m.View.delete")
    s.endpoint("/view", "m.View", methods='["GET"]')
    graph = opened(s)
    assert reaching(graph, "m.View.get") == [("/view", 0, "exact")]
    assert reaching(graph, "m.View.delete") == []


def test_a_private_method_is_reached_through_its_callers_alone(opened: Opened) -> None:
    s = views()
    for name in ("list", "refund", "_refund", "total"):
        s.add("method", f"m.View.{name}")
    s.call("m.View.refund", "m.View._refund")
    s.call("m.View.refund", "m.View.total")
    s.endpoint("/list", "m.View", method="list")
    s.endpoint("/refund", "m.View", method="refund")
    graph = opened(s)
    assert reaching(graph, "m.View._refund") == [("/refund", 1, "exact")]
    assert reaching(graph, "m.View.total") == [("/list", 0, "possible"), ("/refund", 1, "exact")]
    assert reaching(graph, "m.View.refund") == [("/refund", 0, "exact")]


def test_a_circle_of_classes_ends(opened: Opened) -> None:
    s = views()
    s.base("m.Base", "m.View")
    s.add("method", "m.View.get")
    s.endpoint("/view", "m.View", methods="")
    assert reaching(opened(s), "m.View.get") == [("/view", 0, "exact")]


def test_entry_points(graph: Graph) -> None:
    (task,) = entry_points(graph)
    assert (task.symbol, task.kind, task.detail, str(task.place)) == (
        "shop.reports.tasks.nightly",
        "task",
        "every night",
        "shop/reports/tasks.py:4",
    )
    assert entry_points(graph, path="shop/reports/tasks.py") == [task]
    assert entry_points(graph, symbol="shop.orders.services.refund_order") == []
    assert entry_points_reaching(graph, "shop.orders.models.Order.pay") == [task]
    assert entry_points_reaching(graph, "shop.orders.models.Customer") == []


def test_a_command_is_its_class_and_runs_its_methods(opened: Opened) -> None:
    s = views()
    s.add("method", "m.View.handle")
    s.call("m.View.handle", "m.work")
    s.entry_point("m.View", "command", "work")
    assert [view.detail for view in entry_points_reaching(opened(s), "m.work")] == ["work"]
