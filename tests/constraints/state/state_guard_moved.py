#: file shop/models.py
from django.db import models


class Order(models.Model):
    status = models.CharField(max_length=10)


class Refused(Exception):
    pass


#: file shop/checks.py
from functools import wraps

from shop.models import Refused


def only_open(function):
    @wraps(function)
    def checked(order):
        if order.status != "open":
            raise Refused()
        return function(order)

    return checked


#: file shop/services.py
from shop.checks import only_open
from shop.models import Order, Refused


@only_open  #: added
def ship(order: Order):
    if order.status != "open":  #: dropped
        raise Refused()  #: dropped
    order.save()


def clean(order: Order):
    errors = {}  #: added
    if order.status == "sent":
        raise Refused("sent already")  #: dropped
        errors["status"] = "sent already"  #: added
    if not order.number:  #: added
        errors["number"] = "without one"  #: added
    if errors:  #: added
        raise Refused(errors)  #: added
    order.save()


def checked(order: Order):
    if order.status == "gone":  #: added
        raise Refused()  #: added
    return order


def pay(order: Order):
    if order.status == "gone":  #: dropped
        raise Refused()  #: dropped
    checked(order).save()


#: file shop/views.py
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from shop.models import Order


def refund(request, pk):  #: breaks state_guard `order.status == 'refunded'`
    order = get_object_or_404(Order, pk=pk)
    if order.status == "refunded":  #: dropped
        return HttpResponse("refunded already", status=409)  #: dropped
    order.save()
    return HttpResponse("ok")
