#: file shop/models.py
from django.db import models


class Order(models.Model):
    status = models.CharField(max_length=10)


class Line(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)
    open = models.BooleanField(default=True)


class Ticket(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)


class Entry(models.Model):
    text = models.CharField(max_length=10)


#: file shop/services.py
from shop.models import Entry, Line, Order


def close(order: Order):  #: breaks companion_effect leaves out what it did to `Line` besides: update
    order.status = "closed"
    Line.objects.filter(order=order).update(open=False)  #: dropped
    order.save()


def pay(order: Order):  #: breaks companion_effect leaves out what it did to `Entry` besides: create
    order.status = "paid"
    order.save()
    Entry.objects.create(text="paid")  #: dropped


def remove(pk):
    Entry.objects.filter(pk=pk).delete()  #: dropped
    print(pk)


def reopen(order: Order):
    order.status = "open"
    Line.objects.filter(order=order).update(open=True)  #: dropped
    order.touched = True  #: added
    order.save()


#: file shop/moved.py
from shop.models import Order, Ticket


class Service:
    def void(self, order: Order):
        order.status = "void"
        order.save()
        Ticket.objects.filter(order=order).delete()  #: dropped


def sweep(order: Order):
    Ticket.objects.filter(order=order).delete()  #: added
