"""A talk of any format can say that it is its speaker's own story."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1421"
down_revision = "20261126_1407"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    with op.batch_alter_table("talk", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_own_story", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("talk", schema=None) as batch_op:
        batch_op.drop_column("is_own_story")
