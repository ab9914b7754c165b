"""First tables: themes venues events and sign ups."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0104"
down_revision = "20261122_0103"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "calendar_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
        sa.UniqueConstraint("on_date", name=op.f("uq_calendar_day_on_date")),
    )
    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("name", name=op.f("uq_theme_name")),
    )
    op.create_table(
        "venue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=120), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_venue_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
    )
    with op.batch_alter_table("venue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_venue_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_room_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
    )
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("expected_unit_id", sa.Integer(), nullable=True),
        sa.Column("open_to_residents", sa.Boolean(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("status_reason", sa.String(length=300), nullable=False),
        sa.Column("released", sa.Text(), nullable=False),
        sa.Column("release_number", sa.Integer(), nullable=False),
        sa.Column("released_version", sa.Integer(), nullable=False),
        sa.Column("public_title", sa.String(length=120), nullable=False),
        sa.Column("public_starts_at", sa.DateTime(), nullable=True),
        sa.Column("public_ends_at", sa.DateTime(), nullable=True),
        sa.Column("public_theme_id", sa.Integer(), nullable=True),
        sa.Column("public_room_id", sa.Integer(), nullable=True),
        sa.Column("public_place", sa.String(length=120), nullable=False),
        sa.Column("public_capacity", sa.Integer(), nullable=True),
        sa.Column("public_open", sa.Boolean(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("closed_reason", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["expected_unit_id"], ["unit.id"], name=op.f("fk_event_expected_unit_id")),
        sa.ForeignKeyConstraint(["public_room_id"], ["room.id"], name=op.f("fk_event_public_room_id")),
        sa.ForeignKeyConstraint(["public_theme_id"], ["theme.id"], name=op.f("fk_event_public_theme_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_event_room_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_event_theme_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_event_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_public_starts_at"), ["public_starts_at"], unique=False)
        batch_op.create_index("ix_event_room_id_starts_at", ["room_id", "starts_at"], unique=False)
        batch_op.create_index("ix_event_status_starts_at", ["status", "starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_theme_id"), ["theme_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "event_partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_partner_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_event_partner_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_partner")),
        sa.UniqueConstraint("event_id", "unit_id", name=op.f("uq_event_partner_event_id_unit_id")),
    )
    op.create_table(
        "event_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_person_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_event_person_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_person")),
        sa.UniqueConstraint("event_id", "person_id", "part", name=op.f("uq_event_person_event_id_person_id_part")),
    )
    with op.batch_alter_table("event_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_person_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_person_person_id"), ["person_id"], unique=False)

    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("released_at", sa.DateTime(), nullable=False),
        sa.Column("released_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_release_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_release_event_id_number")),
    )
    op.create_table(
        "sign_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("moved_up_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("typed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_sign_up_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_up_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_up")),
        sa.UniqueConstraint("event_id", "person_id", name=op.f("uq_sign_up_event_id_person_id")),
    )
    with op.batch_alter_table("sign_up", schema=None) as batch_op:
        batch_op.create_index("ix_sign_up_event_id_state_entered_at", ["event_id", "state", "entered_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_up_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    """The same step back."""
    with op.batch_alter_table("sign_up", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_up_person_id"))
        batch_op.drop_index("ix_sign_up_event_id_state_entered_at")

    op.drop_table("sign_up")
    op.drop_table("release")
    with op.batch_alter_table("event_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_person_person_id"))
        batch_op.drop_index(batch_op.f("ix_event_person_event_id"))

    op.drop_table("event_person")
    op.drop_table("event_partner")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_unit_id"))
        batch_op.drop_index(batch_op.f("ix_event_theme_id"))
        batch_op.drop_index("ix_event_status_starts_at")
        batch_op.drop_index("ix_event_room_id_starts_at")
        batch_op.drop_index(batch_op.f("ix_event_public_starts_at"))

    op.drop_table("event")
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_room_venue_id"))

    op.drop_table("room")
    with op.batch_alter_table("venue", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_venue_unit_id"))

    op.drop_table("venue")
    op.drop_table("theme")
    op.drop_table("calendar_day")
