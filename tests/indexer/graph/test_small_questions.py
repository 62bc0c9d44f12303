"""Transactions, comments and the counted overview."""

from indexer.graph import Graph
from indexer.graph.comments import comments
from indexer.graph.control import transactions
from indexer.graph.overview import TopModel, overview
from tests.indexer.graph.conftest import Opened
from tests.indexer.graph.sketch import Sketch

REFUND = "shop.orders.services.refund_order"


def test_transactions(graph: Graph) -> None:
    (found,) = transactions(graph)
    assert (found.function, found.by, found.name, str(found.place)) == (
        REFUND,
        "decorator",
        "django.db.transaction.atomic",
        "shop/orders/services.py:5",
    )
    assert transactions(graph, path="shop/orders/services.py") == transactions(graph, symbol=REFUND) == [found]
    assert transactions(graph, path="shop/orders/models.py") == []


def test_a_class_opens_the_transactions_of_its_methods(opened: Opened) -> None:
    s = Sketch()
    s.module("m", "m.py")
    s.add("class", "m.A")
    s.add("method", "m.A.save")
    s.transaction("m.A.save", 3)
    graph = opened(s)
    assert [found.function for found in transactions(graph, symbol="m.A")] == ["m.A.save"]


def test_comments(graph: Graph) -> None:
    (found,) = comments(graph)
    assert (found.text, str(found.place), found.symbol) == (
        "Never refund twice: the bank does not notice.",
        "shop/orders/services.py:6",
        REFUND,
    )
    assert comments(graph, path="shop/orders/services.py") == comments(graph, symbol="shop.orders.services") == [found]
    assert comments(graph, symbol=f"{REFUND}.attempt") == []


def test_the_overview_counts(graph: Graph) -> None:
    found = overview(graph, top=1)
    assert (found.files, found.lines, found.languages) == (8, 800, {"Python": 8})
    assert found.calls == {"exact": 5, "inferred": 1, "unresolved": 1}
    assert (found.frameworks, found.access) == ({"django": 3, "drf": 2}, {"guarded": 1, "unknown": 1})
    assert {kind: found.counts[kind] for kind in ("class", "model", "endpoint", "field use")} == {
        "class": 7,
        "model": 3,
        "endpoint": 2,
        "field use": 7,
    }
    assert found.top_models == (TopModel("shop.orders.models.Order", fields=3, uses=4, relations=0),)
    assert [layer.name for layer in found.layers] == ["orders", "common", "reports"]
    assert (found.meta, len(found.problems)) == ({"root": "shop"}, 1)


def test_the_overview_of_nothing(opened: Opened) -> None:
    found = overview(opened(Sketch()))
    assert (found.files, found.lines, found.counts, found.top_models, found.layers) == (0, 0, {}, (), ())
