#: file shop/__init__.py
#: file shop/routes.py
from fastapi import APIRouter
from sqlalchemy import text  #: added
from sqlalchemy.orm import Session

from shop import services
from shop.models import Order  #: added

router = APIRouter()


@router.get("/totals")
def totals(session: Session):
    session.execute(text("SELECT count(*) FROM orders"))  #: added; breaks delegated_work runs raw SQL itself
    return services.all_orders(session)


@router.get("/paid")
def paid(session: Session):
    session.query(Order).filter(Order.status == "paid").all()  #: added; breaks delegated_work runs queries itself
    return services.all_orders(session)


@router.get("/orders")
def orders(session):
    return services.all_orders(session)


@router.get("/items")
def items(session):
    return services.all_items(session)


@router.get("/users")
def users(session):
    return services.all_users(session)


@router.get("/prices")
def prices(session):
    return services.all_prices(session)


@router.get("/bills")
def bills(session):
    return services.all_bills(session)


@router.get("/levels")
def levels(session):
    return services.all_levels(session)


@router.get("/reports")
def reports(session):
    return services.all_reports(session)
#: file shop/models.py
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    status = Column(String)
#: file shop/services.py
from sqlalchemy import text  #: added
from sqlalchemy.orm import Session

from shop.models import Order


def all_orders(session: Session):
    return session.query(Order).all()


def all_paid(session: Session):
    return session.query(Order).filter(Order.status == "paid").all()


def all_open(session: Session):
    return session.query(Order).filter(Order.status == "open").first()


def count(session: Session):
    return session.execute(text("SELECT count(*) FROM orders"))  #: added
#: file tests/test_routes.py
import sqlite3


def test_totals():
    sqlite3.connect(":memory:").execute("SELECT 1")  #: added
