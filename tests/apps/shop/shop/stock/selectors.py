from django.conf import settings
from django.core.cache import cache

from shop.stock.models import StockItem


def low_stock(organisation):
    return StockItem.objects.for_organisation(organisation).low().select_related("product")


def availability(organisation) -> dict[str, bool]:
    """SKU → can be ordered now; cached, since every shop window asks for it."""
    return cache.get_or_set(
        availability_key(organisation.pk),
        lambda: {
            item.product.sku: item.quantity > 0
            for item in StockItem.objects.for_organisation(organisation).select_related("product")
        },
        settings.SHOP_AVAILABILITY_CACHE_SECONDS,
    )


def availability_key(organisation_id: int) -> str:
    return f"availability:{organisation_id}"
