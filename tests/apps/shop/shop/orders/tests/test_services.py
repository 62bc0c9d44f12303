from datetime import timedelta
from decimal import Decimal
from io import StringIO

from django.core import mail
from django.core.management import call_command
from django.test import TestCase
from django.utils import timezone

from shop.audit.models import AuditEntry
from shop.factories import make_draft, make_member, make_organisation, make_paid, make_placed, make_product
from shop.orders.errors import AmountMismatch, ProductUnavailable, RefundWindowClosed, TransitionNotAllowed
from shop.orders.models import Order
from shop.orders.services import cancel_order, create_order, pay_order, place_order, refund_order, ship_order
from shop.orders.transitions import ALLOWED
from shop.stock.errors import InsufficientStock
from shop.stock.models import StockItem


class OrderLifeTests(TestCase):
    def setUp(self):
        self.acme = make_organisation("acme")
        self.clerk = make_member(self.acme)
        make_product(self.acme, sku="TEA", price="4.50", stock=10)

    def in_stock(self) -> int:
        return StockItem.objects.get().quantity

    def test_from_draft_to_shipped(self):
        order = make_draft(self.acme, actor=self.clerk)
        self.assertEqual((order.status, order.total), (Order.Status.DRAFT, Decimal("9.00")))
        order = place_order(order, actor=self.clerk)
        self.assertEqual((order.status, self.in_stock()), (Order.Status.PLACED, 8))
        order = pay_order(order, amount=Decimal("9.00"), payment_reference="pay-1", actor=self.clerk)
        order = ship_order(order, tracking_code="T1", actor=self.clerk)
        self.assertEqual(Order.objects.get().status, Order.Status.SHIPPED)
        self.assertEqual(
            list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)),
            ["order.created", "order.placed", "order.paid", "order.shipped"],
        )

    def test_the_price_is_that_of_the_day_of_the_order(self):
        order = make_draft(self.acme, actor=self.clerk)
        line = order.lines.get()
        line.product.price = Decimal("99")
        line.product.save()
        self.assertEqual(place_order(order, actor=self.clerk).total, Decimal("9.00"))

    def test_no_stock_no_order(self):
        order = make_draft(self.acme, actor=self.clerk, quantities={"TEA": 11})
        with self.assertRaises(InsufficientStock):
            place_order(order, actor=self.clerk)
        order.refresh_from_db()
        self.assertEqual((order.status, self.in_stock()), (Order.Status.DRAFT, 10))

    def test_products_of_another_organisation_are_not_on_sale(self):
        make_product(make_organisation("other"), sku="GOLD")
        with self.assertRaises(ProductUnavailable):
            make_draft(self.acme, actor=self.clerk, quantities={"GOLD": 1})
        self.assertFalse(Order.objects.exists())

    def test_the_amount_must_match(self):
        order = make_placed(self.acme, actor=self.clerk)
        with self.assertRaises(AmountMismatch):
            pay_order(order, amount=Decimal("8.99"), payment_reference="pay-1", actor=self.clerk)

    def test_a_cancelled_order_gives_its_stock_back(self):
        cancel_order(make_placed(self.acme, actor=self.clerk), actor=self.clerk)
        self.assertEqual(self.in_stock(), 10)

    def test_a_refund_gives_back_what_was_not_shipped(self):
        refund_order(make_paid(self.acme, actor=self.clerk), actor=self.clerk, reason="changed my mind")
        self.assertEqual(self.in_stock(), 10)
        shipped = ship_order(make_paid(self.acme, actor=self.clerk), tracking_code="T1", actor=self.clerk)
        refund_order(shipped, actor=self.clerk, reason="broken")
        self.assertEqual(self.in_stock(), 8)

    def test_the_refund_window_closes(self):
        order = make_paid(self.acme, actor=self.clerk)
        Order.objects.update(paid_at=timezone.now() - timedelta(days=31))
        with self.assertRaises(RefundWindowClosed):
            refund_order(order, actor=self.clerk, reason="late")

    def test_every_status_has_a_row_in_the_table(self):
        self.assertEqual(set(ALLOWED), set(Order.Status))

    def test_an_end_is_an_end(self):
        order = cancel_order(make_draft(self.acme, actor=self.clerk), actor=self.clerk)
        with self.assertRaises(TransitionNotAllowed):
            place_order(order, actor=self.clerk)
        with self.assertRaises(TransitionNotAllowed):
            pay_order(order, amount=order.total, payment_reference="pay-1", actor=self.clerk)

    def test_one_key_makes_one_order_per_organisation(self):
        asked = {"actor": self.clerk, "customer_email": "ann@example.com", "quantities": {"TEA": 1}}
        first, created = create_order(organisation=self.acme, idempotency_key="k1", **asked)
        again, created_again = create_order(organisation=self.acme, idempotency_key="k1", **asked)
        self.assertEqual((first, created, created_again), (again, True, False))
        other = make_organisation("other")
        make_product(other, sku="TEA")
        self.assertTrue(create_order(organisation=other, idempotency_key="k1", **asked)[1])


class UnpaidOrdersTests(TestCase):
    def setUp(self):
        self.acme = make_organisation("acme")
        self.clerk = make_member(self.acme)
        make_product(self.acme)

    def test_only_old_unpaid_orders_are_cancelled(self):
        old, fresh, paid = (make(self.acme, actor=self.clerk) for make in (make_placed, make_placed, make_paid))
        Order.objects.exclude(pk=fresh.pk).update(placed_at=timezone.now() - timedelta(days=15))
        call_command("cancel_unpaid_orders", "--dry-run", stdout=StringIO())
        self.assertFalse(Order.objects.filter(status=Order.Status.CANCELLED).exists())
        call_command("cancel_unpaid_orders", stdout=StringIO())
        self.assertEqual(Order.objects.get(status=Order.Status.CANCELLED), old)


class ReceiptTests(TestCase):
    def setUp(self):
        self.acme = make_organisation("acme")
        self.clerk = make_member(self.acme)
        make_product(self.acme)

    def test_a_paid_order_gets_its_receipt(self):
        with self.captureOnCommitCallbacks(execute=True):
            make_paid(self.acme, actor=self.clerk)
        self.assertEqual([message.to for message in mail.outbox], [["ann@example.com"]])
        self.assertIsNotNone(Order.objects.get().receipt_sent_at)

    def test_a_refund_is_announced(self):
        order = make_paid(self.acme, actor=self.clerk)
        with self.captureOnCommitCallbacks(execute=True):
            refund_order(order, actor=self.clerk, reason="broken")
        self.assertIn("refund", mail.outbox[0].subject)
