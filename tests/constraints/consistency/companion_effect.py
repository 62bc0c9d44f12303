#: file shop/models.py
from django.db import models


class Order(models.Model):
    status = models.CharField(max_length=10)
    note = models.TextField()


class Event(models.Model):
    name = models.TextField()


#: file shop/audit.py
from shop.models import Event


def record(name, order):
    Event.objects.create(name=name)


#: file shop/services.py
import logging

from shop.audit import record
from shop.models import Order

logger = logging.getLogger(__name__)


def pay(order: Order):  #: breaks companion_effect still writes `Order` and no longer calls `record`: 4 of 5 others that write `Order` do
    order.status = "paid"
    order.save()
    logger.info("paid")  #: dropped
    record("paid", order)  #: dropped; binds companion_effect


def ship(order: Order):
    order.status = "shipped"
    order.save()
    logger.info("shipped")
    record("shipped", order)  #: binds companion_effect what writes `Order` also calls `audit.record`: 5 of 6 do


def close(order: Order):
    order.status = "closed"
    order.save()
    logger.info("closed")
    record("closed", order)  #: binds companion_effect


def annul(order: Order):
    order.status = "annulled"
    order.save()
    record("annulled", order)  #: dropped; binds companion_effect
    finish("annulled", order)  #: added


def finish(name, order):  #: added
    record(name, order)  #: added


def mark(order: Order):
    order.note = "marked"
    order.save()
    record("marked", order)  #: dropped; binds companion_effect
    done = record("marked", order)  #: added
    print(done)  #: added


def touch(order: Order):
    order.note = ""
    order.save()


def hold(order: Order):  #: added
    order.status = "held"  #: added
    order.save()  #: added
