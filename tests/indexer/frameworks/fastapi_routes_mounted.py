#: file shop/__init__.py
#: file shop/settings.py
from shop.environment import setting

BASE = setting("BASE")
#: file shop/server.py
from fastapi import APIRouter, FastAPI

from shop.settings import BASE

router = APIRouter(prefix="/orders")


@router.get("/")
def order_list():  #: endpoint GET /api/orders/
    pass


def create_api():
    api = FastAPI()
    api.include_router(router)
    return api


def create_app():
    app = FastAPI()
    api = create_api()
    if BASE:
        app.mount(BASE.value(), app=api)
    else:
        app.mount("/api", app=api)
    return app


#: file shop/documentation.py
from shop.server import create_api

SCHEMA = create_api().openapi()
