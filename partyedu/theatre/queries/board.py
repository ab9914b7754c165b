"""The year board: quarters by themes, units by quarters, and who has not been on stage."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, false, func, null, or_, select, union_all
from sqlalchemy.orm import contains_eager, joinedload

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.paging import Page, paged
from partyedu.core.together import ask_together
from partyedu.organisation.models import Person, Unit, UnitKind
from partyedu.organisation.queries import active_members_of, unit_reached, within
from partyedu.schedule.models import Event, EventKind, EventPart, EventPerson, EventStatus
from partyedu.speakers.models import CastMember, Talk
from partyedu.theatre.models import PlanSlot, ProgrammeItem
from partyedu.theatre.queries.programme import was_given

QUARTERS = (1, 2, 3, 4)
_STANDING = tuple(status for status in EventStatus if status is not EventStatus.CANCELLED)
SHOWN = 6  # in each cell of the board, beside how many it has
# Who is expected to hold one session a quarter (S0.12); groups and household points may, but are not missed.
EXPECTED = (UnitKind.COMMUNITY, UnitKind.BRANCH)


class Entry(NamedTuple):
    """A planned or scheduled session on the board. ``state``: planned, draft, scheduled, held, late."""

    unit_id: int
    unit: str
    state: str
    owner: str
    title: str = ""
    starts_at: datetime | None = None
    event_id: int | None = None
    slot_id: int | None = None
    note: str = ""


@dataclass(slots=True)
class Cell:
    """The first sessions of a quarter and theme, and how many there are."""

    first: list[Entry] = field(default_factory=list)
    number: int = 0

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.number - len(self.first)


@dataclass(slots=True)
class Board:
    """What the board shows of one year. ``cells`` by quarter and theme; ``beside``: by quarter, other events that
    everybody may read (number, title, start, unit). ``by_unit``: how far the units that were asked for came in each
    quarter."""

    cells: dict[tuple[int, int | None], Cell] = field(default_factory=lambda: defaultdict(Cell))
    by_unit: dict[tuple[int, int], Entry] = field(default_factory=dict)
    beside: dict[int, Sequence[Any]] = field(default_factory=dict)

    def put(self, quarter: int, theme_id: int | None, place: int, number: int, entry: Entry) -> None:
        """A session, or a plan of one: the one at this ``place`` among the ``number`` of its kind in the cell."""
        cell = self.cells[quarter, theme_id]
        cell.number += number if place == 1 else 0
        if place <= SHOWN and len(cell.first) < SHOWN:
            cell.first.append(entry)
        standing = self.by_unit.get((entry.unit_id, quarter))
        if standing is None or _RANK[entry.state] > _RANK[standing.state]:
            self.by_unit[entry.unit_id, quarter] = entry


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


def board(paths: Sequence[str], year: int, unit_ids: Sequence[int] = ()) -> Board:
    """The board of one year for some subtrees, with every quarter of these units: one statement, however much there is.

    In each cell stand the first few, sessions before what is only planned; how many there are is counted.
    """
    found, now = Board(), clock.now()
    asked = (_sessions(paths, year, unit_ids), _slots(paths, year, unit_ids), *_others(paths, year))
    sessions, slots, *others = ask_together(*asked)
    for quarter, theme_id, place, number, *facts in sessions:
        found.put(quarter, theme_id, place, number, _scheduled(now, *facts))
    for quarter, theme_id, place, number, *facts in slots:
        found.put(quarter, theme_id, place, number, _planned(year, quarter, *facts))
    found.beside = {quarter: rows for quarter, rows in zip(QUARTERS, others, strict=True) if rows}
    return found


def _begin(year: int, quarter: int) -> datetime:
    """The instant at which a quarter begins; 5: the first one of the next year."""
    return clock.day_bounds(date(year + quarter // 5, (quarter - 1) % 4 * 3 + 1, 1))[0]


def _sessions(paths: Sequence[str], year: int, unit_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """Column query of the first sessions of each cell, and of all of some units. Cancelled ones are left out."""
    quarter = case(*((Event.starts_at < _begin(year, number + 1), number) for number in QUARTERS))
    ranked = (
        select(Event.id, quarter.label("quarter"), *_ranked((quarter, Event.theme_id), (Event.starts_at, Event.id)))
        .join(Unit, Event.unit_id == Unit.id)
        .where(
            Event.kind == EventKind.THEATRE, Event.status.in_(_STANDING), Event.starts_at >= _begin(year, 1),
            Event.starts_at < _begin(year, 5), within(paths),
        )
        .subquery("ranked")
    )  # fmt: skip
    owner = (
        select(func.min(Person.name))
        .join(EventPerson, EventPerson.person_id == Person.id)
        .where(EventPerson.event_id == Event.id, EventPerson.part == EventPart.OWNER)
        .correlate(Event)
        .scalar_subquery()
    )
    return (
        select(
            ranked.c.quarter, Event.theme_id, ranked.c.place, ranked.c.number,
            Event.id, Event.title, Event.starts_at, Unit.name.label("unit"), Event.unit_id, Event.status, Event.ends_at,
            owner.label("owner"),
        )
        .join(ranked, ranked.c.id == Event.id)
        .join(Unit, Event.unit_id == Unit.id)
        .where(or_(ranked.c.place <= SHOWN, Event.unit_id.in_(unit_ids)))
        .order_by(ranked.c.quarter, ranked.c.place)
    )  # fmt: skip


def _others(paths: Sequence[str], year: int) -> list[Select[*tuple[Any, ...]]]:
    """Column queries of the first events of each quarter that are no sessions, as the schedule has them."""
    held = (Event.kind != EventKind.THEATRE, Event.status.in_((EventStatus.PUBLISHED, EventStatus.CLOSED)))
    return [
        select(Event.id, Event.public_title, Event.public_starts_at, Unit.name.label("unit"))
        .join(Unit, Event.unit_id == Unit.id)
        .where(*held, Event.public_starts_at >= _begin(year, quarter), within(paths))
        .where(Event.public_starts_at < _begin(year, quarter + 1))
        .order_by(Event.public_starts_at, Event.id)
        .limit(SHOWN)
        for quarter in QUARTERS
    ]


def _slots(paths: Sequence[str], year: int, unit_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """Column query of what is planned and no session yet: the first of each cell, and all of some units."""
    in_order = (Unit.in_order, PlanSlot.id)
    ranked = (
        select(PlanSlot.id, *_ranked((PlanSlot.quarter, PlanSlot.theme_id), in_order))
        .join(PlanSlot.unit)
        .where(PlanSlot.year == year, PlanSlot.event_id.is_(None), within(paths))
        .subquery("ranked")
    )
    return (
        select(
            PlanSlot.quarter, PlanSlot.theme_id, ranked.c.place, ranked.c.number,
            PlanSlot.id, PlanSlot.unit_id, Unit.name.label("unit"), Person.name.label("owner"), PlanSlot.note,
        )
        .join(ranked, ranked.c.id == PlanSlot.id)
        .join(PlanSlot.unit)
        .outerjoin(PlanSlot.owner)
        .where(or_(ranked.c.place <= SHOWN, PlanSlot.unit_id.in_(unit_ids)))
        .order_by(PlanSlot.quarter, ranked.c.place)
    )  # fmt: skip


def _ranked(cell: Sequence[Any], order: Sequence[Any]) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """Columns: which one of its cell a row is, and how many that cell has."""
    return (
        func.row_number().over(partition_by=cell, order_by=order).label("place"),
        func.count().over(partition_by=cell).label("number"),
    )


def _planned(year: int, quarter: int, slot_id: int, unit_id: int, unit: str, owner: str | None, note: str) -> Entry:
    this = clock.today()
    late = (year, quarter) < (this.year, clock.quarter_of(this))
    return Entry(unit_id, unit, "late" if late else "planned", owner or "", slot_id=slot_id, note=note)


def _scheduled(
    now: datetime, event_id: int, title: str, starts_at: datetime, unit: str, unit_id: int, status: EventStatus,
    ends_at: datetime, owner: str | None,
) -> Entry:  # fmt: skip
    held = status in (EventStatus.PUBLISHED, EventStatus.CLOSED) and ends_at <= now
    state = "draft" if status is EventStatus.DRAFT else "held" if held else "scheduled"
    return Entry(unit_id, unit, state, owner or "", title, starts_at, event_id)


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


def rotation(actor: Actor, year: int, unit_id: int | None, number: int) -> Page[Any]:
    """One page of ``not_on_stage``. Where those who never were fill the first, nobody's last time is worked out."""
    total = db.session.scalar(_number_not_on_stage(actor, year, unit_id)) or 0
    if number == 1:
        never = paged(_never_on_stage(actor, unit_id), number, counted=total)
        if len(never.rows) == never.per_page:
            return never
    return paged(not_on_stage(actor, year, unit_id), number, counted=total)


def not_on_stage(actor: Actor, year: int, unit_id: int | None = None) -> Select[*tuple[Any, ...]]:
    """Members who have not been on stage in a year: (person's number, name, unit, last time ever or None).

    For those who may read the rotation (organiser and secretary), within their reach only: whom they can invite now,
    so of a year that is over, too, the members and homes of today. A sketch's cast counts as on stage. Those who never
    were come first.
    """
    times = union_all(_spoke().add_columns(Event.public_starts_at), _in_cast().add_columns(_last_given()))
    person_id, starts_at = times.subquery("on_stage").c
    ever = select(person_id, func.max(starts_at).label("last")).group_by(person_id).subquery("ever_on_stage")
    query = _members(actor, unit_id, ever.c.last).outerjoin(ever, ever.c.person_id == Person.id)
    since, until = clock.year_bounds(year)
    if until > clock.now():  # nobody was on stage after it: the last time says it all
        off_stage = or_(ever.c.last.is_(None), ever.c.last < since)
    else:
        off_stage = _off_stage(year)
    return query.where(off_stage).order_by(ever.c.last.is_not(None), ever.c.last, *_BY_UNIT)


def _never_on_stage(actor: Actor, unit_id: int | None) -> Select[*tuple[Any, ...]]:
    """Column query of those with whom ``not_on_stage`` begins, whatever the year."""
    spoke = _spoke().where(Talk.person_id == Person.id).correlate(Person)  # one by one: of each the first talk decides
    query = _members(actor, unit_id, null()).where(~spoke.exists(), Person.id.not_in(_in_cast()))
    return query.order_by(*_BY_UNIT)


def _number_not_on_stage(actor: Actor, year: int, unit_id: int | None = None) -> Select[*tuple[int]]:
    """Column query of one number: how many they are; it need not know when each was on stage last."""
    return _members(actor, unit_id, null()).where(_off_stage(year)).with_only_columns(func.count())


_BY_UNIT = (Unit.in_order, Person.name, Person.id)


def _members(actor: Actor, unit_id: int | None, last: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Column query of the active members whose rotation the actor reads: number, name, unit, ``last`` time on stage."""
    mine = or_(false(), *(active_members_of(path) for path in _rotation_paths(actor, unit_id)))
    query: Select[*tuple[Any, ...]] = select(Person.id, Person.name, Unit.name.label("unit"), last.label("last"))
    return query.join(Unit, Person.unit_id == Unit.id).where(mine)


def _off_stage(year: int) -> ColumnElement[bool]:
    """Condition on Person: not on stage in a year."""
    return and_(Person.id.not_in(_spoke(*_of_year(year))), Person.id.not_in(_in_cast(*_of_year(year))))


def _of_year(year: int) -> tuple[ColumnElement[bool], ...]:
    """Conditions on Event: a session of a year. By its kind and start, as the index has them."""
    since, until = clock.year_bounds(year)
    return Event.kind == EventKind.THEATRE, Event.public_starts_at >= since, Event.public_starts_at < until


def _spoke(*sessions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Who spoke, once for each time. ``sessions``: conditions on the events that count."""
    query: Select[*tuple[Any, ...]] = select(Talk.person_id).join(ProgrammeItem, ProgrammeItem.talk_id == Talk.id)
    return query.join(Event, ProgrammeItem.event_id == Event.id).where(was_given(clock.now()), *sessions)


def _in_cast(*sessions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Who played in a talk that was given. Casts are few: each looks up its own talk, not every talk its cast."""
    query: Select[*tuple[Any, ...]] = select(CastMember.person_id)
    return query.where(CastMember.person_id.is_not(None), _last_given(*sessions).is_not(None))


def _last_given(*sessions: ColumnElement[bool]) -> Any:
    """Column beside CastMember: when its talk was given last; None if it was not."""
    given = select(func.max(Event.public_starts_at)).join(ProgrammeItem, ProgrammeItem.event_id == Event.id)
    given = given.where(ProgrammeItem.talk_id == CastMember.talk_id, was_given(clock.now()), *sessions)
    return given.correlate(CastMember).scalar_subquery()


def spoken_twice(actor: Actor, year: int, unit_id: int | None = None) -> Sequence[Any]:
    """Members on stage twice or more in a year: (number, name, unit, how often); the most first, at most forty."""
    spoke = _spoke(*_of_year(year)).add_columns(func.count().label("times"))
    often = spoke.group_by(Talk.person_id).having(func.count() > 1).subquery("often")
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
