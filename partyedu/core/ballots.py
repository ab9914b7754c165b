"""Ratings without a name: they wait sealed in a box and come out several at a time, when no one of them can be told.

A box stands for what is rated at one occasion (the talks of a session, a lesson), one for phones and one for paper:
who types slips in knows them all, and four made-up ones beside the one answer of a phone would lay it open. A sheet is
what one person says of each subject. It lies sealed in an urn (``core.urn``), as long as the longest that could be
written, under a random key, without person, time or place in an order; not even what it speaks of can be read.

Answers about a subject are published in steps, because who looks before and after one late answer reads it off: the
first five together, then three or more at a time. With each step the box is emptied, what is still to wait is sealed
anew under another key, and the old key is destroyed: of two backups laid side by side the older stays closed for ever.
The one or two that come last are never published. A month after nobody can rate any more they are thrown away unread.

A box whose key is not on this machine (the centre was moved here from a backup) cannot be opened again: what waited in
it is lost, and with the next sheet it begins anew. What was published stands in the tables of the rooms.
"""

import json
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from partyedu.core import clock, urn
from partyedu.core.db import Row, db

STARS = range(1, 6)
FIRST_STEP = urn.SHOWN_FROM
NEXT_STEP = 3
KEPT = timedelta(days=31)  # how long a box stands after the last day
_URN = "rating"
_A_CHARACTER, _AN_ANSWER, _A_SHEET = 6, 40, 16  # bytes at most, written as JSON


class BallotBox(Row):
    """Where sheets about one occasion wait. ``room`` and ``row_id`` say which; nothing here says who came, or when."""

    __tablename__ = "ballot_box"
    __table_args__ = (UniqueConstraint("room", "row_id", "on_paper"),)

    room: Mapped[str] = mapped_column(String(20))
    row_id: Mapped[int]
    on_paper: Mapped[bool]
    urn: Mapped[str] = mapped_column(String(32))
    keep_until: Mapped[date]


class SealedBallot(db.Model):  # type: ignore[name-defined]
    """A sheet in a box: sealed, under a random key, without person, time or row number."""

    __tablename__ = "sealed_ballot"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    box_id: Mapped[int] = mapped_column(ForeignKey("ballot_box.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Answer(NamedTuple):
    """What one sheet says of one subject: one to five stars and perhaps a few words."""

    subject: int
    stars: int
    words: str = ""


Sheet = Sequence[Answer]


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is rated: the ``room`` and the number of its row, the last day on which people rate on their phones, how
    many ``subjects`` there are, and how many characters may be said of each."""

    room: str
    row_id: int
    last_day: date
    subjects: int = 1
    words_at_most: int = 300

    @property
    def longest(self) -> int:
        """How many bytes the longest possible sheet takes."""
        return _A_SHEET + self.subjects * (_AN_ANSWER + _A_CHARACTER * self.words_at_most)


def new_key() -> str:
    """The random key of a row that nobody is to tie to anything else."""
    return secrets.token_hex(16)


def cast(
    occasion: Occasion, sheets: Iterable[Sheet], published: Mapping[int, int], on_paper: bool = False
) -> list[Answer]:
    """Put sheets into the box; gives what is to be published now, shuffled: nothing, or a step of some subjects whole.

    ``published``: how many answers about each subject have been published, of phones or of paper, as asked. The caller
    writes what comes out into its own table, under keys of its own (``new_key``), in the same transaction.
    """
    box, waiting = _standing(occasion, on_paper)
    fresh = [tuple(sheet) for sheet in sheets if sheet]
    count = Counter(answer.subject for sheet in (*waiting, *fresh) for answer in sheet)
    due = {one for one, number in count.items() if number >= (NEXT_STEP if published.get(one) else FIRST_STEP)}
    if not due:
        _seal(box, fresh, occasion.longest)
        return []
    answers = [answer for sheet in (*waiting, *fresh) for answer in sheet]
    rest = [[answer for answer in sheet if answer.subject not in due] for sheet in (*waiting, *fresh)]
    _empty(box)
    _seal(box, [sheet for sheet in rest if sheet], occasion.longest)
    out = [answer for answer in answers if answer.subject in due]
    secrets.SystemRandom().shuffle(out)
    return out


def waiting(room: str, row_id: int) -> Counter[int]:
    """How many answers about each subject wait in the boxes of an occasion; what cannot be opened is not counted."""
    boxes = select(BallotBox).where(BallotBox.room == room, BallotBox.row_id == row_id)
    sheets = (sheet for box in db.session.scalars(boxes) for sheet in _opened(box))
    return Counter(answer.subject for sheet in sheets for answer in sheet)


def throw_away_old() -> int:
    """The work of the night: boxes whose time is over go with what is in them, and keys that belong to no box.

    Gives how many boxes went. Ask it in a transaction that writes.
    """
    past = db.session.scalars(select(BallotBox).where(BallotBox.keep_until < clock.today())).all()
    for box in past:
        urn.destroy(box.urn)
        db.session.execute(delete(SealedBallot).where(SealedBallot.box_id == box.id))
        db.session.delete(box)
    db.session.flush()
    urn.sweep(_URN, db.session.scalars(select(BallotBox.urn)))
    return len(past)


def _standing(occasion: Occasion, on_paper: bool) -> tuple[BallotBox, list[Sheet]]:
    """The box with what waits in it; a new one, or one begun anew when its key is gone."""
    keep_until = max(occasion.last_day, clock.today()) + KEPT
    query = select(BallotBox).filter_by(room=occasion.room, row_id=occasion.row_id, on_paper=on_paper)
    box = db.session.scalar(query)
    if box is None:
        box = BallotBox(room=occasion.room, row_id=occasion.row_id, on_paper=on_paper, urn=urn.new(_URN))
        db.session.add(box)
    elif not urn.has_key(box.urn):
        _empty(box)
    box.keep_until = keep_until
    db.session.flush()
    return box, _opened(box)


def _opened(box: BallotBox) -> list[Sheet]:
    if not urn.has_key(box.urn):
        return []
    sealed = db.session.scalars(select(SealedBallot.sealed).where(SealedBallot.box_id == box.id))
    return [[Answer(*answer) for answer in json.loads(content)] for content in urn.open_all(box.urn, sealed)]


def _empty(box: BallotBox) -> None:
    """Take everything out, destroy the key, and give the box another one."""
    db.session.execute(delete(SealedBallot).where(SealedBallot.box_id == box.id))
    urn.destroy(box.urn)
    box.urn = urn.new(_URN)
    db.session.flush()


def _seal(box: BallotBox, sheets: Sequence[Sheet], size: int) -> None:
    rows = []
    for sheet in sheets:
        content = json.dumps([list(answer) for answer in sheet], ensure_ascii=False, separators=(",", ":")).encode()
        rows.append({"key": new_key(), "box_id": box.id, "sealed": urn.seal(box.urn, content, size)})
    if rows:
        db.session.execute(insert(SealedBallot), sorted(rows, key=lambda row: str(row["key"])))
