"""What a gathering counts as."""

import sqlalchemy as sa
from alembic import op

# The gatherings of the field, and the kind of event that is one without further words.
OCCASIONS = (
    ("主题党日", "theme-day"),
    ("党课", None),
    ("支部党员大会", None),
    ("支部委员会", None),
    ("党小组会", None),
    ("组织生活会", None),
    ("民主评议党员", None),
)

revision = "20261126_1403"
down_revision = "20261126_1402"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    occasion = op.create_table(
        "occasion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occasion")),
        sa.UniqueConstraint("name", name=op.f("uq_occasion_name")),
    )
    op.bulk_insert(
        occasion,
        [{"name": name, "kind": kind, "position": place} for place, (name, kind) in enumerate(OCCASIONS)],
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("occasion_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_event_occasion_id"), ["occasion_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_event_occasion_id"), "occasion", ["occasion_id"], ["id"])


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_event_occasion_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_event_occasion_id"))
        batch_op.drop_column("occasion_id")

    op.drop_table("occasion")
