#: file shop/models.py
from django.db import models


class Order(models.Model):
    class Status(models.TextChoices):
        NEW = "new"
        PAID = "paid"
        CANCELLED = "cancelled"
        FAILED = "failed"

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.NEW)
    note = models.TextField()

    def set_status(self, status):
        self.status = status
        self.save()


#: file shop/services.py
from shop.models import Order


def cancel(order: Order):
    if order.note:
        order.status = Order.Status.CANCELLED  #: dropped
        order.status = Order.Status.FAILED  #: added; breaks another_value `services.cancel` makes `Order.status` `Order.Status.FAILED`, where it made it `Order.Status.CANCELLED`
    order.save()


def fail(order: Order):
    order.set_status(Order.Status.FAILED)  #: dropped
    order.set_status(Order.Status.PAID)  #: added; breaks another_value makes `Order.status` `Order.Status.PAID`
    order.status = "failed"
    order.save()


def due():
    return Order.objects.filter(status=Order.Status.NEW, note="")  #: dropped
    return Order.objects.filter(status=Order.Status.PAID, note="")  #: added; breaks another_value asks `Order` for `status` `Order.Status.PAID`, where it asked for `Order.Status.NEW`


def all_due():
    return Order.objects.filter(status="new", note="").count()  #: dropped
    return Order.objects.filter(note="").count()  #: added; breaks another_value asks `Order` for any `status`, where it asked for `'new'` alone


def several_due():
    return Order.objects.filter(status="new", note="").first()  #: dropped
    return Order.objects.filter(status__in=["new", "paid"], note="").first()  #: added


def refund(order: Order):
    if order.status != Order.Status.PAID:  #: dropped
        raise ValueError  #: dropped
    if order.status != Order.Status.NEW:  #: added
        raise ValueError  #: added; breaks another_value goes by `order.status != Order.Status.NEW`, where it went by `order.status != Order.Status.PAID`
    order.note = "refunded"


def ship(order: Order):
    if order.status != Order.Status.PAID:  #: dropped
        return None  #: dropped
    if order.status == Order.Status.PAID:  #: added
        return None  #: added; breaks another_value goes by `order.status == Order.Status.PAID`
    return order.note


def either(order: Order, late):
    if late:
        order.status = "failed"  #: dropped
        order.status = "cancelled"  #: added
    else:
        order.status = "new"


def other(order: Order, late):
    if late:
        order.status = "failed"  #: dropped
        order.status = "cancelled"  #: added
    else:
        order.status = "paid"
    order.note = "these two are exchanged alike: that is meant"


def renamed(order: Order):
    order.status = "cancelled" if order.note else "new"


#: file shop/jobs.py
import enum

from sqlalchemy import Enum
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class JobState(enum.Enum):
    QUEUED = "queued"
    STOPPED = "stopped"  #: dropped
    HALTED = "halted"  #: added
    DONE = "done"


class Job(Base):
    __tablename__ = "jobs"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[JobState] = mapped_column(Enum(JobState))


def stop(job: Job):
    job.state = JobState.STOPPED  #: dropped
    job.state = JobState.HALTED  #: added


def announce(jobs, tell):
    tell(jobs, JobState.DONE)  #: dropped
    tell(jobs, JobState.QUEUED)  #: added; breaks another_value calls `tell` with `JobState.QUEUED`, where it called it with `JobState.DONE`
