"""Announcements to a unit, a category, a mode or a list."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1402"
down_revision = "20261126_1401"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("study_mode", sa.String(length=30), nullable=True),
        sa.Column("by_list", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer_by_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("form_key", sa.String(length=32), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_announcement_category_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_announcement_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
        sa.UniqueConstraint("form_key", name=op.f("uq_announcement_form_key")),
    )
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.create_index("ix_announcement_unit_id_sent_at", ["unit_id", "sent_at"], unique=False)

    op.create_table(
        "announcement_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_announcement_person_announcement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_announcement_person_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_person")),
        sa.UniqueConstraint(
            "announcement_id", "person_id", name=op.f("uq_announcement_person_announcement_id_person_id")
        ),
    )
    with op.batch_alter_table("announcement_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_announcement_person_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("announcement_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_announcement_person_person_id"))

    op.drop_table("announcement_person")
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.drop_index("ix_announcement_unit_id_sent_at")

    op.drop_table("announcement")
