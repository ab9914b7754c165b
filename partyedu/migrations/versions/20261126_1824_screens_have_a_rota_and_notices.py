"""Screens have a rota, a place in words, a distance, a way to hang; notices hang on them."""

import sqlalchemy as sa
from alembic import op

from partyedu.core.db import UTCDateTime

revision = "20261126_1824"
down_revision = "20261126_1818"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    with op.batch_alter_table("screen", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("distance", sa.String(length=30), server_default="near", nullable=False))
        batch_op.add_column(sa.Column("turn", sa.String(length=30), server_default="upright", nullable=False))
        batch_op.add_column(sa.Column("at_session", sa.String(length=30), server_default="stay", nullable=False))
        batch_op.add_column(sa.Column("shows_names", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "screen_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("screen_id", sa.Integer(), nullable=False),
        sa.Column("weekdays", sa.String(length=7), nullable=False),
        sa.Column("since_minutes", sa.Integer(), nullable=False),
        sa.Column("until_minutes", sa.Integer(), nullable=False),
        sa.Column("layout", sa.String(length=30), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["screen_id"], ["screen.id"], name=op.f("fk_screen_entry_screen_id_screen"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screen_entry")),
    )
    with op.batch_alter_table("screen_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_screen_entry_screen_id"), ["screen_id"], unique=False)
    op.create_table(
        "screen_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("form_key", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_screen_notice_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screen_notice")),
        sa.UniqueConstraint("form_key", name=op.f("uq_screen_notice_form_key")),
    )
    with op.batch_alter_table("screen_notice", schema=None) as batch_op:
        batch_op.create_index("ix_screen_notice_ends_at", ["ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_screen_notice_unit_id"), ["unit_id"], unique=False)


def downgrade() -> None:
    """One step back."""
    op.drop_table("screen_notice")
    op.drop_table("screen_entry")
    with op.batch_alter_table("screen", schema=None) as batch_op:
        for name in ("shows_names", "at_session", "turn", "distance", "place"):
            batch_op.drop_column(name)
