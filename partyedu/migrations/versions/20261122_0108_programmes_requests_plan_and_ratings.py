"""First tables: programmes requests plan and ratings."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0108"
down_revision = "20261122_0107"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "plan_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_plan_slot_event_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_plan_slot_owner_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_plan_slot_theme_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_plan_slot_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_slot")),
        sa.UniqueConstraint(
            "year", "quarter", "unit_id", "theme_id", name=op.f("uq_plan_slot_year_quarter_unit_id_theme_id")
        ),
    )
    with op.batch_alter_table("plan_slot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_slot_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "programme_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("talk_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("cue", sa.String(length=400), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("is_reserve", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("state_reason", sa.String(length=200), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.Column("public_position", sa.Integer(), nullable=True),
        sa.Column("public_title", sa.String(length=120), nullable=False),
        sa.Column("public_note", sa.String(length=400), nullable=False),
        sa.Column("public_minutes", sa.Integer(), nullable=False),
        sa.Column("public_is_reserve", sa.Boolean(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_programme_item_event_id")),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"], ["programme_item.id"], name=op.f("fk_programme_item_replaced_by_id")
        ),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name=op.f("fk_programme_item_talk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_item")),
    )
    with op.batch_alter_table("programme_item", schema=None) as batch_op:
        batch_op.create_index("ix_programme_item_event_id_position", ["event_id", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_programme_item_talk_id"), ["talk_id"], unique=False)

    op.create_table(
        "rating_given",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_rating_given_event_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_rating_given_person_id")),
        sa.PrimaryKeyConstraint("event_id", "person_id", name=op.f("pk_rating_given")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "speaker_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("as_reserve", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("message", sa.String(length=300), nullable=False),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("typed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_speaker_request_asked_by_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_speaker_request_event_id")),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name=op.f("fk_speaker_request_talk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker_request")),
    )
    with op.batch_alter_table("speaker_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_speaker_request_talk_id"), ["talk_id"], unique=False)
        batch_op.create_index(
            "uq_speaker_request_standing",
            ["event_id", "talk_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('asked', 'accepted')"),
            postgresql_where=sa.text("state IN ('asked', 'accepted')"),
        )

    op.create_table(
        "support_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_support_item_done_by_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_support_item_event_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_support_item_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_item")),
    )
    with op.batch_alter_table("support_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_support_item_event_id"), ["event_id"], unique=False)

    op.create_table(
        "talk_rating",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_talk_rating_event_id")),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name=op.f("fk_talk_rating_talk_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_talk_rating")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("talk_rating", schema=None) as batch_op:
        batch_op.create_index("ix_talk_rating_talk_id_event_id", ["talk_id", "event_id"], unique=False)


def downgrade() -> None:
    """The same step back."""
    with op.batch_alter_table("talk_rating", schema=None) as batch_op:
        batch_op.drop_index("ix_talk_rating_talk_id_event_id")

    op.drop_table("talk_rating")
    with op.batch_alter_table("support_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_support_item_event_id"))

    op.drop_table("support_item")
    with op.batch_alter_table("speaker_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_speaker_request_standing",
            sqlite_where=sa.text("state IN ('asked', 'accepted')"),
            postgresql_where=sa.text("state IN ('asked', 'accepted')"),
        )
        batch_op.drop_index(batch_op.f("ix_speaker_request_talk_id"))

    op.drop_table("speaker_request")
    op.drop_table("rating_given")
    with op.batch_alter_table("programme_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_item_talk_id"))
        batch_op.drop_index("ix_programme_item_event_id_position")

    op.drop_table("programme_item")
    with op.batch_alter_table("plan_slot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_slot_unit_id"))

    op.drop_table("plan_slot")
