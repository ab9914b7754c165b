"""Likes are kept under keys that only the browser they came from can find again, and in no order.

Until now the key was made of the person's number and the centre's secret: whoever has both could try all people. The
likes there are keep counting, under random keys; who gave one may give it again, and cannot take the old one back.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "20261126_1441"
down_revision = "20261126_1440"
branch_labels = None
depends_on = None


def _counted() -> list[int]:
    """The piece of each like, in order of the pieces."""
    like = sa.table("courseware_like", sa.column("courseware_id"))
    return list(op.get_bind().scalars(sa.select(like.c.courseware_id).order_by(like.c.courseware_id)))


def upgrade() -> None:
    """One step forward."""
    pieces = _counted()
    op.drop_table("courseware_like")
    table = op.create_table(
        "courseware_like",
        sa.Column("courseware_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["courseware_id"], ["courseware.id"], name=op.f("fk_courseware_like_courseware_id")),
        sa.PrimaryKeyConstraint("courseware_id", "key", name=op.f("pk_courseware_like")),
        sqlite_with_rowid=False,
    )
    op.bulk_insert(table, [{"courseware_id": piece, "key": secrets.token_hex(32)} for piece in pieces])


def downgrade() -> None:
    """One step back."""
    pieces = _counted()
    op.drop_table("courseware_like")
    table = op.create_table(
        "courseware_like",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("courseware_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["courseware_id"], ["courseware.id"], name=op.f("fk_courseware_like_courseware_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courseware_like")),
        sa.UniqueConstraint("courseware_id", "key", name=op.f("uq_courseware_like_courseware_id_key")),
    )
    op.bulk_insert(table, [{"courseware_id": piece, "key": secrets.token_hex(32)} for piece in pieces])
