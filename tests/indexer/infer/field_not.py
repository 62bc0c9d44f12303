#: file shop/__init__.py

#: file shop/models.py
from django.db import models


class Order(models.Model):
    status = models.CharField(max_length=10)
    total = models.IntegerField()
    secret = models.TextField()


class Invoice(models.Model):
    status = models.CharField(max_length=10)


#: file shop/other.py
from dataclasses import dataclass
from unittest.mock import Mock

from shop.models import Invoice, Order


@dataclass
class Cart:
    status: str
    total: int


def equal_names(cart: Cart, invoice: Invoice):
    cart.status = "x"
    cart.total += 1
    invoice.status = "y"  #: writes Invoice.status
    return cart.total


def no_orm(rows):
    rows.filter(status="x").update(total=1)
    rows.order_by("status")
    dict(status=1, total=2)


def mocked():
    order = Mock(spec=Order)
    order.status = "x"


def rebound(order: Order):
    order = order.total  #: reads Order.total
    return order.status


def shadowed(number):
    Order = Cart
    return Order.objects.filter(status=number)


def unknown_key(order: Order, key):
    getattr(order, key)
    setattr(order, key.lower(), 1)
    Order.objects.filter(**key)
    Order.objects.order_by(key)


def annotation():
    return Order.objects.annotate(sum=1).filter(sum=1).order_by("-sum").values("sum")


def untyped(anything):
    anything.secret = 1  #: writes possibly Order.secret
    return anything.secret
