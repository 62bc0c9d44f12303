from rest_framework import serializers

from shop.orders.models import Order, OrderLine

STAFF_ONLY = ("internal_note",)


class OrderLineSerializer(serializers.ModelSerializer):
    sku = serializers.CharField(source="product.sku", read_only=True)

    class Meta:
        model = OrderLine
        fields = ["sku", "quantity", "unit_price"]
        read_only_fields = fields


class OrderSerializer(serializers.ModelSerializer):
    lines = OrderLineSerializer(many=True, read_only=True)

    class Meta:
        model = Order
        fields = [
            "id",
            "number",
            "status",
            "customer_email",
            "total",
            "lines",
            "tracking_code",
            "internal_note",
            "created_at",
            "placed_at",
            "paid_at",
        ]
        # The status follows from the actions; a client never sets it.
        read_only_fields = ["number", "status", "total", "tracking_code", "placed_at", "paid_at"]

    def get_fields(self):
        fields = super().get_fields()
        if not self.context["request"].user.is_staff:
            for name in STAFF_ONLY:
                del fields[name]
        return fields


class NewLineSerializer(serializers.Serializer):
    sku = serializers.CharField(max_length=40)
    quantity = serializers.IntegerField(min_value=1, max_value=1000)


class NewOrderSerializer(serializers.Serializer):
    customer_email = serializers.EmailField()
    lines = NewLineSerializer(many=True, allow_empty=False)

    def validate_lines(self, lines: list[dict]) -> dict[str, int]:
        quantities = {line["sku"]: line["quantity"] for line in lines}
        if len(quantities) < len(lines):
            raise serializers.ValidationError("Each product may be on one line only.")
        return quantities


class PaymentSerializer(serializers.Serializer):
    amount = serializers.DecimalField(max_digits=10, decimal_places=2)
    payment_reference = serializers.CharField(max_length=100)


class ShipmentSerializer(serializers.Serializer):
    tracking_code = serializers.CharField(max_length=100)


class ReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=500)
