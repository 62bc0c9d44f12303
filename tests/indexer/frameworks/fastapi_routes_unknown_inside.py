#: file shop/views.py
from fastapi import APIRouter
from plugins import found

shop = APIRouter(prefix="/shop")
stock = APIRouter(prefix="/stock")

for one in found():
    shop.include_router(one)
    shop.include_router(one)
    stock.include_router(one)
    stock.include_router(one)


@shop.get("/orders")
def orders():  #: endpoint GET /shop/orders; access unknown
    return []


@stock.get("/items")
def items():  #: endpoint GET /stock/items; access unknown
    return []
