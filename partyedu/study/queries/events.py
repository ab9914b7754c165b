"""How one event counts."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import within
from partyedu.schedule.models import Event
from partyedu.study.models import EventHours


def event_to_count(actor: Actor, event_id: int) -> Event | None:
    """An event of a unit whose events, or whose study, the actor looks after."""
    reached = [within(actor.reach(permission)) for permission in (Permission.EVENT_MANAGE, Permission.STUDY_MANAGE)]
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
