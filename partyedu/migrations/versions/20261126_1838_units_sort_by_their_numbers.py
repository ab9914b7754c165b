"""Units sort by their numbers: each keeps its path once more with numbers of one length."""

import sqlalchemy as sa
from alembic import op

from partyedu.core.db import PathText

revision = "20261126_1838"
down_revision = "20261126_1824"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward; units that stand get theirs."""
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("in_order", PathText, server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_unit_in_order"), ["in_order"], unique=False)
    unit = sa.table("unit", sa.column("id", sa.Integer), sa.column("path", sa.String), sa.column("in_order", sa.String))
    connection = op.get_bind()
    for number, path in connection.execute(sa.select(unit.c.id, unit.c.path)).all():
        key = "".join(f"/{part:0>7}" for part in path.split("/") if part) + "/"
        connection.execute(sa.update(unit).where(unit.c.id == number).values(in_order=key))


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_in_order"))
        batch_op.drop_column("in_order")
