#: file shop/models.py
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Order(Base):  #: binds migrated_model the table of `Order` changes by migrations; breaks migrated_model `Order.note` was removed
    __tablename__ = "orders"

    id = Column(Integer, primary_key=True)
    number = Column(String(20))  #: dropped
    number = Column(String(20), nullable=False)  #: added; breaks migrated_model may no longer be null
    note = Column(String)  #: dropped
    size = Column(Integer)  #: added
    origin = Column(String, nullable=False)  #: added; breaks migrated_model is new and required
    state = Column(String, nullable=False, default="open")  #: added


class Customer(Base):  #: binds migrated_model
    __tablename__ = "customers"

    id = Column(Integer, primary_key=True)
    name = Column(String)  #: dropped
    full_name = Column("name", String)  #: added


class Voucher(Base):  #: binds migrated_model
    __tablename__ = "vouchers"

    id = Column(Integer, primary_key=True)
    code = Column(String)  #: dropped

#: file versions/a1_first.py
import sqlalchemy as sa  #: binds migrated_model `Order`; binds migrated_model `Customer`; binds migrated_model `Voucher`
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.add_column("orders", sa.Column("note", sa.String()))

#: added file versions/b2_vouchers.py
import sqlalchemy as sa
from alembic import op

revision = "b2"
down_revision = "a1"


def upgrade():
    op.drop_column("vouchers", "code")  #: breaks safe_migration goes while code
