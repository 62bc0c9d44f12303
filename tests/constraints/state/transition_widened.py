#: file shop/models.py
from django.db import models


class Order(models.Model):
    status = models.CharField(max_length=10)

    TRANSITIONS = {  #: breaks transition allows `paid -> new` now
        "new": ("paid", "gone"),
        "paid": ("sent",),  #: dropped
        "paid": ("sent", "new"),  #: added
        "sent": (),
        "gone": (),
    }


class Parcel(models.Model):
    status = models.CharField(max_length=10)

    TRANSITIONS = {
        "new": ("sent",),
        "sent": (),  #: dropped
        "sent": ("lost",),  #: added
        "lost": (),  #: added
    }
