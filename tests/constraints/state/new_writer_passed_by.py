#: file shop/models.py
from django.db import models


class Order(models.Model):
    status = models.CharField(max_length=10, choices=[("new", "New"), ("paid", "Paid"), ("void", "Void")])

    def void(self):
        self.status = "void"
        self.save()
        tell(self)


def tell(order): ...


def switch(order: Order, status):
    order.status = status
    tell(order)


#: file shop/views.py
from shop.models import Order, switch


def cancel(order: Order):
    order.void()  #: dropped
    order.status = "void"  #: added; breaks new_writer `views.cancel` now gives `Order.status` the value `'void'` itself, where it called `Order.void`
    order.save()


def pay(order: Order):
    switch(order, "paid")  #: dropped
    order.status = "paid"  #: added; breaks new_writer `views.pay` now gives `Order.status` the value `'paid'` itself, where it called `models.switch`
    order.save()


def both(order: Order):
    order.void()
    order.status = "void"  #: added; breaks new_writer `views.both` now gives `Order.status` the value `'void'`, whatever it was
    order.save()
