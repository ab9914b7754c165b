"""Themes, venues, rooms, and the days of the calendar: edited in place."""

from datetime import date

from sqlalchemy import func, select

from partyedu.core import audit, clock, watch
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.organisation.queries import unit_reached
from partyedu.schedule import queries
from partyedu.schedule.models import CalendarDay, DayKind, Room, Theme, Venue

# The names that chinesecalendar knows holidays by.
_HOLIDAYS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


def _unused_theme_name(name: str, own_id: int | None = None) -> str:
    taken = db.session.scalar(select(Theme.id).where(Theme.name == name, Theme.id != (own_id or 0)))
    if taken is not None:
        raise Problem(_("已经有这个主题了。"), field="name")
    return name


def add_theme(name: str) -> Theme:
    """Add a theme at the end."""
    last = db.session.scalar(select(func.max(Theme.position))) or 0
    theme = Theme(name=_unused_theme_name(name), position=last + 1)
    db.session.add(theme)
    audit.record("add-theme", theme, ["name"])
    watch.touch("schedule")
    return theme


def rename_theme(theme: Theme, name: str) -> Theme:
    """Give a theme another name; talks and events of it follow."""
    theme.name = _unused_theme_name(name, theme.id)
    audit.record("rename-theme", theme, ["name"])
    watch.touch("schedule", "screens")
    return theme


def move_theme(theme: Theme, up: bool) -> None:
    """Move a theme one place up or down among those in use."""
    rows = list(queries.themes())
    if theme not in rows:
        return
    place = rows.index(theme)
    rows.insert(max(0, place - 1) if up else place + 1, rows.pop(place))
    for position, row in enumerate(rows):
        row.position = position
    audit.record("move-theme", theme, ["position"])
    watch.touch("schedule")


def archive(row: Theme | Venue | Room) -> None:
    """Take a theme, venue or room out of use; what was held with it keeps its name."""
    row.archived_at = clock.now()
    audit.record("archive", row, ["archived_at"])
    watch.touch("schedule")


def restore(row: Theme | Venue | Room) -> None:
    """Take a theme, venue or room into use again."""
    row.archived_at = None
    audit.record("restore", row, ["archived_at"])
    watch.touch("schedule")


def add_venue(actor: Actor, unit_id: int, name: str, address: str = "") -> Venue:
    """Add a venue to a unit for which the actor plans events."""
    if unit_reached(actor, Permission.EVENT_MANAGE, unit_id) is None:
        raise Problem(_("请选您管的一个组织。"), field="unit_id")
    venue = Venue(unit_id=unit_id, name=name, address=address)
    db.session.add(venue)
    audit.record("add-venue", venue, ["unit_id", "name", "address"])
    return venue


def change_venue(venue: Venue, name: str, address: str) -> Venue:
    """Change a venue's name or address."""
    venue.name, venue.address = name, address
    audit.record("change-venue", venue, ["name", "address"])
    watch.touch("schedule", "screens")
    return venue


def _checked_seats(capacity: int | None) -> int | None:
    if capacity is not None and not 1 <= capacity <= 100_000:
        raise Problem(_("座位数请填 1 到 100000；不清楚就空着。"), field="capacity")
    return capacity


def add_room(venue: Venue, name: str, capacity: int | None = None) -> Room:
    """Add a room to a venue."""
    room = Room(venue_id=venue.id, name=name, capacity=_checked_seats(capacity))
    db.session.add(room)
    audit.record("add-room", room, ["venue_id", "name", "capacity"])
    return room


def change_room(room: Room, name: str, capacity: int | None) -> Room:
    """Change a room's name or seats; events that are already planned keep their own number of seats."""
    room.name, room.capacity = name, _checked_seats(capacity)
    audit.record("change-room", room, ["name", "capacity"])
    watch.touch("schedule", "screens")
    return room


def add_day(on: date, kind: DayKind, name: str) -> CalendarDay:
    """Enter a holiday or a make-up workday; a day that is already entered is changed."""
    day = db.session.scalar(select(CalendarDay).where(CalendarDay.on == on))
    if day is None:
        day = CalendarDay(on=on)
        db.session.add(day)
    day.kind, day.name = kind, name
    audit.record("enter-day", day, ["kind", "name"])
    watch.touch("schedule")  # a month shows its holidays
    return day


def remove_day(day: CalendarDay) -> None:
    """Take a day out of the calendar: it is an ordinary day again."""
    audit.record("remove-day", day)
    watch.touch("schedule")
    db.session.delete(day)
    db.session.flush()


def seed_calendar_days(year: int) -> int:
    """Enter the holidays and make-up workdays that chinesecalendar knows for a year; how many days are new.

    Days that are already entered stay as they are. 0 for a year it does not know (the State Council announces a year
    only in the November before).
    """
    from chinese_calendar.constants import holidays, workdays

    known = {day.on for day in queries.calendar_days(year)}
    found = [(on, DayKind.HOLIDAY, name) for on, name in holidays.items() if on.year == year]
    found += [(on, DayKind.WORKDAY, name) for on, name in workdays.items() if on.year == year]
    new = [CalendarDay(on=on, kind=kind, name=_HOLIDAYS.get(name, name)) for on, kind, name in found if on not in known]
    db.session.add_all(new)
    if new:
        db.session.flush()
        audit.record("seed-days", new[0], ["kind", "name"])
        watch.touch("schedule")
    return len(new)
