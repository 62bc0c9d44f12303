#: file shop/__init__.py
#: file shop/settings.py
import os
from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings

ADMIN_PATH = os.environ.get("ADMIN_PATH", "/admin")
REGION = os.environ["REGION"]


class Settings(BaseSettings):
    api_prefix: str = "/api"
    version: str = Field(default="/v1", description="of the paths")
    debug: bool = False


@lru_cache
def get_settings() -> Settings:
    return environments()[0]


def environments():
    return []


#: file shop/main.py
from contextlib import asynccontextmanager

from fastapi import FastAPI

from shop.api import api
from shop.extra import add_extra, late
from shop.legacy import legacy
from shop.settings import ADMIN_PATH, REGION, get_settings

settings = get_settings()


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.include_router(late, prefix="/late")
    yield


app = FastAPI(lifespan=lifespan)
app.include_router(api, prefix=f"{settings.api_prefix}{settings.version}")
app.mount("/legacy", legacy)
add_extra(app, path=ADMIN_PATH)


@app.get("/health")
def health():  #: endpoint GET /health
    return {}


if settings.debug:

    @app.api_route("/debug", methods=["GET", "post"])
    def debug():  #: endpoint GET,POST /debug
        return {}


def not_added():
    return {}


app.get(f"/{REGION}/status")(health)  #: endpoint GET /{REGION}/status


@app.on_event("startup")
def started():
    app.router.add_api_route("/started", not_added, methods=["PUT"])  #: endpoint PUT /started


#: file shop/api/__init__.py
from fastapi import APIRouter

from . import orders, stock
from .controllers import router as controllers

api = APIRouter()
for module, prefix in ((orders, "/orders"), (stock, "")):
    api.include_router(module.router, prefix=prefix)
api.include_router(controllers)


#: file shop/api/orders.py
from fastapi import APIRouter, WebSocket

router = APIRouter()
refunds = APIRouter(prefix="/{order}/refunds")
unused = APIRouter()


@router.get("/")
@router.get("/all")
def listed():  #: endpoint GET /api/v1/orders/; endpoint GET /api/v1/orders/all
    pass


@router.post("", status_code=201)
async def create():  #: endpoint POST /api/v1/orders
    pass


@refunds.delete("/{refund}")
def delete():  #: endpoint DELETE /api/v1/orders/{order}/refunds/{refund}
    pass


@router.websocket("/live")
async def live(socket: WebSocket):  #: endpoint WEBSOCKET /api/v1/orders/live
    pass


@unused.get("/unused")
def never_included():
    pass


router.include_router(refunds)


#: file shop/api/stock.py
from fastapi import APIRouter


class StockRouter(APIRouter):
    def __init__(self, name, **kwargs):
        super().__init__(prefix=f"/stock/{name}", **kwargs)

    def both(self, path):
        def decorator(function):
            self.add_api_route(path, function, methods=["GET", "POST"])
            return function

        return decorator


class Stock:
    def __init__(self):
        self.router = StockRouter("main")
        self.router.add_api_route("/level", self.level)

    def level(self):  #: endpoint GET /api/v1/stock/main/level
        pass


router = Stock().router


@router.both("/count")
def count():  #: endpoint GET,POST /api/v1/stock/main/count
    pass


#: file shop/api/controllers.py
from fastapi import APIRouter
from fastapi_utils.cbv import cbv

router = APIRouter(prefix="/customers")


@cbv(router)
class Customers:
    @router.get("/{id}")
    def get(self, id: int):  #: endpoint GET /api/v1/customers/{id}
        pass

    @property
    def orders(self):
        return []

    @orders.setter
    def orders(self, value):
        pass


#: file shop/legacy.py
from starlette.applications import Starlette
from starlette.endpoints import HTTPEndpoint
from starlette.routing import Mount, Route


async def old(request):  #: endpoint GET,POST /legacy/old
    pass


class Item(HTTPEndpoint):  #: endpoint GET,PUT /legacy/deep/items/{id}
    async def get(self, request):
        pass

    async def put(self, request):
        pass


legacy = Starlette(
    routes=[
        Route("/old", old, methods=["GET", "POST"]),
        Mount("/deep", routes=[Route("/items/{id}", Item)]),
    ]
)


#: file shop/extra.py
from fastapi import APIRouter, FastAPI

late = APIRouter()


@late.get("/")
def lately():  #: endpoint GET /late/
    pass


def add_extra(app, path):
    @app.get(path)
    def admin():  #: endpoint GET /admin
        pass


def add_plugins(app: FastAPI):
    @app.patch("/plugins")
    def plugin():  #: endpoint PATCH /plugins
        pass


#: file tests/test_shop.py
from fastapi import FastAPI

app = FastAPI()


@app.get("/only-in-tests")
def only_in_tests():
    pass
