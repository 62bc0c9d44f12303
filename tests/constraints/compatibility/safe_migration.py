#: file shop/models.py
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()

#: file versions/a1_first.py
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("number", sa.String(20)),
        sa.Column("state", sa.String(20)),
        sa.Column("origin", sa.String(20)),
    )

#: added file versions/b2_later.py
import sqlalchemy as sa
from alembic import op

revision = "b2"
down_revision = "a1"


def upgrade():
    op.create_table("lines", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("lines", sa.Column("order_id", sa.Integer(), nullable=False))
    op.add_column("orders", sa.Column("currency", sa.String(3), nullable=False))  #: breaks safe_migration is required and old rows have no value for it
    op.add_column("orders", sa.Column("size", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("orders", sa.Column("note", sa.String(), nullable=True))
    op.alter_column("orders", "number", nullable=False)  #: breaks safe_migration becomes required
    op.alter_column("orders", "origin", type_=sa.String(10))  #: breaks safe_migration takes 10 characters and took 20
    op.create_index("by_number", "orders", ["number"])  #: breaks safe_migration while the table is locked
    op.create_index("by_state", "orders", ["state"], postgresql_concurrently=True)
    op.execute("UPDATE orders SET state = 'open' WHERE state IS NULL")  #: breaks safe_migration cannot be undone
    op.alter_column("orders", "state", nullable=False)


def downgrade():
    pass
