#: file shop/signals.py
from django.dispatch import Signal

order_paid = Signal()


class Audited(Signal):
    pass


order_closed = Audited()

#: file shop/orders/models.py
from django.db import models


class Order(models.Model):
    pass

#: file shop/orders/handlers.py
from functools import partial

from celery.signals import worker_ready
from django.db.models import signals
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from shop.orders.models import Order
from shop.signals import order_closed, order_paid


@receiver(post_save, sender=Order)
def saved(sender, **kwargs):  #: entry receiver post_save of Order
    pass


@receiver([post_save, post_delete], sender="orders.Order")
def touched(sender, **kwargs):  #: entry receiver post_save of Order; entry receiver post_delete of Order
    pass


@order_paid.connect
def paid(sender, **kwargs):  #: entry receiver order_paid
    pass


def closed(sender, **kwargs):  #: entry receiver order_closed
    pass


def recounted(sender, **kwargs):  #: entry receiver post_save; entry receiver post_delete
    pass


def logged(sender, level=0, **kwargs):  #: entry receiver m2m_changed
    pass


class Notifier:  #: entry receiver order_paid
    def __call__(self, sender, **kwargs):
        pass

    def deleted(self, sender, **kwargs):  #: entry receiver post_delete of Order
        pass


class Backend:
    def cached(self, sender, **kwargs):  #: entry receiver pre_save
        pass

    def start(self):
        signals.pre_save.connect(self.cached)


def for_a_while(sender, **kwargs):
    pass


@worker_ready.connect
def of_celery(**kwargs):  #: entry listener worker_ready
    pass


def register():
    notifier = Notifier()
    order_paid.connect(notifier, weak=False)
    post_delete.connect(receiver=notifier.deleted, sender=Order)
    for signal in (post_save, post_delete):
        signal.connect(recounted)


def erase(orders):
    post_delete.connect(for_a_while, sender=Order)
    orders.delete()
    post_delete.disconnect(for_a_while, sender=Order)


signals.m2m_changed.connect(partial(logged, level=1))

#: file shop/orders/apps.py
from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "shop.orders"

    def ready(self):
        from shop.orders import handlers
        from shop.signals import order_closed

        handlers.register()
        order_closed.connect(handlers.closed)
        database.connect("closed")
