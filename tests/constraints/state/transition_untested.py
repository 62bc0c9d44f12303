#: file shop/models.py
from django.db import models


class Notice(models.Model):
    status = models.CharField(max_length=10)
    note = models.CharField(max_length=10)


#: file shop/services.py
from shop.done import COMPLETED
from shop.models import Notice


def sending(notice: Notice, abroad):
    if notice.status not in COMPLETED:  #: dropped
        notice.status = "sent" if abroad else "sending"  #: dropped
    notice.status = "sent" if abroad else "sending"  #: added; breaks transition gives `status` the value
    notice.save()


def asked(notice: Notice):
    if notice.status not in COMPLETED:  #: dropped
        notice.status = "sending"  #: dropped
    if is_open(notice.status):  #: added
        notice.status = "sending"  #: added
    notice.save()


def other(notice: Notice):
    if notice.note:  #: dropped
        notice.status = "sending"  #: dropped
    notice.status = "sending"  #: added
    notice.save()


def is_open(status):
    return status not in COMPLETED
#: file shop/done.py
import os

COMPLETED = os.environ["COMPLETED"]
