"""The stage keeps its steps, a part its measured times, the floor its raised hands and questions."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1818"
down_revision = "20261126_1802"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(), nullable=True))
    with op.batch_alter_table("programme_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("began_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(), nullable=True))
    op.create_table(
        "stage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=True),
        sa.Column("added_minutes", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("moved_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_stage_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["item_id"], ["programme_item.id"], name=op.f("fk_stage_item_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage")),
        sa.UniqueConstraint("event_id", name=op.f("uq_stage_event_id")),
    )
    with op.batch_alter_table("stage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_started_at"), ["started_at"], unique=False)
    op.create_table(
        "stage_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=30), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("to_item_id", sa.Integer(), nullable=True),
        sa.Column("moves", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("fate", sa.String(length=30), nullable=False),
        sa.Column("pressed_at", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_stage_step_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_step")),
        sa.UniqueConstraint("event_id", "key", name=op.f("uq_stage_step_event_id_key")),
    )
    with op.batch_alter_table("stage_step", schema=None) as batch_op:
        batch_op.create_index("ix_stage_step_event_id_id", ["event_id", "id"], unique=False)
    op.create_table(
        "raised_hand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("typed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_raised_hand_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_raised_hand_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raised_hand")),
    )
    with op.batch_alter_table("raised_hand", schema=None) as batch_op:
        batch_op.create_index("ix_raised_hand_event_id_state", ["event_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_raised_hand_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_raised_hand_up", ["event_id", "person_id"], unique=True,
            sqlite_where=sa.text("state IN ('waiting', 'called', 'speaking')"),
            postgresql_where=sa.text("state IN ('waiting', 'called', 'speaking')"),
        )  # fmt: skip
    op.create_table(
        "floor_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("form_key", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_floor_question_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_floor_question_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_question")),
        sa.UniqueConstraint("form_key", name=op.f("uq_floor_question_form_key")),
    )
    with op.batch_alter_table("floor_question", schema=None) as batch_op:
        batch_op.create_index("ix_floor_question_event_id_state", ["event_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_floor_question_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    """One step back."""
    for table in ("floor_question", "raised_hand", "stage_step", "stage"):
        op.drop_table(table)
    with op.batch_alter_table("programme_item", schema=None) as batch_op:
        batch_op.drop_column("ended_at")
        batch_op.drop_column("began_at")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_column("ended_at")
