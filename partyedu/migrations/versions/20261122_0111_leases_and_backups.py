"""First tables: leases and backups."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0111"
down_revision = "20261122_0110"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "lease",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("holder", sa.String(length=60), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lease")),
        sa.UniqueConstraint("name", name=op.f("uq_lease_name")),
    )


def downgrade() -> None:
    """The same step back."""
    op.drop_table("lease")
