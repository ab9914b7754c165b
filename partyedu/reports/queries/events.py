"""The file of an event (活动台账): everything about one event that was held, gathered for those who answer for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from partyedu.attendance import queries as attendance
from partyedu.attendance.models import HERE, Attendance, RollState
from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.together import ask_together
from partyedu.core.uploads import StoredFile
from partyedu.discussions.models import Discussion, GroupRecord, GroupRecordPerson, Matter, MatterState, Post
from partyedu.discussions.queries.rooms import standing, was_discussed
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import within
from partyedu.reports.models import EventPhoto
from partyedu.schedule import queries as schedule
from partyedu.schedule.models import PUBLIC, Event, EventKind, EventPart, Room
from partyedu.schedule.queries import HELD
from partyedu.speakers.models import Outline, OutlineFile, Talk, TalkState
from partyedu.theatre import queries as theatre
from partyedu.theatre.models import ProgrammeItem
from partyedu.theatre.queries import was_given

COMPLETE_AFTER = timedelta(days=7)  # what is not there a week after the event is asked for
ASKED_UNTIL = timedelta(days=92)
SHOWN_PEOPLE = 1500  # more than that is read in the sign-in's own list
SHOWN_POSTS = 300


def _reach(actor: Actor, *permissions: Permission) -> ColumnElement[bool]:
    return within([path for permission in permissions for path in actor.reach(permission)])


def _readable(actor: Actor) -> ColumnElement[bool]:
    """Condition on Event joined with Unit: the actor may read its file."""
    own = _reach(actor, Permission.EVENT_MANAGE, Permission.FIGURES_READ)
    return and_(own, Event.status.in_(PUBLIC), Event.public_starts_at.is_not(None))


def _event(condition: ColumnElement[bool], event_id: int) -> Event | None:
    query = (
        select(Event)
        .join(Event.unit)
        .options(
            contains_eager(Event.unit),
            joinedload(Event.theme),
            joinedload(Event.expected_unit),
            joinedload(Event.room).joinedload(Room.venue),
        )
        .where(Event.id == event_id, condition)
    )
    return db.session.scalar(query)


def event_with_file(actor: Actor, event_id: int) -> Event | None:
    """The released event, if the actor plans for its unit or reads its figures."""
    return _event(_readable(actor), event_id)


# --- photos -----------------------------------------------------------------------------------------------------------


def may_add_photos(actor: Actor, event: Event) -> bool:
    """Whether the actor may bring photos of the event: who plans for its unit, and who sits at its door."""
    return any(actor.may(permission, event.unit.path) for permission in (Permission.EVENT_MANAGE, Permission.CHECK_IN))


def event_to_photograph(actor: Actor, event_id: int) -> Event | None:
    """The released event, if the actor may bring photos of it."""
    own = _reach(actor, Permission.EVENT_MANAGE, Permission.CHECK_IN)
    return _event(and_(own, Event.status.in_(PUBLIC), Event.public_starts_at.is_not(None)), event_id)


def photos_of(event_id: int) -> Sequence[EventPhoto]:
    """The photos of an event with their files, in the order they came."""
    query = select(EventPhoto).options(joinedload(EventPhoto.stored_file)).where(EventPhoto.event_id == event_id)
    return db.session.scalars(query.order_by(EventPhoto.id)).all()


def _photo(actor: Actor, photo_id: int, *permissions: Permission) -> EventPhoto | None:
    query = (
        select(EventPhoto)
        .join(EventPhoto.event)
        .join(Event.unit)
        .options(joinedload(EventPhoto.stored_file), contains_eager(EventPhoto.event).contains_eager(Event.unit))
        .where(EventPhoto.id == photo_id, _reach(actor, *permissions))
    )
    return db.session.scalar(query)


def photo_seen(actor: Actor, photo_id: int) -> EventPhoto | None:
    """A photo, if the actor may read the event's file or bring photos of it."""
    return _photo(actor, photo_id, Permission.EVENT_MANAGE, Permission.FIGURES_READ, Permission.CHECK_IN)


def photo_to_manage(actor: Actor, photo_id: int) -> EventPhoto | None:
    """A photo, if the actor may bring and take away photos of its event."""
    return _photo(actor, photo_id, Permission.EVENT_MANAGE, Permission.CHECK_IN)


def hashes_of(event_id: int) -> set[str]:
    """Marks of the pictures an event already has: the same one twice is one photo."""
    query = select(StoredFile.sha256).join(EventPhoto, EventPhoto.stored_file_id == StoredFile.id)
    return set(db.session.scalars(query.where(EventPhoto.event_id == event_id)))


# --- the list of files ------------------------------------------------------------------------------------------------


def _count(model: Any, *conditions: Any) -> ScalarSelect[Any]:
    """Column beside Event: how many rows of it there are."""
    return select(func.count(model.id)).where(*conditions).correlate(Event).scalar_subquery()


def _has_photo() -> ColumnElement[bool]:
    return select(EventPhoto.id).where(EventPhoto.event_id == Event.id).correlate(Event).exists()


def _accounted_for() -> ColumnElement[bool]:
    """Condition on Event: it was discussed, or somebody wrote down why not."""
    return or_(Event.closed_reason != "", was_discussed())


def is_incomplete(now: datetime) -> ColumnElement[bool]:
    """Condition on Event: a theatre session a week and more ago without photos or without a discussion."""
    return and_(
        Event.kind == EventKind.THEATRE,
        Event.status.in_(HELD),
        Event.public_ends_at <= now - COMPLETE_AFTER,
        Event.public_ends_at > now - ASKED_UNTIL,
        or_(~_has_photo(), ~_accounted_for()),
    )


def number_incomplete(actor: Actor, now: datetime) -> Select[*tuple[int]]:
    """Column query of one number: files of three months that lack photos or the discussion, where one plans."""
    query = select(func.count()).select_from(Event).join(Unit, Event.unit_id == Unit.id)
    return query.where(_reach(actor, Permission.EVENT_MANAGE), is_incomplete(now))


def files_listed(actor: Actor, now: datetime, missing: bool, theatre_only: bool = True) -> Select[Any]:
    """Column query of the files of events that have begun, the latest first.

    Event's number, title, start, unit, kind, numbers of those there, of photos, of posts and records, of matters and
    of those not closed; whether it was accounted for. ``missing``: only those that lack something.
    """
    posts = _count(Post, Post.discussion_id == Discussion.id, Discussion.event_id == Event.id, standing())
    records = _count(GroupRecord, GroupRecord.discussion_id == Discussion.id, Discussion.event_id == Event.id)
    query = (
        select(
            Event.id, Event.public_title, Event.public_starts_at, Unit.name, Event.kind,
            _count(Attendance, Attendance.event_id == Event.id, Attendance.state.in_(HERE)).label("there"),
            _count(EventPhoto, EventPhoto.event_id == Event.id).label("photos"),
            (posts + records).label("said"),
            _count(Matter, Matter.event_id == Event.id).label("matters"),
            _count(Matter, Matter.event_id == Event.id, Matter.state != MatterState.CLOSED).label("open"),
            _accounted_for().label("accounted_for"),
        )
        .join(Unit, Event.unit_id == Unit.id)
        .where(_readable(actor), Event.status.in_(HELD), Event.public_starts_at < now)
        .order_by(Event.public_starts_at.desc(), Event.id)
    )  # fmt: skip
    if missing:
        query = query.where(is_incomplete(now))
    return query.where(Event.kind == EventKind.THEATRE) if theatre_only else query


# --- one file ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """A post of the discussion: who, when, what; ``kind`` as it stands in the row, ``has_photo`` of a written page."""

    name: str
    kind: Any
    text: str
    written_at: datetime
    has_photo: bool


@dataclass(frozen=True, slots=True)
class EventFile:
    """One event with all that belongs to its file. Reasons for absence stay at the door."""

    event: Event
    public: Any  # schedule's ``PublicEvent``: what everybody was told
    people: dict[EventPart, list[Person]]
    releases: list[Any]  # (Release, what changed), the newest first
    programme: list[ProgrammeItem]
    counts: dict[str, int]  # by the values of ``RollState``; "walk-in", "" for all
    roll: Sequence[Any]  # number, name, unit, kind, state, via, at
    photos: Sequence[EventPhoto]
    summary: str  # of the discussion, as its organiser wrote it
    said: list[Said]
    said_in_all: int
    records: Sequence[Any]  # unit, day, text, how many were there
    matters: Sequence[Any]  # number, title, state, assignee, due, outcome, households
    swapped: dict[int, ProgrammeItem] = field(default_factory=dict)

    @property
    def there(self) -> int:
        """Present and late."""
        return self.counts[RollState.PRESENT] + self.counts[RollState.LATE]


def event_file(actor: Actor, event_id: int) -> EventFile | None:
    """The file of an event, in the same number of statements whatever it holds."""
    event = event_with_file(actor, event_id)
    if event is None:
        return None
    items = theatre.programme(event_id)
    sums, roll, summaries, said, records, matters = ask_together(
        attendance.roll_sums(event),
        attendance.roll(event).limit(SHOWN_PEOPLE),
        select(Discussion.summary).where(Discussion.event_id == event_id),
        _said(event_id),
        _records(event_id),
        _matters(event_id),
    )
    return EventFile(
        event=event,
        public=schedule.public_event(event_id),
        people=schedule.people_of(event_id),
        releases=schedule.releases_of(event_id),
        programme=items,
        counts=attendance.summed(sums),
        roll=roll,
        photos=photos_of(event_id),
        summary=summaries[0].summary if summaries else "",
        said=[Said(name, kind, text, at, photo_id is not None) for name, kind, text, at, photo_id, _all in said],
        said_in_all=said[0].altogether if said else 0,
        records=records,
        matters=matters,
        swapped=theatre.swapped(items),
    )


def roll_of(event: Event, limit: int | None = None) -> Sequence[Any]:
    """Everybody on the roll by unit and name, as rows with ``name``, ``unit``, ``kind``, ``state``, ``via``, ``at``."""
    return db.session.execute(attendance.roll(event).limit(limit)).all()


def _said(event_id: int) -> Select[*tuple[Any, ...]]:
    altogether = func.count().over().label("altogether")
    return (
        select(Person.name, Post.kind, Post.text, Post.written_at, Post.photo_id, altogether)
        .select_from(Post)
        .join(Discussion, Post.discussion_id == Discussion.id)
        .join(Person, Post.person_id == Person.id)
        .where(Discussion.event_id == event_id, standing())
        .order_by(Post.written_at, Post.id)
        .limit(SHOWN_POSTS)
    )


def _records(event_id: int) -> Select[*tuple[Any, ...]]:
    there = select(func.count(GroupRecordPerson.id)).where(GroupRecordPerson.group_record_id == GroupRecord.id)
    return (
        select(Unit.name.label("unit"), GroupRecord.held_on, GroupRecord.text, there.scalar_subquery().label("there"))
        .select_from(GroupRecord)
        .join(Discussion, GroupRecord.discussion_id == Discussion.id)
        .join(Unit, GroupRecord.unit_id == Unit.id)
        .where(Discussion.event_id == event_id)
        .order_by(Unit.in_order, GroupRecord.id)
    )


def _matters(event_id: int) -> Select[*tuple[Any, ...]]:
    assignee = aliased(Person)
    return (
        select(
            Matter.id, Matter.title, Matter.state, assignee.name.label("assignee"), Matter.due_on, Matter.outcome,
            Matter.households, Matter.closed_at,
        )
        .outerjoin(assignee, Matter.assignee_id == assignee.id)
        .where(Matter.event_id == event_id)
        .order_by(Matter.raised_at, Matter.id)
    )  # fmt: skip


def outlines_given(event_id: int) -> Sequence[Any]:
    """The outlines of the talks that were given, in the newest versions handed in; what was taken back stays out.

    What a speaker is writing now is the speaker's, and the event may be another unit's.


    Rows: (talk's number, title, speaker's name, outline's text, StoredFile or None), several for several files.
    """
    other = aliased(Outline)
    handed_in = other.talk_id == ProgrammeItem.talk_id, other.submitted_at.is_not(None)
    newest = select(func.max(other.number)).where(*handed_in).correlate(ProgrammeItem)
    query = (
        select(ProgrammeItem.talk_id, ProgrammeItem.public_title, Person.name, Outline.text, StoredFile)
        .join(Event, ProgrammeItem.event_id == Event.id)
        .join(Talk, ProgrammeItem.talk_id == Talk.id)
        .join(Person, Talk.person_id == Person.id)
        .join(Outline, and_(Outline.talk_id == ProgrammeItem.talk_id, Outline.number == newest.scalar_subquery()))
        .outerjoin(OutlineFile, OutlineFile.outline_id == Outline.id)
        .outerjoin(StoredFile, OutlineFile.stored_file_id == StoredFile.id)
        .where(ProgrammeItem.event_id == event_id, was_given(clock.now()), Talk.state != TalkState.WITHDRAWN)
        .order_by(ProgrammeItem.public_position, ProgrammeItem.id, OutlineFile.position, OutlineFile.id)
    )
    return db.session.execute(query).all()
