"""Models, their fields, and every place that uses a field."""

import pytest

from indexer.graph import Graph
from indexer.graph.data import (
    fields,
    find_fields,
    model,
    models,
    models_touched,
    nearest_fields,
    relations_to,
    table_constraints,
)
from indexer.graph.migrations import migrations_of
from indexer.graph.uses import outside_uses, uses, uses_in
from tests.indexer.graph.conftest import Opened
from tests.indexer.graph.sketch import Sketch

ORDER, CUSTOMER, DATED = "shop.orders.models.Order", "shop.orders.models.Customer", "shop.common.models.Dated"


@pytest.mark.parametrize(
    "name", [ORDER, "Order", "models.Order", "orders.Order", "order", "ORDERS.ORDER", "orders_order"]
)
def test_a_model_by_any_of_its_names(graph: Graph, name: str) -> None:
    (found,) = model(graph, name)
    assert (found.name, found.app, found.table, found.layer, found.abstract) == (
        ORDER,
        "orders",
        "orders_order",
        "orders",
        False,
    )


def test_models_of_all_files_or_one(graph: Graph) -> None:
    assert [found.name for found in models(graph)] == [DATED, CUSTOMER, ORDER]
    assert [found.name for found in models(graph, "shop/common/models.py")] == [DATED]
    assert model(graph, "rder") == model(graph, "") == []


def test_fields_in_order_of_declaration_with_what_is_inherited(graph: Graph) -> None:
    created, status, customer = fields(graph, ORDER)
    assert (created.declared, created.model, str(created.place)) == (
        f"{DATED}.created",
        ORDER,
        "shop/common/models.py:5",
    )
    assert (status.choices, status.default, status.null, status.unique) == (("open", "paid"), '"open"', False, None)
    assert (customer.target, customer.on_delete, customer.column) == (CUSTOMER, "CASCADE", "customer_id")
    assert customer.references == ("orders_customer.id",)
    assert (customer.app, customer.table) == ("orders", "orders_order")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("status", [f"{ORDER}.status"]),
        ("Order.status", [f"{ORDER}.status"]),
        (f"{ORDER}.status", [f"{ORDER}.status"]),
        ("orders_order.status", [f"{ORDER}.status"]),
        ("orders.Order.status", [f"{ORDER}.status"]),
        ("order.Status", [f"{ORDER}.status"]),
        ("orders_order.customer_id", [f"{ORDER}.customer"]),
        ("Order.customer_id", [f"{ORDER}.customer"]),
        ("created", [f"{DATED}.created", f"{ORDER}.created"]),
        ("Order.created", [f"{ORDER}.created"]),
        ("Customer.status", []),
        ("Nothing.status", []),
        ("nothing", []),
        ("", []),
    ],
)
def test_find_fields(graph: Graph, name: str, found: list[str]) -> None:
    assert [f"{field.model}.{field.name}" for field in find_fields(graph, name)] == found


def test_a_name_that_several_models_share_lists_them_all(opened: Opened) -> None:
    s = Sketch()
    s.module("m", "m.py")
    for name in "BAC":
        s.add("class", f"m.{name}")
        s.add("field", f"m.{name}.status")
        s.model(f"m.{name}")
        s.field(f"m.{name}", "status")
    assert [field.model for field in find_fields(opened(s), "status")] == ["m.A", "m.B", "m.C"]


def test_the_nearest_spelling_of_a_field(graph: Graph) -> None:
    assert nearest_fields(graph, "Order.stauts") == ["Order.status"]
    assert nearest_fields(graph, "Ordr.status") == ["Order.status"]
    assert nearest_fields(graph, "emial") == ["Customer.email"]
    assert nearest_fields(graph, "Zebra.status") == []


def test_uses_by_use_then_place_tests_last(graph: Graph) -> None:
    (status,) = find_fields(graph, "Order.status")
    assert [(found.use, found.function, found.certainty) for found in uses(graph, status)] == [
        ("write", f"{ORDER}.pay", "exact"),
        ("write", "shop.orders.services.refund_order", "inferred"),
        ("read", "shop.orders.services.refund_order", "exact"),
        ("read", "shop.orders.tests.test_orders.RefundTest.test_refund", "exact"),
    ]
    assert [found.place.line for found in uses(graph, status, "write")] == [25, 15]
    assert [(found.layer, found.is_test) for found in uses(graph, status)] == [("orders", False)] * 3 + [("", True)]


def test_uses_of_an_inherited_field_also_through_its_declaration_and_back(graph: Graph) -> None:
    declared, inherited = find_fields(graph, "created")
    assert [(found.model, found.use) for found in uses(graph, inherited)] == [(DATED, "write"), (ORDER, "order")]
    assert uses(graph, declared) == uses(graph, inherited)


def test_siblings_do_not_share_uses_of_what_they_inherit(opened: Opened) -> None:
    s = Sketch()
    s.module("m", "m.py")
    s.add("function", "m.touch")
    s.add("class", "m.Dated")
    s.add("field", "m.Dated.created")
    s.model("m.Dated", abstract=True)
    s.field("m.Dated", "created")
    for name in "AB":
        s.add("class", f"m.{name}")
        s.model(f"m.{name}")
        s.field(f"m.{name}", "created", declared="m.Dated.created")
        s.use(f"m.{name}.created", "m.touch", "write")
    graph = opened(s)
    (of_a,) = find_fields(graph, "A.created")
    assert [found.model for found in uses(graph, of_a)] == ["m.A"]


def test_uses_in_a_file_or_function(graph: Graph) -> None:
    assert [found.use for found in uses_in(graph, symbol="shop.orders.services.refund_order")] == ["write", "read"]
    assert [found.field for found in uses_in(graph, path="shop/orders/views.py")] == ["created"]
    assert len(uses_in(graph)) == 8


def test_table_constraints_and_relations(graph: Graph) -> None:
    (found,) = table_constraints(graph, ORDER)
    assert (found.kind, found.name, found.fields, str(found.place)) == (
        "unique",
        "one_open",
        ("customer", "status"),
        "shop/orders/models.py:55",
    )
    assert [f"{field.model}.{field.name}" for field in relations_to(graph, CUSTOMER)] == [f"{ORDER}.customer"]
    assert relations_to(graph, ORDER) == []


def test_models_touched_by_a_file(graph: Graph) -> None:
    assert [found.name for found in models_touched(graph, "shop/orders/models.py")] == [CUSTOMER, ORDER]
    assert [found.name for found in models_touched(graph, "shop/orders/services.py")] == [ORDER]
    assert models_touched(graph, "shop/reports/tasks.py") == [], "a possible use is no evidence"


def test_migrations_of_a_model_and_of_a_field(graph: Graph) -> None:
    found = migrations_of(graph, ORDER)
    assert [(step.migration, step.operation, step.field) for step in found] == [
        ("0001_initial", "CreateModel", ""),
        ("0001_initial", "AddField", "customer"),
    ]
    assert str(found[1].place) == "shop/orders/migrations/0001_initial.py:11"
    assert [step.operation for step in migrations_of(graph, ORDER, "customer")] == ["AddField"]
    assert migrations_of(graph, CUSTOMER) == []


def test_migrations_by_table_and_column(opened: Opened) -> None:
    s = Sketch()
    s.module("m", "m.py")
    s.add("class", "m.Order")
    s.add("field", "m.Order.customer")
    s.model("m.Order", framework="sqlalchemy", table="orders")
    s.field("m.Order", "customer", column="customer_id")
    s.module("versions.0001", "versions/0001.py")
    s.add("function", "versions.0001.upgrade")
    s.revision("versions.0001.upgrade", "")
    s.migration("versions.0001.upgrade", "", 0, "add_column", "orders", "customer_id")
    s.migration("versions.0001.upgrade", "", 1, "add_column", "order", "customer_id")
    assert [step.model for step in migrations_of(opened(s), "m.Order", "customer")] == ["orders"]


def test_uses_of_a_field_of_a_model_outside_by_the_end_of_its_name(graph: Graph) -> None:
    (use,) = outside_uses(graph, "User", "email")
    assert (use.model, use.function, use.use) == (
        "django.contrib.auth.models.User",
        "shop.reports.tasks.nightly",
        "read",
    )
    assert use in uses_in(graph, symbol="shop.reports.tasks.nightly")
    assert outside_uses(graph, "ser", "email") == []
