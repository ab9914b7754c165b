"""The year board: quarters by themes, units by quarters, and who has not been on stage."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, case, false, func, or_, select, union_all
from sqlalchemy.orm import contains_eager, joinedload

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.together import ask_together
from partyedu.organisation.models import Person, Unit, UnitKind
from partyedu.organisation.queries import active_members_of, unit_reached, within
from partyedu.schedule.models import Event, EventKind, EventPart, EventPerson, EventStatus
from partyedu.speakers.models import CastMember, Talk
from partyedu.theatre.models import PlanSlot, ProgrammeItem
from partyedu.theatre.queries.programme import was_given

QUARTERS = (1, 2, 3, 4)
_STANDING = tuple(status for status in EventStatus if status is not EventStatus.CANCELLED)
SHOWN_IN_CELL = 6
SHOWN_BESIDE = 8
# Who is expected to hold one session a quarter (S0.12); groups and household points may, but are not missed.
EXPECTED = (UnitKind.COMMUNITY, UnitKind.BRANCH)


@dataclass(frozen=True, slots=True)
class Entry:
    """A planned or scheduled session on the board. ``state``: planned, draft, scheduled, held, late."""

    unit_id: int
    unit: str
    quarter: int
    theme_id: int | None
    state: str
    title: str = ""
    owner: str = ""
    starts_at: datetime | None = None
    event_id: int | None = None
    slot_id: int | None = None
    note: str = ""


@dataclass(slots=True)
class Board:
    """Everything the board shows of one year, already sorted into its cells."""

    cells: dict[tuple[int, int | None], list[Entry]] = field(default_factory=lambda: defaultdict(list))
    by_unit: dict[tuple[int, int], Entry] = field(default_factory=dict)
    beside: dict[int, "Beside"] = field(default_factory=dict)  # by quarter; none: nothing
    without_theme: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Beside:
    """The other events of a quarter: how many, and the first of them (number, start, title, unit)."""

    number: int
    first: Sequence[Any]


_RANK = {"held": 4, "scheduled": 3, "draft": 2, "planned": 1, "late": 0}


def paths_shown(actor: Actor, unit_id: int | None = None) -> tuple[str, ...]:
    """The subtrees on the actor's board: all they plan or answer for, or one unit among them."""
    reach = (*actor.reach(Permission.EVENT_MANAGE), *actor.reach(Permission.FIGURES_READ))
    if unit_id is None:
        return reach
    for permission in (Permission.FIGURES_READ, Permission.EVENT_MANAGE):
        unit = unit_reached(actor, permission, unit_id)
        if unit is not None:
            return (unit.path,)
    return ()


def board(paths: Sequence[str], year: int) -> Board:
    """The board of one year for some subtrees: two statements, however much is planned."""
    found = Board()
    slots = _slots(paths, year)
    entries = [_planned(slot) for slot in slots if slot.event_id is None]
    of_slot = {slot.event_id: slot for slot in slots if slot.event_id}
    quarters = [_begin(year, quarter) for quarter in QUARTERS]
    sessions, others = ask_together(_sessions(paths, year), _others(paths, year))
    entries += [_scheduled(row, bisect_right(quarters, row.starts_at), of_slot.get(row.id)) for row in sessions]
    for (quarter, number), first in groupby(others, key=itemgetter(0, 1)):
        found.beside[quarter] = Beside(number, [row[2:] for row in first])
    for entry in sorted(entries, key=lambda entry: (entry.starts_at is None, entry.starts_at, entry.unit)):
        found.cells[entry.quarter, entry.theme_id].append(entry)
        if entry.theme_id is None:
            found.without_theme.append(entry)
        standing = found.by_unit.get((entry.unit_id, entry.quarter))
        if standing is None or _RANK[entry.state] > _RANK[standing.state]:
            found.by_unit[entry.unit_id, entry.quarter] = entry
    return found


def _slots(paths: Sequence[str], year: int) -> Sequence[PlanSlot]:
    query = (
        select(PlanSlot)
        .join(PlanSlot.unit)
        .options(contains_eager(PlanSlot.unit), joinedload(PlanSlot.owner))
        .where(PlanSlot.year == year, within(paths))
        .order_by(PlanSlot.quarter, PlanSlot.id)
    )
    return db.session.scalars(query).all()


def _begin(year: int, quarter: int) -> datetime:
    """The instant at which a quarter begins; 5: the first one of the next year."""
    return clock.day_bounds(date(year + quarter // 5, (quarter - 1) % 4 * 3 + 1, 1))[0]


def _within(paths: Sequence[str], since: datetime, until: datetime) -> ColumnElement[bool]:
    """Condition on Event joined with Unit: of some subtrees, begins between two instants, is not cancelled."""
    return and_(Event.status.in_(_STANDING), Event.starts_at >= since, Event.starts_at < until, within(paths))


def _sessions(paths: Sequence[str], year: int) -> Select[*tuple[Any, ...]]:
    """Column query of the sessions of a year, cancelled ones left out."""
    owner = (
        select(func.min(Person.name))
        .join(EventPerson, EventPerson.person_id == Person.id)
        .where(EventPerson.event_id == Event.id, EventPerson.part == EventPart.OWNER)
        .correlate(Event)
        .scalar_subquery()
    )
    return (
        select(
            Event.id, Event.status, Event.title, Event.theme_id, Event.unit_id, Unit.name.label("unit"),
            Event.starts_at, Event.ends_at, owner.label("owner"),
        )
        .join(Unit, Event.unit_id == Unit.id)
        .where(Event.kind == EventKind.THEATRE, _within(paths, _begin(year, 1), _begin(year, 5)))
        .order_by(Event.starts_at, Event.id)
    )  # fmt: skip


def _others(paths: Sequence[str], year: int) -> Select[*tuple[Any, ...]]:
    """Column query of the first other events of each quarter, each with how many its quarter has."""
    quarter = case(*((Event.starts_at < _begin(year, number + 1), number) for number in QUARTERS))
    of_quarter: dict[str, Any] = {"partition_by": quarter}
    counted = (
        select(
            Event.id,
            quarter.label("quarter"),
            func.row_number().over(**of_quarter, order_by=(Event.starts_at, Event.id)).label("place"),
            func.count().over(**of_quarter).label("number"),
        )
        .join(Unit, Event.unit_id == Unit.id)
        .where(Event.kind != EventKind.THEATRE, _within(paths, _begin(year, 1), _begin(year, 5)))
        .subquery()
    )
    return (
        select(counted.c.quarter, counted.c.number, Event.id, Event.starts_at, Event.title, Unit.name.label("unit"))
        .join(counted, counted.c.id == Event.id)
        .join(Unit, Event.unit_id == Unit.id)
        .where(counted.c.place <= SHOWN_BESIDE)
        .order_by(counted.c.quarter, counted.c.place)
    )


def _planned(slot: PlanSlot) -> Entry:
    this = clock.today()
    late = (slot.year, slot.quarter) < (this.year, clock.quarter_of(this))
    return Entry(
        slot.unit_id, slot.unit.name, slot.quarter, slot.theme_id, "late" if late else "planned",
        owner=slot.owner.name if slot.owner else "", slot_id=slot.id, note=slot.note,
    )  # fmt: skip


def _scheduled(row: Any, quarter: int, slot: PlanSlot | None) -> Entry:
    held = row.status in (EventStatus.PUBLISHED, EventStatus.CLOSED) and row.ends_at <= clock.now()
    state = "draft" if row.status is EventStatus.DRAFT else "held" if held else "scheduled"
    return Entry(
        row.unit_id, row.unit, quarter, row.theme_id, state, row.title, row.owner or "", row.starts_at, row.id,
        slot.id if slot else None,
    )  # fmt: skip


def units_expected(paths: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """The units that should hold one session a quarter, in the order of the tree: (number, name, depth by path)."""
    query: Select[*tuple[Any, ...]] = select(Unit.id, Unit.name, Unit.path)
    return query.where(within(paths), Unit.kind.in_(EXPECTED), Unit.archived_at.is_(None)).order_by(Unit.in_order)


def units_without_session(paths: Sequence[str], year: int, quarter: int) -> Select[*tuple[int]]:
    """Column query of one number: how many of those units have neither held nor planned a session in a quarter."""
    since, until = _begin(year, quarter), _begin(year, quarter + 1)
    events = select(Event.id).where(
        Event.unit_id == Unit.id, Event.kind == EventKind.THEATRE, Event.status != EventStatus.CANCELLED,
        Event.starts_at >= since, Event.starts_at < until,
    )  # fmt: skip
    slots = select(PlanSlot.id).where(
        PlanSlot.unit_id == Unit.id, PlanSlot.year == year, PlanSlot.quarter == quarter, PlanSlot.event_id.is_(None)
    )
    return select(func.count()).where(
        within(paths), Unit.kind.in_(EXPECTED), Unit.archived_at.is_(None), ~events.exists(), ~slots.exists()
    )


def slot_at(year: int, quarter: int, unit_id: int, theme_id: int) -> PlanSlot | None:
    """The slot of a unit, quarter and theme."""
    return db.session.scalar(
        select(PlanSlot).where(
            PlanSlot.year == year,
            PlanSlot.quarter == quarter,
            PlanSlot.unit_id == unit_id,
            PlanSlot.theme_id == theme_id,
        )
    )


def slot_to_manage(actor: Actor, slot_id: int) -> PlanSlot | None:
    """The slot, if the actor plans for its unit."""
    query = (
        select(PlanSlot)
        .join(PlanSlot.unit)
        .options(joinedload(PlanSlot.owner), joinedload(PlanSlot.theme), contains_eager(PlanSlot.unit))
        .where(within(actor.reach(Permission.EVENT_MANAGE)), PlanSlot.id == slot_id)
    )
    return db.session.scalar(query)


def not_on_stage(actor: Actor, year: int, unit_id: int | None = None) -> Select[*tuple[Any, ...]]:
    """Members who have not been on stage in a year: (person's number, name, unit, last time ever or None).

    For those who may read the rotation (organiser and secretary), within their reach only. A sketch's cast counts as
    on stage. Those who never were come first.
    """
    times = _times_on_stage(clock.now())
    last_times = select(times.c.person_id, func.max(times.c.starts_at).label("last")).group_by(times.c.person_id)
    ever = last_times.subquery("ever_on_stage")
    columns = select(Person.id, Person.name, Unit.name, ever.c.last).join(Unit, Person.unit_id == Unit.id)
    query: Select[*tuple[Any, ...]] = columns.outerjoin(ever, ever.c.person_id == Person.id)
    order = (ever.c.last.is_not(None), ever.c.last, Unit.in_order, Person.name, Person.id)
    since, until = clock.year_bounds(year)
    if until > clock.now():  # nobody was on stage after it: the last time says it all
        not_since = or_(ever.c.last.is_(None), ever.c.last < since)
        return query.where(_in_rotation(actor, unit_id), not_since).order_by(*order)
    return query.where(_off_stage(actor, year, unit_id)).order_by(*order)


def number_not_on_stage(actor: Actor, year: int, unit_id: int | None = None) -> Select[*tuple[int]]:
    """Column query of one number: how many they are; it need not know when each was on stage last."""
    query = select(func.count()).select_from(Person).join(Unit, Person.unit_id == Unit.id)
    return query.where(_off_stage(actor, year, unit_id))


def _off_stage(actor: Actor, year: int, unit_id: int | None) -> ColumnElement[bool]:
    """Condition on Person joined with Unit: an active member whose rotation the actor reads, not on stage in a year."""
    times = _times_on_stage(clock.now(), *_in_year(year), name="this_year")
    return and_(_in_rotation(actor, unit_id), Person.id.not_in(select(times.c.person_id)))


def _in_year(year: int) -> tuple[ColumnElement[bool], ...]:
    """Conditions on Event: a session of a year. By its kind and start, as the index has them."""
    since, until = clock.year_bounds(year)
    return Event.kind == EventKind.THEATRE, Event.public_starts_at >= since, Event.public_starts_at < until


def _in_rotation(actor: Actor, unit_id: int | None) -> ColumnElement[bool]:
    """Condition on Person joined with Unit: an active member whose rotation the actor reads."""
    return or_(false(), *(active_members_of(path) for path in _rotation_paths(actor, unit_id)))


def _times_on_stage(now: datetime, *sessions: ColumnElement[bool], name: str = "ever") -> CTE:
    """Who was on stage when, as speaker or in the cast: worked out once, not for each member. person_id, starts_at.

    ``sessions``: conditions on the events that count.
    """
    given = (
        select(ProgrammeItem.talk_id, Event.public_starts_at.label("starts_at"))
        .join(Event, ProgrammeItem.event_id == Event.id)
        .where(was_given(now), *sessions)
        .cte(f"given_{name}")
    )
    spoke = select(Talk.person_id, given.c.starts_at).join(given, given.c.talk_id == Talk.id)
    played = select(CastMember.person_id, given.c.starts_at).join(given, given.c.talk_id == CastMember.talk_id)
    return union_all(spoke, played.where(CastMember.person_id.is_not(None))).cte(f"on_stage_{name}")


def spoken_twice(actor: Actor, year: int, unit_id: int | None = None) -> Sequence[Any]:
    """Members on stage twice or more in a year: (number, name, unit, how often); the most first, at most forty."""
    often = (
        select(Talk.person_id, func.count().label("times"))
        .join(ProgrammeItem, ProgrammeItem.talk_id == Talk.id)
        .join(Event, ProgrammeItem.event_id == Event.id)
        .where(was_given(clock.now()), *_in_year(year))
        .group_by(Talk.person_id)
        .having(func.count() > 1)
        .subquery("often")
    )
    query = (
        select(Person.id, Person.name, Unit.name, often.c.times)
        .join(often, often.c.person_id == Person.id)
        .join(Unit, Person.unit_id == Unit.id)
        .where(within(_rotation_paths(actor, unit_id)))
    )
    return db.session.execute(query.order_by(often.c.times.desc(), Person.name, Person.id).limit(40)).all()


def _rotation_paths(actor: Actor, unit_id: int | None) -> tuple[str, ...]:
    if unit_id is None:
        return actor.reach(Permission.ROTATION_READ)
    unit = unit_reached(actor, Permission.ROTATION_READ, unit_id)
    return (unit.path,) if unit else ()
