#: file shop/deps.py
from fastapi import Depends, HTTPException


def get_session():
    return object()


def current_user(token: str):  #: binds entry_point_guard
    if not token:
        raise HTTPException(status_code=401)
    return token


def staff_only(user=Depends(current_user)):  #: binds entry_point_guard
    if user != "staff":
        raise HTTPException(status_code=403)
    return user


#: file shop/orders.py
from fastapi import APIRouter, Depends

from shop.deps import current_user, get_session, staff_only

router = APIRouter(prefix="/orders", dependencies=[Depends(current_user)])


@router.get("/")  #: binds entry_point_guard `GET /api/orders/` answers only callers that `current_user` lets through
def list_orders(session=Depends(get_session)):  #: binds entry_point_guard
    return session


@router.post("/{order_id}/refund")  #: binds entry_point_guard `current_user` and `staff_only` let through
def refund(order_id: int, staff=Depends(staff_only)):  #: dropped; binds entry_point_guard
def refund(order_id: int):  #: added; breaks entry_point_guard no longer behind `staff_only`: only `current_user` is left
    return audit(order_id)


def audit(order_id):
    return order_id


#: file shop/health.py
from fastapi import APIRouter

router = APIRouter()


@router.get("/health")  #: binds entry_point_guard is unknown
def health():  #: binds entry_point_guard
    return "ok"


#: file shop/main.py
from fastapi import FastAPI

from shop import health, orders

app = FastAPI()
app.include_router(orders.router, prefix="/api")
app.include_router(health.router)
