"""The nearest existing code: by role, data, calls, structure and words."""

from indexer.graph.similar import similar
from tests.indexer.graph.conftest import Opened
from tests.indexer.graph.sketch import Sketch

FLOW = ("if", "raise", "assign", "call", "return")


def shop() -> Sketch:
    s = Sketch()
    s.module("shop.services", "shop/services.py")
    for name in ("refund", "cancel", "report", "refund_all", "lonely"):
        s.add("function", f"shop.services.{name}")
    order = ["shop.models.Order.status", "shop.models.Order.total"]
    s.fingerprint(
        "shop.services.refund",
        data=order,
        calls=["shop.audit.record", "gateway.pay.refund"],
        structure=FLOW,
        words=["refund", "order"],
    )
    s.fingerprint(
        "shop.services.cancel",
        data=order[:1],
        calls=["shop.audit.record", "shop.stock.release"],
        structure=FLOW,
        words=["cancel", "order"],
    )
    s.fingerprint("shop.services.report", role="view", data=order[1:], calls=["shop.pdf.draw"], words=["report"])
    s.fingerprint("shop.services.lonely", words=["unheard"])
    return s


def test_the_nearest_comes_first_and_says_why(opened: Opened) -> None:
    graph = opened(shop())
    first, *rest = similar(graph, "shop.services.refund")
    assert first.symbol.name == "shop.services.cancel"
    assert (first.role, first.same_role, first.structure) == ("service", True, 1.0)
    assert (first.common_data, first.common_calls) == (("Order.status",), ("audit.record",))
    assert (first.only_here_data, first.only_here_calls) == (("Order.total",), ("pay.refund",))
    assert (first.only_there_data, first.only_there_calls) == ((), ("stock.release",))
    assert all(first.score > other.score for other in rest)
    assert len(similar(graph, "shop.services.refund", k=1)) == 1


def test_nothing_comparable_is_no_answer(opened: Opened) -> None:
    graph = opened(shop())
    assert similar(graph, "shop.services.refund_all") == [], "it has no fingerprint"
    assert similar(graph, "shop.services.lonely") == [], "it shares nothing with others"


def test_tests_resemble_tests_and_a_class_does_not_resemble_its_methods(opened: Opened) -> None:
    s = shop()
    s.module("tests.test_services", "tests/test_services.py")
    s.add("function", "tests.test_services.test_refund")
    s.fingerprint(
        "tests.test_services.test_refund",
        data=["shop.models.Order.status"],
        calls=["shop.audit.record"],
        words=["refund"],
    )
    s.add("function", "shop.services.refund.attempt")
    s.fingerprint("shop.services.refund.attempt", data=["shop.models.Order.status"], words=["refund"])
    graph = opened(s)
    found = {view.symbol.name for view in similar(graph, "shop.services.refund", k=9)}
    assert found == {"shop.services.cancel"}
    assert similar(graph, "tests.test_services.test_refund") == []


def test_equally_near_come_in_order_of_the_repository(opened: Opened) -> None:
    s = Sketch()
    s.module("m", "m.py")
    for name in "dbca":
        s.add("function", f"m.{name}")
        s.fingerprint(f"m.{name}", calls=["m.work"], words=["work"])
    assert [view.symbol.name for view in similar(opened(s), "m.b")] == ["m.d", "m.c", "m.a"]
