#: file shop/__init__.py

#: file shop/models.py
from django.db import models

REFUNDED = "refunded"


class Order(models.Model):
    class Status(models.TextChoices):
        NEW = "new"
        PAID = "paid"

    status = models.CharField(max_length=10, choices=Status.choices)
    total = models.IntegerField()
    open = models.BooleanField()
    note = models.TextField()

    def close(self):
        if self.total == 0:
            self.open = False  #: sets Order.open False constant can:False self.total == 0


#: file shop/services.py
from django.db.models import F

from shop import models
from shop.models import REFUNDED, Order


class Plain:
    def __init__(self):
        self.note = "nothing"


def pay(order: Order, paid, note, later=None):
    if order.status != Order.Status.NEW:
        return
    order.status = Order.Status.PAID  #: sets Order.status Order.Status.PAID enum can:paid order.status == Order.Status.NEW
    order.status = REFUNDED  #: sets Order.status REFUNDED name can:refunded
    order.status = "paid" if paid else "new"  #: sets Order.status expression can:paid can:new
    order.total += 1  #: sets Order.total += 1
    order.total = F("total") + 1  #: sets Order.total f_expression
    order.note = note  #: sets Order.note note name
    setattr(order, "note", "a")  #: sets Order.note constant can:a by:setattr
    later.note = "b"  #: sets ?.note constant can:b
    later.nothing = "b"
    Order.objects.filter(status="new").update(status="paid")  #: sets Order.status constant can:paid by:update status == 'new'
    Order(total=1, status=models.REFUNDED)  #: sets Order.total constant can:1 by:constructor; sets Order.status models.REFUNDED name can:refunded
    Order.objects.update_or_create(note=note, defaults={"total": 2})  #: sets Order.note name; sets Order.total constant can:2


#: file shop/setters.py
from shop.models import Order


class Shipment:
    def __init__(self, order: Order):
        self.order = order

    def switch(self, order: Order, status, note=""):
        if order.status == status:
            return
        order.status = status  #: sets Order.status status name


def switch_status(session, order: Order, new_status, *, quiet=False):
    order.status = new_status  #: sets Order.status new_status name
    session.add(order)


def rebound(order: Order, status):
    status = status.lower()
    order.status = status  #: sets Order.status status name


async def later(session, order: Order, which):
    if order.status == "new":
        switch_status(session, order, Order.Status.PAID)  #: sets Order.status Order.Status.PAID enum can:paid by:setter order.status == 'new' was:new
    switch_status(session, new_status="new", order=order)  #: sets Order.status 'new' constant can:new by:setter
    Shipment(order).switch(order, "paid")  #: sets Order.status 'paid' constant can:paid by:setter
    switch_status(session, order, which, quiet=str("PAID"))
    rebound(order, "paid")


#: file shop/tests.py
from shop.models import Order


def test_pay(order: Order):
    order.status = "paid"
