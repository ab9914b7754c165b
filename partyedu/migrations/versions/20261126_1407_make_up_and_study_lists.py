"""Make-up and study lists."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1407"
down_revision = "20261126_1406"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "list_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("put_aside", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_list_mark_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_mark")),
        sa.UniqueConstraint("person_id", "item", name=op.f("uq_list_mark_person_id_item")),
    )
    op.create_table(
        "list_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("audience_kind", sa.String(length=30), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=60), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.Column("courseware_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("pushed_at", sa.DateTime(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("form_key", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_list_rule_category_id")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_list_rule_course_id")),
        sa.ForeignKeyConstraint(["courseware_id"], ["courseware.id"], name=op.f("fk_list_rule_courseware_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_list_rule_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_list_rule_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_rule")),
        sa.UniqueConstraint("form_key", name=op.f("uq_list_rule_form_key")),
    )
    with op.batch_alter_table("list_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_list_rule_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_list_rule_courseware_id"), ["courseware_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_list_rule_event_id"), ["event_id"], unique=False)
        batch_op.create_index("ix_list_rule_unit_id_until_on", ["unit_id", "until_on"], unique=False)

    op.create_table(
        "make_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.Column("test_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=30), nullable=True),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("offered_event_id", sa.Integer(), nullable=True),
        sa.Column("offered_courseware_id", sa.Integer(), nullable=True),
        sa.Column("offered_visit", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("by_event_id", sa.Integer(), nullable=True),
        sa.Column("by_answer_id", sa.Integer(), nullable=True),
        sa.Column("by_visit_id", sa.Integer(), nullable=True),
        sa.Column("waived_reason", sa.String(length=200), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_answer_id"], ["piece_answer.id"], name=op.f("fk_make_up_by_answer_id")),
        sa.ForeignKeyConstraint(
            ["by_event_id"], ["event.id"], name=op.f("fk_make_up_by_event_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["by_visit_id"], ["home_visit.id"], name=op.f("fk_make_up_by_visit_id")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_make_up_course_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_make_up_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["offered_courseware_id"], ["courseware.id"], name=op.f("fk_make_up_offered_courseware_id")
        ),
        sa.ForeignKeyConstraint(
            ["offered_event_id"], ["event.id"], name=op.f("fk_make_up_offered_event_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_make_up_person_id")),
        sa.ForeignKeyConstraint(["test_id"], ["survey.id"], name=op.f("fk_make_up_test_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_make_up")),
        sa.UniqueConstraint("person_id", "course_id", "year", name=op.f("uq_make_up_person_id_course_id_year")),
        sa.UniqueConstraint("person_id", "event_id", name=op.f("uq_make_up_person_id_event_id")),
        sa.UniqueConstraint("person_id", "test_id", name=op.f("uq_make_up_person_id_test_id")),
    )
    with op.batch_alter_table("make_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_make_up_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_make_up_event_id"), ["event_id"], unique=False)
        batch_op.create_index("ix_make_up_state_due_on", ["state", "due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_make_up_test_id"), ["test_id"], unique=False)


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("make_up", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_make_up_test_id"))
        batch_op.drop_index("ix_make_up_state_due_on")
        batch_op.drop_index(batch_op.f("ix_make_up_event_id"))
        batch_op.drop_index(batch_op.f("ix_make_up_course_id"))

    op.drop_table("make_up")
    with op.batch_alter_table("list_rule", schema=None) as batch_op:
        batch_op.drop_index("ix_list_rule_unit_id_until_on")
        batch_op.drop_index(batch_op.f("ix_list_rule_event_id"))
        batch_op.drop_index(batch_op.f("ix_list_rule_courseware_id"))
        batch_op.drop_index(batch_op.f("ix_list_rule_course_id"))

    op.drop_table("list_rule")
    op.drop_table("list_mark")
