#: file shop/services.py
from shop.models import Order


class Refused(Exception):
    pass


def ship(order: Order):
    if order.status != "paid":
        raise Refused()  #: binds state_guard `ship` refuses when `order.status != 'paid'` and `order.is_locked`
    if order.is_locked:
        raise Refused()  #: binds state_guard
    order.status = "shipped"
    order.save()


def label(order: Order):
    if order.status == "shipped":
        return "on its way"
    return ""


def named(order: Order):
    if not order.note:
        raise Refused()
    return order.note


#: file shop/models.py
from django.db import models


class Order(models.Model):
    status = models.CharField(max_length=10)
    is_locked = models.BooleanField(default=False)
    note = models.TextField()
