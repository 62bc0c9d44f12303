#: file shop/views.py
from flask import Blueprint
from plugins import found

shop = Blueprint("shop", __name__, url_prefix="/shop")
stock = Blueprint("stock", __name__, url_prefix="/stock")

for one in found():
    shop.register_blueprint(one)
    shop.register_blueprint(one)
    stock.register_blueprint(one)
    stock.register_blueprint(one)


@shop.get("/orders")
def orders():  #: endpoint GET /shop/orders; access unknown
    return []


@stock.get("/items")
def items():  #: endpoint GET /stock/items; access unknown
    return []
