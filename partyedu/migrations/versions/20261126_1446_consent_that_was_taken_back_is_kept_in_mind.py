"""What somebody took back cannot be ticked again by others; what was taken back before is read from the audit."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "20261126_1446"
down_revision = "20261126_1442"
branch_labels = None
depends_on = None

_TABLES = ("contest_entry", "expert", "keepsake")
_audit = sa.table(
    "audit", sa.column("id"), sa.column("at", sa.DateTime()), sa.column("actor_id"), sa.column("action"),
    sa.column("table_name"), sa.column("row_id"),
)  # fmt: skip


def upgrade() -> None:
    """One step forward."""
    for name in _TABLES:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("taken_back_on", sa.Date(), nullable=True))
            table.add_column(sa.Column("taken_back_by_id", sa.Integer(), nullable=True))
            table.add_column(sa.Column("written_consent_on", sa.Date(), nullable=True))
    talk = sa.table("talk", sa.column("id"), sa.column("person_id"))
    for name in ("contest_entry", "expert"):
        row = sa.table(name, sa.column("id"), sa.column("person_id"), sa.column("agrees", sa.Boolean()))
        owners = sa.select(row.c.id, row.c.person_id).where(row.c.agrees.is_(False))
        _remember(name, owners, ("agree", "take-back-agreement"), "take-back-agreement")
    keepsake = sa.table("keepsake", sa.column("id"), sa.column("talk_id"), sa.column("consent", sa.Boolean()))
    owners = sa.select(keepsake.c.id, talk.c.person_id).join(talk, talk.c.id == keepsake.c.talk_id)
    _remember("keepsake", owners.where(keepsake.c.consent.is_(False)), ("change-consent",), "change-consent")


def _remember(name: str, owners: sa.Select[Any], actions: tuple[str, ...], last: str) -> None:
    """Mark the rows whose owner was the last who changed the consent, and took it back."""
    latest: dict[int, tuple[str, int | None, datetime]] = {}
    acts = sa.select(_audit.c.row_id, _audit.c.action, _audit.c.actor_id, _audit.c.at)
    acts = acts.where(_audit.c.table_name == name, _audit.c.action.in_(actions)).order_by(_audit.c.id)
    for row_id, action, actor_id, at in op.get_bind().execute(acts):
        latest[row_id] = (action, actor_id, at)
    row = sa.table(name, sa.column("id"), sa.column("taken_back_on", sa.Date()), sa.column("taken_back_by_id"))
    for row_id, person_id in op.get_bind().execute(owners).all():
        action, actor_id, at = latest.get(row_id, ("", None, None))
        if action == last and actor_id == person_id and at is not None:
            op.execute(
                sa.update(row).where(row.c.id == row_id).values(taken_back_on=at.date(), taken_back_by_id=actor_id)
            )


def downgrade() -> None:
    """One step back."""
    for name in reversed(_TABLES):
        with op.batch_alter_table(name) as table:
            table.drop_column("written_consent_on")
            table.drop_column("taken_back_by_id")
            table.drop_column("taken_back_on")
