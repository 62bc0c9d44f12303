from decimal import Decimal

from django.db import models
from django.db.models import Q

from shop.accounts.models import OwnedByOrganisation, OwnedQuerySet


class Category(OwnedByOrganisation):
    name = models.CharField(max_length=100)
    slug = models.SlugField()
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "slug"], name="category_slug_per_organisation"),
        ]

    def __str__(self) -> str:
        return self.name


class ProductQuerySet(OwnedQuerySet):
    def on_sale(self):
        return self.filter(is_active=True)


class Product(OwnedByOrganisation):
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    sku = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    is_active = models.BooleanField(default=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["sku"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sku"], name="product_sku_per_organisation"),
            models.CheckConstraint(condition=Q(price__gte=Decimal("0")), name="product_price_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.sku} {self.name}"
