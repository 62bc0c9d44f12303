#: file shop/models.py
from django.db import models

HELD = "held"


class Order(models.Model):
    status = models.CharField(max_length=10, choices=[("draft", "Draft"), ("paid", "Paid")])
    note = models.CharField(max_length=10)


class Job(models.Model):
    state = models.CharField(max_length=10)


class Parcel(models.Model):
    stage = models.CharField(max_length=10)


#: file shop/services.py
from shop.models import HELD, Job, Order, Parcel


def pay(order: Order):
    order.status = "paid"  #: dropped
    order.status = "payed"  #: added; breaks undeclared_value `Order.status` the value `payed`, which is not one of `draft` and `paid`
    order.note = "anything goes"  #: added
    order.save()


def hold(order: Order):
    order.status = "draft"  #: dropped
    order.status = HELD  #: added; breaks undeclared_value the value `held`
    order.save()


def clear(order: Order):
    order.status = ""  #: added
    order.save()


def start(job: Job):
    job.state = "running"
    job.save()


def stop(job: Job):
    if job.state == "stopped":
        return
    job.state = "stopped"  #: dropped
    job.state = "halted"  #: added; breaks undeclared_value which nothing else stores or asks for: it is one of `running` and `stopped`
    job.save()


def waiting():
    return Job.objects.filter(state="running")


def load(parcel: Parcel):
    parcel.stage = "loaded"
    parcel.save()


def send(parcel: Parcel):
    if parcel.stage != "loaded":
        return
    parcel.stage = "sent"
    parcel.save()


def lose(parcel: Parcel):
    parcel.stage = "lost"  #: added
    parcel.save()


def lost():
    return Parcel.objects.filter(stage="lost")  #: added
