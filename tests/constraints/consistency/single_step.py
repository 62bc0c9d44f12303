#: file shop/models.py
from django.db import models


class Tag(models.Model):
    name = models.CharField(max_length=10)


#: file shop/services.py
from django.db import IntegrityError

from shop.models import Tag


def tag(name):  #: breaks single_step looks for a `Tag` and makes it in two steps
    found, _ = Tag.objects.get_or_create(name=name)  #: dropped
    found = Tag.objects.filter(name=name).first()  #: added
    if found is None:  #: added
        found = Tag.objects.create(name=name)  #: added
    return found


def caught(name):
    return Tag.objects.get_or_create(name=name)  #: dropped
    try:  #: added
        return Tag.objects.create(name=name)  #: added
    except IntegrityError:  #: added
        return Tag.objects.get(name=name)  #: added


def renamed(name):
    return Tag.objects.get_or_create(name=name)  #: dropped
    return Tag.objects.update_or_create(name=name)  #: added


def always(name):  #: breaks single_step makes a `Tag` without a look whether there is one
    return Tag.objects.get_or_create(name=name)  #: dropped
    return Tag.objects.create(name=name)  #: added


def together(names):
    Tag.objects.bulk_create([Tag(name=name) for name in names], ignore_conflicts=True)  #: dropped
    Tag.objects.bulk_create([Tag(name=name) for name in names])  #: added; breaks single_step no longer leaves it to the database what happens to a `Tag`


def fewer(names):
    Tag.objects.bulk_create([Tag(name=name) for name in names], ignore_conflicts=True)  #: dropped
    try:  #: added
        Tag.objects.bulk_create([Tag(name=name) for name in names])  #: added
    except IntegrityError:  #: added
        pass  #: added
