"""Units sort as staff put them: the key they sort by is made of their places beside each other, from the top down."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "20261126_2140"
down_revision = "20261126_1847"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward: place and number at each step."""
    _rewrite(lambda above, position, number: f"{above or '/'}{position:0>4}{number:0>7}/")


def downgrade() -> None:
    """One step back: the numbers alone."""
    _rewrite(lambda above, _position, number: f"{above or '/'}{number:0>7}/")


def _rewrite(key: Callable[[str, int, int], str]) -> None:
    unit = sa.table(
        "unit", sa.column("id", sa.Integer), sa.column("parent_id", sa.Integer), sa.column("path", sa.String),
        sa.column("position", sa.Integer), sa.column("in_order", sa.String),
    )  # fmt: skip
    connection = op.get_bind()
    keys: dict[int | None, str] = {}
    rows = connection.execute(sa.select(unit.c.id, unit.c.parent_id, unit.c.path, unit.c.position)).all()
    for number, parent, _path, position in sorted(rows, key=lambda row: row.path.count("/")):
        keys[number] = key(keys.get(parent, ""), position, number)
        connection.execute(sa.update(unit).where(unit.c.id == number).values(in_order=keys[number]))
