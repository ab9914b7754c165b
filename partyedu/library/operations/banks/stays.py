"""From when to when something of a bank was in use: what figures of past years read."""

from sqlalchemy import update

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.library.models import BankEntry, BankStay, Base


def begin_stay(row: Base | BankEntry) -> None:
    """It is in use from now on."""
    db.session.flush()
    key = {"base_id": row.id} if isinstance(row, Base) else {"entry_id": row.id}
    db.session.add(BankStay(since_at=clock.now(), **key))


def end_stay(row: Base | BankEntry) -> None:
    """It is put away now; once is enough."""
    own = BankStay.base_id == row.id if isinstance(row, Base) else BankStay.entry_id == row.id
    db.session.execute(update(BankStay).where(own, BankStay.until_at.is_(None)).values(until_at=clock.now()))
