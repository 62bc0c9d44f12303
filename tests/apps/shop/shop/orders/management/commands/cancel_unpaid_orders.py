from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from shop.errors import DomainError
from shop.orders.selectors import unpaid_orders
from shop.orders.services import cancel_order


class Command(BaseCommand):
    help = "Cancels placed orders that nobody has paid for, so that their stock can be sold again."

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, default=14)
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *, days: int, dry_run: bool, **options):
        for order in unpaid_orders(before=timezone.now() - timedelta(days=days)):
            if dry_run:
                self.stdout.write(f"would cancel {order.number}")
                continue
            try:
                cancel_order(order, actor=None, reason=f"unpaid for {days} days")
            except DomainError as error:
                # Paid or cancelled since we listed it.
                self.stderr.write(str(error))
            else:
                self.stdout.write(f"cancelled {order.number}")
