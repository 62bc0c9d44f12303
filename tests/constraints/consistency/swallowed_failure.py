#: file shop/models.py
from django.db import models


class Order(models.Model):
    status = models.CharField(max_length=10)


#: file shop/services.py
import logging

from django.db import transaction
from django.http import HttpResponse

from shop.models import Order


def pay(order: Order, account):
    with transaction.atomic():
        account.save()
        try:  #: added; breaks swallowed_failure now catches `Exception` inside its transaction
            order.save()  #: added
        except Exception:  #: added
            logging.exception("not stored")  #: added
        order.save()  #: dropped


@transaction.atomic
def ship(order: Order):
    try:  #: added; breaks swallowed_failure catches `every error`
        order.status = "shipped"  #: added
        order.save()  #: added
    except:  #: added
        pass  #: added
    order.status = "shipped"  #: dropped
    order.save()  #: dropped


@transaction.atomic
def cancel(order: Order):
    try:  #: added
        order.save()  #: added
    except Exception:  #: added
        logging.exception("not stored")  #: added
        raise  #: added
    order.save()  #: dropped


@transaction.atomic
def refund(order: Order):
    try:  #: added
        with transaction.atomic():  #: added
            order.save()  #: added
    except Exception:  #: added
        logging.exception("not stored")  #: added
    order.save()  #: dropped


def answer(request, order: Order):
    with transaction.atomic():
        try:  #: added
            order.save()  #: added
        except Exception:  #: added
            return HttpResponse(status=500)  #: added
        order.save()  #: dropped
    return HttpResponse()


def outside(order: Order):
    try:  #: added
        with transaction.atomic():  #: added
            order.save()  #: added
    except Exception:  #: added
        logging.exception("not stored")  #: added
    with transaction.atomic():  #: dropped
        order.save()  #: dropped


@transaction.atomic
def measured(order: Order, gauge):
    order.save()
    try:  #: added
        gauge.hit()  #: added
    except Exception:  #: added
        pass  #: added


def deliver(order: Order):
    try:  #: breaks swallowed_failure `services.deliver` catches `ValueError` and no longer raises it
        order.save()
    except ValueError:
        logging.exception("not delivered")
        raise  #: dropped


def answered(order: Order):
    try:
        order.save()
    except ValueError:
        logging.exception("not delivered")
        raise  #: dropped
        return HttpResponse(status=500)  #: added


@transaction.atomic
def old(order: Order):  #: dropped
def renamed(order: Order):  #: added
    try:
        order.save()
    except Exception:
        pass
