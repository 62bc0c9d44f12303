#: file shop/models.py
from django.db import models


class Page(models.Model):
    hits = models.IntegerField(default=0)
    likes = models.IntegerField(default=0)
    total = models.IntegerField(default=0)


#: file shop/services.py
from django.db import transaction
from django.db.models import F

from shop.models import Page


def hit(page: Page):
    page.hits = F("hits") + 1  #: dropped
    page.hits = page.hits + 1  #: added; breaks atomic_update now reads `Page.hits`, changes it and writes it back
    page.save()


def like(page: Page):
    page.likes = F("likes") + 1  #: dropped
    page.likes += 1  #: added; breaks atomic_update `Page.likes`
    page.save()


def count(pk):
    Page.objects.filter(pk=pk).update(total=F("total") + 1)  #: dropped
    Page.objects.filter(pk=pk).update(total=F("total") + 2)  #: added


def reset(page: Page):
    page.hits = F("hits") - 1  #: dropped
    page.hits = 0  #: added
    page.save()


@transaction.atomic
def locked(pk):
    page = Page.objects.select_for_update().get(pk=pk)  #: added
    page = Page.objects.get(pk=pk)  #: dropped
    page.hits = F("hits") + 1  #: dropped
    page.hits = page.hits + 1  #: added
    page.save()
