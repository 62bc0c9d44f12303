#: file shop/__init__.py
#: file shop/app.py
import connexion
from connexion.resolver import RestyResolver

app = connexion.App(__name__, specification_dir="./specifications")
app.add_api("openapi.json")
app.add_api("stock.yaml", base_path="/stock", resolver=RestyResolver("shop.api"))
app.add_api("missing.yaml")
#: file shop/access.py
def bearer(token):
    return {"sub": token}


#: file shop/orders.py
from flask import abort
from flask_login import current_user


def order_list():  #: endpoint GET /v1/orders; access unknown
    ...


def refund(number):  #: endpoint POST /v1/orders/{number}/refund; guarded by bearer
    ...


def remove(number):  #: endpoint DELETE /v1/orders/{number}/refund; guarded by remove
    if not current_user.is_admin:
        abort(403)


def not_named():
    ...


#: file shop/api/__init__.py
#: file shop/api/shelves.py
def search():  #: endpoint GET /stock/shelves; guarded by bearer
    ...


def get(shelf):  #: endpoint GET /stock/shelves/{shelf}; access unknown
    ...


#: file shop/specifications/openapi.json
{
    "openapi": "3.0.1",
    "servers": [{"url": "https://shop.example/v1"}],
    "components": {
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer", "x-bearerInfoFunc": "shop.access.bearer"},
            "unasked": {"type": "http", "scheme": "bearer"},
        }
    },
    "paths": {
        "/orders": {"get": {"operationId": "shop.orders.order_list", "security": [{"unasked": []}]}},
        "/orders/{number}/refund": {
            "post": {
                "operationId": "refund",
                "x-openapi-router-controller": "shop.orders",
                "security": [{"token": ["refund"]}],
            },
            "delete": {"operationId": "shop.orders.remove"},
        },
        "/gone": {"get": {"operationId": "shop.orders.gone"}},
    },
}
#: file shop/specifications/stock.yaml
{
    "swagger": "2.0",
    "basePath": "/v2",
    "securityDefinitions": {"token": {"type": "oauth2", "x-tokenInfoFunc": "shop.access.bearer"}},
    "security": [{"token": []}],
    "paths": {
        "/shelves": {"get": {"summary": "all"}},
        "/shelves/{shelf}": {"get": {"security": [{"token": []}, {}]}},
    },
}
