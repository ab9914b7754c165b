"""Pieces of the library are shown at screenings."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1447"
down_revision = "20261126_1446"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "screening_piece",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("courseware_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["courseware_id"], ["courseware.id"], name=op.f("fk_screening_piece_courseware_id_courseware")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_screening_piece_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_piece")),
        sa.UniqueConstraint("event_id", "courseware_id", name=op.f("uq_screening_piece_event_id_courseware_id")),
    )
    with op.batch_alter_table("screening_piece", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_screening_piece_courseware_id"), ["courseware_id"], unique=False)


def downgrade() -> None:
    """One step back."""
    op.drop_table("screening_piece")
