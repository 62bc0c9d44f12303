#: file shop/models.py
from django.db import models


class Account(models.Model):
    balance = models.IntegerField()


#: file shop/moves.py
from django.db import transaction

from shop.models import Account


def move(account: Account, amount):
    account.balance = amount
    account.save()


def read(account: Account):
    return account.balance


def alone(account: Account):
    account.balance = 0
    account.save()


@transaction.atomic  #: dropped
def inner(account: Account):
    account.balance = 2
    account.save()


def deep(account: Account):
    account.balance = 3
    account.save()


def between(account: Account):
    deep(account)  #: binds callers_transaction `deep`


#: file shop/services.py
from django.db import transaction

from shop.models import Account
from shop.moves import alone, between, inner, move, read


@transaction.atomic
def pay(account: Account):
    move(account, 1)  #: binds callers_transaction `move`
    read(account)
    inner(account)
    between(account)


def refund(account: Account):
    with transaction.atomic():
        move(account, 2)  #: binds callers_transaction `move`
        inner(account)
        between(account)
    alone(account)


def settle(account: Account):  #: added
    move(account, 3)  #: added; breaks callers_transaction `services.settle` calls `moves.move` outside any transaction: all 2
    read(account)  #: added


def adjust(account: Account):  #: added
    with transaction.atomic():  #: added
        move(account, 4)  #: added
    alone(account)  #: added
