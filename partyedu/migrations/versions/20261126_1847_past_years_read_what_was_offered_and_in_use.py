"""Past years read what was offered and in use then: the spans of courses, bases, projects and cases.

What the audit tells of the past is filled in; what it does not know counts as before.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "20261126_1847"
down_revision = "20261126_1846"
branch_labels = None
depends_on = None

# Table of rows: its table of spans with the column that names the row, what opens a span, what ends it.
KEPT = {
    "course": ("course_offering", "course_id", ("offer",), "retire"),
    "base": ("bank_stay", "base_id", ("add-base", "restore-base"), "archive-base"),
    "bank_entry": ("bank_stay", "entry_id", ("add-entry", "restore-entry"), "archive-entry"),
}


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "course_offering",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("since_at", sa.DateTime(), nullable=False),
        sa.Column("until_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_offering_course_id_course"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_offering")),
    )
    op.create_index(op.f("ix_course_offering_course_id"), "course_offering", ["course_id"], unique=False)
    op.create_table(
        "bank_stay",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("since_at", sa.DateTime(), nullable=False),
        sa.Column("until_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["base_id"], ["base.id"], name=op.f("fk_bank_stay_base_id_base"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["bank_entry.id"], name=op.f("fk_bank_stay_entry_id_bank_entry"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_stay")),
    )
    op.create_index(op.f("ix_bank_stay_base_id"), "bank_stay", ["base_id"], unique=False)
    op.create_index(op.f("ix_bank_stay_entry_id"), "bank_stay", ["entry_id"], unique=False)
    for name, (spans, column, opening, closing) in KEPT.items():
        rows = list(_spans(name, column, opening, closing))
        if rows:
            target = sa.table(
                spans, sa.column(column), sa.column("since_at", sa.DateTime), sa.column("until_at", sa.DateTime)
            )
            op.bulk_insert(target, rows)


def _spans(name: str, column: str, opening: tuple[str, ...], closing: str) -> Iterator[dict[str, Any]]:
    """The spans that the audit tells of the rows of a table that are still there."""
    query = sa.text(
        "SELECT row_id, at, action FROM audit WHERE table_name = :name AND action IN (:first, :second, :closing)"
        f" AND row_id IN (SELECT id FROM {name}) ORDER BY row_id, at, id"
    ).columns(row_id=sa.Integer, at=sa.DateTime, action=sa.String)
    asked = {"name": name, "first": opening[0], "second": opening[-1], "closing": closing}
    standing: dict[int, datetime] = {}
    for row_id, at, action in op.get_bind().execute(query, asked):
        if action in opening:
            standing.setdefault(row_id, at)
        elif row_id in standing:
            yield {column: row_id, "since_at": standing.pop(row_id), "until_at": at}
    for row_id, since in standing.items():
        yield {column: row_id, "since_at": since, "until_at": None}


def downgrade() -> None:
    """One step back."""
    op.drop_table("bank_stay")
    op.drop_table("course_offering")
