#: file shop/models.py
from django.db import models


class Order(models.Model):
    status = models.CharField(max_length=10)
    is_locked = models.BooleanField(default=False)
    note = models.TextField()

    def is_open(self):
        return self.status == "open" and not self.is_locked


#: file shop/rules.py
from shop.errors import Refused


def refuse_closed(order):
    if order.status == "closed":
        raise Refused()


#: file shop/services.py
from shop.errors import Refused
from shop.models import Order
from shop.rules import refuse_closed


def ship(order: Order):  #: breaks state_guard no longer refuses when `order.status != 'paid'`
    if order.status != "paid":  #: dropped
        raise Refused()  #: dropped
    if order.status == "held":
        raise Refused()
    order.status = "shipped"
    order.save()


def cancel(order: Order):  #: breaks state_guard `order.status == 'shipped'`
    if order.status == "shipped":  #: dropped
        return  #: dropped
    order.status = "cancelled"
    order.save()


def label(order: Order):
    if order.status == "shipped":  #: dropped
        return "on its way"  #: dropped
    return order.note


def close(order: Order):
    if order.status == "closed":  #: dropped
        raise Refused()  #: dropped
    refuse_closed(order)  #: added
    order.status = "closed"
    order.save()


def reopen(order: Order):
    if order.status == "open" or order.is_locked:  #: dropped
    if not order.is_open():  #: added
        raise Refused()
    order.save()


def lock(order: Order):
    if order.is_locked:  #: dropped
    if order.is_locked is True:  #: added
        raise Refused()
    order.is_locked = True
    order.save()


def pay(order: Order):  #: dropped
def take_money(order: Order):  #: added
    if order.status == "paid":
        raise Refused()
    order.status = "paid"
    order.save()


def describe(order: Order):
    if not order.note:  #: dropped
        raise Refused()  #: dropped
    return order.note


def archive(order: Order):  #: dropped
    if order.status != "closed":  #: dropped
        raise Refused()  #: dropped
    order.delete()  #: dropped


#: file shop/errors.py
class Refused(Exception):
    pass
