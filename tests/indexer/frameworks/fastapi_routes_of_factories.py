#: file server/__init__.py
#: file server/app.py
from fastapi import FastAPI

from server.routers import items, users


def make():
    app = FastAPI()
    app.include_router(users)
    return app


def create():
    app = make()
    app.include_router(items, prefix="/items")
    return app


#: file server/routers.py
from fastapi import APIRouter

items, users = APIRouter(), APIRouter(prefix="/users")


@items.get("/")
def list_items():  #: endpoint GET /items/
    pass


@users.get("/me")
def me():  #: endpoint GET /users/me
    pass
