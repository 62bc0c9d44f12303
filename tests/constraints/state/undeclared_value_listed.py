#: file shop/models.py
from django.db import models


class Order(models.Model):
    status = models.CharField(max_length=10, choices=[("draft", "Draft"), ("paid", "Paid")])  #: dropped
    status = models.CharField(max_length=10, choices=[("draft", "Draft"), ("paid", "Paid"), ("held", "Held")])  #: added
    stage = models.CharField(max_length=10)


#: file shop/services.py
from shop.models import Order


def hold(order: Order):
    order.status = "held"  #: added
    order.save()


def first(order: Order):
    order.stage = "first"  #: added
    order.save()


def lax(order: Order):
    order.status = "sold"
    order.save()


def move(order: Order):  #: breaks nothing
    order.status = "sold"  #: added
    order.save()
