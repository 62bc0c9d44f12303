#: file shop/models.py
from django.db import models


class Order(models.Model):
    status = models.CharField(max_length=10)
    note = models.TextField()
    mood = models.CharField(max_length=10)


class Person(models.Model):
    status = models.TextField()  # what one says of oneself


class Job(models.Model):
    name = models.TextField()


#: file shop/queue.py
from shop.models import Job


def enqueue(name):
    """The queue is a table of the same database: what is rolled back is never run."""
    Job.objects.create(name=name)


#: file shop/services.py
from django.db import transaction

from shop.models import Order, Person
from shop.queue import enqueue


@transaction.atomic
def pay(order: Order):  #: breaks after_commit nothing; breaks transaction nothing; breaks swallowed_failure nothing; breaks transition nothing; breaks state_guard nothing; breaks undeclared_value nothing; breaks companion_effect nothing; breaks new_writer nothing; breaks undone nothing; breaks looked_first nothing; breaks callers_transaction nothing; breaks session_commit nothing; breaks relied_on nothing; breaks protective_comment nothing
    order.status = "paid"
    order.save()
    enqueue("receipt")  #: added


def preview(order: Order):
    """What it would come to; nothing is kept."""
    with transaction.atomic():
        order.note = "preview"
        order.save()
        transaction.set_rollback(True)  #: added
        text = order.note
    return text


def attempt(order: Order):
    try:
        with transaction.atomic():
            order.save()
            raise ValueError()  #: added
    except ValueError:
        return None
    return order


def cheer(order: Order):
    order.mood = "glad"  #: dropped
    order.mood = "very glad"  #: added
    order.save()


def say(person: Person, text):
    person.status = text
    person.save()


def leave(person: Person):
    person.status = "on holiday"  #: added
    person.save()


def paint(order: Order):
    # TODO: never do this twice
    order.note = "red"  #: dropped
    order.save()


def hush(order: Order):
    if order.mood == "loud":  #: dropped
        order.mood = "low"  #: dropped
    order.mood = "low"  #: added
    order.save()
