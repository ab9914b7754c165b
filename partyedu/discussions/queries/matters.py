"""Matters: for those who follow them up, for who was given one, for who raised one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.search import matches
from partyedu.discussions.models import FOLLOWED_UP, Matter, MatterChannel, MatterKind, MatterState, MatterStep
from partyedu.organisation.models import Duty, DutyKind, Person, Unit, UnitKind
from partyedu.organisation.queries import holds_on, unit_reached, within

IN_WORK = (MatterState.ASSIGNED, MatterState.IN_HAND)
UNSETTLED = (MatterState.RAISED, *IN_WORK)


@dataclass(frozen=True, slots=True)
class MatterFilter:
    """What the list of matters is narrowed to; empty values narrow nothing. ``state`` may be ``open``."""

    state: str = ""
    kind: str = ""
    channel: str = ""
    unit_id: int | None = None
    overdue: bool = False
    words: str = ""


def is_overdue(today: date) -> ColumnElement[bool]:
    """Condition on Matter: given to somebody, its day is past, not yet checked."""
    return and_(Matter.state.in_(IN_WORK), Matter.due_on < today)


def _managed(actor: Actor) -> ColumnElement[bool]:
    return within(actor.reach(Permission.MATTER_MANAGE))


def before_own_council(actor: Actor) -> ColumnElement[bool]:
    """Condition on Matter: it is before a council the actor sits on today; what other units' councils have is not."""
    if actor.person_id is None:
        return false()
    seats = select(Duty.unit_id).where(Duty.person_id == actor.person_id, Duty.kind == DutyKind.COUNCIL)
    seats = seats.where(holds_on(Duty.since_on, Duty.until_on, clock.today()))
    return and_(Matter.kind == MatterKind.COUNCIL, Matter.unit_id.in_(seats))


def sits_on_a_council(actor: Actor) -> bool:
    """Whether the actor sits on a deliberation council today."""
    query = select(Duty.id).where(Duty.person_id == actor.person_id, Duty.kind == DutyKind.COUNCIL)
    return db.session.scalar(query.where(holds_on(Duty.since_on, Duty.until_on, clock.today())).limit(1)) is not None


def _own(column: Any, actor: Actor) -> ColumnElement[bool]:
    return column == actor.person_id if actor.person_id is not None else false()


def matters_listed(actor: Actor, chosen: MatterFilter, today: date) -> Select[*tuple[Any, ...]]:
    """Column query of the matters the actor follows up: what is overdue first, then the latest.

    Number, title, kind, channel, state, unit, raised_at, who raised it, assignee, due_on, overdue, closed_at,
    households, outcome, public_title.
    """
    assignee, raised_by = aliased(Person), aliased(Person)
    late = is_overdue(today)
    query = (
        select(
            Matter.id, Matter.title, Matter.kind, Matter.channel, Matter.state, Unit.name.label("unit"),
            Matter.raised_at, raised_by.name.label("raised_by"), assignee.name.label("assignee"),
            Matter.due_on, late.label("overdue"), Matter.closed_at, Matter.households, Matter.outcome,
            Matter.public_title,
        )
        .join(Unit, Matter.unit_id == Unit.id)
        .outerjoin(assignee, Matter.assignee_id == assignee.id)
        .outerjoin(raised_by, Matter.raised_by_id == raised_by.id)
        .where(Matter.kind.in_(FOLLOWED_UP), _managed(actor), *_narrowed(actor, chosen, today))
    )  # fmt: skip
    return query.order_by(late.desc(), Matter.raised_at.desc(), Matter.id.desc())


def _narrowed(actor: Actor, chosen: MatterFilter, today: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if chosen.state == "open":
        conditions.append(Matter.state != MatterState.CLOSED)
    elif chosen.state in list(MatterState):
        conditions.append(Matter.state == MatterState(chosen.state))
    if chosen.kind in list(MatterKind):
        conditions.append(Matter.kind == MatterKind(chosen.kind))
    if chosen.channel in list(MatterChannel):
        conditions.append(Matter.channel == MatterChannel(chosen.channel))
    if chosen.unit_id:
        unit = unit_reached(actor, Permission.MATTER_MANAGE, chosen.unit_id)
        conditions.append(within([unit.path] if unit else []))
    if chosen.overdue:
        conditions.append(is_overdue(today))
    if chosen.words.strip():
        conditions.append(matches(Matter.search_text, chosen.words))
    return conditions


def _whole() -> Select[*tuple[Any, ...]]:
    return (
        select(Matter)
        .join(Unit, Matter.unit_id == Unit.id)
        .options(
            contains_eager(Matter.unit),
            joinedload(Matter.assignee),
            joinedload(Matter.raised_by),
            joinedload(Matter.event),
        )
        .where(Matter.kind.in_(FOLLOWED_UP))  # a small wish has pages of its own, see ``wishes``
    )


def matter_managed(actor: Actor, matter_id: int) -> Matter | None:
    """A matter of a unit whose matters the actor follows up."""
    return db.session.scalar(_whole().where(Matter.id == matter_id, _managed(actor)))


def matter_seen(actor: Actor, matter_id: int) -> Matter | None:
    """A matter the actor follows up, was given, has raised, or has before the council they sit on."""
    own = (_own(Matter.assignee_id, actor), _own(Matter.raised_by_id, actor))
    seen = or_(_managed(actor), *own, before_own_council(actor))
    return db.session.scalar(_whole().where(Matter.id == matter_id, seen))


def matter_worked_on(actor: Actor, matter_id: int) -> Matter | None:
    """A matter the actor follows up or was given."""
    seen = or_(_managed(actor), _own(Matter.assignee_id, actor))
    return db.session.scalar(_whole().where(Matter.id == matter_id, seen))


@dataclass(frozen=True, slots=True)
class Step:
    """One step as a reader may see it: who and the note for those who work on the matter only."""

    state: MatterState
    at: datetime
    went_back: bool
    note: str
    by: str


def steps_of(matter: Matter, works_on_it: bool) -> list[Step]:
    """The history of a matter, from the beginning; for who raised it only states and days."""
    query = (
        select(MatterStep.state, MatterStep.at, MatterStep.went_back, MatterStep.note, Person.name)
        .outerjoin(Person, MatterStep.by_id == Person.id)
        .where(MatterStep.matter_id == matter.id)
        .order_by(MatterStep.id)
    )
    rows: list[Any] = list(db.session.execute(query).all())
    if works_on_it:
        return [
            *_unsigned(matter, rows),
            *(Step(state, at, back, note, by or "") for state, at, back, note, by in rows),
        ]
    moves = [row for place, row in enumerate(rows) if place == 0 or row.state is not rows[place - 1].state]
    return [*_unsigned(matter, rows), *(Step(row.state, row.at, row.went_back, "", "") for row in moves)]


def _unsigned(matter: Matter, rows: Sequence[Any]) -> list[Step]:
    """The beginning of what was dropped in without a name: it has no step of its own (see ``raise_matter``)."""
    begins = bool(rows) and rows[0].state is MatterState.RAISED and not rows[0].went_back
    return [] if begins else [Step(MatterState.RAISED, matter.raised_at, False, "", "")]


def _own_matters() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Matter.id, Matter.title, Matter.kind, Matter.state, Matter.raised_at, Matter.due_on,
            Unit.name.label("unit"),
            Matter.closed_at,
        )
        .join(Unit, Matter.unit_id == Unit.id)
        .where(Matter.kind.in_(FOLLOWED_UP))
    )  # fmt: skip


def raised_by_me(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of what the actor raised under their own name, the latest first."""
    query = _own_matters().where(_own(Matter.raised_by_id, actor))
    return query.order_by(Matter.raised_at.desc(), Matter.id.desc())


def given_to_me(actor: Actor, today: date, limit: int = 50) -> Select[*tuple[Any, ...]]:
    """Column query of what the actor was given and has not finished, by its day: as ``raised_by_me``, and overdue."""
    query = _own_matters().add_columns(is_overdue(today).label("overdue"))
    query = query.where(_own(Matter.assignee_id, actor), Matter.state.in_(IN_WORK))
    return query.order_by(Matter.due_on, Matter.id).limit(limit)


def numbers_waiting(actor: Actor, today: date) -> Select[*tuple[int, int]]:
    """Column query of two numbers, of the matters the actor follows up: given to nobody yet, overdue."""
    raised = func.count().filter(Matter.state == MatterState.RAISED)
    query = select(raised, func.count().filter(is_overdue(today))).where(Matter.state.in_(UNSETTLED))
    query = query.where(Matter.kind.in_(FOLLOWED_UP))
    return query.join(Unit, Matter.unit_id == Unit.id).where(_managed(actor))


def box_units() -> list[tuple[int, str, str]]:
    """Where a suggestion box stands: number, name and path of the communities; of the root where there are none."""
    query = select(Unit.id, Unit.name, Unit.path).where(Unit.archived_at.is_(None)).order_by(Unit.in_order)
    rows = db.session.execute(query.where(Unit.kind == UnitKind.COMMUNITY)).all()
    rows = rows or db.session.execute(query.where(Unit.parent_id.is_(None))).all()
    return [(number, name, path) for number, name, path in rows]


def suggestions_since(moment: datetime) -> int:
    """How many suggestions and wishes came in through the public form since then, however they are signed."""
    box = (MatterChannel.SUGGESTION_BOX, MatterChannel.WISH_BOX)
    query = select(func.count()).where(Matter.channel.in_(box), Matter.raised_at >= moment)
    return db.session.scalar(query) or 0


# Before the council: taken up, and its decision not yet written down.
ON_THE_TABLE = (*IN_WORK, MatterState.CHECKED)


def council_matters(actor: Actor, unit_path: str = "") -> Select[*tuple[Any, ...]]:
    """Column query of what is before the deliberation councils: what is on the table, what waits, what was decided.

    Of the units whose matters the actor follows up, and of the council the actor sits on. Number, title, state, unit,
    raised_at, closed_at, outcome, place: 0 on the table, 1 waiting, 2 decided.
    """
    place = case((Matter.state.in_(ON_THE_TABLE), 0), (Matter.state == MatterState.RAISED, 1), else_=2)
    query = (
        select(
            Matter.id, Matter.title, Matter.state, Unit.name.label("unit"), Matter.raised_at, Matter.closed_at,
            Matter.outcome, place.label("place"),
        )
        .join(Unit, Matter.unit_id == Unit.id)
        .where(Matter.kind == MatterKind.COUNCIL, or_(_managed(actor), before_own_council(actor)))
    )  # fmt: skip
    if unit_path:
        query = query.where(within([unit_path]))
    return query.order_by(place, Matter.closed_at.desc(), Matter.raised_at, Matter.id)


def before_my_council(actor: Actor, limit: int = 5) -> Select[*tuple[Any, ...]]:
    """Column query of what is on the table of the council the actor sits on: number, title."""
    query = select(Matter.id, Matter.title).where(before_own_council(actor), Matter.state.in_(ON_THE_TABLE))
    return query.order_by(Matter.raised_at, Matter.id).limit(limit)


def on_the_table(unit_id: int, but: int) -> str | None:
    """The title of what the council of a unit has taken up and not decided, other than ``but``."""
    query = select(Matter.title).where(
        Matter.kind == MatterKind.COUNCIL, Matter.unit_id == unit_id, Matter.state.in_(ON_THE_TABLE), Matter.id != but
    )
    return db.session.scalar(query.limit(1))
