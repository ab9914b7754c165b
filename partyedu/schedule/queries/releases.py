"""What changed from release to release, in the reader's words."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from partyedu.core.db import db
from partyedu.core.words import _, formatted
from partyedu.organisation.models import Person, Unit, shown_name
from partyedu.schedule.models import (
    EVENT_KINDS,
    EVENT_PARTS,
    EVENT_STATUSES,
    FACE_LABELS,
    EventKind,
    EventPart,
    EventStatus,
    Release,
    Room,
    Theme,
    Venue,
)
from partyedu.schedule.queries.events import place_words


@dataclass(frozen=True, slots=True)
class Worded:
    """A change in words: what, from, to."""

    label: str
    old: str
    new: str


Changes = dict[str, list[Any]]


def releases_of(event_id: int) -> list[tuple[Release, list[Worded]]]:
    """The releases of an event, the newest first, each with what changed. The same few statements for any number.

    Of a programme only the theatre speaks: it knows which talk was withdrawn since, and must be nowhere.
    """
    query = select(Release).where(Release.event_id == event_id).order_by(Release.number.desc())
    releases = db.session.scalars(query).all()
    changes = [json.loads(release.changes) for release in releases]
    for each in changes:
        each.pop("programme", None)
    return list(zip(releases, worded(changes), strict=True))


def worded(all_changes: Sequence[Changes]) -> list[list[Worded]]:
    """Changes (field → [old, new], as ``Release.changes`` holds them) in the language of the reader."""
    names = _Names(all_changes)
    return [
        [
            Worded(str(FACE_LABELS[name]), names.word(name, old), names.word(name, new))
            for name, (old, new) in changes.items()
            if name in FACE_LABELS
        ]
        for changes in all_changes
    ]


class _Names:
    """The names of the rows that some changes speak of: one statement for each table that is needed."""

    def __init__(self, all_changes: Sequence[Changes]) -> None:
        def values(*fields: str) -> set[Any]:
            return {
                value
                for changes in all_changes
                for name in fields
                for value in changes.get(name, ())
                if value is not None
            }

        def lists(name: str) -> Iterable[Any]:
            return (item for changes in all_changes for value in changes.get(name, ()) for item in value or ())

        self.themes = self._named(
            select(Theme.id, Theme.name).where(Theme.id.in_(values("theme_id"))), values("theme_id")
        )
        units = values("expected_unit_id") | set(lists("partner_ids"))
        self.units = self._named(select(Unit.id, Unit.name).where(Unit.id.in_(units)), units)
        rooms = values("room_id")
        found = select(Room.id, Venue.name, Room.name).join(Venue).where(Room.id.in_(rooms))
        self.rooms = (
            {key: place_words(venue, room, "") for key, venue, room in db.session.execute(found)} if rooms else {}
        )
        people = {number for _part, number in lists("people")}
        shown = select(Person.id, Person.name, Person.public_name).where(Person.id.in_(people))
        self.people = (
            {key: shown_name(name, choice) for key, name, choice in db.session.execute(shown)} if people else {}
        )

    @staticmethod
    def _named(query: Any, wanted: set[Any]) -> dict[int, str]:
        return {key: name for key, name in db.session.execute(query)} if wanted else {}

    def word(self, name: str, value: Any) -> str:
        """A value of a face in words; nothing is a dash."""
        if name == "open_to_residents":
            return _("欢迎居民") if value else _("只限党员")
        if value in (None, "", []):
            return _("不限") if name == "capacity" else "—"
        worder = {
            "kind": lambda: str(EVENT_KINDS[EventKind(value)]),
            "status": lambda: str(EVENT_STATUSES[EventStatus(value)]),
            "theme_id": lambda: self.themes.get(value, "—"),
            "room_id": lambda: self.rooms.get(value, "—"),
            "expected_unit_id": lambda: self.units.get(value, "—"),
            "partner_ids": lambda: _("、").join(self.units.get(number, "—") for number in value),
            "people": lambda: _("、").join(self._person(part, number) for part, number in value),
            "programme": lambda: _("、").join(str(item.get("title", "")) for item in value),
            "starts_at": lambda: formatted(datetime.fromisoformat(value), "full"),
            "ends_at": lambda: formatted(datetime.fromisoformat(value), "full"),
        }.get(name)
        return worder() if worder else str(value)

    def _person(self, part: str, number: int) -> str:
        return f"{EVENT_PARTS[EventPart(part)]} {self.people.get(number) or '—'}"
