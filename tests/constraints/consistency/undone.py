#: file shop/models.py
from django.db import models


class Order(models.Model):
    status = models.CharField(max_length=10)


#: file shop/services.py
import logging

from shop.models import Order
from shop.payments import PaymentFailed, charge, settle


def place(order: Order):  #: breaks undone `services.place` no longer undoes by `delete` what it did, when it fails with `PaymentFailed`
    order.save()
    try:
        charge(order)
    except PaymentFailed:
        order.delete()  #: dropped
        raise


def untried(order: Order):  #: breaks undone no longer undoes by `delete`
    order.save()
    try:  #: dropped
        charge(order)  #: dropped
    except PaymentFailed:  #: dropped
        order.delete()  #: dropped
        raise  #: dropped
    charge(order)  #: added


def quiet(session, order: Order):
    try:  # another rule says so
        session.add(order)
        session.commit()
    except Exception:
        session.rollback()
        raise  #: dropped


def always(path, order: Order):
    try:
        charge(order)
    except PaymentFailed:
        path.unlink()  #: dropped
        raise
    finally:  #: added
        path.unlink()  #: added


def elsewhere(order: Order):
    try:
        charge(order)
    except PaymentFailed:
        order.delete()  #: dropped
        take_back(order)  #: added
        raise


def take_back(order: Order):  #: added
    order.delete()  #: added


def gone(order: Order):
    try:  #: dropped
        charge(order)  #: dropped
    except PaymentFailed:  #: dropped
        order.delete()  #: dropped
    return order.status


def told(order: Order):
    try:
        charge(order)
    except PaymentFailed:
        logging.exception("not paid")  #: dropped
        raise


def held(order: Order):
    try:  #: dropped
        charge(order)  #: dropped
    except PaymentFailed:  #: dropped
        order.delete()  #: dropped
        raise  #: dropped
    with settle(order):  #: added
        charge(order)  #: added


#: file shop/payments.py
from contextlib import contextmanager


class PaymentFailed(Exception):
    pass


def charge(order):
    print(order)


@contextmanager
def settle(order):
    try:
        yield
    except PaymentFailed:
        order.delete()
        raise
