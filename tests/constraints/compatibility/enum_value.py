#: file shop/models.py
from enum import Enum

from django.db import models


class Channel(Enum):  #: binds enum_value; breaks enum_value `models.Channel` no longer knows `phone`
    EMAIL = "email"
    PHONE = "phone"  #: dropped


class Carrier(models.TextChoices):  #: binds enum_value
    POST = "post", "Post"  #: dropped
    MAIL = "post", "Mail"  #: added
    COURIER = "courier", "Courier"


class Shipment(models.Model):
    speed = models.CharField(choices=[("fast", "Fast"), ("slow", "Slow")], max_length=9)  #: dropped
    speed = models.CharField(choices=[("fast", "Fast")], max_length=9)  #: added; breaks enum_value `Shipment.speed` no longer knows `slow`
    carrier = models.CharField(choices=Carrier.choices, max_length=9)
