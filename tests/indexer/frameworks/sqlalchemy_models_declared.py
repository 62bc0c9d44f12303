#: file shop/__init__.py
#: file shop/database.py
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.ext.declarative import declarative_base


class Base:
    pass


class Database(SQLAlchemy):
    Model: type[Base]


db = Database(model_class=declarative_base(cls=Base))
#: file shop/models.py
from shop.database import db


class Order(db.Model):  #: model sqlalchemy orders
    __tablename__ = "orders"
    number = db.Column(db.Integer, primary_key=True)
