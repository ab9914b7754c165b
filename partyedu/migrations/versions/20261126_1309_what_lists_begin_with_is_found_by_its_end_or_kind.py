"""Lists of what is over, of what is to come and of one kind are read from an index, and approved talks by their day."""

from alembic import op

revision = "20261126_1309"
down_revision = "20261126_1210"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_ends_at", ["ends_at"], unique=False)
        batch_op.create_index("ix_event_public_ends_at", ["public_ends_at"], unique=False)
        batch_op.create_index(
            "ix_event_kind_public_starts_at", ["kind", "public_starts_at", "status", "unit_id"], unique=False
        )
    with op.batch_alter_table("talk", schema=None) as batch_op:
        batch_op.create_index("ix_talk_state_decided_at", ["state", "decided_at"], unique=False)


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("talk", schema=None) as batch_op:
        batch_op.drop_index("ix_talk_state_decided_at")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_kind_public_starts_at")
        batch_op.drop_index("ix_event_public_ends_at")
        batch_op.drop_index("ix_event_ends_at")
