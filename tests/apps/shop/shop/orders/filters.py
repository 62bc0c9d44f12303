import django_filters

from shop.orders.models import Order


class OrderFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(choices=Order.Status.choices)
    customer_email = django_filters.CharFilter(lookup_expr="iexact")
    placed_after = django_filters.IsoDateTimeFilter(field_name="placed_at", lookup_expr="gte")

    class Meta:
        model = Order
        fields = ["status", "customer_email", "placed_after"]
