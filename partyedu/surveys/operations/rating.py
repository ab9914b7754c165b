"""Anonymous ratings of an event that is no theatre session; as in ``theatre.operations.rating``.

``EventRatingGiven`` says that a person has rated. What they said waits sealed and is published in steps
(``core.ballots``); only then does it stand in ``EventRating``.
"""

from collections.abc import Sequence

from partyedu.core import audit, ballots, clock
from partyedu.core.ballots import STARS, Answer, Occasion, Sheet
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.schedule.models import Event
from partyedu.surveys import queries
from partyedu.surveys.access import last_day_to_rate, why_not_rated
from partyedu.surveys.models import EventRating, EventRatingGiven

WORDS_AT_MOST = 300  # characters
_THE_EVENT = 0  # the only subject of such a rating


def rate(event: Event, person_id: int, stars: int, words: str = "") -> None:
    """A person who was there gives an event one to five stars and, if they like, a few words. Once, and for good."""
    if no := why_not_rated(event, clock.now()):
        raise Problem(no)
    if stars not in STARS:
        raise Problem(_("请点几颗星。"), field="stars")
    if not queries.was_there(event.id, person_id):
        raise Problem(_("只有签到参加了的人可以评分。"))
    if queries.has_rated(event.id, person_id):
        raise Problem(_("您已经评过了，谢谢。"))
    db.session.add(EventRatingGiven(event_id=event.id, person_id=person_id))
    _cast(event, [[Answer(_THE_EVENT, stars, words[:WORDS_AT_MOST])]])
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
    slips = [
        [Answer(_THE_EVENT, stars)] for stars, number in zip(STARS, counts, strict=False) for _one in range(number)
    ]
    _cast(event, slips, on_paper=True)
    audit.record("rate-on-paper", event)
    return added


def _cast(event: Event, sheets: Sequence[Sheet], on_paper: bool = False) -> None:
    """Put sheets into the event's box, and publish what comes out of it."""
    occasion = Occasion("surveys", event.id, last_day_to_rate(event), words_at_most=WORDS_AT_MOST)
    published = {_THE_EVENT: queries.number_published(event.id, on_paper)}
    for _subject, stars, words in ballots.cast(occasion, sheets, published, on_paper):
        rating = {"event_id": event.id, "stars": stars, "words": words, "on_paper": on_paper}
        db.session.add(EventRating(key=ballots.new_key(), **rating))
    db.session.flush()
