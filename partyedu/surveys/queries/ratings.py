"""Ratings of events that are not theatre sessions: who may rate, and what was published, from five answers up."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select

from partyedu.attendance.models import HERE, Attendance
from partyedu.core import ballots, clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.urn import SHOWN_FROM
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import within
from partyedu.schedule.models import Event, EventKind, EventPart, EventPerson, EventStatus
from partyedu.surveys.access import RATED_FOR
from partyedu.surveys.models import EventRating, EventRatingGiven

LEADS = (EventPart.TEACHER, EventPart.SPEAKER, EventPart.OWNER)


HELD = (EventStatus.PUBLISHED, EventStatus.CLOSED)


def _is_over(*also: EventStatus) -> ColumnElement[bool]:
    """Condition on Event: held and over, and no theatre session, whose talks are rated one by one.

    ``also``: other states it may be in.
    """
    return and_(
        Event.kind != EventKind.THEATRE,
        Event.status.in_((*HELD, *also)),
        Event.public_ends_at <= clock.now(),
    )


def _is_fresh() -> ColumnElement[bool]:
    return and_(_is_over(), Event.public_ends_at > clock.now() - RATED_FOR)


def _was_there(person_id: int) -> ColumnElement[bool]:
    return exists().where(
        Attendance.event_id == Event.id, Attendance.person_id == person_id, Attendance.state.in_(HERE)
    )


def event_to_rate(actor: Actor, event_id: int) -> Event | None:
    """The event, if it is over and the actor was there. Whether ratings are still taken: ``access.why_not_rated``."""
    over = _is_over(EventStatus.CANCELLED)
    query = select(Event).where(Event.id == event_id, over, _was_there(actor.person_id or 0))
    return db.session.scalar(query)


def was_there(event_id: int, person_id: int) -> bool:
    """Whether the person was present (or late) at the event."""
    return db.session.scalar(select(Event.id).where(Event.id == event_id, _was_there(person_id))) is not None


def number_there(event_id: int) -> int:
    """How many were present or late."""
    query = select(func.count()).where(Attendance.event_id == event_id, Attendance.state.in_(HERE))
    return db.session.scalar(query) or 0


def has_rated(event_id: int, person_id: int) -> bool:
    """Whether the person has rated the event (never how)."""
    return db.session.get(EventRatingGiven, (event_id, person_id)) is not None


def number_published(event_id: int, on_paper: bool) -> int:
    """How many ratings of an event were published, of those from phones or of those from paper."""
    query = select(func.count()).where(EventRating.event_id == event_id, EventRating.on_paper.is_(on_paper))
    return db.session.scalar(query) or 0


def number_of_ratings(event_id: int) -> int:
    """How many ratings an event has, published or waiting."""
    query = select(func.count()).select_from(EventRating).where(EventRating.event_id == event_id)
    return (db.session.scalar(query) or 0) + ballots.waiting("surveys", event_id).total()


def event_rated(actor: Actor, event_id: int) -> Event | None:
    """An event whose ratings the actor may read: who taught or answered for it, and the organisers of its unit."""
    taught = exists().where(
        EventPerson.event_id == Event.id,
        EventPerson.person_id == (actor.person_id or 0),
        EventPerson.part.in_(LEADS),
    )
    query = select(Event).join(Unit, Event.unit_id == Unit.id).where(Event.id == event_id, _is_over())
    return db.session.scalar(query.where(taught | within(actor.reach(Permission.EVENT_MANAGE))))


def event_to_type_in(actor: Actor, event_id: int) -> Event | None:
    """An event whose paper slips the actor types in."""
    query = select(Event).join(Unit, Event.unit_id == Unit.id).where(Event.id == event_id, _is_over())
    return db.session.scalar(query.where(within(actor.reach(Permission.EVENT_MANAGE))))


@dataclass(frozen=True, slots=True)
class Rated:
    """What was published of an event's ratings; ``stars``: how many gave 1 to 5."""

    raters: int
    stars: tuple[int, ...]
    words: tuple[str, ...]

    @property
    def is_shown(self) -> bool:
        """Whether there are enough answers to show anything."""
        return self.raters >= SHOWN_FROM

    @property
    def average(self) -> float:
        """The average of the stars."""
        return sum(stars * number for stars, number in enumerate(self.stars, 1)) / self.raters if self.raters else 0.0


def event_ratings(event_id: int) -> Rated:
    """The published ratings of an event, in order of their random keys. The caller has decided who may read them."""
    query = select(EventRating.stars, EventRating.words).where(EventRating.event_id == event_id)
    rows = db.session.execute(query.order_by(EventRating.key)).all()
    stars = tuple(sum(row.stars == wanted for row in rows) for wanted in range(1, 6))
    return Rated(len(rows), stars, tuple(row.words for row in rows if row.words))


def event_rating_totals(event_ids: Iterable[int] | Select[*tuple[int]]) -> Select[*tuple[Any, ...]]:
    """Column query for the rooms above, a row for each of the events (numbers, or a query of numbers).

    event_id; raters: how many published ratings (0, or five and more); hundredths: their average in hundredths of a
    star, None below five.
    """
    raters = func.count(EventRating.key)
    hundredths = func.sum(EventRating.stars) * 100 / raters
    wanted = event_ids if isinstance(event_ids, Select) else list(event_ids)
    return (
        select(Event.id.label("event_id"), raters.label("raters"),
               case((raters >= SHOWN_FROM, hundredths)).label("hundredths"))
        .outerjoin(EventRating, EventRating.event_id == Event.id)
        .where(Event.id.in_(wanted))
        .group_by(Event.id)
    )  # fmt: skip


def events_to_rate(person_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of events of the last month at which the person was and that they have not rated: number, title."""
    rated = exists().where(EventRatingGiven.event_id == Event.id, EventRatingGiven.person_id == person_id)
    return (
        select(Event.id, Event.public_title)
        .join(Attendance, Attendance.event_id == Event.id)
        .where(Attendance.person_id == person_id, Attendance.state.in_(HERE), _is_fresh(), ~rated)
        .order_by(Event.public_starts_at.desc())
        .limit(5)
    )


def public_event(event_id: int) -> Event | None:
    """An event that everybody may see."""
    query = select(Event).where(Event.id == event_id, Event.public_starts_at.is_not(None))
    return db.session.scalar(query)
