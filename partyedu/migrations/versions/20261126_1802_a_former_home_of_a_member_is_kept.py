"""A former home of a member is kept, so that a year that is over is counted by where they belonged then.

Of those who moved before, the house kept that and when (the audit), not where from. Where something of theirs says it
(hours they handed in carry the unit of that day), the former home is filled in; else they stay counted as before.
"""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "20261126_1802"
down_revision = "20261126_1535"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "former_home",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_former_home_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_former_home_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_home")),
        sa.UniqueConstraint("person_id", "until_on", name=op.f("uq_former_home_person_id_until_on")),
    )
    op.create_index(op.f("ix_former_home_unit_id"), "former_home", ["unit_id"], unique=False)
    _fill_in()


_MOVED = sa.text(
    "SELECT row_id, at FROM audit WHERE table_name = 'person' AND action IN ('edit', 'change-from-roster')"
    " AND ' ' || fields || ' ' LIKE '% unit_id %' ORDER BY row_id, at"
).columns(row_id=sa.Integer, at=sa.DateTime)
_BELONGED = sa.text("SELECT person_id, unit_id, handed_in_at FROM hours_entry ORDER BY handed_in_at").columns(
    person_id=sa.Integer, unit_id=sa.Integer, handed_in_at=sa.DateTime
)


def _fill_in() -> None:
    """A home between two moves, where an entry of hours handed in meanwhile says which it was."""
    connection = op.get_bind()
    moves: dict[int, list[datetime]] = {}
    for person_id, at in connection.execute(_MOVED):
        moves.setdefault(person_id, []).append(at)
    if not moves:
        return
    found: dict[tuple[int, date], dict[str, object]] = {}
    for person_id, unit_id, at in connection.execute(_BELONGED):
        days = moves.get(person_id, [])
        after = next((day for day in days if day > at), None)
        if after is None:
            continue  # handed in after the last move: it says where they are now
        before = max((day for day in days if day <= at), default=None)
        since, until = before.date() if before else None, after.date() - timedelta(days=1)
        if since is None or since <= until:
            home = {"person_id": person_id, "unit_id": unit_id, "since_on": since, "until_on": until}
            found[person_id, until] = home | {"written_at": after}
    if found:
        table = sa.table(
            "former_home", sa.column("person_id"), sa.column("unit_id"), sa.column("since_on", sa.Date),
            sa.column("until_on", sa.Date), sa.column("written_at", sa.DateTime),
        )  # fmt: skip
        op.bulk_insert(table, list(found.values()))


def downgrade() -> None:
    """One step back."""
    op.drop_index(op.f("ix_former_home_unit_id"), table_name="former_home")
    op.drop_table("former_home")
