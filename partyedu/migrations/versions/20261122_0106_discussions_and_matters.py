"""First tables: discussions and matters."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0106"
down_revision = "20261122_0105"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "discussion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(), nullable=False),
        sa.Column("concluded_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_discussion_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discussion")),
        sa.UniqueConstraint("event_id", name=op.f("uq_discussion_event_id")),
    )
    op.create_table(
        "group_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("discussion_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("typed_by_id", sa.Integer(), nullable=True),
        sa.Column("typed_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["discussion_id"], ["discussion.id"], name=op.f("fk_group_record_discussion_id")),
        sa.ForeignKeyConstraint(["photo_id"], ["stored_file.id"], name=op.f("fk_group_record_photo_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_group_record_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_record")),
    )
    with op.batch_alter_table("group_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_record_discussion_id"), ["discussion_id"], unique=False)

    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("discussion_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("answer_to_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("edited_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("typed_by_id", sa.Integer(), nullable=True),
        sa.Column("pinned_at", sa.DateTime(), nullable=True),
        sa.Column("hidden_at", sa.DateTime(), nullable=True),
        sa.Column("hidden_reason", sa.String(length=200), nullable=False),
        sa.Column("picked_at", sa.DateTime(), nullable=True),
        sa.Column("author_agrees", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["answer_to_id"], ["post.id"], name=op.f("fk_post_answer_to_id")),
        sa.ForeignKeyConstraint(["discussion_id"], ["discussion.id"], name=op.f("fk_post_discussion_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_post_person_id")),
        sa.ForeignKeyConstraint(["photo_id"], ["stored_file.id"], name=op.f("fk_post_photo_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_answer_to_id"), ["answer_to_id"], unique=False)
        batch_op.create_index("ix_post_discussion_id_written_at", ["discussion_id", "written_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_post_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_post_picked_at"), ["picked_at"], unique=False)

    op.create_table(
        "group_record_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_record_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_record_id"],
            ["group_record.id"],
            name=op.f("fk_group_record_person_group_record_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_group_record_person_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_record_person")),
        sa.UniqueConstraint(
            "group_record_id", "person_id", name=op.f("uq_group_record_person_group_record_id_person_id")
        ),
    )
    with op.batch_alter_table("group_record_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_record_person_person_id"), ["person_id"], unique=False)

    op.create_table(
        "matter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=True),
        sa.Column("contact", sa.String(length=80), nullable=False),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("typed_by_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("public_title", sa.String(length=120), nullable=False),
        sa.Column("public_outcome", sa.String(length=300), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["assignee_id"], ["person.id"], name=op.f("fk_matter_assignee_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_matter_event_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_matter_post_id")),
        sa.ForeignKeyConstraint(["raised_by_id"], ["person.id"], name=op.f("fk_matter_raised_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_matter_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter")),
    )
    with op.batch_alter_table("matter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matter_assignee_id"), ["assignee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matter_closed_at"), ["closed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_matter_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matter_raised_at"), ["raised_at"], unique=False)
        batch_op.create_index("ix_matter_state_due_on", ["state", "due_on"], unique=False)
        batch_op.create_index("ix_matter_unit_id_state", ["unit_id", "state"], unique=False)

    op.create_table(
        "matter_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("went_back", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_matter_step_by_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_matter_step_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_step")),
    )
    with op.batch_alter_table("matter_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matter_step_matter_id"), ["matter_id"], unique=False)


def downgrade() -> None:
    """The same step back."""
    with op.batch_alter_table("matter_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matter_step_matter_id"))

    op.drop_table("matter_step")
    with op.batch_alter_table("matter", schema=None) as batch_op:
        batch_op.drop_index("ix_matter_unit_id_state")
        batch_op.drop_index("ix_matter_state_due_on")
        batch_op.drop_index(batch_op.f("ix_matter_raised_at"))
        batch_op.drop_index(batch_op.f("ix_matter_event_id"))
        batch_op.drop_index(batch_op.f("ix_matter_closed_at"))
        batch_op.drop_index(batch_op.f("ix_matter_assignee_id"))

    op.drop_table("matter")
    with op.batch_alter_table("group_record_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_record_person_person_id"))

    op.drop_table("group_record_person")
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_picked_at"))
        batch_op.drop_index(batch_op.f("ix_post_person_id"))
        batch_op.drop_index("ix_post_discussion_id_written_at")
        batch_op.drop_index(batch_op.f("ix_post_answer_to_id"))

    op.drop_table("post")
    with op.batch_alter_table("group_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_record_discussion_id"))

    op.drop_table("group_record")
    op.drop_table("discussion")
