"""Calls for talks."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0412"
down_revision = "20261122_0111"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "call_for_talks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_call_for_talks_theme_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_call_for_talks_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_for_talks")),
    )
    with op.batch_alter_table("call_for_talks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_for_talks_unit_id"), ["unit_id"], unique=False)

    with op.batch_alter_table("talk", schema=None) as batch_op:
        batch_op.add_column(sa.Column("call_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_talk_call_id"), ["call_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_talk_call_id"), "call_for_talks", ["call_id"], ["id"])


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("talk", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_talk_call_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_talk_call_id"))
        batch_op.drop_column("call_id")

    with op.batch_alter_table("call_for_talks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_for_talks_unit_id"))

    op.drop_table("call_for_talks")
