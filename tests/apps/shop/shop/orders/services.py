"""What can happen to an order; no other code writes Order.status."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from functools import partial

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from shop.audit.services import record
from shop.catalogue.models import Product
from shop.orders.errors import AmountMismatch, EmptyOrder, OrderClosed, ProductUnavailable, RefundWindowClosed
from shop.orders.models import Order, OrderLine
from shop.orders.tasks import send_receipt, send_refund_notice
from shop.orders.transitions import ensure_allowed
from shop.stock.services import release, reserve


def create_order(
    *, organisation, actor, customer_email: str, quantities: Mapping[str, int], idempotency_key: str = ""
) -> tuple[Order, bool]:
    """A draft with these products (SKU → quantity), and whether it is new: one key makes one order."""
    if idempotency_key:
        earlier = _by_idempotency_key(organisation, idempotency_key)
        if earlier is not None:
            return earlier, False
    try:
        with transaction.atomic():
            order = Order.objects.create(
                organisation=organisation,
                created_by=actor,
                customer_email=customer_email.lower(),
                idempotency_key=idempotency_key,
            )
            _add_lines(order, quantities)
            record("order.created", subject=order, actor=actor, total=str(order.total))
    except IntegrityError:
        # Two equal requests at the same moment both found no earlier order; the constraint let one of them through.
        earlier = _by_idempotency_key(organisation, idempotency_key) if idempotency_key else None
        if earlier is None:
            raise
        return earlier, False
    return order, True


@transaction.atomic
def edit_order(order: Order, *, changes: dict, actor) -> Order:
    if not changes:
        return order
    order = _locked(order)
    if "customer_email" in changes:
        if not order.is_open:
            raise OrderClosed(f"Order {order.number} is {order.status}; its receipt is out.")
        order.customer_email = changes["customer_email"].lower()
    if "internal_note" in changes:
        order.internal_note = changes["internal_note"]
    order.save(update_fields=["customer_email", "internal_note"])
    record("order.edited", subject=order, actor=actor, fields=sorted(changes))
    return order


@transaction.atomic
def place_order(order: Order, *, actor) -> Order:
    order = _locked(order)
    ensure_allowed(order, Order.Status.PLACED)
    quantities = dict(order.lines.values_list("product_id", "quantity"))
    if not quantities:
        raise EmptyOrder(f"Order {order.number} has no lines.")
    reserve(organisation=order.organisation, quantities=quantities, reference=order.number)
    order.status = Order.Status.PLACED
    order.placed_at = timezone.now()
    order.save(update_fields=["status", "placed_at"])
    record("order.placed", subject=order, actor=actor)
    return order


@transaction.atomic
def pay_order(order: Order, *, amount: Decimal, payment_reference: str, actor) -> Order:
    order = _locked(order)
    ensure_allowed(order, Order.Status.PAID)
    if amount != order.total:
        raise AmountMismatch(f"Order {order.number} costs {order.total}, not {amount}.")
    order.status = Order.Status.PAID
    order.payment_reference = payment_reference
    order.paid_at = timezone.now()
    order.save(update_fields=["status", "payment_reference", "paid_at"])
    record("order.paid", subject=order, actor=actor, amount=str(amount), payment_reference=payment_reference)
    # Do not remove on_commit: a worker faster than our commit found the order unpaid and sent no receipt (SHOP-176).
    transaction.on_commit(partial(send_receipt.delay, order.pk))
    return order


@transaction.atomic
def ship_order(order: Order, *, tracking_code: str, actor) -> Order:
    order = _locked(order)
    ensure_allowed(order, Order.Status.SHIPPED)
    order.status = Order.Status.SHIPPED
    order.tracking_code = tracking_code
    order.save(update_fields=["status", "tracking_code"])
    record("order.shipped", subject=order, actor=actor, tracking_code=tracking_code)
    return order


@transaction.atomic
def cancel_order(order: Order, *, actor, reason: str = "") -> Order:
    order = _locked(order)
    ensure_allowed(order, Order.Status.CANCELLED)
    if order.status == Order.Status.PLACED:
        release(organisation=order.organisation, reference=order.number)
    order.status = Order.Status.CANCELLED
    order.save(update_fields=["status"])
    record("order.cancelled", subject=order, actor=actor, reason=reason)
    return order


@transaction.atomic
def refund_order(order: Order, *, actor, reason: str) -> Order:
    order = _locked(order)
    ensure_allowed(order, Order.Status.REFUNDED)
    if order.paid_at < timezone.now() - timedelta(days=settings.SHOP_REFUND_WINDOW_DAYS):
        raise RefundWindowClosed(f"Order {order.number} was paid too long ago to be refunded.")
    if order.status == Order.Status.PAID:
        # Shipped goods are with the customer: what comes back is booked as a delivery.
        release(organisation=order.organisation, reference=order.number)
    order.status = Order.Status.REFUNDED
    order.save(update_fields=["status"])
    record("order.refunded", subject=order, actor=actor, amount=str(order.total), reason=reason)
    transaction.on_commit(partial(send_refund_notice.delay, order.pk))
    return order


def _by_idempotency_key(organisation, key: str) -> Order | None:
    return Order.objects.for_organisation(organisation).filter(idempotency_key=key).first()


def _add_lines(order: Order, quantities: Mapping[str, int]) -> None:
    on_sale = Product.objects.for_organisation(order.organisation).on_sale().filter(sku__in=quantities)
    products = {product.sku: product for product in on_sale}
    missing = sorted(quantities.keys() - products.keys())
    if missing:
        raise ProductUnavailable(f"Not on sale: {', '.join(missing)}.")
    lines = [
        OrderLine(order=order, product=products[sku], quantity=quantity, unit_price=products[sku].price)
        for sku, quantity in quantities.items()
    ]
    OrderLine.objects.bulk_create(lines)
    order.total = sum((line.unit_price * line.quantity for line in lines), Decimal("0"))
    order.save(update_fields=["total"])


def _locked(order: Order) -> Order:
    # Do not remove: the status must be read under the lock. Two clerks clicked "refund" together
    # and both saw "paid" (SHOP-212).
    return Order.objects.for_organisation(order.organisation_id).select_for_update().get(pk=order.pk)
