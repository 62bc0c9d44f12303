#: file shop/models.py
from django.db import models


class Job(models.Model):
    status = models.CharField(max_length=10)
    note = models.CharField(max_length=10)

    def start(self):
        self.status = "active"  #: binds new_writer only `Job.start` and `Job.stop` give `Job.status` another value
        self.save()

    def stop(self):
        self.status = "stopped"  #: binds new_writer only `Job.start`
        self.save()


class Order(models.Model):
    status = models.CharField(max_length=10, default="new")


#: file shop/tasks.py
from shop.models import Job, Order


def prerun(job: Job):
    job.note = "x"
    job.status = "active"  #: added; breaks new_writer `tasks.prerun` now gives `Job.status` the value `'active'`, whatever it was
    job.save()


def looks(job: Job):
    if job.status == "new":  #: added
        job.status = "active"  #: added
    job.save()


def revive(job: Job):  #: added
    job.status = "active"  #: added; breaks new_writer `tasks.revive`
    job.save()  #: added


def begin():
    return Job(status="active")  #: added


def moved(order: Order):
    order.status = "paid"  #: added
    order.save()


def pay(order: Order):
    order.status = "paid"  #: dropped; binds new_writer only `tasks.pay` gives `Order.status` another value
    moved(order)
