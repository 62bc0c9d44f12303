#: file shop/models.py
from django.db import models


class Order(models.Model):
    number = models.CharField(max_length=20)  #: binds exposed_field clients see `Order.number` through `OrderSerializer`
    margin = models.DecimalField(max_digits=9, decimal_places=2)


#: file shop/serializers.py
from rest_framework import serializers

from shop.models import Order


class OrderSerializer(serializers.ModelSerializer):
    class Meta:
        model = Order
        fields = ["number"]  #: binds exposed_field


#: file shop/services.py
from shop.models import Order


def margin(order: Order):
    return order.margin
