#: file shop/models.py
from django.db import models
from django.db.models import Q


class Organisation(models.Model):
    slug = models.SlugField(unique=True)  #: binds table_constraint no two rows of `Organisation` share `slug`
    name = models.CharField(max_length=40)


class Order(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    number = models.CharField(max_length=20)
    total = models.DecimalField(max_digits=9, decimal_places=2)
    cancelled = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    key = models.CharField(max_length=40, null=True, unique=True)  #: binds table_constraint (rows whose `key` is null may)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_number"),  #: binds table_constraint share `organisation` and `number`
            models.UniqueConstraint(fields=["number"], condition=Q(cancelled=False), name="one_open"),  #: binds table_constraint as far as
            models.CheckConstraint(condition=Q(total__gte=0), name="total_not_negative"),  #: binds table_constraint every row of `Order`
        ]
        indexes = [models.Index(fields=["total"], name="by_total")]


#: file shop/services.py
from shop.models import Order, Organisation


def open_order(organisation: Organisation, number: str) -> Order:
    return Order.objects.create(organisation=organisation, number=number, total=0)  #: binds table_constraint


def rename(order: Order, number: str) -> None:
    order.number = number  #: binds table_constraint
    order.note = "renamed"
    order.save()


def show(order: Order) -> str:
    return order.number
