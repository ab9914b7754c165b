"""Requests to speakers: mine to answer, and those of a session."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import within
from partyedu.schedule.models import Event, EventStatus, Room
from partyedu.speakers.models import Talk
from partyedu.theatre.models import OPEN_REQUESTS, RequestState, SpeakerRequest

_home = aliased(Unit)  # the speaker's unit, beside the event's


def _whole() -> Select[*tuple[Any, ...]]:
    return (
        select(SpeakerRequest)
        .join(SpeakerRequest.event)
        .join(Unit, Event.unit_id == Unit.id)
        .join(SpeakerRequest.talk)
        .join(Talk.person)
        .outerjoin(_home, Person.unit_id == _home.id)
        .options(
            contains_eager(SpeakerRequest.event).joinedload(Event.room).joinedload(Room.venue),
            contains_eager(SpeakerRequest.talk).contains_eager(Talk.person),
            joinedload(SpeakerRequest.asked_by),
        )
    )


def _managed(actor: Actor) -> Any:
    return or_(within(actor.reach(Permission.EVENT_MANAGE)), within(actor.reach(Permission.TALK_MANAGE), _home.path))


def request_for(actor: Actor, request_id: int) -> SpeakerRequest | None:
    """The request, if the actor is its speaker, plans the session, or acts for the speaker."""
    mine = Talk.person_id == (actor.person_id or 0)
    return db.session.scalar(_whole().where(SpeakerRequest.id == request_id, or_(mine, _managed(actor))))


def request_to_manage(actor: Actor, request_id: int) -> SpeakerRequest | None:
    """The request, if the actor plans for the session's unit."""
    reach = within(actor.reach(Permission.EVENT_MANAGE))
    return db.session.scalar(_whole().where(SpeakerRequest.id == request_id, reach))


def requests_to(person_id: int) -> Select[*tuple[Any, ...]]:
    """All requests to a speaker, the open ones first, then the latest."""
    open_first = SpeakerRequest.state != RequestState.ASKED
    return _whole().where(Talk.person_id == person_id).order_by(open_first, SpeakerRequest.id.desc())


def requests_of(event_id: int) -> Sequence[SpeakerRequest]:
    """The requests of one session in order of asking; refusals stay in the record."""
    query = (
        select(SpeakerRequest)
        .where(SpeakerRequest.event_id == event_id)
        .options(joinedload(SpeakerRequest.talk).joinedload(Talk.person))
        .order_by(SpeakerRequest.id)
    )
    return db.session.scalars(query).all()


def standing_request(event_id: int, talk_id: int) -> SpeakerRequest | None:
    """The request for a talk at a session that waits for an answer or was accepted."""
    return db.session.scalars(
        select(SpeakerRequest).where(
            SpeakerRequest.event_id == event_id,
            SpeakerRequest.talk_id == talk_id,
            SpeakerRequest.state.in_(OPEN_REQUESTS),
        )
    ).first()


def to_answer(person_id: int) -> Select[*tuple[int]]:
    """Column query of one number: how many requests wait for this speaker, for sessions still to come."""
    return (
        select(func.count())
        .select_from(SpeakerRequest)
        .join(Talk, SpeakerRequest.talk_id == Talk.id)
        .join(Event, SpeakerRequest.event_id == Event.id)
        .where(
            Talk.person_id == person_id,
            SpeakerRequest.state == RequestState.ASKED,
            Event.ends_at > clock.now(),
            Event.status.not_in((EventStatus.CANCELLED, EventStatus.CLOSED)),
        )
    )
