#: file shop/models.py
from django.db import models


class Event(models.Model):
    key = models.CharField(max_length=50, unique=True)


class Order(models.Model):
    number = models.CharField(max_length=50)


#: file shop/hooks.py
from django.db import IntegrityError

from shop.lookups import known
from shop.models import Event, Order


def receive(key):  #: breaks looked_first `hooks.receive` no longer looks for a `Event` before it goes on
    if Event.objects.filter(key=key).exists():  #: dropped
        return  #: dropped
    Event.objects.create(key=key)


def repeated(key):  #: breaks looked_first `hooks.repeated`
    found = Event.objects.filter(key=key).first()  #: dropped
    if found:  #: dropped
        return found  #: dropped
    return Event.objects.create(key=key)


def taken(number):  #: breaks looked_first `hooks.taken`
    if Order.objects.filter(number=number).exists():  #: dropped
        raise ValueError("taken")  #: dropped
    order = Order(number=number)
    order.save()


def in_one_step(key):
    if Event.objects.filter(key=key).exists():  #: dropped
        return  #: dropped
    Event.objects.get_or_create(key=key)  #: added
    Event.objects.create(key=key)  #: dropped


def refused(key):
    if Event.objects.filter(key=key).exists():  #: dropped
        return  #: dropped
    try:  #: added
        Event.objects.create(key=key)  #: added
    except IntegrityError:  #: added
        return  #: added
    Event.objects.create(key=key)  #: dropped


def asked_elsewhere(key):
    if Event.objects.filter(key=key).exists():  #: dropped
    if known(key):  #: added
        return
    Event.objects.create(key=key)


def needs_one(key):  #: breaks looked_first `hooks.needs_one`
    if not Event.objects.filter(key=key).exists():  #: dropped
        return  #: dropped
    Event.objects.create(key=f"{key}2")


def written_anew(key):
    if Event.objects.filter(key=key).exists():  #: dropped
        return  #: dropped
    found = Event.objects.filter(key=key).first()  #: added
    if found is not None:  #: added
        return  #: added
    Event.objects.create(key=key)


def blocked(number, key):  #: breaks looked_first no longer looks for a `Event` before it goes on
    if Event.objects.filter(key=key).exists():  #: dropped
        return None  #: dropped
    return Order.objects.create(number=number)


def unused(key):  #: breaks looked_first `hooks.unused`
    found = Event.objects.filter(key=key).first()
    if found:  #: dropped
        return found  #: dropped
    return Event.objects.create(key=key)


def used(key):
    found = Event.objects.filter(key=key).first()
    if found:  #: dropped
        return found  #: dropped
    return found or Event.objects.create(key=key)  #: added
    return Event.objects.create(key=key)  #: dropped


def reads(key):
    if Event.objects.filter(key=key).exists():  #: dropped
        return "known"  #: dropped
    return "new"


#: file shop/lookups.py
from shop.models import Event


def known(key):
    return Event.objects.filter(key=key).exists()


#: file shop/calls.py
from shop.models import Event, Order


def begin(**given):
    return Order.objects.create(**given)


def told(key):  #: breaks looked_first `calls.told` no longer looks for a `Event` before it goes on
    given = {"key": key}
    if Event.objects.filter(**given).exists():  #: dropped
        return "known"  #: dropped
    order = begin(number=key)
    return order.number


def asked(key):
    if Event.objects.filter(key=key).exists():  #: dropped
        return "known"  #: dropped
    return key.lower()
