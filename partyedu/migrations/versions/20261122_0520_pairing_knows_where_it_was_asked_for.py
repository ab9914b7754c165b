"""A code for pairing knows where it was asked for: one machine gets few at a time."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0520"
down_revision = "20261122_0418"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    with op.batch_alter_table("pairing") as table:
        table.add_column(sa.Column("asked_from", sa.String(length=64), nullable=False, server_default=""))


def downgrade() -> None:
    """The same step back."""
    with op.batch_alter_table("pairing") as table:
        table.drop_column("asked_from")
