"""Who calls whom, and what is reached through several calls."""

from indexer.graph import Graph, Place
from indexer.graph.calls import CallView, FileCalls, callees, callers, most_unresolved, reach, unresolved_calls
from tests.indexer.graph.conftest import Opened
from tests.indexer.graph.sketch import Sketch

REFUND = "shop.orders.services.refund_order"


def reached(graph: Graph, symbol: str, depth: int = 8) -> list[tuple[str, int, str]]:
    return [(found.symbol.name, found.steps, found.certainty) for found in reach(graph, symbol, depth=depth)]


def test_callers_of_a_function_by_place(graph: Graph) -> None:
    assert [(call.caller, str(call.place)) for call in callers(graph, REFUND)] == [
        ("shop.orders.tests.test_orders.RefundTest.test_refund", "shop/orders/tests/test_orders.py:13"),
        ("shop.orders.views.OrderViewSet.refund", "shop/orders/views.py:18"),
        ("shop.reports.tasks.nightly", "shop/reports/tasks.py:9"),
    ]


def test_a_call_says_how_sure_it_is_and_why(graph: Graph) -> None:
    pay = "shop.orders.models.Order.pay"
    assert callers(graph, pay) == [
        CallView(REFUND, pay, pay, Place("shop/orders/services.py", 12), "inferred", "annotation", False)
    ]


def test_callers_of_a_class_construct_it(graph: Graph) -> None:
    (call,) = callers(graph, "shop.orders.models.Order")
    assert (call.caller.rpartition(".")[2], call.instantiates) == ("setUp", True)


def test_files_with_the_most_unresolved_calls(graph: Graph) -> None:
    worst = most_unresolved(graph, 1)
    assert [(found.path, found.unresolved) for found in worst] == [("shop/orders/services.py", 1)]
    assert isinstance(worst[0], FileCalls)
    assert worst[0].calls > 1


def test_callees_inside_and_outside_without_what_is_unresolved(graph: Graph) -> None:
    assert [(call.callee, call.target) for call in callees(graph, REFUND)] == [
        ("shop.orders.models.Order.pay", "shop.orders.models.Order.pay"),
        (None, "<builtin>:len"),
    ]


def test_unresolved_calls_are_counted_and_shown(graph: Graph) -> None:
    found = unresolved_calls(graph, REFUND)
    assert (found.count, [call.target for call in found.samples]) == (1, ["gateway.refund"])
    assert unresolved_calls(graph, "shop.orders.models.Order.pay").count == 0
    assert unresolved_calls(graph, REFUND, samples=0).samples == ()


def test_reach_through_several_calls_nearest_first(graph: Graph) -> None:
    assert reached(graph, "shop.orders.models.Order.pay") == [
        (REFUND, 1, "inferred"),
        ("shop.orders.views.OrderViewSet.refund", 2, "inferred"),
        ("shop.reports.tasks.nightly", 2, "inferred"),
        ("shop.orders.tests.test_orders.RefundTest.test_refund", 2, "inferred"),
    ]
    assert reached(graph, "shop.orders.models.Order.pay", depth=1) == [(REFUND, 1, "inferred")]
    assert reach(graph, "shop.orders.models.Order.pay")[1].via == REFUND
    assert len(reach(graph, "shop.orders.models.Order.pay", limit=2)) == 2


def test_reaching_a_class_is_constructing_it_or_reaching_a_method(graph: Graph) -> None:
    assert [name for name, _, _ in reached(graph, "shop.orders.models.Order")] == [
        "shop.orders.tests.test_orders.RefundTest.setUp",
        REFUND,
        "shop.orders.views.OrderViewSet.refund",
        "shop.reports.tasks.nightly",
        "shop.orders.tests.test_orders.RefundTest.test_refund",
    ]


def functions(*names: str) -> Sketch:
    s = Sketch()
    s.module("m", "m.py")
    for line, name in enumerate(names, 1):
        s.add("function", f"m.{name}", (line, line))
    return s


def test_the_surest_way_counts_before_the_shortest(opened: Opened) -> None:
    s = functions("end", "middle", "start")
    s.call("m.start", "m.end", certainty="possible")
    s.call("m.start", "m.middle")
    s.call("m.middle", "m.end")
    assert reached(opened(s), "m.end") == [("m.middle", 1, "exact"), ("m.start", 2, "exact")]


def test_a_weaker_way_counts_where_the_surest_is_too_long(opened: Opened) -> None:
    s = functions("end", "middle", "start")
    s.call("m.start", "m.end", certainty="possible")
    s.call("m.start", "m.middle")
    s.call("m.middle", "m.end")
    assert reached(opened(s), "m.end", depth=1) == [("m.middle", 1, "exact"), ("m.start", 1, "possible")]


def test_one_doubtful_call_makes_the_rest_of_the_way_doubtful(opened: Opened) -> None:
    s = functions("end", "middle", "start")
    s.call("m.middle", "m.end", certainty="possible")
    s.call("m.start", "m.middle")
    assert reached(opened(s), "m.end")[-1] == ("m.start", 2, "possible")


def test_functions_that_call_each_other_do_not_go_round_for_ever(opened: Opened) -> None:
    s = functions("a", "b", "outside")
    s.call("m.a", "m.b")
    s.call("m.b", "m.a")
    s.call("m.a", "m.a")
    s.call("m.outside", "m.a")
    assert reached(opened(s), "m.a") == [("m.b", 1, "exact"), ("m.outside", 1, "exact")]


def test_a_call_bound_to_a_method_may_run_what_overrides_it(opened: Opened) -> None:
    s = functions("start")
    for cls in ("Base", "Middle", "Child"):
        s.add("class", f"m.{cls}")
        s.add("method", f"m.{cls}.run")
    s.override("m.Child.run", "m.Middle.run")
    s.override("m.Middle.run", "m.Base.run")
    s.call("m.start", "m.Base.run")
    graph = opened(s)
    assert reached(graph, "m.Base.run") == [("m.start", 1, "exact")]
    assert reached(graph, "m.Child.run") == [("m.start", 1, "possible")]
    assert reach(graph, "m.Child.run")[0].via == "m.Child.run"


def test_a_function_possibly_runs_what_is_written_in_it(opened: Opened) -> None:
    s = functions("outer", "helper", "start")
    s.add("function", "m.outer.inner")
    s.call("m.outer.inner", "m.helper")
    s.call("m.start", "m.outer")
    assert reached(opened(s), "m.helper") == [
        ("m.outer.inner", 1, "exact"),
        ("m.outer", 2, "possible"),
        ("m.start", 3, "possible"),
    ]


def test_an_unresolved_call_leads_nowhere(opened: Opened) -> None:
    s = functions("end", "start")
    s.call("m.start", "m.end", certainty="unresolved")
    assert reached(opened(s), "m.end") == []
