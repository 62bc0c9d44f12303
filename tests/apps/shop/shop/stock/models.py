from django.db import models
from django.db.models import F, Q

from shop.accounts.models import OwnedByOrganisation, OwnedQuerySet
from shop.catalogue.models import Product


class StockItemQuerySet(OwnedQuerySet):
    def low(self):
        return self.filter(quantity__lte=F("low_mark"))


class StockItem(OwnedByOrganisation):
    product = models.OneToOneField(Product, on_delete=models.PROTECT, related_name="stock_item")
    quantity = models.IntegerField(default=0)
    low_mark = models.PositiveIntegerField(default=5)

    objects = StockItemQuerySet.as_manager()

    class Meta:
        ordering = ["product__sku"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=0), name="stock_quantity_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product}"


class StockMovement(OwnedByOrganisation):
    """Why a quantity changed: the sum of an item's movements is its quantity."""

    class Reason(models.TextChoices):
        RECEIVED = "received", "Received from a supplier"
        RESERVED = "reserved", "Reserved for an order"
        RELEASED = "released", "Released by an order"

    item = models.ForeignKey(StockItem, on_delete=models.PROTECT, related_name="movements")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    change = models.IntegerField()
    reference = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            # One delivery note is booked once, one order reserves and releases once.
            models.UniqueConstraint(fields=["item", "reason", "reference"], name="stock_movement_once_per_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.change:+d} {self.reason} {self.reference}"
