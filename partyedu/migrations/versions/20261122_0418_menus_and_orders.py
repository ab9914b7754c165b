"""Menus and orders."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0418"
down_revision = "20261122_0417"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "menu",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("form_key", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_menu_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_menu")),
        sa.UniqueConstraint("form_key", name=op.f("uq_menu_form_key")),
    )
    with op.batch_alter_table("menu", schema=None) as batch_op:
        batch_op.create_index("ix_menu_unit_id_state", ["unit_id", "state"], unique=False)

    op.create_table(
        "menu_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("menu_id", sa.Integer(), nullable=False),
        sa.Column("talk_id", sa.Integer(), nullable=True),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("in_class", sa.Boolean(), nullable=False),
        sa.Column("at_door", sa.Boolean(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_menu_item_course_id")),
        sa.ForeignKeyConstraint(["menu_id"], ["menu.id"], name=op.f("fk_menu_item_menu_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name=op.f("fk_menu_item_talk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_menu_item")),
        sa.UniqueConstraint("menu_id", "course_id", name=op.f("uq_menu_item_menu_id_course_id")),
        sa.UniqueConstraint("menu_id", "talk_id", name=op.f("uq_menu_item_menu_id_talk_id")),
    )
    with op.batch_alter_table("menu_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_menu_item_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_menu_item_talk_id"), ["talk_id"], unique=False)

    op.create_table(
        "learning_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("menu_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("wish", sa.String(length=120), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("for_unit_id", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=30), nullable=False),
        sa.Column("wished_on", sa.Date(), nullable=True),
        sa.Column("time_of_day", sa.String(length=30), nullable=True),
        sa.Column("sign_me_up", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("channel", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("standing", sa.String(length=60), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("is_blind_spot", sa.Boolean(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("placed_at", sa.DateTime(), nullable=False),
        sa.Column("typed_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("told_at", sa.DateTime(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("form_key", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call_for_talks.id"], name=op.f("fk_learning_order_call_id")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_learning_order_event_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["for_unit_id"], ["unit.id"], name=op.f("fk_learning_order_for_unit_id")),
        sa.ForeignKeyConstraint(["item_id"], ["menu_item.id"], name=op.f("fk_learning_order_item_id")),
        sa.ForeignKeyConstraint(["menu_id"], ["menu.id"], name=op.f("fk_learning_order_menu_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_learning_order_person_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_learning_order_theme_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_learning_order_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_order")),
        sa.UniqueConstraint("form_key", name=op.f("uq_learning_order_form_key")),
        sa.UniqueConstraint("standing", name=op.f("uq_learning_order_standing")),
    )
    with op.batch_alter_table("learning_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_learning_order_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_learning_order_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_learning_order_for_unit_id"), ["for_unit_id"], unique=False)
        batch_op.create_index("ix_learning_order_item_id_state", ["item_id", "state"], unique=False)
        batch_op.create_index("ix_learning_order_menu_id_item_id_state", ["menu_id", "item_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_learning_order_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ix_learning_order_unit_id_state_placed_at", ["unit_id", "state", "placed_at"], unique=False
        )


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("learning_order", schema=None) as batch_op:
        batch_op.drop_index("ix_learning_order_unit_id_state_placed_at")
        batch_op.drop_index(batch_op.f("ix_learning_order_person_id"))
        batch_op.drop_index("ix_learning_order_menu_id_item_id_state")
        batch_op.drop_index("ix_learning_order_item_id_state")
        batch_op.drop_index(batch_op.f("ix_learning_order_for_unit_id"))
        batch_op.drop_index(batch_op.f("ix_learning_order_event_id"))
        batch_op.drop_index(batch_op.f("ix_learning_order_call_id"))

    op.drop_table("learning_order")
    with op.batch_alter_table("menu_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_menu_item_talk_id"))
        batch_op.drop_index(batch_op.f("ix_menu_item_course_id"))

    op.drop_table("menu_item")
    with op.batch_alter_table("menu", schema=None) as batch_op:
        batch_op.drop_index("ix_menu_unit_id_state")

    op.drop_table("menu")
