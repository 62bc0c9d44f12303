#: file shop/database.py
from functools import partial

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase


class Database(SQLAlchemy):
    pass


class Base(DeclarativeBase):
    pass


db = Database()
Required = partial(db.Column, nullable=False)


def primary_key():
    return db.Column(db.Integer, primary_key=True)


class Timestamps:
    created = db.Column(db.DateTime)  #: field created column DateTime null


#: file shop/models.py
from typing import Optional

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from shop.database import Base, Required, Timestamps, db, primary_key


class Account(Timestamps, db.Model):  #: model sqlalchemy account
    id = primary_key()  #: field id column Integer primary_key
    email = Required(db.String(255), unique=True)  #: field email column String unique
    orders = db.relationship("Order", backref="account")  #: field orders relation to shop.models.Order
    nickname = "none"


class Order(Base):  #: model sqlalchemy orders
    __tablename__ = "orders"
    __table_args__ = (
        sa.UniqueConstraint("account_id", "number", name="one_number"),  #: table unique account_id number
        sa.CheckConstraint("total >= 0"),  #: table check
    )

    id: Mapped[int] = mapped_column(primary_key=True)  #: field id column Integer primary_key
    account_id = sa.Column(sa.ForeignKey("account.id", ondelete="CASCADE"))  #: field account_id column null CASCADE account.id
    number: Mapped[str]  #: field number column String
    note: Mapped[Optional[str]]  #: field note column String null
    status: Mapped[str] = mapped_column(sa.Enum("draft", "paid"))  #: field status column Enum draft paid
    lines: Mapped[list["Line"]] = relationship(back_populates="order")  #: field lines relation to shop.models.Line


class Stop(Base):  #: model sqlalchemy stops
    __tablename__ = "stops"

    order_id: Mapped[int] = mapped_column(nullable=True)  #: field order_id primary_key orders.id
    place: Mapped[str] = mapped_column(sa.String(20).with_variant(sa.String(20, collation="C"), "mysql"))  #: field place column String

    __table_args__ = (
        sa.PrimaryKeyConstraint(order_id),
        sa.ForeignKeyConstraint(columns=(order_id,), refcolumns=["orders.id"]),
        sa.Index("by_place", place, unique=True),  #: table unique place
    )


class Halt(Stop):  #: model sqlalchemy stops
    place = None
    order_id = db.column_property(db.Column(db.Integer), Stop.order_id)  #: field order_id Integer


class Line(Base):  #: model sqlalchemy lines
    __tablename__ = "lines"

    id: Mapped[int] = mapped_column(primary_key=True)  #: field id column Integer primary_key

    @declared_attr
    def order_id(cls):  #: field order_id column orders.id null Integer
        return sa.Column(sa.Integer, sa.ForeignKey("orders.id"))

    order: Mapped["Order"] = relationship(back_populates="lines")  #: field order relation to shop.models.Order


class Audited(Base):  #: model sqlalchemy abstract
    __abstract__ = True

    changed_by = sa.Column(sa.String)  #: field changed_by column String null


class NoModel:
    id = sa.Column(sa.Integer, primary_key=True)


#: file migrations/versions/0001_first.py
import sqlalchemy as sa
from sqlalchemy.orm import declarative_base

revision = "0001"
down_revision = None
Base = declarative_base()


class Order(Base):
    __tablename__ = "orders"
    id = sa.Column(sa.Integer, primary_key=True)


#: file shop/sqlmodels.py
from sqlmodel import Field, Relationship, SQLModel


class UserBase(SQLModel):
    email: str = Field(unique=True)  #: field email column AutoString unique


class User(UserBase, table=True):  #: model sqlmodel user
    id: int | None = Field(default=None, primary_key=True)  #: field id column Integer primary_key
    team_id: int = Field(foreign_key="team.id")  #: field team_id column Integer team.id
    team: "Team" = Relationship()  #: field team relation to shop.sqlmodels.Team


class Team(SQLModel, table=True):  #: model sqlmodel team
    id: int = Field(primary_key=True)  #: field id column Integer primary_key


class UserPublic(UserBase):
    id: int
