"""Anonymous ratings of talks. Nothing that is written here leads from a rating to a person.

``RatingGiven`` says that a person has rated a session. What they said waits sealed with that of others and is published
in steps (``core.ballots``); only then does it stand in ``TalkRating``, under a random key, without person, time or row
number, in shuffled order. The audit row says that somebody rated the session on a day, outside the order of the others
(``core.audit``), so that a time beside a name can never be laid beside a rating.
"""

from collections.abc import Mapping, Sequence

from partyedu.core import audit, ballots, clock
from partyedu.core.ballots import STARS, Answer, Occasion, Sheet
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.schedule.models import Event
from partyedu.surveys.access import last_day_to_rate, why_not_rated
from partyedu.theatre import queries
from partyedu.theatre.models import RatingGiven, TalkRating

WORDS_AT_MOST = 300  # characters


def rate(event: Event, person_id: int, given: Mapping[int, tuple[int, str]]) -> None:
    """A person who was there rates the session's talks: talk → (stars 1 to 5, words). Once, and for good."""
    if no := why_not_rated(event, clock.now()):
        raise Problem(no)
    allowed = {talk.id for talk in queries.talks_to_rate(event.id) if talk.person_id != person_id}
    starred = {talk_id: answer for talk_id, answer in given.items() if answer[0] in STARS}
    if starred.keys() - allowed:
        raise Problem(_("有一篇您打了星的，这一场没有讲，已经从下面去掉了。请看一看，再交。"))
    if not starred:
        raise Problem(_("请至少给一篇讲述打星。"))
    if not queries.was_there(event.id, person_id):
        raise Problem(_("只有签到参加了这一场的人可以评分。"))
    if db.session.get(RatingGiven, (event.id, person_id)) is not None:
        raise Problem(_("您已经评过这一场了，谢谢。"))
    db.session.add(RatingGiven(event_id=event.id, person_id=person_id))
    _cast(event, [[Answer(talk_id, stars, words[:WORDS_AT_MOST]) for talk_id, (stars, words) in starred.items()]])
    audit.record_anonymous("rate", event)


def rate_on_paper(event: Event, counts: Mapping[int, list[int]]) -> int:
    """A stack of paper slips: talk → how many gave one star, two, … five. Gives how many ratings were added; they are
    marked as typed in.

    No talk may have more ratings than people were there.
    """
    there = queries.number_there(event.id)
    known = queries.rating_counts(event.id)
    slips: list[Sheet] = []
    for talk in queries.talks_to_rate(event.id):
        numbers = counts.get(talk.id, [])
        if known.get(talk.id, 0) + sum(numbers) > there:
            raise Problem(
                _("《%(title)s》的评分会超过到场人数（%(there)s 人），请核对张数。", title=talk.title, there=there)
            )
        slips += [
            [Answer(talk.id, stars)] for stars, number in zip(STARS, numbers, strict=False) for _one in range(number)
        ]
    if not slips:
        raise Problem(_("请至少填一个张数。"))
    _cast(event, slips, on_paper=True)
    audit.record("rate-on-paper", event)
    return len(slips)


def _cast(event: Event, sheets: Sequence[Sheet], on_paper: bool = False) -> None:
    """Put sheets into the session's box, and publish what comes out of it."""
    occasion = Occasion(
        "theatre", event.id, last_day_to_rate(event), len(queries.talks_to_rate(event.id)), WORDS_AT_MOST
    )
    published = queries.published_counts(event.id, on_paper)
    for talk_id, stars, words in ballots.cast(occasion, sheets, published, on_paper):
        rating = {"talk_id": talk_id, "event_id": event.id, "stars": stars, "words": words, "on_paper": on_paper}
        db.session.add(TalkRating(key=ballots.new_key(), **rating))
    db.session.flush()
