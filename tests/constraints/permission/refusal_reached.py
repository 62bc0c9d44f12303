#: file shop/views.py
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse

from shop.access import check_can_sell
from shop.models import Order


def refund(request, pk):  #: breaks refusal only after `create`, which it came before
    order = Order.objects.get(pk=pk)
    if not request.user.is_staff:  #: dropped
        raise PermissionDenied  #: dropped; binds refusal
    order.entries.create(kind="refund")
    if not request.user.is_staff:  #: added
        raise PermissionDenied  #: added
    return JsonResponse({})


def sell(request, pk):  #: breaks refusal calls `check_can_sell` only after `save`
    check_can_sell(request.user)  #: dropped
    order = Order.objects.get(pk=pk)
    order.save()
    check_can_sell(request.user)  #: added
    return order


def look(request, pk):
    check_can_sell(request.user)  #: dropped
    order = Order.objects.get(pk=pk)
    check_can_sell(request.user)  #: added
    order.save()
    return order


def cancel(request, order):  #: breaks refusal only where `settings.STRICT`
    if not request.user.is_staff:  #: dropped
        raise PermissionDenied  #: dropped; binds refusal
    if settings.STRICT:  #: added
        if not request.user.is_staff:  #: added
            raise PermissionDenied  #: added
    order.cancel()


def ship(request, order):  #: breaks refusal calls `check_can_sell` only where `False`
    check_can_sell(request.user)  #: dropped
    if False:  #: added
        check_can_sell(request.user)  #: added
    order.ship()


def pack(request, order):
    if request.method == "GET":  #: dropped
        return None  #: dropped
    check_can_sell(request.user)  #: dropped
    if request.method != "GET":  #: added
        check_can_sell(request.user)  #: added
    order.pack()


def store(request, order):  #: breaks refusal calls `check_can_sell` where `except Exception` lets the caller go on
    check_can_sell(request.user)  #: dropped
    try:  #: added
        check_can_sell(request.user)  #: added
    except Exception:  #: added
        pass  #: added
    order.store()


def count(request, order):
    check_can_sell(request.user)  #: dropped
    try:  #: added
        check_can_sell(request.user)  #: added
    except Exception:  #: added
        return None  #: added
    order.count()


def weigh(request, order):  #: breaks refusal no longer refuses where `not request.user.is_staff`
    if not request.user.is_staff:  #: dropped
        raise PermissionDenied  #: dropped; binds refusal
    if request.user.is_staff:  #: added
        raise PermissionDenied  #: added
    order.weigh()


def price(request, order):  #: breaks refusal no longer refuses where
    if not request.user.is_staff or not order.is_open:  #: dropped
        raise PermissionDenied  #: dropped; binds refusal
    if not request.user.is_staff and not order.is_open:  #: added
        raise PermissionDenied  #: added
    order.price()


def inbound(request, name, password):  #: breaks refusal no longer refuses where
    if name != "shop" or password not in settings.PASSWORDS:  #: dropped
        return JsonResponse({}, status=403)  #: dropped; binds refusal
    if name != "shop":  #: added
        return JsonResponse({}, status=403)  #: added
    return JsonResponse({"name": name})


def with_secret(request, pk):  #: breaks refusal no longer refuses where
    if not request.user.is_verified:  #: dropped
        try:  #: dropped
            return Order.objects.get(pk=pk, secret=request.POST["secret"])  #: dropped
        except Order.DoesNotExist:  #: dropped
            raise PermissionDenied  #: dropped; binds refusal
    return Order.objects.get(pk=pk)


#: file shop/access.py
from django.core.exceptions import PermissionDenied


def check_can_sell(user):
    if not user.is_staff:
        raise PermissionDenied  #: binds refusal


#: file shop/models.py
from django.db import models


class Order(models.Model):
    secret = models.CharField(max_length=9)
