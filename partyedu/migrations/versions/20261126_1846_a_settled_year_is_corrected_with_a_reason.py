"""A settled year is corrected with a reason: how an event of it counted and counts now is kept."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1846"
down_revision = "20261126_1838"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "event_hours_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(length=30), nullable=False),
        sa.Column("after", sa.String(length=30), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_hours_change_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_hours_change")),
    )
    op.create_index(op.f("ix_event_hours_change_event_id"), "event_hours_change", ["event_id"], unique=False)


def downgrade() -> None:
    """One step back."""
    op.drop_index(op.f("ix_event_hours_change_event_id"), table_name="event_hours_change")
    op.drop_table("event_hours_change")
