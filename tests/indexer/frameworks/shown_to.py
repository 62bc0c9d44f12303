#: file shop/__init__.py
#: file shop/models.py
from django.db import models


class Order(models.Model):
    number = models.CharField(max_length=20)
    cost = models.IntegerField()
    margin = models.IntegerField()

    def to_dict(self, user):
        found = {"number": self.number}
        if user.has_perm("shop.costs"):
            found["cost"] = self.cost  #: shown_to cost shown where user.has_perm('shop.costs')
        if self.margin:
            found["margin"] = self.margin
        return found

    def total(self, request):
        if not request.user.is_staff:
            self.lines.pop("cost")


#: file shop/serializers.py
from rest_framework import serializers

from shop.models import Order

OFFICE = ("cost", "margin")


class OrderSerializer(serializers.ModelSerializer):
    class Meta:
        model = Order
        fields = ["number", "cost", "margin"]

    def get_fields(self):
        fields = super().get_fields()
        request = self.context["request"]
        if not request.user.is_staff:
            for name in OFFICE:
                fields.pop(name)  #: shown_to cost hidden where not request.user.is_staff; shown_to margin hidden where not request.user.is_staff
        fields.pop("internal", None)
        return fields

    def to_representation(self, instance):
        data = super().to_representation(instance)
        if self.context["request"].user.is_superuser:
            return data
        del data["margin"]  #: shown_to margin hidden where not self.context['request'].user.is_superuser
        return data


class OfficeOrderSerializer(OrderSerializer):
    pass


#: file shop/views.py
from rest_framework.viewsets import ModelViewSet

from shop.models import Order
from shop.serializers import OfficeOrderSerializer, OrderSerializer


class Orders(ModelViewSet):
    queryset = Order.objects.all()

    def get_serializer_class(self):
        if self.request.user.is_staff:
            return OfficeOrderSerializer  #: shown_to OfficeOrderSerializer shown where self.request.user.is_staff
        return OrderSerializer


class Lines(ModelViewSet):
    def get_serializer_class(self):
        if self.action == "list":
            return OrderSerializer
        return OfficeOrderSerializer
