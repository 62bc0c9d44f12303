"""The facts document says what the graph knows, in the form that others read."""

import json

from indexer.graph import Graph
from indexer.graph.document import facts_document
from tests.indexer.graph.conftest import Opened
from tests.indexer.graph.sketch import Sketch

ORDERS = "shop/orders"


def test_every_key_that_the_graph_knows_the_subject_of(graph: Graph) -> None:
    document = json.loads(json.dumps(facts_document(graph)))
    assert document["format"] == 1
    assert document["endpoints"][0] == {
        "path": "/api/orders/",
        "methods": ["GET"],
        "file": f"{ORDERS}/views.py",
        "handler": "OrderViewSet.list",
        "before": ["django.middleware.AuthMiddleware"],
        "guards": [],
        "access": "guarded",
    }
    assert document["endpoints"][1]["methods"] is None
    assert document["calls"][:2] == [
        [f"{ORDERS}/services.py:refund_order", f"{ORDERS}/models.py:Order.pay", 12, "inferred"],
        [f"{ORDERS}/services.py:refund_order", "<builtin>:len", 13, "exact"],
    ]
    assert document["instantiates"] == [
        [f"{ORDERS}/tests/test_orders.py:RefundTest.setUp", f"{ORDERS}/models.py:Order", 7, "exact"]
    ]
    assert not any("gateway" in call[1] for call in document["calls"]), "what is unresolved is left out"
    assert document["writes"][1] == {
        "file": f"{ORDERS}/models.py",
        "line": 25,
        "function": "Order.pay",
        "model": "Order",
        "field": "status",
        "certainty": "exact",
    }
    assert sorted((read["model"], read["field"], read["certainty"]) for read in document["reads"]) == [
        ("Customer", "email", "possible"),
        ("Order", "created", "exact"),
        ("Order", "status", "exact"),
        ("Order", "status", "exact"),
        ("django.contrib.auth.models.User", "email", "inferred"),
    ]
    assert document["tasks"] == [{"file": "shop/reports/tasks.py", "name": "nightly"}]
    assert document["receivers"] == []
    assert document["transactions"] == document["atomic"] == [{"file": f"{ORDERS}/services.py", "name": "refund_order"}]


def test_the_body_of_a_class_is_told_from_the_class(shop: Sketch, opened: Opened) -> None:
    shop.call("shop.orders.models.Order", "shop.orders.services.refund_order", 3)
    calls = facts_document(opened(shop))["calls"]
    assert isinstance(calls, list)
    assert [f"{ORDERS}/models.py:Order.<class>", f"{ORDERS}/services.py:refund_order", 3, "exact"] in calls


def test_imports_between_the_modules_of_packages_without_tests(shop: Sketch, opened: Opened) -> None:
    for package in ("shop", "shop.common", "shop.orders", "shop.orders.tests"):  # reports has no __init__.py
        shop.module(package, f"{package.replace('.', '/')}/__init__.py")
    assert facts_document(opened(shop))["imports"] == [
        ["shop.orders.models", "shop.common.models"],
        ["shop.orders.services", "shop.orders.models"],
        ["shop.orders.views", "shop.orders.services"],
    ]


def test_models_with_inherited_fields(graph: Graph) -> None:
    models = facts_document(graph)["models"]
    assert isinstance(models, list)
    dated, order, _ = models
    assert (dated["name"], dated["abstract"], dated["table"]) == ("Dated", True, None)
    assert [field["name"] for field in order["fields"]] == ["created", "status", "customer"]
    assert order["fields"][2] == {
        "kind": "column",
        "name": "customer",
        "column": "customer_id",
        "type": "ForeignKey",
        "null": False,
        "unique": None,
        "primary_key": False,
        "choices": None,
        "to": "Customer",
        "on_delete": "CASCADE",
        "references": ["orders_customer.id"],
    }
    assert order["fields"][1]["choices"] == ["open", "paid"]
