#: file shop/models.py
from django.db import models


class Account(models.Model):
    balance = models.IntegerField()
    visits = models.IntegerField(default=0)


class Tag(models.Model):
    name = models.CharField(max_length=10, unique=True)


#: file shop/services.py
from django.db import IntegrityError, transaction
from django.db.models import F

from shop.locks import index_lock, locked_account
from shop.mail import notify
from shop.models import Account, Tag


@transaction.atomic
def transfer(pk, amount):
    account = Account.objects.select_for_update().get(pk=pk)  #: binds row_lock `transfer` locks the rows of `Account` before it writes `balance`: 2 of 3 writers lock
    account.balance -= amount
    account.save()
    transaction.on_commit(lambda: notify.delay(pk))  #: binds after_commit `transfer` calls `notify.delay` only once its transaction has committed


@transaction.atomic
def refund(pk, amount):
    account = locked_account(pk)
    account.balance += amount
    account.save()


def correct(account: Account, amount):
    account.balance = amount
    account.save()


def visit(pk):
    Account.objects.filter(pk=pk).update(visits=F("visits") + 1)  #: binds atomic_update `visit` has the database count `Account.visits`: it writes `F('visits') + 1`


def tagged(name):
    return Tag.objects.get_or_create(name=name)[0]  #: binds single_step `tagged` looks up and makes `Tag` in one step


def rebuild():
    with index_lock(timeout=10):  #: binds held_lock `rebuild` works while it holds `index_lock(timeout=10)`: one at a time
        Tag.objects.all().delete()


def copy(account: Account):
    with transaction.atomic():  #: binds swallowed_failure `copy` lets every failure leave its transaction
        try:  #: binds swallowed_failure
            account.save()
        except IntegrityError:
            raise ValueError() from None


def hushed(account: Account):
    with transaction.atomic():
        try:
            account.save()
        except IntegrityError:
            pass


#: file shop/locks.py
from contextlib import contextmanager

from shop.models import Account


def locked_account(pk):
    return Account.objects.select_for_update().get(pk=pk)  #: binds row_lock `locked_account` locks the rows of `Account` before others write `balance`: 2 of 3 writers lock


@contextmanager
def index_lock(timeout):
    yield


#: file shop/mail.py
from celery import shared_task


@shared_task
def notify(pk):
    print(pk)
