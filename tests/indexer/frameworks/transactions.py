#: file shop/database.py
from contextlib import contextmanager
from functools import wraps

from django.db import transaction


@contextmanager
def unit_of_work():
    with transaction.atomic():  #: opens with
        yield


def in_one_piece(function):
    @wraps(function)
    def inner(*args):
        with transaction.atomic():  #: opens with
            return function(*args)

    return inner


@contextmanager
def timed():
    yield


#: file shop/services.py
from django.db.transaction import atomic
from sqlalchemy.orm import Session

from shop.database import in_one_piece, timed, unit_of_work


@atomic  #: opens decorator
def pay():
    pass


@atomic(durable=True)  #: opens decorator
def refund():
    pass


@in_one_piece  #: opens decorator
def ship():
    pass


def cancel():
    with timed(), unit_of_work():  #: opens with
        pass


def book(session: Session):
    with session.begin():  #: opens with
        pass


def nothing():
    with timed():
        pass
