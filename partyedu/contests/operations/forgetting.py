"""Somebody is erased from the house: what they wrote leaves the wall and the file; that it was handed in stays."""

from sqlalchemy import select

from partyedu.contests.models import Entry, EntryFile, EntryState, Judgement
from partyedu.core import personal, uploads
from partyedu.core.db import db


def forget(person_id: int) -> None:
    """Words and photos of their entries, shown ones too, and what judges wrote about these; points and prizes stay.

    What somebody wrote as a judge belongs to the entry it is about and stays, without a name.
    """
    own = Entry.person_id == person_id
    entries = select(Entry.id).where(own)
    files = db.session.scalars(select(EntryFile).where(EntryFile.entry_id.in_(entries))).all()
    numbers = [row.stored_file_id for row in files]
    for row in files:
        db.session.delete(row)
    uploads.let_go(numbers)
    personal.empty(Entry, own, title=personal.gone(), text="", agrees=False, published_at=None)
    personal.empty(Entry, own & (Entry.state == EntryState.PUBLISHED), state=EntryState.HANDED_IN)
    personal.empty(Judgement, Judgement.entry_id.in_(entries), text="")
