import secrets
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from shop.accounts.models import OwnedByOrganisation, OwnedQuerySet
from shop.catalogue.models import Product

IDEMPOTENCY_KEY_LENGTH = 200


def new_order_number() -> str:
    return secrets.token_hex(5).upper()


class OrderQuerySet(OwnedQuerySet):
    def unpaid_since(self, moment):
        return self.filter(status=Order.Status.PLACED, placed_at__lt=moment)


class Order(OwnedByOrganisation):
    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PLACED = "placed", "Placed"
        PAID = "paid", "Paid"
        SHIPPED = "shipped", "Shipped"
        CANCELLED = "cancelled", "Cancelled"
        REFUNDED = "refunded", "Refunded"

    number = models.CharField(max_length=20, default=new_order_number, editable=False)
    customer_email = models.EmailField()
    # Written by shop.orders.services only, along shop.orders.transitions.
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT, db_index=True)
    total = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal("0"))
    internal_note = models.TextField(blank=True)
    idempotency_key = models.CharField(max_length=IDEMPOTENCY_KEY_LENGTH, blank=True, editable=False)
    payment_reference = models.CharField(max_length=100, blank=True)
    tracking_code = models.CharField(max_length=100, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    placed_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    receipt_sent_at = models.DateTimeField(null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="order_number_per_organisation"),
            models.UniqueConstraint(
                fields=["organisation", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="order_idempotency_key_per_organisation",
            ),
            models.CheckConstraint(condition=Q(total__gte=Decimal("0")), name="order_total_not_negative"),
        ]

    def __str__(self) -> str:
        return f"Order {self.number} ({self.status})"

    @property
    def is_open(self) -> bool:
        return self.status in (self.Status.DRAFT, self.Status.PLACED)


class OrderLine(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    unit_price = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "product"], name="order_line_once_per_product"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="order_line_quantity_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product}"
