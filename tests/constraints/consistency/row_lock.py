#: file shop/models.py
from django.db import models


class Account(models.Model):
    balance = models.IntegerField()


#: file shop/services.py
from django.db import transaction

from shop.locks import locked_account
from shop.models import Account


@transaction.atomic
def pay(pk, amount):
    account = Account.objects.select_for_update().get(pk=pk)  #: dropped
    account = Account.objects.get(pk=pk)  #: added; breaks row_lock still reads `Account` and no longer locks the rows
    account.balance -= amount
    account.save()


@transaction.atomic
def refund(pk, amount):
    account = Account.objects.select_for_update().get(pk=pk)  #: dropped
    account = locked_account(pk)  #: added
    account.balance += amount
    account.save()


@transaction.atomic
def close(pk):
    account = Account.objects.select_for_update().get(pk=pk)  #: dropped
    account.delete()  #: dropped
    Account.objects.filter(pk=pk).delete()  #: added


@transaction.atomic
def empty(pk):  #: dropped
def empty_account(pk):  #: added
    account = Account.objects.select_for_update().get(pk=pk)
    account.balance = 0
    account.save()


def keep(account: Account, amount):  #: breaks row_lock still writes `Account`
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account.pk)  #: dropped
        account.balance = amount
        account.save()


def rewritten(account: Account, amount):
    with transaction.atomic():  #: dropped
        account = Account.objects.select_for_update().get(pk=account.pk)  #: dropped
        set_balance(account, amount)  #: dropped
    set_balance(account, amount)  #: added


def set_balance(account, amount):
    print(account, amount)


def fetched(pk, lock):  #: breaks row_lock `services.fetched` still fetches `Account` and no longer locks the rows
    query = Account.objects.filter(pk=pk)
    if lock:
        query = query.select_for_update()  #: dropped
        print(lock)  #: added
    return query.first()


#: file shop/locks.py
from shop.models import Account


def locked_account(pk):
    return Account.objects.select_for_update().get(pk=pk)


#: file shop/handed.py
from django.db import transaction

from shop.models import Account


class Handler:
    def parent(self):
        return self.known[0]

    def leave(self, pk):  #: breaks row_lock still writes `Account` and no longer locks the rows
        with transaction.atomic():
            account = Account.objects.select_for_update().get(pk=pk)  #: dropped
            account = self.parent()  #: added
            account.save()
