#: file shop/__init__.py

#: file shop/models.py
from django.db import models

OPEN = ("new", "held")


class Order(models.Model):
    PAID = "paid"
    status = models.CharField(max_length=10, choices=[("new", "New"), ("held", "Held"), ("paid", "Paid"), ("gone", "Gone")])

    @property
    def is_open(self):
        return self.status in OPEN

    def can_ship(self):
        return self.status == self.PAID

    def ship(self):
        if not self.can_ship():
            raise ValueError()
        self.status = "gone"  #: sets Order.status 'gone' was:paid

    def pay(self):
        if self.status == self.PAID:
            return
        self.status = self.PAID  #: sets Order.status can:paid not:paid


#: file shop/services.py
from shop.models import OPEN, Order


def hold(order: Order):
    if order.status not in OPEN:
        raise ValueError()
    order.status = "held"  #: sets Order.status was:new was:held


def keep(order: Order):
    if not order.is_open or order.status == "held":
        raise ValueError()
    order.status = "held"  #: sets Order.status was:new


def fetched(pk):
    order = Order.objects.filter(status__in=["new", "held"]).get(pk=pk)
    order.status = "paid"  #: sets Order.status was:new was:held
    order.status = "gone"  #: sets Order.status 'gone' constant by:attribute can:gone =


def looped():
    for order in Order.objects.exclude(status="gone").filter(status="paid"):
        order.status = "gone"  #: sets Order.status was:paid


def swapped(pk):
    return Order.objects.filter(pk=pk, status="new").update(status="paid")  #: sets Order.status by:update was:new


def swapped_later(pk, now):
    rows = Order.objects.filter(pk=pk, status="new")
    return rows.update(status="paid")  #: sets Order.status by:update was:new


def left(order: Order):
    if order.status == "new" or order.status == "held":
        order.status = "paid"  #: sets Order.status was:new was:held
    elif order.status != "gone":
        order.status = "gone"  #: sets Order.status not:new not:held not:gone


def other(order: Order, second: Order):
    if second.status == "new":
        order.status = "paid"  #: sets Order.status 'paid' second.status == 'new'


#: file shop/mapped.py
from sqlalchemy import String, update
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Job(Base):
    __tablename__ = "jobs"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(10))


def start(session, pk):
    session.execute(update(Job).where(Job.id == pk, Job.state == "queued").values(state="running"))  #: sets Job.state was:queued


def stop(session, pk):
    job = session.query(Job).filter(Job.state.in_(["queued", "running"])).first()
    job.state = "stopped"  #: sets Job.state was:queued was:running
