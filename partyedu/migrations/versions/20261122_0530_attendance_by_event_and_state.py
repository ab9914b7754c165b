"""Attendance by event and state: who was there is counted from the index, without opening two million rows."""

from alembic import op

revision = "20261122_0530"
down_revision = "20261122_0520"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index("ix_attendance_event_id_state", ["event_id", "state"], unique=False)


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index("ix_attendance_event_id_state")
