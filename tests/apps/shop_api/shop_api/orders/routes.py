from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException

from shop_api.access import CurrentUser, Database, Manager
from shop_api.models import Order
from shop_api.orders import services
from shop_api.orders.schemas import OrderIn, OrderOut
from shop_api.stock import OutOfStock

router = APIRouter(prefix="/orders", tags=["orders"])


def own_order(order_id: int, session: Database, user: CurrentUser) -> Order:
    order = services.find(session, user.organisation_id, order_id)
    if order is None:
        raise HTTPException(404, "no such order")
    return order


OwnOrder = Annotated[Order, Depends(own_order)]


@router.get("/", response_model=list[OrderOut])
def list_orders(session: Database, user: CurrentUser) -> list[Order]:
    return services.orders_of(session, user.organisation_id)


@router.post("/", response_model=OrderOut, status_code=201)
def draft_order(given: OrderIn, session: Database, user: CurrentUser) -> Order:
    return services.draft(session, user.organisation_id, given)


@router.get("/{order_id}", response_model=OrderOut)
def one_order(order: OwnOrder) -> Order:
    return order


@router.post("/{order_id}/place", response_model=OrderOut)
def place_order(order: OwnOrder, session: Database) -> Order:
    try:
        services.place(session, order)
    except (services.NotAllowed, OutOfStock) as problem:
        raise HTTPException(409, str(problem)) from problem
    return order


@router.post("/{order_id}/ship", response_model=OrderOut)
def ship_order(order: OwnOrder, session: Database, manager: Manager) -> Order:
    try:
        services.ship(session, order)
    except services.NotAllowed as problem:
        raise HTTPException(409, str(problem)) from problem
    return order


@router.post("/{order_id}/cancel", response_model=OrderOut)
def cancel_order(order: OwnOrder, session: Database, manager: Manager) -> Order:
    try:
        services.cancel(session, order)
    except services.NotAllowed as problem:
        raise HTTPException(409, str(problem)) from problem
    return order
