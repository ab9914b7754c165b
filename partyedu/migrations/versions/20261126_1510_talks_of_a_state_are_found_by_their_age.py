"""Talks of a state are found by their age: the pool shows the newest thirty of tens of thousands."""

from alembic import op

revision = "20261126_1510"
down_revision = "20261126_1447"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    with op.batch_alter_table("talk", schema=None) as batch_op:
        batch_op.create_index("ix_talk_state_created_at", ["state", "created_at"], unique=False)


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("talk", schema=None) as batch_op:
        batch_op.drop_index("ix_talk_state_created_at")
