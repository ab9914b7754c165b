"""Anonymous ratings of an event that is no theatre session; as in ``theatre.operations.rating``.

Nothing that is written here leads from a rating to a person. Results are published in steps, because who looks before
and after one late answer reads it off: the first five together, then three or more at a time; phone and paper have
steps of their own.
"""

import secrets
from collections.abc import Sequence

from sqlalchemy import case, func, select, update

from partyedu.core import audit
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.urn import SHOWN_FROM
from partyedu.core.words import _
from partyedu.schedule.models import Event
from partyedu.surveys import queries
from partyedu.surveys.models import EventRating, EventRatingGiven

STARS = range(1, 6)
NEXT_STEP = 3


def rate(event: Event, person_id: int, stars: int, words: str = "") -> None:
    """A person who was there gives an event one to five stars and, if they like, a few words. Once, and for good."""
    if stars not in STARS:
        raise Problem(_("请点几颗星。"), field="stars")
    if not queries.was_there(event.id, person_id):
        raise Problem(_("只有签到参加了的人可以评分。"))
    if queries.has_rated(event.id, person_id):
        raise Problem(_("您已经评过了，谢谢。"))
    db.session.add(EventRatingGiven(event_id=event.id, person_id=person_id))
    _write(event, [(stars, words)])
    audit.record_anonymous("rate", event)


def rate_on_paper(event: Event, counts: Sequence[int]) -> int:
    """A stack of paper slips: how many gave one star, two, … five. Gives how many ratings were added.

    There may not be more ratings than people were there.
    """
    added, there = sum(counts), queries.number_there(event.id)
    if not added:
        raise Problem(_("请至少填一个张数。"))
    if queries.number_of_ratings(event.id) + added > there:
        raise Problem(_("评分会超过到场人数（%(there)s 人），请核对张数。", there=there))
    _write(event, [(stars, "") for stars, number in zip(STARS, counts, strict=False) for _one in range(number)], True)
    audit.record("rate-on-paper", event)
    return added


def _write(event: Event, rows: list[tuple[int, str]], on_paper: bool = False) -> None:
    secrets.SystemRandom().shuffle(rows)
    for stars, words in rows:
        key = secrets.token_hex(16)
        rating = {"event_id": event.id, "stars": stars, "words": words}
        db.session.add(EventRating(key=key, on_paper=on_paper, shown=False, **rating))
    db.session.flush()
    group = (EventRating.event_id == event.id, EventRating.on_paper.is_(on_paper))
    shown = func.count(case((EventRating.shown, 1)))
    published, altogether = db.session.execute(select(shown, func.count()).where(*group)).one()
    if altogether - published >= (NEXT_STEP if published else SHOWN_FROM):
        db.session.execute(update(EventRating).where(*group).values(shown=True))
