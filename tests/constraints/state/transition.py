#: file shop/models.py
from django.db import models
from django_fsm import FSMField, transition


def can_pay(order):
    return True


class Order(models.Model):
    status = models.CharField(max_length=10, choices=[("new", "New"), ("paid", "Paid"), ("sent", "Sent")])  #: binds transition nothing else (chesterton.toml)


class Parcel(models.Model):
    state = models.CharField(max_length=10)  #: binds transition sent -> lost, as far as code looks at what it was


class Task(models.Model):
    status = models.CharField(max_length=10, default="new")  #: binds transition new -> done: nothing else (TASK_TRANSITIONS)


TASK_TRANSITIONS = {"new": ["done"], "done": ["closed"], "closed": []}  #: binds transition `Task.status`


class Claim(models.Model):
    state = FSMField(default="new")  #: binds transition `Claim.state`

    @transition(field=state, source="new", target="paid", conditions=[can_pay])  #: dropped; binds transition `Claim.state`
    @transition(field=state, source="new", target="paid")  #: added; breaks transition `Claim.pay` no longer asks for `can_pay`
    def pay(self):
        pass

    @transition(field=state, source="paid", target="shut")  #: dropped
    @transition(field=state, source="*", target="shut")  #: added; breaks transition may now begin in any state
    def shut(self):
        pass

    @transition(field=state, source="shut", target="new")  #: dropped
    def reopen(self):  #: breaks transition is no transition any more
        pass

    @transition(field=state, source="new", target="gone")
    def lose(self):
        pass


#: file shop/services.py
from shop.models import Order, Parcel, Task


def pay(pk):
    return Order.objects.filter(pk=pk, status="new").update(status="paid")  #: dropped; binds transition
    return Order.objects.filter(pk=pk).update(status="paid")  #: added; breaks transition no longer looks at what `Order.status` was before it makes it `paid`


def send(pk):
    order = Order.objects.get(pk=pk, status="paid")  #: dropped
    order = Order.objects.get(pk=pk)  #: added
    if order.status != "paid":  #: added
        raise ValueError()  #: added
    order.status = "sent"  #: binds transition
    order.save()


def back(order: Order):
    if order.status == "sent":
        order.note = "back"
        order.status = "new"  #: added; breaks transition takes `Order.status` from `sent` to `new`, which `chesterton.toml` does not allow
        order.save()


def ship(pk):
    parcel = Parcel.objects.get(pk=pk, state="packed")  #: dropped
    parcel = packed(pk)  #: added
    parcel.state = "sent"  #: binds transition
    parcel.save()


def packed(pk):  #: added
    return Parcel.objects.get(pk=pk, state="packed")  #: added


def lose(parcel: Parcel):
    if parcel.state == "sent":  #: dropped
        parcel.state = "lost"  #: dropped; binds transition
    parcel.state = "lost"  #: added; breaks transition no longer looks at what `Parcel.state` was
    parcel.save()


def swap(pk, old):
    rows = Parcel.objects.filter(pk=pk, state=old)  #: dropped
    rows = Parcel.objects.filter(pk=pk)  #: added
    return rows.update(state="late")  #: breaks transition no longer makes sure that `Parcel.state` is still what it was; binds transition


def swapped(pk, old):
    return Parcel.objects.filter(pk=pk, state=old).update(state="late")  #: dropped; binds transition
    return Parcel.objects.filter(state=old, pk=pk).update(state="late")  #: added


def finish(task: Task):
    if task.status == "closed":
        task.status = "done"  #: added; breaks transition takes `Task.status` from `closed` to `done`, which `TASK_TRANSITIONS` does not allow
        task.save()


def label(task: Task, asked):
    task.status = asked
    task.save()


#: file chesterton.toml
[[state]]
field = "Order.status"
transitions = { new = ["paid"], paid = ["sent"], sent = [] }
reason = "accounts are closed by what is sent"
