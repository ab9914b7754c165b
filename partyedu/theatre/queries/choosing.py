"""The pool as it looks from one session: approved talks to choose from, and who has not been on stage this year."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from partyedu.core import clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.organisation.models import Person
from partyedu.schedule.models import Event
from partyedu.speakers import queries as speakers
from partyedu.speakers.models import Talk
from partyedu.theatre.models import ON, OPEN_REQUESTS, ProgrammeItem, SpeakerRequest
from partyedu.theatre.queries.programme import was_given


def _times_given(now: datetime, since: datetime | None = None, until: datetime | None = None) -> Any:
    """Column beside Person: how often the person was on stage."""
    talk = aliased(Talk)
    query = (
        select(func.count())
        .select_from(ProgrammeItem)
        .join(Event, ProgrammeItem.event_id == Event.id)
        .join(talk, ProgrammeItem.talk_id == talk.id)
        .where(talk.person_id == Person.id, was_given(now))
    )
    if since is not None and until is not None:
        query = query.where(Event.public_starts_at >= since, Event.public_starts_at < until)
    return query.correlate(Person).scalar_subquery()


def pool(
    actor: Actor, event: Event, theme_id: int | None = None, words: str = "", fresh: bool = False
) -> Select[*tuple[Any, ...]]:
    """Approved talks for this session: (talk, times it was given, times its speaker was on stage this year, asked).

    Who has not been on stage this year stands first. ``fresh``: only talks that were never given. What is on the
    programme is left out; ``asked`` is the state of a request for this session that stands, else None.
    """
    now = clock.now()
    given = (
        select(func.count())
        .select_from(ProgrammeItem)
        .join(Event, ProgrammeItem.event_id == Event.id)
        .where(ProgrammeItem.talk_id == Talk.id, was_given(now))
        .correlate(Talk)
        .scalar_subquery()
    )
    spoken = _times_given(now, *clock.year_bounds(clock.local(event.starts_at).year))
    taken = select(ProgrammeItem.talk_id).where(
        ProgrammeItem.event_id == event.id,
        ProgrammeItem.talk_id.is_not(None),
        ProgrammeItem.removed_at.is_(None),
        ProgrammeItem.state.in_(ON),
    )
    asked = (
        select(SpeakerRequest.state)
        .where(
            SpeakerRequest.event_id == event.id,
            SpeakerRequest.talk_id == Talk.id,
            SpeakerRequest.state.in_(OPEN_REQUESTS),
        )
        .correlate(Talk)
        .scalar_subquery()
    )
    query = (
        speakers.pool(actor, theme_id=theme_id, words=words)
        .add_columns(given.label("given"), spoken.label("spoken"), asked.label("asked"))
        .where(Talk.id.not_in(taken))
    )
    if fresh:
        query = query.where(given == 0)
    return query.order_by(None).order_by(spoken, given, Talk.created_at.desc(), Talk.id.desc())


def talk_in_pool(actor: Actor, talk_id: int) -> Talk | None:
    """An approved talk of the actor's pool."""
    return db.session.scalar(speakers.pool(actor).where(Talk.id == talk_id))
