"""Surveys ratings and needs."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0414"
down_revision = "20261122_0413"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "event_rating",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("on_paper", sa.Boolean(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_rating_event_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_event_rating")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("event_rating", schema=None) as batch_op:
        batch_op.create_index("ix_event_rating_event_id", ["event_id"], unique=False)

    op.create_table(
        "event_rating_given",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_rating_given_event_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_event_rating_given_person_id")),
        sa.PrimaryKeyConstraint("event_id", "person_id", name=op.f("pk_event_rating_given")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("by_list", sa.Boolean(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("pass_percent", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("closes_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("urn", sa.String(length=32), nullable=True),
        sa.Column("urn_opened_at", sa.DateTime(), nullable=True),
        sa.Column("sheets_opened", sa.Integer(), nullable=True),
        sa.Column("shared_at", sa.DateTime(), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=True),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("on_paper", sa.Integer(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("form_key", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_survey_category_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_survey_event_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_survey_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("form_key", name=op.f("uq_survey_form_key")),
    )
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_event_id"), ["event_id"], unique=False)
        batch_op.create_index("ix_survey_unit_id_state", ["unit_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_created_by_id"), ["created_by_id"], unique=False)

    op.create_table(
        "survey_person",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_survey_person_person_id")),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_survey_person_survey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("survey_id", "person_id", name=op.f("pk_survey_person")),
    )
    with op.batch_alter_table("survey_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_person_person_id"), ["person_id"], unique=False)

    op.create_table(
        "need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("source", sa.String(length=30), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("heard_on", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("aside_reason", sa.String(length=300), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_need_survey_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_need_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
    )
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_survey_id"), ["survey_id"], unique=False)
        batch_op.create_index("ix_need_unit_id_state", ["unit_id", "state"], unique=False)

    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_question_survey_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index("ix_question_survey_id_position", ["survey_id", "position"], unique=False)

    op.create_table(
        "sealed_sheet",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_sealed_sheet_survey_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sealed_sheet")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("sealed_sheet", schema=None) as batch_op:
        batch_op.create_index("ix_sealed_sheet_survey_id", ["survey_id"], unique=False)

    op.create_table(
        "sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(), nullable=False),
        sa.Column("typed_by_id", sa.Integer(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sheet_person_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_sheet_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
        sa.UniqueConstraint("survey_id", "person_id", name=op.f("uq_sheet_survey_id_person_id")),
    )
    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sheet_person_id"), ["person_id"], unique=False)

    op.create_table(
        "sheet_given",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sheet_given_person_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_sheet_given_survey_id")),
        sa.PrimaryKeyConstraint("survey_id", "person_id", name=op.f("pk_sheet_given")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=120), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_choice_question_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice")),
    )
    with op.batch_alter_table("choice", schema=None) as batch_op:
        batch_op.create_index("ix_choice_question_id_position", ["question_id", "position"], unique=False)

    op.create_table(
        "need_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_need_event_event_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_event_need_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_event")),
        sa.UniqueConstraint("need_id", "event_id", name=op.f("uq_need_event_need_id_event_id")),
    )
    with op.batch_alter_table("need_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_event_event_id"), ["event_id"], unique=False)

    op.create_table(
        "need_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("stored_file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_file_need_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["stored_file_id"], ["stored_file.id"], name=op.f("fk_need_file_stored_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_file")),
    )
    with op.batch_alter_table("need_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_file_need_id"), ["need_id"], unique=False)

    op.create_table(
        "anonymous_answer",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("choice_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["choice_id"], ["choice.id"], name=op.f("fk_anonymous_answer_choice_id")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_anonymous_answer_question_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_anonymous_answer")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("anonymous_answer", schema=None) as batch_op:
        batch_op.create_index("ix_anonymous_answer_question_id", ["question_id"], unique=False)

    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("choice_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["choice_id"], ["choice.id"], name=op.f("fk_answer_choice_id")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_answer_question_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_answer_sheet_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_question_id"), ["question_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_answer_sheet_id"), ["sheet_id"], unique=False)


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_sheet_id"))
        batch_op.drop_index(batch_op.f("ix_answer_question_id"))

    op.drop_table("answer")
    with op.batch_alter_table("anonymous_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_anonymous_answer_question_id")

    op.drop_table("anonymous_answer")
    with op.batch_alter_table("need_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_file_need_id"))

    op.drop_table("need_file")
    with op.batch_alter_table("need_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_event_event_id"))

    op.drop_table("need_event")
    with op.batch_alter_table("choice", schema=None) as batch_op:
        batch_op.drop_index("ix_choice_question_id_position")

    op.drop_table("choice")
    op.drop_table("sheet_given")
    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sheet_person_id"))

    op.drop_table("sheet")
    with op.batch_alter_table("sealed_sheet", schema=None) as batch_op:
        batch_op.drop_index("ix_sealed_sheet_survey_id")

    op.drop_table("sealed_sheet")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index("ix_question_survey_id_position")

    op.drop_table("question")
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.drop_index("ix_need_unit_id_state")
        batch_op.drop_index(batch_op.f("ix_need_survey_id"))

    op.drop_table("need")
    with op.batch_alter_table("survey_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_person_person_id"))

    op.drop_table("survey_person")
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_created_by_id"))
        batch_op.drop_index("ix_survey_unit_id_state")
        batch_op.drop_index(batch_op.f("ix_survey_event_id"))

    op.drop_table("survey")
    op.drop_table("event_rating_given")
    with op.batch_alter_table("event_rating", schema=None) as batch_op:
        batch_op.drop_index("ix_event_rating_event_id")

    op.drop_table("event_rating")
