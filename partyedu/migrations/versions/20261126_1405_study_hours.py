"""Rules of study hours, entries and exemptions."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1405"
down_revision = "20261126_1404"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "hours_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("target_minutes", sa.Integer(), nullable=False),
        sa.Column("post_target_minutes", sa.Integer(), nullable=False),
        sa.Column("half_day_minutes", sa.Integer(), nullable=False),
        sa.Column("day_minutes", sa.Integer(), nullable=False),
        sa.Column("speaker_minutes", sa.Integer(), nullable=False),
        sa.Column("speaker_cap_minutes", sa.Integer(), nullable=True),
        sa.Column("door_cap_minutes", sa.Integer(), nullable=True),
        sa.Column("online_cap_minutes", sa.Integer(), nullable=True),
        sa.Column("entry_cap_minutes", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_hours_rule_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_rule")),
    )
    with op.batch_alter_table("hours_rule", schema=None) as batch_op:
        batch_op.create_index("ix_hours_rule_unit_id_from_on", ["unit_id", "from_on"], unique=True)

    op.create_table(
        "exemption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("agreed_until_on", sa.Date(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_reason", sa.String(length=200), nullable=False),
        sa.Column("form_key", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_exemption_decided_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_exemption_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemption")),
        sa.UniqueConstraint("form_key", name=op.f("uq_exemption_form_key")),
    )
    with op.batch_alter_table("exemption", schema=None) as batch_op:
        batch_op.create_index("ix_exemption_person_id_until_on", ["person_id", "until_on"], unique=False)

    op.create_table(
        "hours_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("studied_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("evidence", sa.String(length=200), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("handed_in_at", sa.DateTime(), nullable=False),
        sa.Column("typed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("refused_reason", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("form_key", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["person.id"], name=op.f("fk_hours_entry_confirmed_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_hours_entry_person_id")),
        sa.ForeignKeyConstraint(["photo_id"], ["stored_file.id"], name=op.f("fk_hours_entry_photo_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_hours_entry_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_entry")),
        sa.UniqueConstraint("form_key", name=op.f("uq_hours_entry_form_key")),
    )
    with op.batch_alter_table("hours_entry", schema=None) as batch_op:
        batch_op.create_index("ix_hours_entry_person_id_studied_on", ["person_id", "studied_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_hours_entry_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "event_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("counts_as", sa.String(length=30), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_hours_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_hours")),
        sa.UniqueConstraint("event_id", name=op.f("uq_event_hours_event_id")),
    )
    # Hours are asked of two million attendances: what they read stands in the indexes themselves.
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

    op.drop_table("event_hours")
    with op.batch_alter_table("hours_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hours_entry_unit_id"))
        batch_op.drop_index("ix_hours_entry_person_id_studied_on")

    op.drop_table("hours_entry")
    with op.batch_alter_table("exemption", schema=None) as batch_op:
        batch_op.drop_index("ix_exemption_person_id_until_on")

    op.drop_table("exemption")
    with op.batch_alter_table("hours_rule", schema=None) as batch_op:
        batch_op.drop_index("ix_hours_rule_unit_id_from_on")

    op.drop_table("hours_rule")
