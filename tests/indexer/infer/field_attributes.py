#: file shop/__init__.py

#: file shop/models.py
from django.db import models


class Customer(models.Model):
    name = models.CharField(max_length=50)
    email = models.EmailField()


class Order(models.Model):
    STATES = [("new", "New"), ("paid", "Paid")]

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT)
    status = models.CharField(max_length=10, choices=STATES)
    total = models.IntegerField()
    note = models.TextField()

    def pay(self):
        self.status = "paid"  #: writes Order.status
        self.save(update_fields=["status", "note"])  #: writes Order.status; writes Order.note

    @property
    def is_paid(self):
        return self.status == "paid"  #: reads Order.status

    def __str__(self):
        return f"{self.pk} {self.get_status_display()}"  #: reads Order.id; reads Order.status


#: file shop/services.py
from shop.models import Customer, Order


def add(order: Order, amount):
    order.total += amount  #: writes Order.total; reads Order.total


def move(order: Order, customer: Customer):
    order.customer = customer  #: writes Order.customer


def move_by_id(order: "Order", number):
    before = order.customer_id  #: reads Order.customer
    order.customer_id = number  #: writes Order.customer
    return before


def mail(order: Order | None):
    return order.customer.email  #: reads Order.customer; reads Customer.email


def through_the_manager(number):
    order = Order.objects.get(pk=number)  #: filters Order.id
    order.note = "seen"  #: writes Order.note
    for other in Order.objects.all():
        print(other.total)  #: reads Order.total
    return [o.status for o in Order.objects.all()[:5]]  #: reads Order.status


def by_name(order: Order, values):
    setattr(order, "note", "x")  #: writes Order.note
    for name in ("status", "total"):
        setattr(order, name, values[name])  #: writes Order.status; writes Order.total
    return getattr(order, "note", None)  #: reads Order.note


def by_any_name(order: Order, name):
    setattr(order, name, 1)
    return getattr(order, name)


def forget(order: Order):
    del order.note  #: writes Order.note


def fresh(order: Order):
    order.refresh_from_db(fields=["total"])  #: reads Order.total


def several(order: Order):
    order.note, order.total = "", 0  #: writes Order.note; writes Order.total


def make(customer, values):
    Order(customer=customer, total=0)  #: writes Order.customer; writes Order.total
    given = {"note": "a", "total": 1}
    Order(**given)  #: writes Order.note; writes Order.total
    return Order(**values)


def nobody_knows(thing):
    thing.note = "x"  #: writes possibly Order.note
    return thing.note


class Basket:
    def __init__(self):
        self.total = 0

    def add(self, amount):
        self.total += amount
