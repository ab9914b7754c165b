"""Anonymous ratings. Nothing that is written here leads from a rating to a person.

``RatingGiven`` says that a person has rated a session; ``TalkRating`` holds stars and words under a random key, without
person, time or row number. The audit row says that somebody rated the session, with no actor, so that a time beside a
name can never be laid beside a rating. Ratings of one answer are written in random order.
"""

import secrets
from collections.abc import Mapping

from partyedu.core import audit
from partyedu.core.actor import acting_as
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.schedule.models import Event
from partyedu.theatre import queries
from partyedu.theatre.models import RatingGiven, TalkRating

STARS = range(1, 6)


def rate(event: Event, person_id: int, given: Mapping[int, tuple[int, str]]) -> None:
    """A person who was there rates the session's talks: talk → (stars 1 to 5, words). Once, and for good."""
    allowed = {talk.id for talk in queries.talks_to_rate(event.id) if talk.person_id != person_id}
    given = {talk_id: answer for talk_id, answer in given.items() if talk_id in allowed and answer[0] in STARS}
    if not given:
        raise Problem(_("请至少给一篇讲述打星。"))
    if not queries.was_there(event.id, person_id):
        raise Problem(_("只有签到参加了这一场的人可以评分。"))
    if db.session.get(RatingGiven, (event.id, person_id)) is not None:
        raise Problem(_("您已经评过这一场了，谢谢。"))
    db.session.add(RatingGiven(event_id=event.id, person_id=person_id))
    _write(event, [(talk_id, stars, words) for talk_id, (stars, words) in given.items()])
    with acting_as(None):
        audit.record("rate", event)


def rate_on_paper(event: Event, counts: Mapping[int, list[int]]) -> int:
    """A stack of paper slips: talk → how many gave one star, two, … five. Gives how many ratings were added.

    No talk may have more ratings than people were there.
    """
    there = queries.number_there(event.id)
    known = queries.rating_counts(event.id)
    rows: list[tuple[int, int, str]] = []
    for talk in queries.talks_to_rate(event.id):
        numbers = counts.get(talk.id, [])
        if known.get(talk.id, 0) + sum(numbers) > there:
            raise Problem(
                _("《%(title)s》的评分会超过到场人数（%(there)s 人），请核对张数。", title=talk.title, there=there)
            )
        rows += [(talk.id, stars, "") for stars, number in zip(STARS, numbers, strict=False) for _one in range(number)]
    if not rows:
        raise Problem(_("请至少填一个张数。"))
    _write(event, rows)
    audit.record("rate-on-paper", event)
    return len(rows)


def _write(event: Event, rows: list[tuple[int, int, str]]) -> None:
    secrets.SystemRandom().shuffle(rows)
    for talk_id, stars, words in rows:
        key = secrets.token_hex(16)
        db.session.add(TalkRating(key=key, talk_id=talk_id, event_id=event.id, stars=stars, words=words))
    db.session.flush()
