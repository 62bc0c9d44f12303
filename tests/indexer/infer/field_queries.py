#: file shop/__init__.py

#: file shop/models.py
from django.db import models


class LineQuerySet(models.QuerySet):
    def dear(self):
        return self.filter(price__gt=100)  #: filters Line.price


class OrderManager(models.Manager):
    def open(self):
        return self.get_queryset().exclude(status="paid")  #: filters Order.status


class Customer(models.Model):
    email = models.EmailField()


class Order(models.Model):
    customer = models.ForeignKey(Customer, related_name="orders", on_delete=models.PROTECT)
    status = models.CharField(max_length=10)
    total = models.IntegerField()
    created = models.DateTimeField()

    objects = OrderManager()


class Line(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)
    price = models.IntegerField()

    objects = LineQuerySet.as_manager()


#: file shop/selectors.py
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Sum, When
from django.db.models.functions import Coalesce, Lower
from django.shortcuts import get_object_or_404

from shop.models import Customer, Line, Order


def lookups(email):
    Order.objects.filter(status="new", total__gte=1)  #: filters Order.status; filters Order.total
    Order.objects.filter(customer__email__iexact=email)  #: filters Order.customer; filters Customer.email
    Order.objects.filter(customer_id=1)  #: filters Order.customer
    Order.objects.filter(created__year=2020)  #: filters Order.created
    Order.objects.filter(line__price=1)  #: filters Line.order; filters Line.price
    Customer.objects.exclude(orders__status="new")  #: filters Order.customer; filters Order.status
    Order.objects.filter(**{"status": "new"})  #: filters Order.status
    return get_object_or_404(Order, status="new").total  #: filters Order.status; reads Order.total


def conditions():
    Order.objects.filter(Q(status="new") | ~Q(customer__email=""))  #: filters Order.status; filters Order.customer; filters Customer.email
    wanted = Q(total=1)  #: filters Order.total
    Order.objects.filter(wanted)
    return Order.objects.filter(total=F("line__price"))  #: filters Order.total; reads Line.order; reads Line.price


def gathered(by_status):
    query = Q(total=0)  #: filters Order.total
    if by_status:
        query |= Q(status="new")  #: filters Order.status
    query = query & Q(customer=1)  #: filters Order.customer
    return Order.objects.filter(query)


def raised(order: Order):
    order.total = F("total") + 1  #: writes Order.total; reads Order.total
    for number, other in enumerate(Order.objects.all()):
        other.total = number  #: writes Order.total


def orders():
    Order.objects.order_by("-created", "customer__email")  #: orders Order.created; orders Order.customer; orders Customer.email
    Order.objects.order_by(Lower("status"), F("total").desc())  #: orders Order.status; orders Order.total
    return Order.objects.latest("created")  #: orders Order.created


def columns():
    Order.objects.values("status", "customer__email")  #: reads Order.status; reads Order.customer; reads Customer.email
    Order.objects.values_list("total", flat=True)  #: reads Order.total
    Order.objects.only("total").defer("status")  #: reads Order.total
    Order.objects.select_related("customer")  #: reads Order.customer
    return Customer.objects.prefetch_related(Prefetch("orders"))  #: reads Order.customer


def expressions():
    Order.objects.annotate(sum=Sum("line__price")).filter(sum__gt=3).order_by("sum")  #: reads Line.order; reads Line.price
    Order.objects.aggregate(Count("id", filter=Q(status="new")))  #: reads Order.id; filters Order.status
    Order.objects.annotate(x=Coalesce("total", 0))  #: reads Order.total
    Order.objects.annotate(x=Case(When(status="new", then="total"), default=0))  #: filters Order.status
    return Order.objects.filter(Exists(Line.objects.filter(order=OuterRef("pk"))))  #: filters Line.order


def writes(customer, order: Order):
    made = Order.objects.create(customer=customer, total=1)  #: writes Order.customer; writes Order.total
    Order.objects.filter(pk=1).update(total=F("total") + 1)  #: filters Order.id; writes Order.total; reads Order.total
    order, created = Order.objects.get_or_create(status="new", defaults={"total": 0})  #: filters Order.status; writes Order.status; writes Order.total
    Order.objects.update_or_create(status="new", defaults=dict(total=0))  #: filters Order.status; writes Order.status; writes Order.total
    Order.objects.bulk_update([order], ["total"])  #: writes Order.total
    Order.objects.bulk_create([made], update_conflicts=True, update_fields=["status"])  #: writes Order.status
    values = {"status": "paid"}
    Order.objects.filter(total=0).update(**values)  #: filters Order.total; writes Order.status
    return created


def custom():
    Line.objects.dear().update(price=1)  #: writes Line.price
    for order in Order.objects.open().select_related("customer"):  #: reads Order.customer
        order.total = 0  #: writes Order.total


def not_a_query(store, name):
    store.filter(status="new")
    {}.get("status")
    Order.objects.filter(**{name: 1})
