#: file shop/__init__.py

#: file shop/types.py
from sqlalchemy import CHAR, DateTime
from sqlalchemy.types import TypeDecorator


class Utc(TypeDecorator):
    impl = DateTime


class Guid(TypeDecorator):
    impl = CHAR

#: file shop/models.py
from sqlalchemy import Column, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import declarative_base

from shop.types import Guid, Utc

Base = declarative_base()


class Customer(Base):
    __tablename__ = "customers"

    id = Column(Guid, primary_key=True)
    email = Column(String(80), unique=True)
    created = Column(Utc, nullable=False)


class Order(Base):
    __tablename__ = "orders"
    __table_args__ = (UniqueConstraint("number", name="one_number"),)

    id = Column(Integer, primary_key=True)
    number = Column(String(20))
    state = Column("status", String(10), nullable=False)
    total = Column(Integer, nullable=False)  #: drift null Order.total
    weight = Column(String(5))
    note = Column(String)  #: drift not-in-migrations Order.note
    customer_id = Column(ForeignKey("customers.id"))


class Refund(Base):  #: drift not-in-model Refund.reason
    __tablename__ = "refunds"

    id = Column(Integer, primary_key=True)


class Voucher(Base):  #: drift no-migrations Voucher
    __tablename__ = "vouchers"

    code = Column(String, primary_key=True)

#: file shop/versions/a1_first.py
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def dates():
    return (sa.Column("created", sa.TIMESTAMP(), nullable=True),)  #: step create_table customers created null


def upgrade():
    op.create_table(
        "customers",
        sa.Column("id", sa.String(36), nullable=False),  #: step create_table customers id not-null String 36
        sa.Column("email", sa.String(length=80), nullable=True),  #: step create_table customers email 80
        *dates(),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in ("refunds", "drafts"):
        op.create_table(
            name,
            sa.Column("id", sa.Integer(), primary_key=True),  #: step create_table refunds id; step create_table drafts id
            sa.Column("reason", sa.Text()),  #: step create_table refunds reason; step create_table drafts reason
        )
    op.create_index(op.f("ix_email"), "customers", ["email"], unique=True, postgresql_concurrently=True)  #: step add_unique customers email online


def downgrade():
    op.drop_table("customers")

#: file shop/versions/b2_later.py
import sqlalchemy as sa
from alembic import op

revision = "b2"
down_revision = ("a1", "c3")


def upgrade():
    with op.batch_alter_table("orders") as batch_op:
        batch_op.add_column(sa.Column("total", sa.Integer(), nullable=True))  #: step add_column orders total null not-default
        batch_op.add_column(sa.Column("weight", sa.Integer(), server_default=sa.text("0")))  #: step add_column orders weight default
        batch_op.alter_column("state", new_column_name="status", existing_type=sa.String(20))  #: step rename_column orders state; step rename_column orders status
        batch_op.alter_column("status", nullable=False, type_=sa.String(30))  #: step alter_column orders status was String not-null 30
        batch_op.create_unique_constraint("one_number", ["number"])  #: step add_unique orders number locks
        batch_op.create_foreign_key("to_customer", "customers", ["customer_id"], ["id"])  #: step add_foreign_key orders customer_id
        batch_op.drop_column("note")  #: step drop_column orders note was String
    op.alter_column("customers", "created", nullable=False)  #: step alter_column customers created was TIMESTAMP not-null
    op.execute("UPDATE orders SET total = 0")  #: step run_sql irreversible
    op.get_bind().execute(sa.text("ALTER TABLE drafts RENAME TO plans"))  #: step run_sql irreversible; step rename_table drafts
    for table in sa.inspect(op.get_bind()).get_table_names():
        op.alter_column(table, "at", type_=sa.DateTime())  #: step alter_column at
    op.execute("DROP TABLE IF EXISTS plans")  #: step run_sql irreversible; step drop_table plans


def downgrade():
    pass

#: file shop/versions/c3_orders.py
import sqlalchemy as sa
from alembic import op

revision = "c3"
down_revision = "a1"


def upgrade():
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), nullable=False),  #: step create_table orders id
        sa.Column("number", sa.String(20)),  #: step create_table orders number 20
        sa.Column("state", sa.String(20), nullable=True),  #: step create_table orders state null
        sa.Column("note", sa.String(), nullable=True),  #: step create_table orders note
        sa.Column("customer_id", sa.String(36), sa.ForeignKey("customers.id")),  #: step create_table orders customer_id
        sa.PrimaryKeyConstraint("id"),
    )
