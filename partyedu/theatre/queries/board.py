"""The year board: quarters by themes, units by quarters, and who has not been on stage."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import CTE, Select, false, func, or_, select, union_all
from sqlalchemy.orm import aliased, contains_eager, joinedload

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import Person, Unit, UnitKind
from partyedu.organisation.queries import active_members_of, unit_reached, within
from partyedu.schedule.models import Event, EventKind, EventPart, EventPerson, EventStatus
from partyedu.speakers.models import CastMember, Talk
from partyedu.theatre.models import PlanSlot, ProgrammeItem
from partyedu.theatre.queries.programme import was_given

QUARTERS = (1, 2, 3, 4)
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
    beside: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    without_theme: list[Entry] = field(default_factory=list)


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
    """The board of one year for some subtrees: three statements, however much is planned."""
    found = Board()
    slots = _slots(paths, year)
    made = {slot.event_id for slot in slots if slot.event_id}
    entries = [_planned(slot) for slot in slots if slot.event_id is None]
    of_slot = {slot.event_id: slot for slot in slots if slot.event_id}
    for event, owner in _events(paths, year):
        if event.kind is EventKind.THEATRE:
            entries.append(_scheduled(event, owner, of_slot.get(event.id) if event.id in made else None))
        elif event.status is not EventStatus.CANCELLED:
            found.beside[clock.quarter_of(clock.local(event.starts_at).date())].append(event)
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


def _events(paths: Sequence[str], year: int) -> list[tuple[Event, str]]:
    """All events of the year with the name of their owner, cancelled ones left out."""
    since, until = clock.year_bounds(year)
    owner = (
        select(func.min(Person.name))
        .join(EventPerson, EventPerson.person_id == Person.id)
        .where(EventPerson.event_id == Event.id, EventPerson.part == EventPart.OWNER)
        .correlate(Event)
        .scalar_subquery()
    )
    query = (
        select(Event, owner)
        .join(Event.unit)
        .options(contains_eager(Event.unit))
        .where(Event.starts_at >= since, Event.starts_at < until, Event.status != EventStatus.CANCELLED, within(paths))
        .order_by(Event.starts_at, Event.id)
    )
    return [(event, name or "") for event, name in db.session.execute(query)]


def _planned(slot: PlanSlot) -> Entry:
    this = clock.today()
    late = (slot.year, slot.quarter) < (this.year, clock.quarter_of(this))
    return Entry(
        slot.unit_id, slot.unit.name, slot.quarter, slot.theme_id, "late" if late else "planned",
        owner=slot.owner.name if slot.owner else "", slot_id=slot.id, note=slot.note,
    )  # fmt: skip


def _scheduled(event: Event, owner: str, slot: PlanSlot | None) -> Entry:
    held = event.takes_place and event.ends_at <= clock.now()
    state = "draft" if event.status is EventStatus.DRAFT else "held" if held else "scheduled"
    return Entry(
        event.unit_id, event.unit.name, clock.quarter_of(clock.local(event.starts_at).date()), event.theme_id, state,
        event.title, owner, event.starts_at, event.id, slot.id if slot else None,
    )  # fmt: skip


def units_expected(paths: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """The units that should hold one session a quarter, in the order of the tree: (number, name, depth by path)."""
    query: Select[*tuple[Any, ...]] = select(Unit.id, Unit.name, Unit.path)
    return query.where(within(paths), Unit.kind.in_(EXPECTED), Unit.archived_at.is_(None)).order_by(Unit.path)


def units_without_session(paths: Sequence[str], year: int, quarter: int) -> Select[*tuple[int]]:
    """Column query of one number: how many of those units have neither held nor planned a session in a quarter."""
    since = clock.day_bounds(date(year, quarter * 3 - 2, 1))[0]
    until = clock.day_bounds(date(year + quarter // 4, quarter % 4 * 3 + 1, 1))[0]
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
    since, until = clock.year_bounds(year)
    times = _times_on_stage(clock.now())
    this_year = select(times.c.person_id).where(times.c.starts_at >= since, times.c.starts_at < until)
    last_times = select(times.c.person_id, func.max(times.c.starts_at).label("last")).group_by(times.c.person_id)
    ever = last_times.subquery("ever_on_stage")
    columns = select(Person.id, Person.name, Unit.name, ever.c.last).join(Unit, Person.unit_id == Unit.id)
    query: Select[*tuple[Any, ...]] = columns.outerjoin(ever, ever.c.person_id == Person.id)
    members = (active_members_of(path) for path in _rotation_paths(actor, unit_id))
    order = (ever.c.last.is_not(None), ever.c.last, Unit.path, Person.name, Person.id)
    return query.where(or_(false(), *members), Person.id.not_in(this_year)).order_by(*order)


def _times_on_stage(now: datetime) -> CTE:
    """Who was on stage when, as speaker or in the cast: worked out once, not for each member. person_id, starts_at."""
    given = (
        select(ProgrammeItem.talk_id, Event.public_starts_at.label("starts_at"))
        .join(Event, ProgrammeItem.event_id == Event.id)
        .where(was_given(now))
        .cte("given")
    )
    spoke = select(Talk.person_id, given.c.starts_at).join(given, given.c.talk_id == Talk.id)
    played = select(CastMember.person_id, given.c.starts_at).join(given, given.c.talk_id == CastMember.talk_id)
    return union_all(spoke, played.where(CastMember.person_id.is_not(None))).cte("on_stage")


def spoken_twice(actor: Actor, year: int, unit_id: int | None = None) -> Sequence[Any]:
    """Members on stage twice or more in a year: (number, name, unit, how often); the most first, at most forty."""
    now, (since, until) = clock.now(), clock.year_bounds(year)
    times = func.count(ProgrammeItem.id)
    talk = aliased(Talk)
    query = (
        select(Person.id, Person.name, Unit.name, times)
        .join(Unit, Person.unit_id == Unit.id)
        .join(talk, talk.person_id == Person.id)
        .join(ProgrammeItem, ProgrammeItem.talk_id == talk.id)
        .join(Event, ProgrammeItem.event_id == Event.id)
        .where(
            within(_rotation_paths(actor, unit_id)),
            was_given(now), Event.public_starts_at >= since, Event.public_starts_at < until,
        )
        .group_by(Person.id, Person.name, Unit.name)
        .having(times > 1)
        .order_by(times.desc(), Person.name, Person.id)
        .limit(40)
    )  # fmt: skip
    return db.session.execute(query).all()


def _rotation_paths(actor: Actor, unit_id: int | None) -> tuple[str, ...]:
    if unit_id is None:
        return actor.reach(Permission.ROTATION_READ)
    unit = unit_reached(actor, Permission.ROTATION_READ, unit_id)
    return (unit.path,) if unit else ()
