#: file shop/models.py
from django.db import models


class Page(models.Model):
    text = models.TextField()
    version = models.IntegerField()
    locked = models.BooleanField(default=False)
    status = models.CharField(max_length=10)


#: file shop/services.py
from shop.models import Page


def save(pk, version, text):
    Page.objects.filter(pk=pk, version=version).update(text=text, version=version + 1)  #: dropped
    Page.objects.filter(pk=pk).update(text=text, version=version + 1)  #: added; breaks conditional_write no longer asks for `version` where it updates a `Page`


def remove(pk):
    Page.objects.filter(pk=pk, locked=False).delete()  #: dropped
    Page.objects.filter(pk=pk).delete()  #: added; breaks conditional_write no longer asks for `locked` where it deletes a `Page`


def asked(pk):
    page = Page.objects.get(pk=pk)
    if page.locked:  #: added
        raise ValueError("locked")  #: added
    Page.objects.filter(pk=pk, locked=False).delete()  #: dropped
    Page.objects.filter(pk=page.pk).delete()  #: added


def many(version):
    Page.objects.filter(version=version, locked=False).delete()  #: dropped
    Page.objects.filter(version=version).delete()  #: added


def step(pk):
    Page.objects.filter(pk=pk, status="draft").update(status="live")


def excluded(pk):
    Page.objects.filter(pk=pk, locked=False).update(text="")  #: dropped
    Page.objects.filter(pk=pk).exclude(locked=True).update(text="")  #: added
