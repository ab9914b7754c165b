"""Anonymous acts have an audit of their own, without time and order; and numbers of matters are drawn."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0551"
down_revision = "20261122_0530"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "audit_anonymous",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("table_name", sa.String(length=60), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_audit_anonymous")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("audit_anonymous") as table:
        table.create_index(op.f("ix_audit_anonymous_day"), ["day"])


def downgrade() -> None:
    """The same step back."""
    op.drop_table("audit_anonymous")
