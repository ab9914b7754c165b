"""First tables: attendance and check in devices."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0105"
down_revision = "20261122_0104"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "clock_confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("after_audit_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_confirmation")),
    )
    op.create_table(
        "check_in_device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_check_in_device_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in_device")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_check_in_device_token_hash")),
    )
    with op.batch_alter_table("check_in_device", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_in_device_person_id"), ["person_id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("via", sa.String(length=30), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("typed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_attendance_event_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attendance_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("event_id", "person_id", name=op.f("uq_attendance_event_id_person_id")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index("ix_attendance_at", ["at"], unique=False)
        batch_op.create_index("ix_attendance_event_id_device", ["event_id", "device"], unique=False)
        batch_op.create_index("ix_attendance_person_id_event_id", ["person_id", "event_id"], unique=False)

    op.create_table(
        "attendance_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(length=30), nullable=False),
        sa.Column("after", sa.String(length=30), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_attendance_change_event_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attendance_change_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_change")),
    )
    with op.batch_alter_table("attendance_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_change_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_change_person_id"), ["person_id"], unique=False)

    op.create_table(
        "head_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("checked_in", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("counted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_head_count_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_head_count")),
    )
    with op.batch_alter_table("head_count", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_head_count_event_id"), ["event_id"], unique=False)


def downgrade() -> None:
    """The same step back."""
    with op.batch_alter_table("head_count", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_head_count_event_id"))

    op.drop_table("head_count")
    with op.batch_alter_table("attendance_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_change_person_id"))
        batch_op.drop_index(batch_op.f("ix_attendance_change_event_id"))

    op.drop_table("attendance_change")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index("ix_attendance_person_id_event_id")
        batch_op.drop_index("ix_attendance_event_id_device")
        batch_op.drop_index("ix_attendance_at")

    op.drop_table("attendance")
    with op.batch_alter_table("check_in_device", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_check_in_device_person_id"))

    op.drop_table("check_in_device")
    op.drop_table("clock_confirmation")
