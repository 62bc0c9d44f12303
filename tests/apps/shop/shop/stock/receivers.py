from functools import partial

from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from shop.stock.models import StockMovement
from shop.stock.selectors import availability_key


@receiver(post_save, sender=StockMovement)
def forget_availability(sender, instance, **kwargs):
    # After commit: a reader between the delete and our commit would cache the old quantities again.
    transaction.on_commit(partial(cache.delete, availability_key(instance.organisation_id)))
