"""First tables: talks outlines and review."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0107"
down_revision = "20261122_0106"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "honour",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_honour_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_honour")),
    )
    with op.batch_alter_table("honour", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_honour_person_id"), ["person_id"], unique=False)

    op.create_table(
        "speaker_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_speaker_source_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker_source")),
        sa.UniqueConstraint("person_id", name=op.f("uq_speaker_source_person_id")),
    )
    op.create_table(
        "talk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("channel", sa.String(length=30), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("typed_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("form_key", sa.String(length=32), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_talk_person_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_talk_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk")),
        sa.UniqueConstraint("form_key", name=op.f("uq_talk_form_key")),
    )
    with op.batch_alter_table("talk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_talk_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_talk_state_submitted_at", ["state", "submitted_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_talk_theme_id"), ["theme_id"], unique=False)

    op.create_table(
        "cast_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("character", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_cast_member_person_id")),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name=op.f("fk_cast_member_talk_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cast_member")),
    )
    with op.batch_alter_table("cast_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cast_member_talk_id"), ["talk_id"], unique=False)

    op.create_table(
        "keepsake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("caption", sa.String(length=300), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["stored_file.id"], name=op.f("fk_keepsake_photo_id")),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name=op.f("fk_keepsake_talk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keepsake")),
    )
    with op.batch_alter_table("keepsake", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_keepsake_talk_id"), ["talk_id"], unique=False)

    op.create_table(
        "outline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("typed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name=op.f("fk_outline_talk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outline")),
        sa.UniqueConstraint("talk_id", "number", name=op.f("uq_outline_talk_id_number")),
    )
    op.create_table(
        "talk_quality",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("quality", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name=op.f("fk_talk_quality_talk_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_quality")),
        sa.UniqueConstraint("talk_id", "quality", name=op.f("uq_talk_quality_talk_id_quality")),
    )
    op.create_table(
        "outline_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outline_id", sa.Integer(), nullable=False),
        sa.Column("stored_file_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["outline_id"], ["outline.id"], name=op.f("fk_outline_file_outline_id")),
        sa.ForeignKeyConstraint(["stored_file_id"], ["stored_file.id"], name=op.f("fk_outline_file_stored_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outline_file")),
    )
    with op.batch_alter_table("outline_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outline_file_outline_id"), ["outline_id"], unique=False)

    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("outline_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=30), nullable=False),
        sa.Column("passage", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["outline_id"], ["outline.id"], name=op.f("fk_review_outline_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["person.id"], name=op.f("fk_review_reviewer_id")),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name=op.f("fk_review_talk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_talk_id"), ["talk_id"], unique=False)


def downgrade() -> None:
    """The same step back."""
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_talk_id"))

    op.drop_table("review")
    with op.batch_alter_table("outline_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outline_file_outline_id"))

    op.drop_table("outline_file")
    op.drop_table("talk_quality")
    op.drop_table("outline")
    with op.batch_alter_table("keepsake", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_keepsake_talk_id"))

    op.drop_table("keepsake")
    with op.batch_alter_table("cast_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cast_member_talk_id"))

    op.drop_table("cast_member")
    with op.batch_alter_table("talk", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_talk_theme_id"))
        batch_op.drop_index("ix_talk_state_submitted_at")
        batch_op.drop_index(batch_op.f("ix_talk_person_id"))

    op.drop_table("talk")
    op.drop_table("speaker_source")
    with op.batch_alter_table("honour", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_honour_person_id"))

    op.drop_table("honour")
