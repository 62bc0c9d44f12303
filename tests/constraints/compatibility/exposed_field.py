#: file shop/models.py
from django.db import models


class Order(models.Model):
    number = models.CharField(max_length=20)  #: binds exposed_field clients see `Order.number` through `OrderSerializer`
    note = models.TextField()  #: binds exposed_field `Order.note` is on pages through `OrderForm`
    margin = models.DecimalField(max_digits=9, decimal_places=2)


#: file shop/serializers.py
from rest_framework import serializers

from shop.models import Order


class OrderSerializer(serializers.ModelSerializer):
    class Meta:
        model = Order
        fields = ["number"]  #: binds exposed_field


#: file shop/forms.py
from django import forms

from shop.models import Order


class OrderForm(forms.ModelForm):
    class Meta:
        model = Order
        fields = ["note", "number"]  #: binds exposed_field


#: file shop/services.py
from shop.models import Order


def margin(order: Order):
    return order.margin
