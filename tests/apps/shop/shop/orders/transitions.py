"""Which status may follow which."""

from shop.orders.errors import TransitionNotAllowed
from shop.orders.models import Order

Status = Order.Status

ALLOWED = {
    Status.DRAFT: {Status.PLACED, Status.CANCELLED},
    Status.PLACED: {Status.PAID, Status.CANCELLED},
    Status.PAID: {Status.SHIPPED, Status.REFUNDED},
    Status.SHIPPED: {Status.REFUNDED},
    Status.CANCELLED: set(),
    Status.REFUNDED: set(),
}


def ensure_allowed(order: Order, target: Order.Status) -> None:
    if target not in ALLOWED[order.status]:
        raise TransitionNotAllowed(f"Order {order.number} is {order.status} and cannot become {target}.")
