#: file shop/__init__.py

#: file manage.py
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

#: file shop/settings.py
INSTALLED_APPS = ["shop"]
INITIAL_STATUS = "Pending"
STATUS_PIPELINE = {
    "Pending": ("Being processed", "Cancelled"),
    "Being processed": ("Complete", "Cancelled"),
    "Cancelled": (),
    "Complete": (),
}

#: file shop/models.py
from enum import Enum

from django.conf import settings
from django.db import models


class Step(models.TextChoices):
    NEW = "new"
    PAID = "paid"
    GONE = "gone"


class Order(models.Model):
    status = models.CharField(max_length=40, default=settings.INITIAL_STATUS)
    pipeline = getattr(settings, "STATUS_PIPELINE", {})  #: transition Order.status (new)->Pending; transition Order.status Pending->Being_processed on pipeline by table; transition Order.status Pending->Cancelled; transition Order.status Being_processed->Complete; transition Order.status Being_processed->Cancelled

    def set_status(self, new):
        if new not in self.pipeline.get(self.status, ()):
            raise ValueError(new)
        self.status = new


class Parcel(models.Model):
    step = models.CharField(max_length=10, choices=Step.choices)
    note = models.TextField()


ALLOWED_TRANSITIONS = {Step.NEW: [Step.PAID, Step.GONE], Step.PAID: {Step.GONE}, Step.GONE: []}  #: transition Parcel.step new->paid; transition Parcel.step new->gone; transition Parcel.step paid->gone on ALLOWED_TRANSITIONS


class Lamp(Enum):
    RED = 1
    GREEN = 2


MOVES = {Lamp.RED: [Lamp.GREEN], Lamp.GREEN: [Lamp.RED]}
LAMP_TRANSITIONS = {(Lamp.RED, Lamp.GREEN), (Lamp.GREEN, Lamp.RED)}  #: transition LAMP_TRANSITIONS 1->2; transition LAMP_TRANSITIONS 2->1
ALLOWED_EXTENSIONS = {"image": ["png", "jpg"], "text": ["txt"]}
TRANSITIONS = {"image": ["png", "jpg"], "text": ["txt"]}
