"""An order goes from draft to placed to shipped; until it is shipped it may be cancelled."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop_api.models import Line, Order, Status
from shop_api.orders.schemas import OrderIn
from shop_api.stock import put_back, reserve


class NotAllowed(Exception):
    """The order's status does not let this happen."""


def orders_of(session: Session, organisation_id: int) -> list[Order]:
    return list(session.scalars(select(Order).where(Order.organisation_id == organisation_id).order_by(Order.number)))


def find(session: Session, organisation_id: int, order_id: int) -> Order | None:
    return session.scalar(select(Order).where(Order.organisation_id == organisation_id, Order.id == order_id))


def draft(session: Session, organisation_id: int, given: OrderIn) -> Order:
    order = Order(organisation_id=organisation_id, number=given.number, note=given.note, status=Status.DRAFT)
    order.lines = [Line(product_id=line.product_id, quantity=line.quantity) for line in given.lines]
    with session.begin():
        session.add(order)
    return order


def place(session: Session, order: Order) -> None:
    if order.status is not Status.DRAFT:
        raise NotAllowed(order.status.value)
    with session.begin_nested():
        for line in order.lines:
            reserve(session, order.organisation_id, line.product_id, line.quantity)
        order.status = Status.PLACED
        order.placed_at = datetime.now(UTC)
    session.commit()


def ship(session: Session, order: Order) -> None:
    if order.status is not Status.PLACED:
        raise NotAllowed(order.status.value)
    order.status = Status.SHIPPED
    session.commit()


def cancel(session: Session, order: Order) -> None:
    if order.status is Status.SHIPPED:
        raise NotAllowed(order.status.value)
    with session.begin_nested():
        # A draft has reserved nothing: putting its lines back would make stock out of thin air.
        if order.status is Status.PLACED:
            for line in order.lines:
                put_back(session, order.organisation_id, line.product_id, line.quantity)
        order.status = Status.CANCELLED
    session.commit()
