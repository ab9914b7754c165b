"""How one event counts."""

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import aliased, contains_eager

from partyedu.attendance.models import HERE, Attendance
from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import within
from partyedu.schedule.access import first_open_year
from partyedu.schedule.models import Event
from partyedu.study.models import EventHours, EventHoursChange
from partyedu.study.queries.years import Year


def event_to_count(actor: Actor, event_id: int) -> Event | None:
    """An event of a unit whose events, or whose study, the actor looks after; of a settled year for who corrects it."""
    reached = [within(actor.reach(permission)) for permission in (Permission.EVENT_MANAGE, Permission.STUDY_MANAGE)]
    settled = Event.public_starts_at < clock.year_bounds(first_open_year(clock.today()))[0]
    reached.append(and_(within(actor.reach(Permission.HOURS_CORRECT)), settled))
    query = select(Event).join(Unit, Event.unit_id == Unit.id).options(contains_eager(Event.unit))
    return db.session.scalar(query.where(Event.id == event_id, or_(*reached)))


def hours_of_event(event_id: int) -> EventHours | None:
    """What was said about how it counts; None: nothing, its length does."""
    return db.session.scalar(select(EventHours).where(EventHours.event_id == event_id))


def day_of(event: Event) -> date:
    """The day whose rule counts it."""
    return clock.local(event.public_starts_at or event.starts_at).date()


def length_of(event: Event) -> int:
    """Its length in minutes, as it was released (as it is planned, before that)."""
    starts, ends = event.public_starts_at or event.starts_at, event.public_ends_at or event.ends_at
    return int((ends - starts).total_seconds()) // 60


def corrections() -> Select[*tuple[Any, ...]]:
    """Column query of corrections of how events of settled years count, the latest first.

    event_id, title, starts_at, before, after, why, at, by.
    """
    by = aliased(Person)
    return (
        select(
            EventHoursChange.event_id, Event.public_title.label("title"), Event.public_starts_at.label("starts_at"),
            EventHoursChange.before, EventHoursChange.after, EventHoursChange.why, EventHoursChange.at,
            by.name.label("by"),
        )
        .join(Event, EventHoursChange.event_id == Event.id)
        .outerjoin(by, EventHoursChange.by_id == by.id)
        .order_by(EventHoursChange.at.desc(), EventHoursChange.id.desc())
        .limit(100)
    )  # fmt: skip


def corrections_of_event(event_id: int) -> list[Any]:
    """Those of one event."""
    return list(db.session.execute(corrections().where(EventHoursChange.event_id == event_id)))


def corrections_for(person_id: int, year: Year) -> Select[*tuple[Any, ...]]:
    """Column query of those that concern somebody's year: they were there. Columns as in ``corrections``."""
    since, until = year.bounds
    there = select(Attendance.event_id).where(Attendance.person_id == person_id, Attendance.state.in_(HERE))
    query = corrections().where(EventHoursChange.event_id.in_(there))
    return query.where(Event.public_starts_at >= since, Event.public_starts_at < until)
