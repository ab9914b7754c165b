"""An order of a course leads to a class of it."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1442"
down_revision = "20261126_1441"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    with op.batch_alter_table("learning_order", schema=None) as batch_op:
        batch_op.add_column(sa.Column("class_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_learning_order_class_id"), ["class_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_learning_order_class_id_course_class"), "course_class", ["class_id"], ["id"],
            ondelete="SET NULL",
        )  # fmt: skip


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("learning_order", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_learning_order_class_id_course_class"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_learning_order_class_id"))
        batch_op.drop_column("class_id")
