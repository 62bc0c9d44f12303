"""Stock is taken under a lock on its row: two orders for the last piece wait for each other."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop_api.models import Stock


class OutOfStock(Exception):
    pass


def reserve(session: Session, organisation_id: int, product_id: int, quantity: int) -> None:
    stock = session.scalar(
        select(Stock)
        .where(Stock.organisation_id == organisation_id, Stock.product_id == product_id)
        .with_for_update()
    )
    if stock is None or stock.available < quantity:
        raise OutOfStock(f"product {product_id}")
    stock.available -= quantity


def put_back(session: Session, organisation_id: int, product_id: int, quantity: int) -> None:
    stock = session.scalar(
        select(Stock)
        .where(Stock.organisation_id == organisation_id, Stock.product_id == product_id)
        .with_for_update()
    )
    if stock is not None:
        stock.available += quantity
