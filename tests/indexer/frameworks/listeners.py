#: file shop/__init__.py
#: file shop/models.py
from sqlalchemy import event
from sqlalchemy.orm import Session

from shop.orm import Base


class Order(Base):
    pass


@event.listens_for(Order, "before_insert")
def stamp(mapper, connection, target):  #: entry listener before_insert of Order
    ...


def audit(session, context):  #: entry listener after_flush of Session
    ...


event.listen(Session, "after_flush", audit)


def connect(target):
    target.listen(Order, "before_insert", stamp)
#: file shop/orm.py
from sqlalchemy.orm import declarative_base

Base = declarative_base()
#: file shop/signals.py
from blinker import Namespace
from celery.signals import task_failure
from flask import request_started

names = Namespace()
paid = names.signal("paid")


@paid.connect
def ship(sender):  #: entry listener paid
    ...


@task_failure.connect(weak=False)
def report(sender=None, **given):  #: entry listener task_failure
    ...


def count(sender, **given):  #: entry listener request_started
    ...


def create_app(app, database):
    request_started.connect(count, app)
    database.connect(count)
    return app
