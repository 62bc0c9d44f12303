#: file shop/models.py
from django.db import models


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    PAID = "paid", "Paid"


class Dated(models.Model):
    kind = models.CharField(max_length=5, choices=[("a", "A"), ("b", "B")])  #: binds closed_values `Order.kind` takes only `a` and `b`

    class Meta:
        abstract = True


class Order(Dated):
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)  #: binds closed_values `draft` and `paid`
    note = models.TextField()


#: file shop/services.py
from shop.models import Order, Status


def pay(order: Order) -> None:
    order.status = Status.PAID  #: binds closed_values
    order.note = "thanks"
    order.save()


def close(orders) -> None:
    Order.objects.filter(status="draft").update(status="paid")  #: binds closed_values


def is_paid(order: Order) -> bool:
    return order.status == "paid"
