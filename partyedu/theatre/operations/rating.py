"""Anonymous ratings. Nothing that is written here leads from a rating to a person.

``RatingGiven`` says that a person has rated a session; ``TalkRating`` holds stars and words under a random key, without
person, time or row number. The audit row says that somebody rated the session on a day, outside the order of the
others (``core.audit``), so that a time beside a name can never be laid beside a rating. Ratings of one answer are
written in random order.

Results are published in steps, because who looks before and after one late answer reads it off: the first five
answers together, then three or more at a time; one or two that come last stay unpublished. Answers on the phone and
paper slips have steps of their own: who types slips in knows them all, and four made-up ones would lay the one answer
beside them open. Together they are shown only once each has its five.
"""

import secrets
from collections.abc import Mapping

from sqlalchemy import case, func, select, update

from partyedu.core import audit
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.schedule.models import Event
from partyedu.theatre import queries
from partyedu.theatre.models import RatingGiven, TalkRating

STARS = range(1, 6)
FIRST_STEP = queries.SHOWN_FROM
NEXT_STEP = 3


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
    audit.record_anonymous("rate", event)


def rate_on_paper(event: Event, counts: Mapping[int, list[int]]) -> int:
    """A stack of paper slips: talk → how many gave one star, two, … five. Gives how many ratings were added; they are
    marked as typed in.

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
    _write(event, rows, on_paper=True)
    audit.record("rate-on-paper", event)
    return len(rows)


def _write(event: Event, rows: list[tuple[int, int, str]], on_paper: bool = False) -> None:
    secrets.SystemRandom().shuffle(rows)
    for talk_id, stars, words in rows:
        key = secrets.token_hex(16)
        rating = {"talk_id": talk_id, "event_id": event.id, "stars": stars, "words": words}
        db.session.add(TalkRating(key=key, on_paper=on_paper, shown=False, **rating))
    db.session.flush()
    for talk_id in {talk_id for talk_id, _stars, _words in rows}:
        _publish_step(event.id, talk_id, on_paper)


def _publish_step(event_id: int, talk_id: int, on_paper: bool) -> None:
    """Publish what waits of one talk's answers, when it is enough for a step."""
    group = (TalkRating.event_id == event_id, TalkRating.talk_id == talk_id, TalkRating.on_paper.is_(on_paper))
    shown = func.count(case((TalkRating.shown, 1)))
    published, altogether = db.session.execute(select(shown, func.count()).where(*group)).one()
    if altogether - published >= (NEXT_STEP if published else FIRST_STEP):
        db.session.execute(update(TalkRating).where(*group).values(shown=True))
