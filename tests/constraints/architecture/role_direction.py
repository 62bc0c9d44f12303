#: file shop/__init__.py
#: file shop/app.py
from fastapi import FastAPI

from shop.routes import items, orders, users

app = FastAPI()
app.include_router(items.router)
app.include_router(orders.router)
app.include_router(users.router)
#: file shop/routes/__init__.py
#: file shop/routes/items.py
from fastapi import APIRouter

from shop.services import items, stock

router = APIRouter()


@router.get("/items")
def listed(session):
    return items.all_of(session) + stock.all_of(session)
#: file shop/routes/orders.py
from fastapi import APIRouter

from shop import services
from shop.facade import OrderRepository  #: added; breaks role_direction entry points reach `shop.repositories` through services
from shop.services import orders

router = APIRouter()


@router.get("/orders")
def listed(session):
    return orders.all_of(session)
#: file shop/routes/users.py
"""Users.

    from shop.repositories import orders
"""
import importlib  #: added

from fastapi import APIRouter

from repositories import users as elsewhere  #: added
from shop.services import stock, users

router = APIRouter()


@router.get("/users")
def listed(session):
    importlib.import_module("shop.repositories.users")  #: added; breaks role_direction
    return users.all_of(session)
#: file shop/facade.py
from shop.repositories.orders import OrderRepository
#: file shop/services/__init__.py
#: file shop/services/items.py
from shop.repositories.items import ItemRepository


def all_of(session):
    from ..routes import items  #: added; breaks role_direction entry points import services, not the other way round
    return ItemRepository(session).rows()
#: file shop/services/orders.py
from typing import TYPE_CHECKING

from shop.repositories.orders import OrderRepository

if TYPE_CHECKING:
    from shop.routes import orders  #: added


def all_of(session):
    return OrderRepository(session).rows()
#: file shop/services/stock.py
from shop.repositories.items import ItemRepository


def all_of(session):
    return ItemRepository(session).rows()
#: file shop/services/users.py
from shop.repositories.users import UserRepository


def all_of(session):
    return UserRepository(session).rows()
#: file shop/repositories/__init__.py
#: file shop/repositories/items.py
from sqlalchemy.orm import Session


class ItemRepository:
    def __init__(self, session: Session):
        self.session = session

    def rows(self):
        return self.session.execute("SELECT * FROM items")
#: file shop/repositories/orders.py
from sqlalchemy.orm import Session


class OrderRepository:
    def __init__(self, session: Session):
        self.session = session

    def rows(self):
        return self.session.execute("SELECT * FROM orders")
#: file shop/repositories/users.py
from sqlalchemy.orm import Session


class UserRepository:
    def __init__(self, session: Session):
        self.session = session

    def rows(self):
        return self.session.execute("SELECT * FROM users")
