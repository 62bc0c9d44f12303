#: file shop/models.py
from django.db import models


class Order(models.Model):
    status = models.CharField(max_length=10)


#: file shop/services.py
from django.db import transaction

from shop.models import Order


@transaction.atomic  #: dropped
def pay(order: Order, account):  #: breaks transaction no longer opens the transaction that it opened
    account.save()
    order.save()


def ship(order: Order, parcel):
    with transaction.atomic():
        parcel.save()
        order.save()  #: dropped
    order.save()  #: added; breaks transaction `order.save()` no longer runs in the transaction of `services.ship`


@transaction.atomic  #: dropped
def report(order: Order):
    order.save()  #: dropped
    return 1


@transaction.atomic
def old(order: Order):  #: dropped
def renamed(order: Order):  #: added
    order.delete()


@transaction.atomic  #: dropped
def change(pk, status):
    order = Order.objects.select_for_update().get(pk=pk)  #: dropped
    order = Order.objects.get(pk=pk)  #: added; breaks row_lock
    return store(order, status)


@transaction.atomic  #: dropped
def gone(order: Order):  #: dropped
    order.delete()  #: dropped


def store(order, status):
    print(order, status)
