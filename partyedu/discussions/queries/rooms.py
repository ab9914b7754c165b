"""The discussions somebody may read, and one of them with its event. Who may read is part of each question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from partyedu.attendance import queries as attendance
from partyedu.attendance.models import Attendance, AttendanceState
from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.search import matches
from partyedu.discussions.models import Discussion, GroupRecord, Post
from partyedu.notices.models import Notice, NoticeKind
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import is_around, takes_part_in, within
from partyedu.schedule.models import PUBLIC, Event, EventPartner, EventPerson, EventStatus
from partyedu.schedule.queries import is_over

HELD = (EventStatus.PUBLISHED, EventStatus.CLOSED)
THERE = (AttendanceState.PRESENT, AttendanceState.LATE)
TO_WRITE_DAYS = 14  # how long after the event home asks those who were there
SILENT_DAYS = 7  # an organiser hears of a discussion in which nobody has said anything after a week
SILENT_UNTIL_DAYS = 92


def attended(person_id: int | None) -> ColumnElement[bool]:
    """Condition on Event: this person was there. Their events are looked up once, not for each event anew."""
    there = select(Attendance.event_id).where(Attendance.person_id == person_id, Attendance.state.in_(THERE))
    return Event.id.in_(there)


def readable(actor: Actor) -> ColumnElement[bool]:
    """Condition on Event joined with its Unit: the actor may read the discussion.

    Members who belong to the event's unit, to the unit it expects or to its partner units, or take part there day by
    day, with all that lies below these; who was there or had a part in it; and those who lead discussions of the unit.
    """
    own = actor.units_above if actor.is_member or actor.is_staff else []
    conditions = [
        within(actor.reach(Permission.DISCUSSION_MANAGE)),
        Event.unit_id.in_(own),
        Event.expected_unit_id.in_(own),
        Event.id.in_(select(EventPartner.event_id).where(EventPartner.unit_id.in_(own))),
    ]
    if actor.person_id is not None:
        conditions.append(attended(actor.person_id))
        conditions.append(Event.id.in_(select(EventPerson.event_id).where(EventPerson.person_id == actor.person_id)))
    return or_(*conditions)


def standing() -> ColumnElement[bool]:
    """Condition on Post: neither hidden nor withdrawn."""
    return and_(Post.hidden_at.is_(None), Post.withdrawn_at.is_(None))


def _has_post(*more: ColumnElement[bool]) -> ColumnElement[bool]:
    """Condition beside Event: a post stands in its discussion."""
    in_it = (Discussion.event_id == Event.id) & (Post.discussion_id == Discussion.id)
    return exists().where(in_it, standing(), *more).correlate(Event)


def was_discussed() -> ColumnElement[bool]:
    """Condition beside Event: somebody has written, or a group has handed in its record."""
    record = exists().where(Discussion.event_id == Event.id, GroupRecord.discussion_id == Discussion.id)
    return or_(_has_post(), record.correlate(Event))


def has_discussion(event: Event) -> bool:
    """Whether anything was said about the event: a standing post, a group's record. It may then close (S0.15)."""
    return bool(db.session.scalar(select(was_discussed()).select_from(Event).where(Event.id == event.id)))


def over(now: datetime) -> ColumnElement[bool]:
    """Condition on Event: held, and over; postponed and cancelled ones never are."""
    return and_(Event.status.in_(HELD), is_over(now))


def _ended_within(now: datetime, days: int) -> ColumnElement[bool]:
    """Condition on Event: ended in the last ``days``; its begin (at most a week before) finds the rows by an index."""
    since = now - timedelta(days=days)
    return and_(Event.public_ends_at > since, Event.public_starts_at > since - timedelta(days=7))


def _to_write(actor: Actor, now: datetime) -> ColumnElement[bool]:
    concluded = exists().where(Discussion.event_id == Event.id, Discussion.concluded_at.is_not(None))
    recent = _ended_within(now, TO_WRITE_DAYS)
    return and_(
        recent, attended(actor.person_id), ~concluded.correlate(Event), ~_has_post(Post.person_id == actor.person_id)
    )


def _silent(actor: Actor, now: datetime) -> ColumnElement[bool]:
    return and_(
        within(actor.reach(Permission.DISCUSSION_MANAGE)),
        Event.status == EventStatus.PUBLISHED,
        Event.public_ends_at <= now - timedelta(days=SILENT_DAYS),
        _ended_within(now, SILENT_UNTIL_DAYS),
        ~was_discussed(),
    )


def listed(actor: Actor, now: datetime, which: str = "", words: str = "") -> Select[*tuple[Any, ...]]:
    """Column query of the discussions the actor may read, the latest first.

    Event's number, title, end and status; unit, concluded_at, posts, group records, own posts. ``which``: ``mine`` (was
    there, has not written), ``silent`` (nobody has said anything, for those who lead it), else all.
    """
    in_it = (Post.discussion_id == Discussion.id) & standing()
    posts = select(func.count()).where(in_it).correlate(Discussion)
    records = select(func.count()).where(GroupRecord.discussion_id == Discussion.id).correlate(Discussion)
    return (
        select(
            Event.id, Event.public_title.label("title"), Event.public_starts_at.label("starts_at"), Event.status,
            Unit.name.label("unit"), Discussion.concluded_at, posts.scalar_subquery().label("posts"),
            records.scalar_subquery().label("records"),
            posts.where(Post.person_id == actor.person_id).scalar_subquery().label("own"),
        )
        .join(Unit, Event.unit_id == Unit.id)
        .outerjoin(Discussion, Discussion.event_id == Event.id)
        .where(*_listed(actor, now, which, words))
        .order_by(Event.public_starts_at.desc(), Event.id.desc())
    )  # fmt: skip


def number_listed(actor: Actor, now: datetime, which: str = "", words: str = "") -> Select[*tuple[int]]:
    """Column query of one number: how many ``listed`` has."""
    query = select(func.count()).select_from(Event).join(Unit, Event.unit_id == Unit.id)
    return query.where(*_listed(actor, now, which, words))


def _listed(actor: Actor, now: datetime, which: str, words: str) -> list[ColumnElement[bool]]:
    conditions = [over(now), readable(actor)]
    if which == "mine":
        conditions.append(_to_write(actor, now))
    elif which == "silent":
        conditions.append(_silent(actor, now))
    if words.strip():
        conditions.append(matches(Event.search_text, words))
    return conditions


def waiting_to_write(actor: Actor, now: datetime, limit: int = 5) -> Select[*tuple[Any, ...]]:
    """Column query of the discussions of events at which the actor was, and has not written yet: number, title."""
    query = select(Event.id, Event.public_title).where(over(now), _to_write(actor, now))
    return query.order_by(Event.public_ends_at.desc()).limit(limit)


def number_silent(actor: Actor, now: datetime) -> Select[*tuple[int]]:
    """Column query of one number: discussions the actor leads in which nobody has said anything a week after."""
    query = select(func.count()).select_from(Event).join(Unit, Event.unit_id == Unit.id)
    return query.where(over(now), _silent(actor, now))


@dataclass(frozen=True, slots=True)
class Room:
    """One discussion: its event, its row (None until somebody prepares or writes), whether the actor leads it."""

    event: Event
    discussion: Discussion | None
    leads: bool
    attended: bool


def room(actor: Actor, event_id: int) -> Room | None:
    """The discussion of an event that everybody may see, if the actor may read it."""
    query = (
        select(Event, Discussion, attended(actor.person_id))
        .join(Unit, Event.unit_id == Unit.id)
        .outerjoin(Discussion, Discussion.event_id == Event.id)
        .options(joinedload(Event.unit), joinedload(Event.expected_unit))
        .where(Event.id == event_id, Event.status.in_(PUBLIC), readable(actor))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    event, discussion, was_there = row
    return Room(event, discussion, actor.may(Permission.DISCUSSION_MANAGE, event.unit.path), was_there)


def room_to_lead(actor: Actor, event_id: int) -> Room | None:
    """The discussion, if the actor leads discussions of the event's unit."""
    found = room(actor, event_id)
    return found if found is not None and found.leads else None


def discussion_of(event_id: int) -> Discussion | None:
    """The row of an event's discussion, if it was prepared."""
    return db.session.scalar(select(Discussion).where(Discussion.event_id == event_id))


def _absent(event: Event) -> Select[*tuple[Any, ...]]:
    there = exists().where(
        Attendance.event_id == event.id, Attendance.person_id == Person.id, Attendance.state.in_(THERE)
    )
    told = exists().where(
        Notice.person_id == Person.id, Notice.about == about(event), Notice.kind == NoticeKind.DISCUSSION_OPEN
    )
    awaited = Person.id.in_(attendance.expected(event)), is_around()
    return select(Person.id, told.label("told")).where(*awaited, ~there).order_by(Person.id)


def about(event: Event) -> str:
    """What the notices of an event are filed under, for its call list."""
    return f"event:{event.id}"


def absent_ids(event: Event) -> tuple[list[int], list[int]]:
    """Those expected who did not come (members of the unit, and who signed up from elsewhere, as on the roll).

    First those who have not been sent the summary, then those who have.
    """
    rows = db.session.execute(_absent(event)).all()
    return [number for number, told in rows if not told], [number for number, told in rows if told]


def readers(event: Event, person_ids: Sequence[int]) -> set[int]:
    """Those of some people who may read the discussion because of the unit they belong to (see ``readable``)."""
    partners = select(Unit.path).join(EventPartner, EventPartner.unit_id == Unit.id)
    units = [event.unit, *([event.expected_unit] if event.expected_unit else [])]
    paths = [unit.path for unit in units] + list(db.session.scalars(partners.where(EventPartner.event_id == event.id)))
    query = select(Person.id).where(Person.id.in_(person_ids), takes_part_in(paths, clock.today()))
    return set(db.session.scalars(query))
