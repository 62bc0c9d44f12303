"""What someone types, and the symbols it may mean."""

import pytest

from indexer.graph import Graph, Place, Unknown
from indexer.graph.names import find, ids_of, nearest, outline, search
from tests.indexer.graph.conftest import Opened
from tests.indexer.graph.sketch import Sketch


def names(graph: Graph, typed: str) -> list[str]:
    return [view.name for view in find(graph, typed)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("shop.orders.models.Order.pay", ["shop.orders.models.Order.pay"]),
        ("Order.pay", ["shop.orders.models.Order.pay"]),
        (" `Order.pay()` ", ["shop.orders.models.Order.pay"]),
        ("pay", ["shop.orders.models.Order.pay"]),
        ("orders.services", ["shop.orders.services"]),
        ("shop.orders.models:Order.pay", ["shop.orders.models.Order.pay"]),
        ("shop/orders/models.py", ["shop.orders.models"]),
        ("./shop/orders/models.py", ["shop.orders.models"]),
        ("shop\\orders\\models.py", ["shop.orders.models"]),
        ("orders/models.py", ["shop.orders.models"]),
        ("shop/orders/models.py:<module>", ["shop.orders.models"]),
        ("shop/orders/models.py:Order.pay", ["shop.orders.models.Order.pay"]),
        ("shop/orders/models.py:pay", ["shop.orders.models.Order.pay"]),
        ("refund_order.<locals>.attempt", ["shop.orders.services.refund_order.attempt"]),
        ("services.py:refund_order.attempt", ["shop.orders.services.refund_order.attempt"]),
        ("shop/orders/models.py:22", ["shop.orders.models.Order.pay"]),
        ("shop/orders/models.py:22:5", ["shop.orders.models.Order.pay"]),
        ("models.py:14", ["shop.orders.models.Order.status", "shop.common.models.Dated"]),
        ("shop/orders/models.py:50", ["shop.orders.models.Order"]),
        ("shop/orders/models.py:65", ["shop.orders.models"]),
        ("rder.pay", []),
        ("order.pay", []),
        ("nothing.py", []),
        ("shop/orders", []),
        ("shop/orders/models.py:nothing", []),
        ("", []),
        (".", []),
    ],
)
def test_find(graph: Graph, typed: str, meant: list[str]) -> None:
    assert sorted(names(graph, typed)) == sorted(meant)


def test_a_view_says_all_that_is_known(graph: Graph) -> None:
    (view,) = find(graph, "refund_order")
    assert (view.kind, view.qualname, view.place, view.end_line) == (
        "function",
        "refund_order",
        Place("shop/orders/services.py", 5),
        20,
    )
    assert (view.parent, view.summary) == ("shop.orders.services", "Give the money back.")
    assert (view.decorators, view.signature) == (("django.db.transaction.atomic",), "(order, *, by)")


def test_an_exact_name_beats_an_end_of_a_name(opened: Opened) -> None:
    s = Sketch()
    s.module("orders.models", "orders/models.py")
    s.module("shop.orders.models", "shop/orders/models.py")
    graph = opened(s)
    assert names(graph, "orders.models") == ["orders.models"]
    assert names(graph, "models") == ["orders.models", "shop.orders.models"]
    assert names(graph, "orders/models.py") == ["orders.models"]


def test_a_package_stands_for_its_init_file_and_underscores_are_letters(opened: Opened) -> None:
    s = Sketch()
    s.module("shop.a_b", "shop/a_b/__init__.py")
    s.module("shop.axb", "shop/axb/__init__.py")
    assert names(opened(s), "shop/a_b/") == ["shop.a_b"]
    assert names(opened(s), "./a_b/__init__.py") == ["shop.a_b"]


def test_what_is_tested_comes_before_its_tests(opened: Opened) -> None:
    s = Sketch()
    s.module("a.tests.test_pay", "a/tests/test_pay.py")
    s.add("function", "a.tests.test_pay.pay")
    s.module("shop.orders", "shop/orders.py")
    s.add("function", "shop.orders.pay")
    assert names(opened(s), "pay") == ["shop.orders.pay", "a.tests.test_pay.pay"]


def test_an_inherited_member_is_found_where_it_is_written(graph: Graph) -> None:
    assert names(graph, "Order.created") == ["shop.common.models.Dated.created"]
    assert names(graph, "Order.touch") == ["shop.orders.models.Order.touch"]
    assert names(graph, "Customer.created") == []


def test_two_source_roots_may_hold_the_same_name(opened: Opened) -> None:
    s = Sketch()
    for root in ("a", "b"):
        s.module("app", f"{root}/app.py", root=root)
    graph = opened(s)
    first, second = find(graph, "app")
    assert (first.place.path, second.place.path) == ("a/app.py", "b/app.py")
    assert len(ids_of(graph, "app")) == 2
    assert ids_of(graph, first) != ids_of(graph, second)


def test_the_nearest_spelling(graph: Graph) -> None:
    assert nearest(graph, "Order.stauts")[0] == "shop.orders.models.Order.status"
    assert nearest(graph, "Ordr.status")[0] == "shop.orders.models.Order.status"
    assert nearest(graph, "refundorder")[0] == "shop.orders.services.refund_order"
    assert nearest(graph, "shop.orders.service")[0] == "shop.orders.services"
    assert nearest(graph, "zzz") == nearest(graph, "") == []
    assert len(nearest(graph, "orders", k=1)) == 1


def test_search(graph: Graph) -> None:
    def hits(words: str) -> list[str]:
        return [view.name for view in search(graph, words)]

    assert hits("refund order")[0] == "shop.orders.services.refund_order"
    assert hits("RefundOrder")[0] == "shop.orders.services.refund_order"
    assert hits("money back")[0] == "shop.orders.services.refund_order"
    assert hits("is manager")[0] == "shop.orders.permissions.IsManager"
    assert hits("refunds")[-1].startswith("shop.orders.tests")
    assert "shop.orders.services.refund_order" in hits("refund teapot"), "some of the words, where nothing has them all"
    assert hits("teapot") == hits("") == hits('"*') == []
    assert hits("name: NEAR(") == []
    assert len(search(graph, "order", k=2)) == 2


def test_outline(graph: Graph) -> None:
    assert [view.qualname for view in outline(graph, "shop/orders/models.py")] == [
        "Order",
        "Order.status",
        "Order.customer",
        "Order.pay",
        "Order.touch",
        "Customer",
        "Customer.email",
    ]
    assert outline(graph, "shop/nothing.py") == []


def test_a_stale_view_is_unknown(graph: Graph, opened: Opened) -> None:
    (view,) = find(graph, "refund_order")
    with pytest.raises(Unknown):
        ids_of(opened(Sketch()), view)
