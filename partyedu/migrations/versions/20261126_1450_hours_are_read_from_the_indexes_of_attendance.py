"""Hours and figures read attendances from two indexes alone, without the rows."""

from alembic import op

revision = "20261126_1450"
down_revision = "20261126_1447"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index("ix_attendance_event_id_state")
        batch_op.drop_index("ix_attendance_person_id_event_id")
        batch_op.create_index(
            "ix_attendance_event_id_state_person_id", ["event_id", "state", "person_id"], unique=False
        )
        batch_op.create_index(
            "ix_attendance_person_id_event_id_state", ["person_id", "event_id", "state"], unique=False
        )


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index("ix_attendance_person_id_event_id_state")
        batch_op.drop_index("ix_attendance_event_id_state_person_id")
        batch_op.create_index("ix_attendance_person_id_event_id", ["person_id", "event_id"], unique=False)
        batch_op.create_index("ix_attendance_event_id_state", ["event_id", "state"], unique=False)
