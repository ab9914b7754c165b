"""Where members belong day by day, their duties and contact cards, and whether they were reached."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1401"
down_revision = "20261126_1309"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "household",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=80), nullable=False),
        sa.Column("building", sa.String(length=40), nullable=False),
        sa.Column("door", sa.String(length=40), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_household_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
    )
    with op.batch_alter_table("household", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_household_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "card_opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_card_opening_opened_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_card_opening_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_opening")),
    )
    with op.batch_alter_table("card_opening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_opening_opened_by_id"), ["opened_by_id"], unique=False)
        batch_op.create_index("ix_card_opening_person_id_at", ["person_id", "at"], unique=False)

    op.create_table(
        "contact_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("reach_how", sa.String(length=120), nullable=False),
        sa.Column("reach_when", sa.String(length=120), nullable=False),
        sa.Column("housing", sa.String(length=200), nullable=False),
        sa.Column("work", sa.String(length=200), nullable=False),
        sa.Column("family_name", sa.String(length=60), nullable=False),
        sa.Column("family_relation", sa.String(length=30), nullable=False),
        sa.Column("family_phone", sa.String(length=30), nullable=False),
        sa.Column("asks", sa.Text(), nullable=False),
        sa.Column("care", sa.Text(), nullable=False),
        sa.Column("care_agreed_on", sa.Date(), nullable=True),
        sa.Column("care_taken_back_on", sa.Date(), nullable=True),
        sa.Column("doorplate", sa.String(length=60), nullable=False),
        sa.Column("doorplate_agreed_on", sa.Date(), nullable=True),
        sa.Column("doorplate_taken_back_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=30), nullable=False),
        sa.Column("filled_in_on", sa.Date(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("form_key", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_contact_card_household_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_card_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_card")),
        sa.UniqueConstraint("form_key", name=op.f("uq_contact_card_form_key")),
        sa.UniqueConstraint("person_id", name=op.f("uq_contact_card_person_id")),
    )
    with op.batch_alter_table("contact_card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_card_household_id"), ["household_id"], unique=False)

    op.create_table(
        "daily_belonging",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_daily_belonging_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_daily_belonging_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_daily_belonging")),
    )
    with op.batch_alter_table("daily_belonging", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_daily_belonging_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_daily_belonging_unit_id_until_on", ["unit_id", "until_on"], unique=False)

    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("tasks", sa.String(length=400), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_duty_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_duty_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
    )
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.create_index("ix_duty_person_id_kind", ["person_id", "kind"], unique=False)
        batch_op.create_index("ix_duty_unit_id_until_on", ["unit_id", "until_on"], unique=False)

    op.create_table(
        "reached",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reached_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reached")),
        sa.UniqueConstraint("person_id", "on_date", "kind", name=op.f("uq_reached_person_id_on_date_kind")),
    )
    with op.batch_alter_table("reached", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reached_on_date"), ["on_date"], unique=False)

    with op.batch_alter_table("category", schema=None) as batch_op:
        batch_op.add_column(sa.Column("description", sa.String(length=200), nullable=False, server_default=""))
    with op.batch_alter_table("category", schema=None) as batch_op:
        batch_op.alter_column("description", server_default=None)

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("daily_unit_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_person_daily_unit_id"), ["daily_unit_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_person_daily_unit_id"), "unit", ["daily_unit_id"], ["id"])

    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ends_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_column("ends_on")

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_person_daily_unit_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_person_daily_unit_id"))
        batch_op.drop_column("daily_unit_id")

    with op.batch_alter_table("category", schema=None) as batch_op:
        batch_op.drop_column("description")

    with op.batch_alter_table("reached", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reached_on_date"))

    op.drop_table("reached")
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.drop_index("ix_duty_unit_id_until_on")
        batch_op.drop_index("ix_duty_person_id_kind")

    op.drop_table("duty")
    with op.batch_alter_table("daily_belonging", schema=None) as batch_op:
        batch_op.drop_index("ix_daily_belonging_unit_id_until_on")
        batch_op.drop_index(batch_op.f("ix_daily_belonging_person_id"))

    op.drop_table("daily_belonging")
    with op.batch_alter_table("contact_card", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_card_household_id"))

    op.drop_table("contact_card")
    with op.batch_alter_table("card_opening", schema=None) as batch_op:
        batch_op.drop_index("ix_card_opening_person_id_at")
        batch_op.drop_index(batch_op.f("ix_card_opening_opened_by_id"))

    op.drop_table("card_opening")
    with op.batch_alter_table("household", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_household_unit_id"))

    op.drop_table("household")
