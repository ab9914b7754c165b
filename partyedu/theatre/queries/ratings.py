"""Ratings of talks: who may rate, and results from five answers up."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager

from partyedu.attendance.models import Attendance
from partyedu.core import ballots, clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.urn import SHOWN_FROM
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import within
from partyedu.schedule.models import Event, EventKind, EventStatus
from partyedu.schedule.queries import is_over
from partyedu.speakers.models import Talk, TalkState
from partyedu.surveys.access import RATED_FOR
from partyedu.theatre.models import ProgrammeItem, RatingGiven, TalkRating
from partyedu.theatre.queries.programme import was_given
from partyedu.theatre.queries.sessions import THERE


def talks_to_rate(event_id: int) -> Sequence[Talk]:
    """The talks that were given at a session that is over, in the order of the programme."""
    query = (
        select(Talk)
        .join(ProgrammeItem, ProgrammeItem.talk_id == Talk.id)
        .join(Event, ProgrammeItem.event_id == Event.id)
        .join(Talk.person)
        .options(contains_eager(Talk.person))
        .where(Event.id == event_id, was_given(clock.now()), Talk.state != TalkState.WITHDRAWN)
        .order_by(ProgrammeItem.public_position, ProgrammeItem.id)
    )
    return db.session.scalars(query).all()


def session_to_rate(actor: Actor, event_id: int) -> Event | None:
    """The session, if it is over and the actor was there. Whether ratings are still taken:
    ``surveys.access.why_not_rated``."""
    query = (
        select(Event)
        .join(Attendance, Attendance.event_id == Event.id)
        .where(
            Event.id == event_id,
            Event.kind == EventKind.THEATRE,
            Event.status.in_((EventStatus.PUBLISHED, EventStatus.CLOSED, EventStatus.CANCELLED)),
            is_over(clock.now()),
            Attendance.person_id == (actor.person_id or 0),
            Attendance.state.in_(THERE),
        )
    )
    return db.session.scalar(query)


def was_there(event_id: int, person_id: int) -> bool:
    """Whether the person was present (or late) at the session."""
    query = select(Attendance.id).where(
        Attendance.event_id == event_id, Attendance.person_id == person_id, Attendance.state.in_(THERE)
    )
    return db.session.scalar(query) is not None


def number_there(event_id: int) -> int:
    """How many were present or late."""
    query = select(func.count()).where(Attendance.event_id == event_id, Attendance.state.in_(THERE))
    return db.session.scalar(query) or 0


def has_rated(event_id: int, person_id: int) -> bool:
    """Whether the person has rated the session (never how)."""
    return db.session.get(RatingGiven, (event_id, person_id)) is not None


def published_counts(event_id: int, on_paper: bool) -> dict[int, int]:
    """How many ratings of each talk of a session were published, of those from phones or of those from paper."""
    query = select(TalkRating.talk_id, func.count()).where(
        TalkRating.event_id == event_id, TalkRating.on_paper.is_(on_paper)
    )
    return {talk_id: number for talk_id, number in db.session.execute(query.group_by(TalkRating.talk_id))}


def rating_counts(event_id: int) -> dict[int, int]:
    """How many ratings each talk of a session has, published or waiting."""
    query = select(TalkRating.talk_id, func.count()).where(TalkRating.event_id == event_id)
    count = ballots.waiting("theatre", event_id)
    count.update({talk_id: number for talk_id, number in db.session.execute(query.group_by(TalkRating.talk_id))})
    return dict(count)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of the ratings of one talk at one session, as far as published; ``stars``: how many gave 1 to 5."""

    talk_id: int
    title: str
    answers: int
    average: float = 0.0
    stars: tuple[int, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def is_shown(self) -> bool:
        """Whether there are enough answers to show anything."""
        return bool(self.stars)


def results(actor: Actor, event_id: int) -> list[Result]:
    """The ratings of a session's talks that the actor may read: what was published of them, in steps from five answers
    up (see ``core.ballots``).

    A speaker reads their own, a reviewer those of speakers they review, an organiser those of the session.
    """
    home = Unit.__table__.alias("home")
    readable = or_(
        Talk.person_id == (actor.person_id or 0),
        within(actor.reach(Permission.EVENT_MANAGE)),
        within(actor.reach(Permission.TALK_REVIEW), home.c.path),
    )
    query = (
        select(Talk.id, Talk.title)
        .select_from(ProgrammeItem)
        .join(Talk, ProgrammeItem.talk_id == Talk.id)
        .join(Event, ProgrammeItem.event_id == Event.id)
        .join(Unit, Event.unit_id == Unit.id)
        .join(Person, Talk.person_id == Person.id)
        .outerjoin(home, Person.unit_id == home.c.id)
        .where(Event.id == event_id, was_given(clock.now()), readable)
        .order_by(ProgrammeItem.public_position, ProgrammeItem.id)
    )
    talks = {talk_id: title for talk_id, title in db.session.execute(query)}
    # In order of the random keys: the order in which people answered is nowhere.
    rows = select(TalkRating.talk_id, TalkRating.stars, TalkRating.words).where(
        TalkRating.event_id == event_id, TalkRating.talk_id.in_(talks)
    )
    given: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for talk_id, stars, words in db.session.execute(rows.order_by(TalkRating.key)) if talks else ():
        given[talk_id].append((stars, words))
    return [_result(talk_id, title, given[talk_id]) for talk_id, title in talks.items()]


def _result(talk_id: int, title: str, given: list[tuple[int, str]]) -> Result:
    if len(given) < SHOWN_FROM:
        return Result(talk_id, title, len(given))
    counted = tuple(sum(stars == wanted for stars, _words in given) for wanted in range(1, 6))
    words = tuple(words for _stars, words in given if words)
    return Result(talk_id, title, len(given), sum(stars for stars, _words in given) / len(given), counted, words)


def sessions_to_rate(person_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of sessions of the last month at which the person was and has not rated: number, title."""
    now = clock.now()
    rated = select(RatingGiven.event_id).where(RatingGiven.event_id == Event.id, RatingGiven.person_id == person_id)
    talk = select(ProgrammeItem.id).where(
        ProgrammeItem.event_id == Event.id,
        ProgrammeItem.talk_id == Talk.id,
        Talk.person_id != person_id,
        Talk.state != TalkState.WITHDRAWN,
        was_given(now),
    )
    return (
        select(Event.id, Event.public_title)
        .join(Attendance, Attendance.event_id == Event.id)
        .where(
            Attendance.person_id == person_id,
            Attendance.state.in_(THERE),
            Event.kind == EventKind.THEATRE,
            is_over(now),
            Event.public_ends_at > now - RATED_FOR,
            ~rated.exists(),
            talk.correlate(Event).exists(),
        )
        .order_by(Event.public_starts_at.desc())
        .limit(5)
    )
