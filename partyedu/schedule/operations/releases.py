"""Releases: what everybody may read of an event, what changed since the last time, and whom that concerns."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import force_locale
from sqlalchemy import select

from partyedu.core import audit, clock, watch
from partyedu.core.actor import current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.search import index_text, spelled
from partyedu.core.words import _
from partyedu.notices.models import NoticeKind
from partyedu.notices.operations import forget_words, tell
from partyedu.schedule import queries
from partyedu.schedule.access import is_settled, page_of
from partyedu.schedule.models import Event, EventPart, EventPartner, EventPerson, EventStatus, Release, Room, Theme
from partyedu.schedule.operations.sign_ups import fill_seats

# Who stands on the playbill; owners and helpers are told, not shown.
PUBLIC_PARTS = (EventPart.HOST, EventPart.SPEAKER, EventPart.RESERVE, EventPart.TEACHER)


def face(event: Event, programme: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The public face of an event as it stands now: what ``Event.released`` holds.

    Rows and persons stand by number, instants as ISO text in UTC: ``title kind theme_id starts_at ends_at room_id place
    capacity expected_unit_id open_to_residents summary partner_ids people programme``. ``people`` is a list of
    [part, person's number]. ``programme`` is the theatre's list of dicts (each with a ``title``); None keeps the one
    that was released before.
    """
    return faces([event], programme)[event.id]


def faces(events: Sequence[Event], programme: list[dict[str, Any]] | None = None) -> dict[int, dict[str, Any]]:
    """The public faces of some events by their numbers, as ``face``: two statements, however many there are."""
    numbers = [event.id for event in events]
    people: dict[int, list[list[Any]]] = {number: [] for number in numbers}
    partners: dict[int, list[int]] = {number: [] for number in numbers}
    standing = select(EventPerson.event_id, EventPerson.part, EventPerson.person_id).where(
        EventPerson.event_id.in_(numbers), EventPerson.part.in_(PUBLIC_PARTS)
    )
    for event_id, part, person_id in db.session.execute(standing.order_by(EventPerson.id)):
        people[event_id].append([part.value, person_id])
    beside = select(EventPartner.event_id, EventPartner.unit_id).where(EventPartner.event_id.in_(numbers))
    for event_id, unit_id in db.session.execute(beside.order_by(EventPartner.unit_id)):
        partners[event_id].append(unit_id)
    return {event.id: _face(event, people[event.id], partners[event.id], programme) for event in events}


def _face(
    event: Event, people: list[list[Any]], partners: list[int], programme: list[dict[str, Any]] | None
) -> dict[str, Any]:
    if programme is None:
        programme = json.loads(event.released or "{}").get("programme", [])
    return {
        "title": event.title,
        "kind": event.kind.value,
        "theme_id": event.theme_id,
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "room_id": event.room_id,
        "place": "" if event.room_id else event.place,
        "capacity": event.capacity,
        "expected_unit_id": event.expected_unit_id,
        "open_to_residents": event.open_to_residents,
        "summary": event.summary,
        "partner_ids": partners,
        "people": people,
        "programme": programme,
    }


def difference(old: dict[str, Any], new: dict[str, Any]) -> dict[str, list[Any]]:
    """Field → [old, new] for every field of a face that differs."""
    return {name: [old.get(name), value] for name, value in new.items() if old.get(name) != value}


def changes_waiting(event: Event, programme: list[dict[str, Any]] | None = None) -> dict[str, list[Any]]:
    """What the next release would change; nothing for an event that was never released."""
    if not event.released:
        return {}
    return difference(json.loads(event.released), face(event, programme))


def changes_waiting_of(events: Sequence[Event]) -> dict[int, dict[str, list[Any]]]:
    """What the next release of each of some events would change, as ``changes_waiting``; those without are left out."""
    released = [event for event in events if event.released and event.released_version < event.version]
    now = faces(released)
    found = {event.id: difference(json.loads(event.released), now[event.id]) for event in released}
    return {number: changes for number, changes in found.items() if changes}


def write_face(event: Event, programme: list[dict[str, Any]] | None = None) -> None:
    """Make the present state of an event its public face, with the columns that the schedule reads."""
    new = face(event, programme)
    event.released = json.dumps(new, ensure_ascii=False)
    event.public_title, event.public_place = event.title, new["place"]
    event.public_starts_at, event.public_ends_at = event.starts_at, event.ends_at
    event.public_theme_id, event.public_room_id = event.theme_id, event.room_id
    event.public_capacity, event.public_open = event.capacity, event.open_to_residents
    event.released_version = event.version
    event.search_text = _search_text(event, new)


def _search_text(event: Event, public: dict[str, Any]) -> str:
    """What the schedule's search finds an event by: its public face, with the titles on its programme."""
    titles = [title for item in public["programme"] if (title := str(item.get("title", "")))]
    room = db.session.get(Room, public["room_id"]) if public["room_id"] else None
    theme = db.session.get(Theme, public["theme_id"]) if public["theme_id"] else None
    where = (room.venue.name, room.name) if room else (public["place"],)
    title, called = public["title"], theme.name if theme else ""
    return " ".join(
        [
            index_text(title, public["summary"][:400], event.unit.name, *where, *titles, spelled_part=title),
            index_text(called, spelled_part=called),
            *(spelled(each) for each in titles[:20]),
        ]
    )


def name_talk(talk_id: int, title: str, earlier: str = "") -> None:
    """Call a talk ``title`` on every public face it stands on; with an empty title it is nowhere named any more.

    For a talk that was withdrawn (or put back): neither the search nor a feed nor the list of changes gives its title
    away then. ``earlier`` is the title it had: notices that were left to read lose it too. The rows of the programme
    and the talk itself stay as they are, for staff.
    """
    mark = f'"talk": {talk_id},'
    for event in db.session.scalars(select(Event).where(Event.released.contains(mark, autoescape=True))):
        public = json.loads(event.released)
        _name_in(public["programme"], talk_id, title)
        event.released = json.dumps(public, ensure_ascii=False)
        event.search_text = _search_text(event, public)
        audit.record("name-talk", event, ["released", "search_text"])
        if earlier and not title:
            forget_words(f"event:{event.id}", earlier)
    for row in db.session.scalars(select(Release).where(Release.changes.contains(mark, autoescape=True))):
        changes = json.loads(row.changes)
        for state in changes.get("programme", ()):
            _name_in(state or (), talk_id, title)
        row.changes = json.dumps(changes, ensure_ascii=False)
    watch.touch("schedule", "screens")


def _name_in(programme: Iterable[dict[str, Any]], talk_id: int, title: str) -> None:
    for item in programme:
        if item.get("talk") == talk_id:
            item["title"] = title


def release(
    event: Event, name: str = "", programme: list[dict[str, Any]] | None = None, quietly: bool = False
) -> Release:
    """Publish an event, or what was edited since, and tell those whom it concerns.

    A postponed or cancelled event is on again. The first time those with a part in it are told; later everybody who
    signed up or has a part is told what changed. Nobody is told what they have just done themselves. ``quietly``: who
    releases several events together tells people once of all of them.
    """
    if event.status is EventStatus.CLOSED:
        raise Problem(_("这个活动已经结束了，不能再改动公布的内容。"))
    db.session.flush()
    first, status = event.release_number == 0, event.status
    changes = {} if first else changes_waiting(event, programme)
    is_moved = status is not EventStatus.PUBLISHED or {"starts_at", "ends_at"} & changes.keys()
    if is_moved and is_settled(event, clock.today()):
        raise Problem(_("那一年的学时已经结了，活动的时间和状态不能再改。"))
    if not first and status is not EventStatus.PUBLISHED:
        changes["status"] = [status.value, EventStatus.PUBLISHED.value]
    elif not first and not changes:
        raise Problem(_("没有新的改动，不用再公布。"))
    event.status, event.status_reason = EventStatus.PUBLISHED, ""
    write_face(event, programme)
    row = note_release(event, changes, name)
    audit.record("release", event, ["released", "status", *changes])
    if quietly:
        pass
    elif first:
        concerned = db.session.scalars(select(EventPerson.person_id).where(EventPerson.event_id == event.id)).all()
        tell_others(event, list(concerned), NoticeKind.EVENT_PUBLISHED, changes)
    else:
        tell_others(event, queries.told_ids(event.id), NoticeKind.EVENT_CHANGED, changes)
    fill_seats(event)
    return row


def note_release(event: Event, changes: dict[str, list[Any]], name: str = "") -> Release:
    """Count a release and keep what it changed; everything public is read anew."""
    actor = current_actor()
    event.release_number += 1
    row = Release(
        event_id=event.id, number=event.release_number, name=name.strip()[:80],
        changes=json.dumps(changes, ensure_ascii=False), released_at=clock.now(),
        released_by_id=actor.person_id if actor else None,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    watch.touch("schedule", "screens")
    return row


def tell_others(event: Event, person_ids: list[int], kind: NoticeKind, changes: dict[str, list[Any]]) -> None:
    """Tell people what changed, in the language of the centre (a notice is read later, by others than who wrote it)."""
    actor = current_actor()
    own = actor.person_id if actor else None
    with force_locale("zh_Hans"):
        lines = [
            f"{change.label}：{change.old} → {change.new}" if change.old != "—" else f"{change.label}：{change.new}"
            for change in queries.worded([changes])[0]
        ]
    others = [number for number in person_ids if number != own]
    url = page_of(event.id, event.kind)
    tell(others, kind, event.public_title or event.title, url, "\n".join(lines), about=f"event:{event.id}")
