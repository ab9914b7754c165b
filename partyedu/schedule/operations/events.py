"""Planning events: draft, edit, people; postponed, cancelled, closed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from partyedu.core import audit, clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.words import _, formatted
from partyedu.notices.models import NoticeKind
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import unit_reached
from partyedu.schedule import queries
from partyedu.schedule.access import is_settled, move_refusal
from partyedu.schedule.models import (
    EVENT_KINDS,
    SPEAKING_PARTS,
    Event,
    EventKind,
    EventPart,
    EventPartner,
    EventPerson,
    EventStatus,
    Occasion,
    Room,
    Theme,
    Venue,
)
from partyedu.schedule.operations.releases import changes_waiting, note_release, tell_others

LONGEST = timedelta(days=7)

_COLUMNS = (
    "kind", "title", "theme_id", "occasion_id", "unit_id", "room_id", "place", "starts_at", "ends_at", "capacity",
    "expected_unit_id", "open_to_residents", "summary",
)  # fmt: skip


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """The columns among the values, with the rules that one row can be asked for."""
    columns = {name: values[name] for name in _COLUMNS if name in values}
    starts_at, ends_at = columns.get("starts_at"), columns.get("ends_at")
    if starts_at and ends_at:
        if ends_at <= starts_at:
            raise Problem(_("结束要晚于开始。"), field="ends_at")
        if ends_at - starts_at > LONGEST:
            raise Problem(_("一场活动最长七天，请检查结束的日期。"), field="ends_at")
    if columns.get("capacity") is not None and columns["capacity"] < 1:
        raise Problem(_("座位至少要有一个；不限人数就空着。"), field="capacity")
    if columns.get("room_id") and columns.get("place"):
        raise Problem(_("选了房间，又写了外面的地点，只能是一个。在外面办的，请选“在外面”。"), field="place")
    if columns.get("place"):
        columns["room_id"] = None
    if columns.get("room_id"):
        columns["place"] = ""
        if columns.get("capacity") is None:
            room = db.session.get(Room, columns["room_id"])
            columns["capacity"] = room.capacity if room else None
    return columns


def create(actor: Actor, **values: Any) -> Event:
    """Plan an event as a draft.

    ``values``: ``kind title unit_id starts_at ends_at`` and, as needed, ``theme_id occasion_id room_id place
    capacity expected_unit_id open_to_residents summary host owner`` (persons or None) ``partner_ids``. Without a
    capacity the seats of the room count.
    """
    if unit_reached(actor, Permission.EVENT_MANAGE, values["unit_id"]) is None:
        raise Problem(_("请选您管的一个组织。"), field="unit_id")
    event = Event(status=EventStatus.DRAFT, created_at=clock.now(), created_by_id=actor.person_id, **_checked(values))
    event.version = 1
    db.session.add(event)
    db.session.flush()
    _put_people(event, values)
    audit.record("create", event, sorted(values))
    return event


def edit(event: Event, version: int | None, **values: Any) -> Event:
    """Change an event (values as in ``create``, those not given stay); seen by everybody after the next release.

    Raises ``Conflict`` when the event was saved since ``version``, with what now stands in the fields that differ.
    """
    if event.status is EventStatus.CLOSED:
        raise Problem(_("这个活动已经结束了，不能再改。"))
    columns = _checked(values)
    moved = [name for name in ("starts_at", "ends_at") if name in columns and columns[name] != getattr(event, name)]
    if moved:
        must_be_open(event, moved[0])
    if event.release_number and columns.get("unit_id", event.unit_id) != event.unit_id:
        raise Problem(_("已经公布的活动不能换主办组织。"), field="unit_id")
    checked_version(event, version, _standing(event, values | columns) if version != event.version else {})
    changed = [name for name, value in columns.items() if getattr(event, name) != value]
    for name in changed:
        setattr(event, name, columns[name])
    db.session.flush()
    _put_people(event, values)
    db.session.expire(event, ["room", "theme", "occasion", "unit", "expected_unit"])
    audit.record("edit", event, changed)
    return event


def move_to_day(event: Event, version: int | None, on: date) -> date:
    """Hold an event on another day of the hall's calendar, at the same hours; the day it was planned for before.

    As with every edit, everybody reads it after the next release. Moved back to where it was released, nothing waits
    for one. Raises ``Conflict`` when the event was saved since ``version``.
    """
    starts, ends = clock.local(event.starts_at), clock.local(event.ends_at)
    if refusal := move_refusal(event.kind, event.status, event.starts_at, clock.now()):
        raise Problem(refusal, field="on")
    if on == starts.date():
        raise Problem(_("它本来就在这一天。"), field="on")
    starts_at = clock.at(on, starts.time())
    if starts_at <= clock.now():
        raise Problem(_("这个时间已经过去了，请选往后的日子。"), field="on")
    checked_version(event, version, {"on": formatted(starts, "full")} if version != event.version else {})
    event.starts_at = starts_at
    event.ends_at = clock.at(on + (ends.date() - starts.date()), ends.time())
    db.session.flush()
    if event.release_number and not changes_waiting(event):
        event.released_version = event.version
    audit.record("move", event, ["starts_at", "ends_at"])
    return starts.date()


def must_be_open(event: Event, field: str | None = None) -> None:
    """Refuse what would change the sums of a year that is settled: when an event was, whether it was, who spoke."""
    if is_settled(event, clock.today()):
        year = clock.local(event.public_starts_at or event.starts_at).year
        words = _("%(year)s年的学时已经结了，时间、状态和主讲人不能再改。学时要更正，请书记写明理由来改。", year=year)
        raise Problem(words, field)


def _put_people(event: Event, values: Mapping[str, Any]) -> None:
    parts: dict[EventPart, list[int]] = {}
    for part in (EventPart.HOST, EventPart.OWNER):
        if part.value in values:
            person: Person | None = values[part.value]
            parts[part] = [person.id] if person else []
    if parts:
        set_people(event, parts)
    if "partner_ids" in values:
        db.session.execute(delete(EventPartner).where(EventPartner.event_id == event.id))
        for unit_id in sorted(set(values["partner_ids"]) - {event.unit_id}):
            db.session.add(EventPartner(event_id=event.id, unit_id=unit_id))
    db.session.flush()


def set_people(event: Event, people: Mapping[EventPart, Iterable[int]]) -> None:
    """Say who does the given parts of an event; parts that are not named stay as they are."""
    for part, wanted in people.items():
        kept = EventPerson.event_id == event.id, EventPerson.part == part
        numbers = list(dict.fromkeys(wanted))
        standing = list(db.session.scalars(select(EventPerson.person_id).where(*kept).order_by(EventPerson.id)))
        if standing == numbers:
            continue
        if part in SPEAKING_PARTS:
            must_be_open(event)
        db.session.execute(delete(EventPerson).where(*kept))
        db.session.add_all(EventPerson(event_id=event.id, person_id=number, part=part) for number in numbers)
    db.session.flush()


def _standing(event: Event, typed: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the fields of the form that differ from what was typed, in words."""
    people = queries.people_of(event.id)
    partners = queries.partner_ids(event.id)
    values = {name: getattr(event, name) for name in _COLUMNS}
    values |= {part.value: next(iter(people[part]), None) for part in (EventPart.HOST, EventPart.OWNER)}
    values["partner_ids"] = partners
    words = {
        "kind": lambda kind: str(EVENT_KINDS[EventKind(kind)]),
        "theme_id": lambda key: _name(Theme, key),
        "occasion_id": lambda key: _name(Occasion, key),
        "unit_id": lambda key: _name(Unit, key),
        "expected_unit_id": lambda key: _name(Unit, key),
        "room_id": _room_name,
        "partner_ids": lambda keys: _("、").join(_name(Unit, key) for key in keys),
        "starts_at": _moment,
        "ends_at": _moment,
        "open_to_residents": lambda yes: _("是") if yes else _("否"),
        "host": lambda person: person.name,
        "owner": lambda person: person.name,
    }
    found = {}
    for name, value in values.items():
        if name in typed and (typed[name] or None) != (value or None):
            found[name] = words.get(name, str)(value) if value not in (None, "", []) else _("（空）")
    return found


def _moment(value: datetime) -> str:
    return formatted(value, "full")


def _name(table: Any, key: int) -> str:
    row = db.session.get(table, key)
    return row.name if row else ""


def _room_name(key: int) -> str:
    row = db.session.get(Room, key)
    venue = db.session.get(Venue, row.venue_id) if row else None
    return queries.place_words(venue.name, row.name, "") if row and venue else ""


def _put_off(
    event: Event, status: EventStatus, reason: str, kind: NoticeKind, verb: str, quietly: bool = False
) -> Event:
    if event.status not in (EventStatus.PUBLISHED, EventStatus.POSTPONED) or event.status is status:
        raise Problem(_("这个活动现在不能这样做。"))
    must_be_open(event)
    if not reason.strip():
        raise Problem(_("请写明原因，报了名的人会看到。"), field="reason")
    changes = {"status": [event.status.value, status.value], "reason": ["", reason.strip()[:300]]}
    event.status, event.status_reason = status, reason.strip()[:300]
    note_release(event, changes)
    audit.record(verb, event, ["status", "status_reason"])
    if not quietly:
        tell_others(event, queries.told_ids(event.id), kind, {"reason": changes["reason"]})
    return event


def postpone(event: Event, reason: str) -> Event:
    """Mark a published event as postponed: it stays on the schedule until a new time is set and released."""
    return _put_off(event, EventStatus.POSTPONED, reason, NoticeKind.EVENT_POSTPONED, "postpone")


def cancel(event: Event, reason: str, quietly: bool = False) -> Event:
    """Cancel a published event; it stays on the schedule, marked. Releasing it again undoes the cancellation.

    ``quietly``: who cancels several events together tells people once of all of them.
    """
    return _put_off(event, EventStatus.CANCELLED, reason, NoticeKind.EVENT_CANCELLED, "cancel", quietly)


def close(event: Event, reason: str = "") -> Event:
    """Close an event that is over. ``reason``: a word to keep; discussions asks for one where nothing was discussed."""
    if event.status is not EventStatus.PUBLISHED:
        raise Problem(_("只有已公布的活动可以结束。"))
    if clock.now() < (event.public_ends_at or event.ends_at):
        raise Problem(_("活动还没有开完，等结束以后再收尾。"))
    event.status, event.closed_reason = EventStatus.CLOSED, reason.strip()[:300]
    note_release(event, {"status": [EventStatus.PUBLISHED.value, EventStatus.CLOSED.value]})
    audit.record("close", event, ["status", "closed_reason"])
    return event


def delete_draft(event: Event) -> None:
    """Delete an event that nobody has seen yet; a published one is cancelled instead.

    Rooms above may point at a draft already: a survey, a need, a piece of courseware.
    """
    if event.status is not EventStatus.DRAFT:
        raise Problem(_("公布过的活动不能删除，请用“取消活动”。"))
    audit.record("delete", event)
    db.session.execute(delete(EventPerson).where(EventPerson.event_id == event.id))
    db.session.execute(delete(EventPartner).where(EventPartner.event_id == event.id))
    db.session.delete(event)
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        raise Problem(_("别处已经用着这场活动，不能删。请先到用它的调查或者学习需求那里，换成别的活动。")) from None
