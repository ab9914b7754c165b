"""Courses and classes."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0416"
down_revision = "20261122_0415"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("format", sa.String(length=30), nullable=False),
        sa.Column("classroom", sa.String(length=30), nullable=False),
        sa.Column("mode", sa.String(length=30), nullable=False),
        sa.Column("way", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("cap_minutes", sa.Integer(), nullable=True),
        sa.Column("shows", sa.String(length=200), nullable=False),
        sa.Column("task", sa.String(length=300), nullable=False),
        sa.Column("task_place", sa.String(length=120), nullable=False),
        sa.Column("reviews", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("form_key", sa.String(length=32), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_course_theme_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_course_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sa.UniqueConstraint("form_key", name=op.f("uq_course_form_key")),
    )
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_theme_id"), ["theme_id"], unique=False)
        batch_op.create_index("ix_course_unit_id_state", ["unit_id", "state"], unique=False)

    op.create_table(
        "course_audience",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_course_audience_category_id")),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_audience_course_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_audience")),
    )
    with op.batch_alter_table("course_audience", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_audience_course_id"), ["course_id"], unique=False)

    op.create_table(
        "course_teacher",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_teacher_course_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_course_teacher_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_teacher")),
        sa.UniqueConstraint("course_id", "person_id", name=op.f("uq_course_teacher_course_id_person_id")),
    )
    with op.batch_alter_table("course_teacher", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_teacher_person_id"), ["person_id"], unique=False)

    op.create_table(
        "course_courseware",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("courseware_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_courseware_course_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["courseware_id"], ["courseware.id"], name=op.f("fk_course_courseware_courseware_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_courseware")),
        sa.UniqueConstraint("course_id", "courseware_id", name=op.f("uq_course_courseware_course_id_courseware_id")),
    )
    with op.batch_alter_table("course_courseware", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_courseware_courseware_id"), ["courseware_id"], unique=False)

    op.create_table(
        "course_class",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("entry", sa.String(length=30), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("enrol_until", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("share_percent", sa.Integer(), nullable=False),
        sa.Column("test_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("platform", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("state_reason", sa.String(length=300), nullable=False),
        sa.Column("completed_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("form_key", sa.String(length=32), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["bank_entry.id"], name=op.f("fk_course_class_project_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_course_class_room_id")),
        sa.ForeignKeyConstraint(["test_id"], ["survey.id"], name=op.f("fk_course_class_test_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_course_class_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_class")),
        sa.UniqueConstraint("form_key", name=op.f("uq_course_class_form_key")),
    )
    with op.batch_alter_table("course_class", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_class_starts_on"), ["starts_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_course_class_test_id"), ["test_id"], unique=False)
        batch_op.create_index("ix_course_class_unit_id_state", ["unit_id", "state"], unique=False)

    op.create_table(
        "class_course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["course_class.id"], name=op.f("fk_class_course_class_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_class_course_course_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_course")),
        sa.UniqueConstraint("class_id", "course_id", name=op.f("uq_class_course_class_id_course_id")),
    )
    with op.batch_alter_table("class_course", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_class_course_course_id"), ["course_id"], unique=False)

    op.create_table(
        "class_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["class_id"], ["course_class.id"], name=op.f("fk_class_meeting_class_id")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_class_meeting_course_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_class_meeting_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_meeting")),
        sa.UniqueConstraint("class_id", "number", name=op.f("uq_class_meeting_class_id_number")),
        sa.UniqueConstraint("event_id", name=op.f("uq_class_meeting_event_id")),
    )
    with op.batch_alter_table("class_meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_class_meeting_course_id"), ["course_id"], unique=False)

    op.create_table(
        "class_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("typed_by_id", sa.Integer(), nullable=True),
        sa.Column("moved_up_at", sa.DateTime(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("decided", sa.Boolean(), nullable=True),
        sa.Column("decided_reason", sa.String(length=200), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("completed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["class_id"], ["course_class.id"], name=op.f("fk_class_place_class_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_class_place_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_place")),
        sa.UniqueConstraint("class_id", "person_id", name=op.f("uq_class_place_class_id_person_id")),
    )
    with op.batch_alter_table("class_place", schema=None) as batch_op:
        batch_op.create_index(
            "ix_class_place_class_id_state_entered_at", ["class_id", "state", "entered_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_class_place_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_class_place_completed_at"), ["completed_at"], unique=False)

    op.create_table(
        "class_teacher",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["course_class.id"], name=op.f("fk_class_teacher_class_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_class_teacher_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_teacher")),
        sa.UniqueConstraint("class_id", "person_id", name=op.f("uq_class_teacher_class_id_person_id")),
    )
    with op.batch_alter_table("class_teacher", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_class_teacher_person_id"), ["person_id"], unique=False)

    op.create_table(
        "course_need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_need_course_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_course_need_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_need")),
        sa.UniqueConstraint("course_id", "need_id", name=op.f("uq_course_need_course_id_need_id")),
    )
    with op.batch_alter_table("course_need", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_need_need_id"), ["need_id"], unique=False)

    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("unit_name", sa.String(length=80), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_reason", sa.String(length=200), nullable=False),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["place_id"], ["class_place.id"], name=op.f("fk_certificate_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_number")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_place_id"), ["place_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_issued_at"), ["issued_at"], unique=False)
        batch_op.create_index(
            "uq_certificate_place_holds", ["place_id"], unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"), postgresql_where=sa.text("revoked_at IS NULL"),
        )  # fmt: skip


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index("uq_certificate_place_holds")
        batch_op.drop_index(batch_op.f("ix_certificate_issued_at"))
        batch_op.drop_index(batch_op.f("ix_certificate_place_id"))

    op.drop_table("certificate")
    with op.batch_alter_table("course_need", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_need_need_id"))

    op.drop_table("course_need")
    with op.batch_alter_table("class_teacher", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_class_teacher_person_id"))

    op.drop_table("class_teacher")
    with op.batch_alter_table("class_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_class_place_completed_at"))
        batch_op.drop_index(batch_op.f("ix_class_place_person_id"))
        batch_op.drop_index("ix_class_place_class_id_state_entered_at")

    op.drop_table("class_place")
    with op.batch_alter_table("class_meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_class_meeting_course_id"))

    op.drop_table("class_meeting")
    with op.batch_alter_table("class_course", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_class_course_course_id"))

    op.drop_table("class_course")
    with op.batch_alter_table("course_class", schema=None) as batch_op:
        batch_op.drop_index("ix_course_class_unit_id_state")
        batch_op.drop_index(batch_op.f("ix_course_class_test_id"))
        batch_op.drop_index(batch_op.f("ix_course_class_starts_on"))

    op.drop_table("course_class")
    with op.batch_alter_table("course_courseware", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_courseware_courseware_id"))

    op.drop_table("course_courseware")
    with op.batch_alter_table("course_teacher", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_teacher_person_id"))

    op.drop_table("course_teacher")
    with op.batch_alter_table("course_audience", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_audience_course_id"))

    op.drop_table("course_audience")
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.drop_index("ix_course_unit_id_state")
        batch_op.drop_index(batch_op.f("ix_course_theme_id"))

    op.drop_table("course")
