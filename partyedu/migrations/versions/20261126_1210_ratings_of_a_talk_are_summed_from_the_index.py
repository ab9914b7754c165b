"""Ratings of a talk by what is published: the library sums the stars of all its talks from the index alone."""

from alembic import op

revision = "20261126_1210"
down_revision = "20261122_0552"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    with op.batch_alter_table("talk_rating", schema=None) as batch_op:
        batch_op.create_index("ix_talk_rating_talk_id_shown", ["talk_id", "shown", "event_id", "stars"], unique=False)


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("talk_rating", schema=None) as batch_op:
        batch_op.drop_index("ix_talk_rating_talk_id_shown")
