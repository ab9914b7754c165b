"""A unit may say of what sort it is (城市社区, 安置社区 …), so that figures can be told apart by it."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1535"
down_revision = "20261126_1510"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("label", sa.String(length=20), server_default="", nullable=False))


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_column("label")
