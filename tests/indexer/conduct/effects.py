#: file shop/__init__.py

#: file shop/tasks.py
from celery import shared_task


@shared_task
def send(order_id):
    return order_id


#: file shop/services.py
from functools import partial

from django.db import models, transaction
from sqlalchemy import event

from shop.tasks import send


class Entry(models.Model):
    amount = models.IntegerField()


class Ledger:
    def book(self, amount):
        return amount


def check(user, order):
    if not user.active:
        raise ValueError


async def pay(order, user, mailer, session):
    check(user, order)  #: acts shop.services.check statement check(user, order)
    Ledger().book(order.total)  #: acts shop.services.Ledger.book statement
    await mailer.send("paid", to=order.email)  #: acts mailer.send statement
    print("done")  #: acts <builtin>:print statement
    Entry(amount=1).save()  #: acts <external>:django.db.models.Model.save statement
    own = Entry.objects.filter(user=user)
    found = check(user, order)  #: acts shop.services.check value
    transaction.on_commit(lambda: send.delay(order.id))  #: acts <external>:django.db.transaction.on_commit statement; acts send.delay statement after_commit
    transaction.on_commit(partial(send, order.id))  #: acts <external>:django.db.transaction.on_commit; acts shop.tasks.send after_commit send(order.id)
    send.delay_on_commit(order.id)  #: acts send.delay_on_commit after_commit

    @transaction.on_commit
    def later():
        check(user, order)  #: acts shop.services.check after_commit

    @event.listens_for(session, "after_commit")
    def even_later(session):
        check(user, order)  #: acts shop.services.check after_commit

    return found
