#: file shop/models.py
from django.db import models


class Account(models.Model):
    balance = models.IntegerField()


class Order(models.Model):
    status = models.CharField(max_length=10)


#: file shop/services.py
from django.db import transaction

from shop.models import Account, Order


@transaction.atomic  #: binds transaction commit together or not at all
def pay(order: Order, account: Account) -> None:
    account.balance = 0  #: binds transaction `Account.balance` and `Order.status`
    account.save()
    order.status = "paid"  #: binds transaction
    order.save()


def refund(order: Order, account: Account) -> None:
    order.status = "asked"
    order.save()
    with transaction.atomic():  #: binds transaction opens a transaction before it writes `Account.balance`
        account.balance = 1  #: binds transaction
        account.save()


@transaction.atomic  #: binds transaction `replace` stores in a transaction
def replace(rows: list[Order]) -> None:
    Order.objects.all().delete()
    Order.objects.bulk_create(rows)


def cancel(order: Order) -> None:
    order.status = "cancelled"
    order.save()


@transaction.atomic
def read(order: Order) -> str:
    return order.status
