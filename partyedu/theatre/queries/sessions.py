"""Theatre sessions: lists, the one an organiser works on, where it stands on its road."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, func, or_, select

from partyedu.attendance.models import Attendance, AttendanceState
from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.words import _
from partyedu.discussions.models import Discussion, GroupRecord, Matter, MatterState, Post
from partyedu.discussions.queries.rooms import standing
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import within
from partyedu.schedule import queries as schedule
from partyedu.schedule.models import PUBLIC, Event, EventKind, EventPart, EventPerson, EventStatus, Room, Theme, Venue
from partyedu.speakers.models import Talk, TalkState
from partyedu.theatre.models import ON, ItemKind, ItemState, ProgrammeItem, SupportItem
from partyedu.theatre.queries.programme import is_unreleased

SOON_DAYS = 21
CONSOLE_OPENS_BEFORE = timedelta(hours=2)
CONSOLE_STAYS_AFTER = timedelta(hours=1)
THERE = (AttendanceState.PRESENT, AttendanceState.LATE)


def session_to_manage(actor: Actor, event_id: int) -> Event | None:
    """The session, if the actor plans for its unit."""
    event = schedule.event_to_manage(actor, event_id)
    return event if event and event.kind is EventKind.THEATRE else None


def session_on_stage(actor: Actor, event_id: int) -> Event | None:
    """The session, if the actor plans or checks in for its unit, or is its host on its day."""
    event = schedule.event_for_desk(actor, event_id) or schedule.event_for_host(actor, event_id, clock.now())
    return event if event and event.kind is EventKind.THEATRE else None


def sessions_to_conduct(actor: Actor, now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of the sessions whose console the actor opens now: number, title, start, whether they host it.

    From two hours before a session until it has ended, by its console or an hour after the plan; their own first.
    """
    mine = exists().where(
        EventPerson.event_id == Event.id, EventPerson.person_id == actor.person_id, EventPerson.part == EventPart.HOST
    )
    hosts = mine.correlate(Event).label("hosts")
    return (
        select(Event.id, Event.public_title, Event.public_starts_at, hosts)
        .join(Unit, Event.unit_id == Unit.id)
        .where(
            Event.kind == EventKind.THEATRE, Event.status == EventStatus.PUBLISHED, Event.ended_at.is_(None),
            Event.public_starts_at < now + CONSOLE_OPENS_BEFORE, Event.public_ends_at > now - CONSOLE_STAYS_AFTER,
            or_(within(schedule.desk_reach(actor)), mine.correlate(Event)),
        )
        .order_by(hosts.desc(), Event.public_starts_at, Event.id)
        .limit(5)
    )  # fmt: skip


def session(event_id: int) -> Event | None:
    """The session by its number, whoever asks (what it shows is the caller's matter)."""
    return db.session.scalar(select(Event).where(Event.id == event_id, Event.kind == EventKind.THEATRE))


def session_public(event_id: int) -> Event | None:
    """The session, if everybody may see it."""
    query = select(Event).where(Event.id == event_id, Event.kind == EventKind.THEATRE, Event.status.in_(PUBLIC))
    return db.session.scalar(query)


def public_sessions(past: bool, year: int | None = None) -> Select[*tuple[Any, ...]]:
    """Column query of released sessions: number, title, start, end, status, theme, unit, venue, room, place.

    Those to come, the next one first; or those that are over, of one year, the latest first.
    """
    now = clock.now()
    query: Select[*tuple[Any, ...]] = (
        select(
            Event.id, Event.public_title, Event.public_starts_at, Event.public_ends_at, Event.status, Theme.name,
            Unit.name, Venue.name, Room.name, Event.public_place,
        )
        .join(Unit, Event.unit_id == Unit.id)
        .outerjoin(Theme, Event.public_theme_id == Theme.id)
        .outerjoin(Room, Event.public_room_id == Room.id)
        .outerjoin(Venue, Room.venue_id == Venue.id)
        .where(Event.kind == EventKind.THEATRE, Event.status.in_(PUBLIC), Event.public_starts_at.is_not(None))
    )  # fmt: skip
    if not past:
        return query.where(Event.public_ends_at > now).order_by(Event.public_starts_at, Event.id)
    query = query.where(Event.public_ends_at <= now).order_by(Event.public_starts_at.desc(), Event.id)
    if year is not None:
        since, until = clock.year_bounds(year)
        query = query.where(Event.public_starts_at >= since, Event.public_starts_at < until)
    return query


def first_year() -> int:
    """The year of the first released session; this year when there is none."""
    earliest = db.session.scalar(
        select(func.min(Event.public_starts_at)).where(Event.kind == EventKind.THEATRE, Event.status.in_(PUBLIC))
    )
    return clock.local(earliest).year if earliest else clock.today().year


def drafts(actor: Actor) -> Sequence[Any]:
    """Sessions the actor prepares that nobody has seen yet: number, title, start, unit, theme; the next one first."""
    query = (
        select(Event.id, Event.title, Event.starts_at, Unit.name, Theme.name)
        .join(Unit, Event.unit_id == Unit.id)
        .outerjoin(Theme, Event.theme_id == Theme.id)
        .where(
            Event.kind == EventKind.THEATRE,
            Event.status == EventStatus.DRAFT,
            within(actor.reach(Permission.EVENT_MANAGE)),
        )
        .order_by(Event.starts_at, Event.id)
        .limit(40)
    )
    return db.session.execute(query).all()


def sessions_ahead(actor: Actor, besides: int) -> list[tuple[int, str, datetime]]:
    """Where a talk can be moved to: sessions to come that the actor plans, the next one first."""
    query = (
        select(Event.id, Event.title, Event.starts_at)
        .join(Unit, Event.unit_id == Unit.id)
        .where(
            Event.kind == EventKind.THEATRE,
            Event.status.in_((EventStatus.DRAFT, EventStatus.PUBLISHED, EventStatus.POSTPONED)),
            Event.starts_at > clock.now(),
            Event.id != besides,
            within(actor.reach(Permission.EVENT_MANAGE)),
        )
        .order_by(Event.starts_at, Event.id)
        .limit(30)
    )
    return [(key, title, starts_at) for key, title, starts_at in db.session.execute(query)]


# --- the road ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Road:
    """Facts from which the thread of a session is derived (提纲 评审 公布 报名 签到 讨论 跟进)."""

    talks: int
    approved: int
    there: int
    discussed: int  # posts and group records
    matters: int
    matters_open: int


def road(event_id: int) -> Road:
    """The facts of one session in one statement."""
    talks = (
        select(func.count())
        .select_from(ProgrammeItem)
        .join(Talk, ProgrammeItem.talk_id == Talk.id)
        .where(
            ProgrammeItem.event_id == event_id,
            ProgrammeItem.is_reserve.is_(False),
            ProgrammeItem.removed_at.is_(None),
            ProgrammeItem.state.in_(ON),
        )
    )
    there = select(func.count()).where(Attendance.event_id == event_id, Attendance.state.in_(THERE))
    posts = (
        select(func.count())
        .select_from(Post)
        .join(Discussion, Post.discussion_id == Discussion.id)
        .where(Discussion.event_id == event_id, standing())
    )
    records = (
        select(func.count())
        .select_from(GroupRecord)
        .join(Discussion, GroupRecord.discussion_id == Discussion.id)
        .where(Discussion.event_id == event_id)
    )
    matters = select(func.count()).where(Matter.event_id == event_id)
    counts = [
        talks,
        talks.where(Talk.state == TalkState.APPROVED),
        there,
        posts,
        records,
        matters,
        matters.where(Matter.state != MatterState.CLOSED),
    ]
    talked, approved, present, written, on_paper, raised, unsettled = db.session.execute(
        select(*(count.scalar_subquery() for count in counts))
    ).one()
    return Road(talked, approved, present, written + on_paper, raised, unsettled)


def thread_of(event: Any, facts: Road, starts_at: datetime, ends_at: datetime) -> list[dict[str, str]]:
    """Where a session stands, as ``components/ui.html`` draws it: nothing is marked done that has not happened."""
    now = clock.now()
    public, closed = event.status in PUBLIC, event.status is EventStatus.CLOSED
    lives = event.status in (EventStatus.PUBLISHED, EventStatus.CLOSED)
    written = facts.talks > 0
    reviewed = written and facts.approved == facts.talks
    done = [
        (_("提纲"), written),
        (_("评审"), reviewed),
        (_("公布"), public),
        (_("报名"), lives and now >= starts_at),
        (_("签到"), facts.there > 0 and now >= ends_at),
        (_("讨论"), facts.discussed > 0 and now >= ends_at),
        (_("跟进"), (facts.matters > 0 and not facts.matters_open) or (closed and not facts.matters_open)),
    ]
    steps = [{"label": label, "state": "ok" if is_done else ""} for label, is_done in done]
    if event.status is not EventStatus.CANCELLED and not closed:
        waiting = _where_it_is(lives, now, starts_at, ends_at, [is_done for _label, is_done in done])
        steps[waiting]["state"] = "now"
    return steps


def _where_it_is(lives: bool, now: datetime, starts_at: datetime, ends_at: datetime, done: list[bool]) -> int:
    if not lives:
        return next((place for place in range(3) if not done[place]), 2)
    if now < starts_at:
        return 3
    if now < ends_at:
        return 4
    return 6 if done[5] else 5


# --- what waits -------------------------------------------------------------------------------------------------------


def without_programme(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of the next sessions on whose programme there is no talk yet: number, title, start."""
    talk = select(ProgrammeItem.id).where(
        ProgrammeItem.event_id == Event.id, ProgrammeItem.kind == ItemKind.TALK, ProgrammeItem.state.in_(ON)
    )
    return _soon(actor, ~talk.exists(), Event.status.in_((EventStatus.DRAFT, EventStatus.PUBLISHED)))


def with_unreleased_programme(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of the next published sessions whose programme was changed since the last release; as above."""
    changed = select(ProgrammeItem.id).where(ProgrammeItem.event_id == Event.id, is_unreleased())
    return _soon(actor, changed.exists(), Event.status == EventStatus.PUBLISHED)


def _soon(actor: Actor, *conditions: Any) -> Select[*tuple[Any, ...]]:
    now = clock.now()
    return (
        select(Event.id, Event.title, Event.starts_at)
        .join(Unit, Event.unit_id == Unit.id)
        .where(
            Event.kind == EventKind.THEATRE,
            Event.starts_at > now,
            Event.starts_at < now + timedelta(days=SOON_DAYS),
            within(actor.reach(Permission.EVENT_MANAGE)),
            *conditions,
        )
        .order_by(Event.starts_at, Event.id)
        .limit(50)
    )


def has_unreleased(event_id: int) -> bool:
    """Whether the programme of a session was changed since the last release."""
    query = select(ProgrammeItem.id).where(ProgrammeItem.event_id == event_id, is_unreleased())
    return db.session.scalars(query.limit(1)).first() is not None


def open_support(event_id: int) -> int:
    """How many lines of the checklist are not ticked."""
    query = select(func.count()).where(SupportItem.event_id == event_id, SupportItem.done_at.is_(None))
    return db.session.scalar(query) or 0


def swapped(items: Sequence[ProgrammeItem]) -> dict[int, ProgrammeItem]:
    """Who was swapped out, by the number of the item that was called instead."""
    return {item.replaced_by_id: item for item in items if item.state is ItemState.SWAPPED_OUT and item.replaced_by_id}
