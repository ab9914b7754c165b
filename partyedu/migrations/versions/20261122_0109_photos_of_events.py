"""First tables: photos of events."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0109"
down_revision = "20261122_0108"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "event_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("stored_file_id", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(length=80), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_photo_event_id")),
        sa.ForeignKeyConstraint(["stored_file_id"], ["stored_file.id"], name=op.f("fk_event_photo_stored_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_photo")),
        sa.UniqueConstraint("event_id", "stored_file_id", name=op.f("uq_event_photo_event_id_stored_file_id")),
    )


def downgrade() -> None:
    """The same step back."""
    op.drop_table("event_photo")
