"""The audit: one row per change, in the transaction of the change. Row numbers and field names, no personal values.

What somebody does without a name (a suggestion, a rating) has its row too, but in a table of its own, under a random
key and with the day only. Among the others it would lie between two rows with exact times, and these, beside the
sign-ins of that minute, would say who it was. To write it later in shuffled order would hide it as well, but then the
change could stand without its row.
"""

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import String, insert
from sqlalchemy.orm import Mapped, mapped_column

from partyedu.core import clock
from partyedu.core.actor import current_actor
from partyedu.core.db import Row, UTCDateTime, db


class AuditRow(Row):
    """Who did what to which row, and when. Never changed, never deleted before its time."""

    __tablename__ = "audit"

    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    actor_id: Mapped[int | None]  # the person who typed; None for the machine and for anonymous visitors
    on_behalf_of_id: Mapped[int | None]  # the person it was typed for
    action: Mapped[str] = mapped_column(String(60))
    table: Mapped[str] = mapped_column("table_name", String(60))
    row_id: Mapped[int | None]
    fields: Mapped[str] = mapped_column(String(400), default="")


class AnonymousAuditRow(db.Model):  # type: ignore[name-defined]
    """That somebody did something on a day, and to which row; no person, no time, no place in an order."""

    __tablename__ = "audit_anonymous"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(60))
    table: Mapped[str] = mapped_column("table_name", String(60))
    row_id: Mapped[int | None]


def record_anonymous(action: str, row: Any) -> None:
    """Write the audit row of a change whose author is to remain unknown (see above)."""
    if getattr(row, "id", None) is None:
        db.session.flush()
    db.session.add(
        AnonymousAuditRow(
            key=secrets.token_hex(16), day=clock.today(), action=action, table=row.__tablename__, row_id=row.id
        )
    )


def record(action: str, row: Any, fields: Iterable[str] = (), on_behalf_of: int | None = None) -> None:
    """Write the audit row of a change.

    ``action`` is the user's verb (``publish``), ``row`` the row that was changed, ``fields`` the names of the columns
    that changed, ``on_behalf_of`` the person for whom staff typed.
    """
    if getattr(row, "id", None) is None:
        db.session.flush()
    db.session.add(AuditRow(**_values(action, row.__tablename__, getattr(row, "id", None), fields, on_behalf_of)))


def record_one(action: str, table: Any, row_id: int, on_behalf_of: int | None = None) -> None:
    """Write the audit row of a row of which only the number is known, at once."""
    values = _values(action, table.__tablename__, row_id, (), on_behalf_of)
    values["table_name"] = values.pop("table")  # the column, where the row's class says ``table``
    db.session.execute(_ONE, values)


_ONE = insert(AuditRow.__table__)


def _values(action: str, table: str, row_id: int | None, fields: Iterable[str], behalf: int | None) -> dict[str, Any]:
    actor = current_actor()
    return {
        "at": clock.now(),
        "actor_id": actor.person_id if actor else None,
        "on_behalf_of_id": behalf,
        "action": action,
        "table": table,
        "row_id": row_id,
        "fields": " ".join(fields)[:400],
    }


def record_all(action: str, table: str, changes: Iterable[tuple[int, Iterable[str]]]) -> None:
    """Write the audit rows of many changes of one kind at once: pairs of row number and names of columns."""
    same = _values(action, table, None, (), None)
    rows = [{**same, "row_id": row_id, "fields": " ".join(fields)[:400]} for row_id, fields in changes]
    if rows:
        db.session.execute(insert(AuditRow), rows)


def typist(person_id: int | None) -> int | None:
    """Who typed, when it was not the person it is about (or nobody is known): the value of ``typed_by_id`` columns."""
    actor = current_actor()
    if actor is None or actor.person_id is None or actor.person_id == person_id:
        return None
    return actor.person_id
