"""Wishes among matters."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0413"
down_revision = "20261122_0412"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    with op.batch_alter_table("matter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=30), nullable=False, server_default="matter"))
        batch_op.add_column(sa.Column("claimant_unit_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_matter_claimant_unit_id"), "unit", ["claimant_unit_id"], ["id"])
        batch_op.add_column(sa.Column("thanks", sa.String(length=300), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("thanked_at", sa.DateTime(), nullable=True))
        batch_op.create_index("ix_matter_kind_state", ["kind", "state"], unique=False)
    with op.batch_alter_table("matter", schema=None) as batch_op:  # the defaults were for the rows that stood there
        batch_op.alter_column("kind", existing_type=sa.String(length=30), server_default=None)
        batch_op.alter_column("thanks", existing_type=sa.String(length=300), server_default=None)


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("matter", schema=None) as batch_op:
        batch_op.drop_index("ix_matter_kind_state")
        batch_op.drop_column("thanked_at")
        batch_op.drop_column("thanks")
        batch_op.drop_constraint(batch_op.f("fk_matter_claimant_unit_id"), type_="foreignkey")
        batch_op.drop_column("claimant_unit_id")
        batch_op.drop_column("kind")
