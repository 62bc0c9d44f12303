#: file manage.py
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
#: file shop/__init__.py
#: file shop/settings.py
ROOT_URLCONF = "shop.urls"
#: file shop/urls.py
from django.urls import include, path

from shop.api import api
from shop.extra import extra

urlpatterns = [path("api/", api.urls), path("v2/", include([path("extra/", extra.urls)]))]
#: file shop/auth.py
from ninja.security import HttpBearer


class Token(HttpBearer):
    def authenticate(self, request, token):
        return token == "x"


def by_address(request):
    return request.META["REMOTE_ADDR"] == "127.0.0.1"
#: file shop/api.py
from ninja import NinjaAPI
from ninja.security import django_auth

from shop.auth import Token
from shop.customers import router as customers
from shop.orders import router as orders

api = NinjaAPI(auth=Token())
api.add_router("/orders/", orders)
api.add_router("customers", customers, auth=django_auth)
api.add_router("/stock", "shop.stock.router")


@api.get("/ping", auth=None)
def ping(request):  #: endpoint GET /api/ping; public
    return "pong"


@api.api_operation(["POST", "PATCH"], "/settings")
def change(request):  #: endpoint POST,PATCH /api/settings; guarded by Token
    ...
#: file shop/orders.py
from functools import wraps

from django.contrib.auth.decorators import permission_required
from ninja import Router

from shop.auth import by_address

router = Router()
lines = Router(auth=by_address)
router.add_router("{order_id}/lines", lines)


@router.get("/")
def order_list(request):  #: endpoint GET /api/orders/; guarded by Token
    ...


@router.get("/{int:order_id}")
def order(request, order_id: int):  #: endpoint GET /api/orders/<int:order_id>; guarded by Token
    ...


@permission_required("orders.add")
@router.post("/")
def create(request):  #: endpoint POST /api/orders/; guarded by Token
    ...


@router.delete("/{order_id}", auth=[by_address])
@permission_required("orders.delete")
def delete(request, order_id: int):  #: endpoint DELETE /api/orders/<order_id>; guarded by by_address, permission_required
    ...


@lines.get("")
def line_list(request, order_id: int):  #: endpoint GET /api/orders/<order_id>/lines; guarded by by_address
    ...
#: file shop/customers.py
from ninja import Router

router = Router()


@router.get("/me")
def me(request):  #: endpoint GET /api/customers/me; guarded by django_auth
    ...
#: file shop/stock.py
from ninja import Router

router = Router(auth=None)


def levels(request):  #: endpoint GET /api/stock/levels; public
    ...


router.add_api_operation("/levels", ["GET"], levels)
#: file shop/extra.py
from ninja_extra import ControllerBase, NinjaExtraAPI, api_controller, http_delete, http_get, permissions, route


class Paged(ControllerBase):
    @http_get("/pages")
    def pages(self):
        ...


@api_controller("/returns", permissions=[permissions.IsAuthenticated])
class Returns(Paged):  #: endpoint GET /v2/extra/returns/pages; guarded by IsAuthenticated
    @http_get("/")
    def all(self):  #: endpoint GET /v2/extra/returns/; guarded by IsAuthenticated
        ...

    @route.post("/{order_id}", permissions=[permissions.AllowAny])
    def start(self, order_id: int):  #: endpoint POST /v2/extra/returns/<order_id>; public
        ...

    @http_delete("/{order_id}", permissions=[permissions.IsAdminUser])
    def drop(self, order_id: int):  #: endpoint DELETE /v2/extra/returns/<order_id>; guarded by IsAdminUser
        ...


extra = NinjaExtraAPI()
extra.register_controllers(Returns)
