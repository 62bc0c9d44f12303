#: file shop/models.py
from django.db import models


class Order(models.Model):
    status = models.CharField(max_length=10)


#: file shop/tasks.py
from celery import shared_task


@shared_task
def notify(pk):
    print(pk)


@shared_task
def index(pk):
    print(pk)


#: file shop/services.py
from django.db import transaction

from shop.models import Order
from shop.tasks import index, notify


@transaction.atomic
def pay(order: Order):
    order.save()
    transaction.on_commit(lambda: notify.delay(order.pk))
    index.delay(order.pk)


@transaction.atomic
def ship(order: Order):
    order.save()
    transaction.on_commit(lambda: notify.delay(order.pk))
    transaction.on_commit(lambda: index.delay(order.pk))


@transaction.atomic  #: added
def close(order: Order):  #: added
    order.save()  #: added
    notify.delay(order.pk)  #: added; breaks after_commit all 2 others wait for the commit
    index.delay(order.pk)  #: added


def place(order: Order):
    with transaction.atomic():
        order.save()
        index.delay(order.pk)  #: added; breaks after_commit it stood behind, and now goes out also for what is rolled back
    index.delay(order.pk)  #: dropped


def keep(order: Order):
    with transaction.atomic():
        order.save()
        order.refresh_from_db()  #: added
    order.refresh_from_db()  #: dropped


def remind(order: Order):  #: added
    notify.delay(order.pk)  #: added
