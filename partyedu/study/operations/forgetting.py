"""Somebody is erased from the house: what study holds of them in words goes, their numbers stay nobody's by name."""

from typing import Any

from sqlalchemy import delete, or_, select, update

from partyedu.core import personal, uploads
from partyedu.core.db import db
from partyedu.study.models import (
    Exemption,
    ExemptionKind,
    HomeVisit,
    HoursEntry,
    ListMark,
    MakeUp,
    Pair,
    PairMeeting,
    PieceAnswer,
)

# Hours that were earned stay hours of the unit; the words beside them are the person's.
_WORDS: dict[Any, tuple[str, ...]] = {
    HomeVisit: ("why", "studied", "words", "note"),
    HoursEntry: ("title", "evidence", "refused_reason"),
    PieceAnswer: ("text", "returned_reason", "late_word"),
}


def forget(person_id: int) -> None:
    """Make-up, reasons of exemptions, marks on the list, words of pairs, words and photos of what was handed in.

    That somebody owed no hours from a day to a day stays, without why: the sums of that year rest on it. Flushes.
    """
    for table in (MakeUp, ListMark):
        db.session.execute(delete(table).where(table.person_id == person_id))
    own = Exemption.person_id == person_id
    personal.empty(Exemption, own, kind=ExemptionKind.OTHER, reason="", ended_reason="")
    pairs = or_(Pair.elder_id == person_id, Pair.younger_id == person_id)
    personal.empty(PairMeeting, PairMeeting.pair_id.in_(select(Pair.id).where(pairs)), words="")
    personal.empty(Pair, pairs, purpose="")
    for table in (PieceAnswer, HoursEntry):
        _let_go_photos(table, person_id)
    for table, names in _WORDS.items():
        db.session.execute(update(table).where(table.person_id == person_id).values(dict.fromkeys(names, "")))
    db.session.flush()


def _let_go_photos(table: Any, person_id: int) -> None:
    for row in db.session.scalars(select(table).where(table.person_id == person_id, table.photo_id.is_not(None))):
        photo, row.photo = row.photo, None
        db.session.flush()
        uploads.discard(photo)
