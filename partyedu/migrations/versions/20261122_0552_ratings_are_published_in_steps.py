"""Ratings are published in steps, and slips that staff typed in are marked."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0552"
down_revision = "20261122_0551"
branch_labels = None
depends_on = None

# Keys and nothing else order these rows, also after they were copied.
_WITHOUT_ORDER = {"sqlite_with_rowid": False}


def upgrade() -> None:
    """One step forward; what was shown stays shown."""
    with op.batch_alter_table("talk_rating", table_kwargs=_WITHOUT_ORDER) as table:
        table.add_column(sa.Column("on_paper", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("shown", sa.Boolean(), nullable=False, server_default=sa.false()))
    rating = sa.table("talk_rating", sa.column("talk_id"), sa.column("event_id"), sa.column("shown", sa.Boolean()))
    same = rating.alias("same")
    answers = (
        sa.select(sa.func.count())
        .select_from(same)
        .where(same.c.talk_id == rating.c.talk_id, same.c.event_id == rating.c.event_id)
        .scalar_subquery()
    )
    op.execute(sa.update(rating).where(answers >= 5).values(shown=sa.true()))


def downgrade() -> None:
    """The same step back."""
    with op.batch_alter_table("talk_rating", table_kwargs=_WITHOUT_ORDER) as table:
        table.drop_column("shown")
        table.drop_column("on_paper")
