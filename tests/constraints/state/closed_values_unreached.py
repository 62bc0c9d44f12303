#: file shop/models.py
from django.db import models


class Asset(models.Model):
    NEW, DONE, FAILED, LOST = "new", "done", "failed", "lost"
    status = models.CharField(max_length=10, default=NEW, choices=[(NEW, "N"), (DONE, "D"), (FAILED, "F"), (LOST, "L")])
    stage = models.CharField(max_length=10)


#: file shop/services.py
from shop.models import Asset


def finish(asset: Asset):  #: breaks closed_values nothing makes `Asset.status` `done` any more
    asset.status = Asset.DONE  #: dropped
    asset.status = Asset.FAILED  #: added
    asset.save()


def fail(asset: Asset):
    asset.status = Asset.FAILED  #: dropped
    asset.status = Asset.LOST  #: added
    asset.save()


def fail_again(asset: Asset):
    asset.status = Asset.FAILED
    asset.save()


def begin(asset: Asset):
    asset.status = Asset.NEW  #: dropped
    asset.status = Asset.LOST  #: added
    asset.save()


def advance(asset: Asset, to):
    asset.stage = "first"  #: dropped
    asset.stage = "second"  #: added
    asset.save()


def go_to(asset: Asset, to):
    asset.stage = to
    asset.save()
