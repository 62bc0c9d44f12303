from django.db.models import Count, Sum
from django.db.models.functions import TruncDate

from shop.orders.models import Order


def orders_of(organisation):
    return Order.objects.for_organisation(organisation).prefetch_related("lines__product")


def unpaid_orders(*, before):
    """Of all organisations on purpose: the nightly job acts for the house, not for a tenant."""
    return Order.objects.unpaid_since(before).order_by("pk")


def sales_by_day(organisation):
    sold = (Order.Status.PAID, Order.Status.SHIPPED)
    return (
        Order.objects.for_organisation(organisation)
        .filter(status__in=sold)
        .annotate(day=TruncDate("paid_at"))
        .order_by("day")
        .values("day")
        .annotate(orders=Count("pk"), revenue=Sum("total"))
    )
