#: skip connexion routes by an OpenAPI file, and only Python files are read: the operations it names are not seen
#: file shop/__init__.py
#: file shop/app.py
import connexion

app = connexion.App(__name__, specification_dir="./specifications")
app.add_api("openapi.json")
#: file shop/orders.py
def order_list():  #: endpoint GET /orders
    ...


def refund(number):  #: endpoint POST /orders/{number}/refund
    ...
#: file shop/specifications/openapi.json
{
    "openapi": "3.0.1",
    "paths": {
        "/orders": {"get": {"operationId": "shop.orders.order_list"}},
        "/orders/{number}/refund": {"post": {"operationId": "shop.orders.refund"}},
    },
}
