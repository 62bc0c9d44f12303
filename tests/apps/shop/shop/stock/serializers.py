from rest_framework import serializers

from shop.stock.models import StockItem


class StockItemSerializer(serializers.ModelSerializer):
    sku = serializers.CharField(source="product.sku", read_only=True)

    class Meta:
        model = StockItem
        fields = ["id", "sku", "quantity", "low_mark"]
        read_only_fields = ["quantity"]


class DeliverySerializer(serializers.Serializer):
    quantity = serializers.IntegerField(min_value=1)
    delivery_note = serializers.CharField(max_length=40)
