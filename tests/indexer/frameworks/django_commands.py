#: file shop/orders/management/commands/remind.py
from django.core.management.base import BaseCommand


class Reminder(BaseCommand):
    pass


class Command(Reminder):  #: entry command remind; entry command remind_again
    def handle(self, *args, **options):
        pass

#: file shop/orders/management/commands/_shared.py
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """A module of this name is not offered."""

#: file shop/orders/management/commands/remind_again.py
from shop.orders.management.commands.remind import Command

#: file shop/commands.py
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Not where Django looks for it."""
