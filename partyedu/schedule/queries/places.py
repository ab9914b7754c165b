"""Themes, venues with their rooms, and the days of the calendar."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, extract, func, select

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.together import ask_together
from partyedu.organisation.models import Unit, UnitKind
from partyedu.organisation.queries import within
from partyedu.schedule.models import CalendarDay, DayKind, EventKind, Occasion, Room, Theme, Venue


def themes(archived: bool = False) -> Sequence[Theme]:
    """The themes in their order; the archived ones at the end when they are asked for."""
    query = select(Theme) if archived else select(Theme).where(Theme.archived_at.is_(None))
    return db.session.scalars(query.order_by(Theme.archived_at.is_not(None), Theme.position, Theme.id)).all()


def theme(theme_id: int) -> Theme | None:
    """One theme."""
    return db.session.get(Theme, theme_id)


def theme_choices() -> list[tuple[int, str]]:
    """Choices of a select."""
    return [(theme.id, theme.name) for theme in themes()]


def occasions(archived: bool = False) -> Sequence[Occasion]:
    """What gatherings count as, in their order; the archived ones at the end when they are asked for."""
    query = select(Occasion) if archived else select(Occasion).where(Occasion.archived_at.is_(None))
    return db.session.scalars(query.order_by(Occasion.archived_at.is_not(None), Occasion.position, Occasion.id)).all()


def occasion(occasion_id: int) -> Occasion | None:
    """One occasion."""
    return db.session.get(Occasion, occasion_id)


def occasion_choices() -> list[tuple[int, str]]:
    """Choices of a select."""
    return [(occasion.id, occasion.name) for occasion in occasions()]


def occasion_rows() -> Select[int, str]:
    """Column query of the occasions in use: number, name. For pages that ask it together with their own questions."""
    rows = select(Occasion.id, Occasion.name).where(Occasion.archived_at.is_(None))
    return rows.order_by(Occasion.position, Occasion.id)


def themes_and_occasions() -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """The choices of both, which the form of every event has, in one statement."""
    themes = select(Theme.id, Theme.name).where(Theme.archived_at.is_(None)).order_by(Theme.position, Theme.id)
    first, second = ask_together(themes, occasion_rows())
    return [tuple(row) for row in first], [tuple(row) for row in second]


def occasion_of_kind(kind: EventKind) -> Occasion | None:
    """What an event of this kind counts as when nothing else was said."""
    return db.session.scalars(select(Occasion).where(Occasion.kind == kind).order_by(Occasion.id)).first()


def room_choices() -> dict[str, list[tuple[int, str, int | None]]]:
    """Number, name and seats of the rooms by venue: every room of the house, since one unit may use another's hall."""
    query = (
        select(Venue.name, Room.id, Room.name, Room.capacity)
        .join(Venue, Room.venue_id == Venue.id)
        .where(Venue.archived_at.is_(None), Room.archived_at.is_(None))
        .order_by(Venue.name, Venue.id, Room.name, Room.id)
    )
    grouped: dict[str, list[tuple[int, str, int | None]]] = {}
    for venue, room_id, room, seats in db.session.execute(query):
        grouped.setdefault(venue, []).append((room_id, room, seats))
    return grouped


def venues_managed(actor: Actor) -> Select[Venue]:
    """The venues of the units for which the actor plans events."""
    reach = within(actor.reach(Permission.EVENT_MANAGE))
    return (
        select(Venue)
        .join(Unit, Venue.unit_id == Unit.id)
        .where(reach)
        .order_by(Venue.archived_at.is_not(None), Venue.name, Venue.id)
    )


def rooms_of(venue_ids: Sequence[int]) -> dict[int, list[Room]]:
    """The rooms of some venues, in one statement."""
    grouped: dict[int, list[Room]] = {key: [] for key in venue_ids}
    query = select(Room).where(Room.venue_id.in_(venue_ids))
    for room in db.session.scalars(query.order_by(Room.archived_at.is_not(None), Room.name, Room.id)):
        grouped[room.venue_id].append(room)
    return grouped


def venue_to_edit(actor: Actor, venue_id: int) -> Venue | None:
    """The venue, if it belongs to a unit for which the actor plans events."""
    return db.session.scalar(venues_managed(actor).where(Venue.id == venue_id))


def room_to_edit(actor: Actor, room_id: int) -> Room | None:
    """The room, if its venue belongs to a unit for which the actor plans events."""
    reach = within(actor.reach(Permission.EVENT_MANAGE))
    return db.session.scalar(select(Room).join(Venue).join(Unit).where(reach, Room.id == room_id))


def calendar_days(year: int) -> Sequence[CalendarDay]:
    """The holidays and make-up workdays of a year."""
    query = select(CalendarDay).where(CalendarDay.on.between(date(year, 1, 1), date(year, 12, 31)))
    return db.session.scalars(query.order_by(CalendarDay.on)).all()


def calendar_of_years(first: int, last: int) -> dict[date, tuple[DayKind, str]]:
    """The holidays and make-up workdays from one year to another: date → what kind of day, its name."""
    query = select(CalendarDay.on, CalendarDay.kind, CalendarDay.name)
    rows = db.session.execute(query.where(CalendarDay.on.between(date(first, 1, 1), date(last, 12, 31))))
    return {on: (kind, name) for on, kind, name in rows}


def day_to_edit(day_id: int) -> CalendarDay | None:
    """A day of the calendar."""
    return db.session.get(CalendarDay, day_id)


def years_unknown(*years: int) -> list[int]:
    """Of some years those whose holidays nobody has entered, each once: whoever counts with days is told."""
    asked = sorted(set(years))
    known = years_known() if asked else {}
    return [year for year in asked if year not in known]


def years_known() -> dict[int, int]:
    """How many days are entered for each year."""
    year = extract("year", CalendarDay.on)
    rows = db.session.execute(select(year, func.count()).group_by(year).order_by(year))
    return {int(key): number for key, number in rows}


def partner_choices() -> list[tuple[int, str]]:
    """Units that can co-organise: all of the tree down to the branches."""
    kinds = (UnitKind.DISTRICT, UnitKind.STREET, UnitKind.COMMUNITY, UnitKind.BRANCH)
    query = select(Unit.id, Unit.name).where(Unit.kind.in_(kinds), Unit.archived_at.is_(None))
    return [(key, name) for key, name in db.session.execute(query.order_by(Unit.in_order))]
