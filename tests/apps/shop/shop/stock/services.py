"""The only code that changes a quantity; every change is locked and leaves a movement."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import F

from shop.audit.services import record
from shop.stock.errors import DeliveryAlreadyReceived, InsufficientStock
from shop.stock.models import StockItem, StockMovement


@transaction.atomic
def reserve(*, organisation, quantities: Mapping[int, int], reference: str) -> None:
    """Takes all products (id → quantity) or none."""
    # Do not remove the ordering: two baskets with the same products in another order deadlocked (SHOP-148).
    items = (
        StockItem.objects.for_organisation(organisation)
        .select_for_update()
        .filter(product_id__in=quantities)
        .order_by("pk")
    )
    found = {item.product_id: item for item in items}
    for product_id, quantity in quantities.items():
        item = found.get(product_id)
        if item is None or item.quantity < quantity:
            raise InsufficientStock(f"Not enough of product {product_id} in stock.")
        _move(item, change=-quantity, reason=StockMovement.Reason.RESERVED, reference=reference)


@transaction.atomic
def release(*, organisation, reference: str) -> None:
    """Gives back what was reserved under this reference."""
    reserved = StockMovement.objects.for_organisation(organisation).filter(
        reason=StockMovement.Reason.RESERVED, reference=reference
    )
    back = dict(reserved.values_list("item_id", "change"))
    items = StockItem.objects.for_organisation(organisation).select_for_update().filter(pk__in=back).order_by("pk")
    for item in items:
        _move(item, change=-back[item.pk], reason=StockMovement.Reason.RELEASED, reference=reference)


def receive(item: StockItem, *, quantity: int, delivery_note: str, actor) -> StockItem:
    try:
        with transaction.atomic():
            locked = StockItem.objects.for_organisation(item.organisation_id).select_for_update().get(pk=item.pk)
            _move(locked, change=quantity, reason=StockMovement.Reason.RECEIVED, reference=delivery_note)
            record("stock.received", subject=locked, actor=actor, quantity=quantity, delivery_note=delivery_note)
    except IntegrityError as error:
        raise DeliveryAlreadyReceived(f"Delivery note {delivery_note} is already booked.") from error
    item.refresh_from_db()
    return item


def _move(item: StockItem, *, change: int, reason: StockMovement.Reason, reference: str) -> None:
    item.quantity = F("quantity") + change
    item.save(update_fields=["quantity"])
    StockMovement.objects.create(
        organisation_id=item.organisation_id, item=item, reason=reason, change=change, reference=reference
    )
