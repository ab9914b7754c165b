"""Visits, pairs, and classes at a distance."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1406"
down_revision = "20261126_1405"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "distance_class",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("form_key", sa.String(length=32), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_distance_class_category_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_distance_class_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_distance_class")),
        sa.UniqueConstraint("form_key", name=op.f("uq_distance_class_form_key")),
    )
    with op.batch_alter_table("distance_class", schema=None) as batch_op:
        batch_op.create_index("ix_distance_class_unit_id_state", ["unit_id", "state"], unique=False)

    op.create_table(
        "distance_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("left_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["class_id"], ["distance_class.id"], name=op.f("fk_distance_place_class_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_distance_place_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_distance_place")),
        sa.UniqueConstraint("class_id", "person_id", name=op.f("uq_distance_place_class_id_person_id")),
    )
    with op.batch_alter_table("distance_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_distance_place_person_id"), ["person_id"], unique=False)

    op.create_table(
        "pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("elder_id", sa.Integer(), nullable=False),
        sa.Column("younger_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["elder_id"], ["person.id"], name=op.f("fk_pair_elder_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_pair_unit_id")),
        sa.ForeignKeyConstraint(["younger_id"], ["person.id"], name=op.f("fk_pair_younger_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair")),
    )
    with op.batch_alter_table("pair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pair_elder_id"), ["elder_id"], unique=False)
        batch_op.create_index("ix_pair_unit_id_until_on", ["unit_id", "until_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_pair_younger_id"), ["younger_id"], unique=False)

    op.create_table(
        "pair_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["person.id"], name=op.f("fk_pair_meeting_confirmed_by_id")),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_pair_meeting_pair_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_meeting")),
    )
    with op.batch_alter_table("pair_meeting", schema=None) as batch_op:
        batch_op.create_index("ix_pair_meeting_pair_id_held_on", ["pair_id", "held_on"], unique=True)

    op.create_table(
        "distance_piece",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("courseware_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["distance_class.id"], name=op.f("fk_distance_piece_class_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["courseware_id"], ["courseware.id"], name=op.f("fk_distance_piece_courseware_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_distance_piece")),
        sa.UniqueConstraint("class_id", "position", name=op.f("uq_distance_piece_class_id_position")),
    )
    with op.batch_alter_table("distance_piece", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_distance_piece_courseware_id"), ["courseware_id"], unique=False)

    op.create_table(
        "home_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("bring", sa.String(length=200), nullable=False),
        sa.Column("courseware_id", sa.Integer(), nullable=True),
        sa.Column("pack_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("studied", sa.String(length=200), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=True),
        sa.Column("typed_by_id", sa.Integer(), nullable=True),
        sa.Column("planned_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("form_key", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["courseware_id"], ["courseware.id"], name=op.f("fk_home_visit_courseware_id")),
        sa.ForeignKeyConstraint(["pack_id"], ["pack.id"], name=op.f("fk_home_visit_pack_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_home_visit_person_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_home_visit_recorded_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_home_visit_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_visit")),
        sa.UniqueConstraint("form_key", name=op.f("uq_home_visit_form_key")),
    )
    with op.batch_alter_table("home_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_home_visit_courseware_id"), ["courseware_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_home_visit_pack_id"), ["pack_id"], unique=False)
        batch_op.create_index("ix_home_visit_person_id_visited_on", ["person_id", "visited_on"], unique=False)
        batch_op.create_index("ix_home_visit_unit_id_planned_on", ["unit_id", "planned_on"], unique=False)

    op.create_table(
        "piece_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("piece_id", sa.Integer(), nullable=True),
        sa.Column("courseware_id", sa.Integer(), nullable=True),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(), nullable=False),
        sa.Column("typed_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("returned_reason", sa.String(length=200), nullable=False),
        sa.Column("late_word", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["person.id"], name=op.f("fk_piece_answer_accepted_by_id")),
        sa.ForeignKeyConstraint(["courseware_id"], ["courseware.id"], name=op.f("fk_piece_answer_courseware_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_piece_answer_person_id")),
        sa.ForeignKeyConstraint(["photo_id"], ["stored_file.id"], name=op.f("fk_piece_answer_photo_id")),
        sa.ForeignKeyConstraint(["piece_id"], ["distance_piece.id"], name=op.f("fk_piece_answer_piece_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_piece_answer")),
        sa.UniqueConstraint("piece_id", "person_id", name=op.f("uq_piece_answer_piece_id_person_id")),
        sa.UniqueConstraint("courseware_id", "person_id", name=op.f("uq_piece_answer_courseware_id_person_id")),
    )
    with op.batch_alter_table("piece_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_piece_answer_courseware_id"), ["courseware_id"], unique=False)
        batch_op.create_index("ix_piece_answer_person_id_handed_in_at", ["person_id", "handed_in_at"], unique=False)
        batch_op.create_index("ix_piece_answer_accepted_at", ["accepted_at"], unique=False)

    op.create_table(
        "visit_helper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_visit_helper_person_id")),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["home_visit.id"], name=op.f("fk_visit_helper_visit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_helper")),
        sa.UniqueConstraint("visit_id", "person_id", name=op.f("uq_visit_helper_visit_id_person_id")),
    )
    with op.batch_alter_table("visit_helper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_helper_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("visit_helper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_helper_person_id"))

    op.drop_table("visit_helper")
    with op.batch_alter_table("piece_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_piece_answer_accepted_at")
        batch_op.drop_index("ix_piece_answer_person_id_handed_in_at")
        batch_op.drop_index(batch_op.f("ix_piece_answer_courseware_id"))

    op.drop_table("piece_answer")
    with op.batch_alter_table("home_visit", schema=None) as batch_op:
        batch_op.drop_index("ix_home_visit_unit_id_planned_on")
        batch_op.drop_index("ix_home_visit_person_id_visited_on")
        batch_op.drop_index(batch_op.f("ix_home_visit_pack_id"))
        batch_op.drop_index(batch_op.f("ix_home_visit_courseware_id"))

    op.drop_table("home_visit")
    with op.batch_alter_table("distance_piece", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_distance_piece_courseware_id"))

    op.drop_table("distance_piece")
    with op.batch_alter_table("pair_meeting", schema=None) as batch_op:
        batch_op.drop_index("ix_pair_meeting_pair_id_held_on")

    op.drop_table("pair_meeting")
    with op.batch_alter_table("pair", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pair_younger_id"))
        batch_op.drop_index("ix_pair_unit_id_until_on")
        batch_op.drop_index(batch_op.f("ix_pair_elder_id"))

    op.drop_table("pair")
    with op.batch_alter_table("distance_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_distance_place_person_id"))

    op.drop_table("distance_place")
    with op.batch_alter_table("distance_class", schema=None) as batch_op:
        batch_op.drop_index("ix_distance_class_unit_id_state")

    op.drop_table("distance_class")
