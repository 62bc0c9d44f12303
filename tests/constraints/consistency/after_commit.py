#: file shop/models.py
from django.db import models


class Order(models.Model):
    status = models.CharField(max_length=10)


#: file shop/notify.py
def notify(order):
    print(order)


def audit(order):
    print(order)


#: file shop/services.py
from django.db import transaction

from shop.models import Order
from shop.notify import audit, notify


@transaction.atomic
def pay(order: Order):
    order.save()
    transaction.on_commit(lambda: notify(order))  #: dropped
    notify(order)  #: added; breaks after_commit no longer waits for the commit before it calls `notify.notify`


@transaction.atomic
def ship(order: Order):
    order.save()
    transaction.on_commit(lambda: audit(order))  #: dropped
    transaction.on_commit(lambda: [audit(order), notify(order)])  #: added


@transaction.atomic
def cancel(order: Order):
    order.save()
    transaction.on_commit(lambda: notify(order))  #: dropped
