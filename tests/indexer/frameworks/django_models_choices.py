#: file shop/models.py
import logging
from datetime import timedelta

from django.db import models
from taggit.managers import TaggableManager
from taggit.models import GenericTaggedItemBase, TaggedItemBase

NEVER = timedelta()
PERIODS = ((NEVER, "never"), (timedelta(hours=1), "hourly"), (timedelta(days=1, minutes=2), "daily"))
LEVELS = [(logging.DEBUG, "debug"), (logging.ERROR, "error")]


class Tagged(GenericTaggedItemBase):
    pass


class Bound(TaggedItemBase):
    content = models.ForeignKey("Order", models.CASCADE)  #: field content column ForeignKey to shop.models.Order CASCADE


class Order(models.Model):
    every = models.DurationField(choices=PERIODS)  #: field every datetime.timedelta(0) datetime.timedelta(seconds=3600) datetime.timedelta(days=1, seconds=120)
    level = models.IntegerField(choices=LEVELS)  #: field level 10 40
    tags = TaggableManager(through=Bound)  #: field tags TaggableManager


class Line(models.Model):
    tags = TaggableManager()  #: field tags TaggableManager; field tagged_items GenericRelation


class Note(models.Model):
    words = TaggableManager(through="Tagged")  #: field words TaggableManager; field tagged_items GenericRelation
