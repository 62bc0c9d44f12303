"""when an order was placed, and a note on it"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("orders") as batch_op:
        batch_op.add_column(sa.Column("placed_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("note", sa.String(200), nullable=True))
    op.execute("UPDATE orders SET placed_at = created_at WHERE status <> 'DRAFT'")


def downgrade() -> None:
    with op.batch_alter_table("orders") as batch_op:
        batch_op.drop_column("note")
        batch_op.drop_column("placed_at")
