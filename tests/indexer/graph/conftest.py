"""A small shop as a graph, and graphs opened from sketches."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from indexer.graph import Graph
from indexer.graph.store import write
from tests.indexer.graph.sketch import Sketch

Opened = Callable[[Sketch], Graph]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Writes a sketch and opens it."""
    with ExitStack() as stack:

        def open_sketch(sketch: Sketch) -> Graph:
            path = tmp_path / f"{len(list(tmp_path.iterdir()))}.db"
            write(sketch.snapshot, path, {"root": "shop"})
            return stack.enter_context(Graph.open(path))

        yield open_sketch


@pytest.fixture
def shop() -> Sketch:
    """Orders with a service, a view set, a task and tests; every kind of row at least once."""
    s = Sketch()
    s.module("shop.common.models", "shop/common/models.py", role="model", layer="common")
    s.add("class", "shop.common.models.Dated", (3, 20), summary="What has a date.")
    s.add("field", "shop.common.models.Dated.created", (5, 5))
    s.add("method", "shop.common.models.Dated.touch", (8, 12), signature="(self)")
    s.module("shop.orders.models", "shop/orders/models.py", role="model", layer="orders")
    s.add("class", "shop.orders.models.Order", (10, 60), summary="What a customer bought.")
    s.add("field", "shop.orders.models.Order.status", (12, 16))
    s.add("field", "shop.orders.models.Order.customer", (17, 17))
    s.add("method", "shop.orders.models.Order.pay", (20, 30), summary="Take the money.", signature="(self, amount)")
    s.add("method", "shop.orders.models.Order.touch", (32, 40), signature="(self)")
    s.add("class", "shop.orders.models.Customer", (70, 90))
    s.add("field", "shop.orders.models.Customer.email", (71, 71))
    s.module("shop.orders.services", "shop/orders/services.py", layer="orders")
    s.add(
        "function",
        "shop.orders.services.refund_order",
        (5, 20),
        summary="Give the money back.",
        decorators="django.db.transaction.atomic",
        signature="(order, *, by)",
    )
    s.add("function", "shop.orders.services.refund_order.attempt", (8, 10), signature="()")
    s.module("shop.orders.views", "shop/orders/views.py", role="entry point", layer="orders")
    s.add("class", "shop.orders.views.OrderViewSet", (5, 40))
    s.add("method", "shop.orders.views.OrderViewSet.get_queryset", (8, 10))
    s.add("method", "shop.orders.views.OrderViewSet.list", (12, 14))
    s.add("method", "shop.orders.views.OrderViewSet.refund", (16, 20))
    s.module("shop.orders.permissions", "shop/orders/permissions.py", layer="orders")
    s.add("class", "shop.orders.permissions.IsManager", (3, 9))
    s.add("method", "shop.orders.permissions.IsManager.has_permission", (4, 9))
    s.module("shop.reports.tasks", "shop/reports/tasks.py", role="task", layer="reports")
    s.add("function", "shop.reports.tasks.nightly", (4, 12))
    s.module("shop.orders.migrations.0001_initial", "shop/orders/migrations/0001_initial.py", role="migration")
    s.add("class", "shop.orders.migrations.0001_initial.Migration", (3, 30))
    s.module("shop.orders.tests.test_orders", "shop/orders/tests/test_orders.py")
    s.add("class", "shop.orders.tests.test_orders.RefundTest", (5, 40))
    s.add("method", "shop.orders.tests.test_orders.RefundTest.setUp", (6, 9))
    s.add("method", "shop.orders.tests.test_orders.RefundTest.test_refund", (11, 15))
    s.add("method", "shop.orders.tests.test_orders.RefundTest.test_nothing", (17, 18))

    s.base("shop.orders.models.Order", "shop.common.models.Dated", "django.db.models.Model")
    s.base("shop.common.models.Dated", "django.db.models.Model")
    s.base("shop.orders.views.OrderViewSet", "rest_framework.viewsets.ModelViewSet")
    s.override("shop.orders.models.Order.touch", "shop.common.models.Dated.touch")

    s.imports("shop.orders.models", "shop.common.models", 2)
    s.imports("shop.orders.services", "shop.orders.models", 1)
    s.imports("shop.orders.views", "shop.orders.services", 1)
    s.imports("shop.orders.views", "django.db", 2)
    s.imports("shop.reports.tasks", "shop.orders.services", 2)
    s.imports("shop.reports.tasks", "shop.orders.services", 6, "lazy")
    s.imports("shop.reports.tasks", "shop.orders.models", 3, "type_checking")
    s.imports("shop.orders.tests.test_orders", "shop.orders.services", 1)

    s.call("shop.orders.services.refund_order", "shop.orders.models.Order.pay", 12, "inferred", "annotation")
    s.call("shop.orders.services.refund_order", "<builtin>:len", 13)
    s.call("shop.orders.services.refund_order", "gateway.refund", 14, "unresolved", "")
    s.call("shop.orders.views.OrderViewSet.refund", "shop.orders.services.refund_order", 18)
    s.call("shop.reports.tasks.nightly", "shop.orders.services.refund_order", 9)
    s.call("shop.orders.tests.test_orders.RefundTest.test_refund", "shop.orders.services.refund_order", 13)
    s.call("shop.orders.tests.test_orders.RefundTest.setUp", "shop.orders.models.Order", 7)

    s.model("shop.common.models.Dated", app="common", abstract=True)
    s.model("shop.orders.models.Order", app="orders", table="orders_order")
    s.model("shop.orders.models.Customer", app="orders", table="orders_customer")
    s.field("shop.common.models.Dated", "created", type="DateTimeField")
    s.field("shop.orders.models.Order", "created", type="DateTimeField", declared="shop.common.models.Dated.created")
    s.field("shop.orders.models.Order", "status", choices='["open", "paid"]', default='"open"')
    s.field(
        "shop.orders.models.Order",
        "customer",
        type="ForeignKey",
        column="customer_id",
        target="shop.orders.models.Customer",
        references='["orders_customer.id"]',
    )
    s.field("shop.orders.models.Customer", "email")
    s.constraint(
        "shop.orders.models.Order", "unique", "one_open", '["customer", "status"]', "UniqueConstraint(...)", 55
    )
    s.use("shop.orders.models.Order.status", "shop.orders.models.Order.pay", "write", 25)
    s.use("shop.orders.models.Order.status", "shop.orders.services.refund_order", "write", 15, "inferred")
    s.use("shop.orders.models.Order.status", "shop.orders.services.refund_order", "read", 11)
    s.use("shop.orders.models.Order.status", "shop.orders.tests.test_orders.RefundTest.test_refund", "read", 14)
    s.use("shop.orders.models.Customer.email", "shop.reports.tasks.nightly", "read", 7, "possible")
    s.use("shop.common.models.Dated.created", "shop.common.models.Dated.touch", "write", 9)
    s.use("shop.orders.models.Order.created", "shop.orders.views.OrderViewSet.list", "order", 13)
    s.outside_use("django.contrib.auth.models.User", "email", "shop.reports.tasks.nightly", 8, "read")

    listed = s.endpoint(
        "/api/orders/",
        "shop.orders.views.OrderViewSet",
        method="list",
        access="guarded",
        route=("shop/orders/services.py", 3),
    )
    refund = s.endpoint("/api/orders/{pk}/refund/", "shop.orders.views.OrderViewSet", method="refund", methods="")
    s.before(listed, "django.middleware.AuthMiddleware", guards=False, origin="middleware")
    s.before(refund, "rest_framework.permissions.IsAuthenticated", "shop.orders.permissions.IsManager")
    s.idle_guard(listed, "shop.orders.permissions.IsManager", "shop/orders/views.py", 4)
    s.ownership_filter("shop.orders.views.OrderViewSet.list", 12, "shop.orders.models.Order", "customer__user")
    s.shown_to(
        "shop.orders.models.Order", "status", "not request.user.is_staff", "shop.orders.views.OrderViewSet.list", 14
    )
    s.document("shop/openapi.yaml")
    s.entry_point("shop.reports.tasks.nightly", "task", "every night")
    s.transaction("shop.orders.services.refund_order", 5)
    s.answer("shop.orders.services.refund_order", 12, "id", "total")
    s.schema_field("shop.orders.models.Order", 9, "total")
    s.verdict("shop.orders.services.refund_order", 11, "user.is_staff")
    s.refusal("shop.orders.services.refund_order", 10, "not user.is_staff", "raise PermissionDenied()")
    found = s.query("shop.orders.services.refund_order", 8, "shop.orders.models.Order", "status", "'paid'")
    s.query("shop.orders.services.refund_order", 9, "shop.orders.models.Order", "customer", "who", base=found)
    s.effect("shop.orders.services.refund_order", 12, "shop.orders.models.Order.pay", "order.pay()")
    s.effect("shop.orders.services.refund_order", 14, "gateway.refund", "gateway.refund(order)")
    s.context("shop.orders.services.refund_order", 7, 15, "shop.locks.locked")
    s.assignment("shop.orders.services.refund_order", 15, "shop.orders.models.Order.status", "refunded", was="paid")
    s.transition("shop.orders.models.Order.status", "new", "paid", "shop.orders.models.Order.pay", 9)
    test = "shop.orders.tests.test_orders.RefundTest.test_refund"
    s.test(test, "boundary", "1234")
    s.test("shop.orders.tests.test_orders.RefundTest.test_nothing")
    s.request(test, listed, 12)
    s.asserts(test, "status", "403", 14, 12)
    s.asserts(test, "exception", "Refused", 15)
    s.revision("shop.orders.migrations.0001_initial.Migration", "orders", "customers.0001_initial")
    s.migrated("shop.orders.migrations.0001_initial.Migration", "orders", "order", "created", "status")
    s.drift("shop.orders.models.Order", "customer", "not in migrations", 14)
    s.migration("shop.orders.migrations.0001_initial.Migration", "orders", 0, "CreateModel", "order")
    s.migration("shop.orders.migrations.0001_initial.Migration", "orders", 1, "AddField", "order", "customer")
    s.migration("shop.orders.migrations.0001_initial.Migration", "other", 2, "AddField", "order", "customer")
    s.comment("shop.orders.services.refund_order", 6, "Never refund twice: the bank does not notice.")
    s.prints("shop.orders.services.refund_order")
    s.kept("shop/orders/services.py")
    s.asserted("shop.orders.tests.test_orders.RefundTest.test_refund")
    s.problem("shop/broken.py", 3, "invalid syntax")
    s.fingerprint("shop.orders.services.refund_order", data=["shop.orders.models.Order.status"], words=["refund_order"])
    s.fingerprint("shop.orders.models.Order.pay", data=["shop.orders.models.Order.status"], words=["pay", "refund"])
    return s


@pytest.fixture
def graph(shop: Sketch, opened: Opened) -> Graph:
    return opened(shop)
