"""Once broken, each under the ticket that reported it."""

from importlib import import_module
from unittest.mock import patch

from django.apps import apps
from django.core import mail
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from shop.audit.models import AuditEntry
from shop.factories import make_draft, make_member, make_organisation, make_paid, make_placed, make_product
from shop.orders import services
from shop.orders.errors import TransitionNotAllowed
from shop.orders.models import Order, OrderQuerySet
from shop.orders.tasks import send_receipt


class RegressionTests(TestCase):
    def setUp(self):
        self.acme = make_organisation("acme")
        self.clerk = make_member(self.acme)
        make_product(self.acme)

    def test_shop_212_a_stale_order_is_not_refunded_twice(self):
        seen_by_first = make_paid(self.acme, actor=self.clerk)
        seen_by_second = Order.objects.get(pk=seen_by_first.pk)
        services.refund_order(seen_by_first, actor=self.clerk, reason="broken")
        with self.assertRaises(TransitionNotAllowed):
            services.refund_order(seen_by_second, actor=self.clerk, reason="broken")
        self.assertEqual(AuditEntry.objects.filter(action="order.refunded").count(), 1)

    def test_shop_212_the_status_is_read_under_the_lock(self):
        order = make_paid(self.acme, actor=self.clerk)
        lock = OrderQuerySet.select_for_update
        with patch.object(OrderQuerySet, "select_for_update", autospec=True, side_effect=lock) as locked:
            services.ship_order(order, tracking_code="T1", actor=self.clerk)
        locked.assert_called_once()

    def test_shop_143_old_addresses_are_lowercased(self):
        Order.objects.filter(pk=make_draft(self.acme, actor=self.clerk).pk).update(customer_email="Ann@Example.com")
        import_module("shop.orders.migrations.0003_lowercase_customer_email").lowercase_customer_email(apps, None)
        self.assertEqual(Order.objects.get().customer_email, "ann@example.com")

    def test_shop_176_the_receipt_waits_for_the_commit(self):
        order = make_placed(self.acme, actor=self.clerk)
        with patch.object(services.send_receipt, "delay") as delay:
            with self.captureOnCommitCallbacks() as callbacks:
                services.pay_order(order, amount=order.total, payment_reference="pay-1", actor=self.clerk)
            delay.assert_not_called()
            for callback in callbacks:
                callback()
            delay.assert_called_once_with(order.pk)

    def test_shop_181_a_redelivered_task_sends_no_second_receipt(self):
        order = make_paid(self.acme, actor=self.clerk)
        send_receipt(order.pk)
        send_receipt(order.pk)
        self.assertEqual(len(mail.outbox), 1)

    def test_shop_130_a_failed_audit_entry_undoes_the_change(self):
        order = make_draft(self.acme, actor=self.clerk)
        with patch.object(services, "record", side_effect=RuntimeError), self.assertRaises(RuntimeError):
            services.place_order(order, actor=self.clerk)
        order.refresh_from_db()
        self.assertEqual(order.status, Order.Status.DRAFT)
        self.assertEqual(order.lines.get().product.stock_item.quantity, 10)

    def test_shop_158_listing_orders_does_not_query_per_line(self):
        for _ in range(3):
            make_draft(self.acme, actor=self.clerk)
        self.client.force_login(self.clerk)
        with CaptureQueriesContext(
            connection,
        ) as few:
            self.client.get("/api/v1/orders/?page_size=1")
        with CaptureQueriesContext(connection) as many:
            self.client.get("/api/v1/orders/")
        self.assertEqual(len(few), len(many))
