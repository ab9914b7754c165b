"""Who belongs where: at home, or by daily study in another unit or a temporary group (双重管理, S2.3).

The rule, written down once. At home stays what is decided, counted or paid once: elections, ballots and surveys, money,
the year's figures of units, the rotation of speakers, roles, the roster. Where somebody takes part day by day counts as
well for what they are to come to or to hear of: they are expected at its events, stand on its roll and its call lists,
may ask it for leave, read its discussions, and stand in its lists marked 日常在这里 with name, phone and study mode.
So ``within`` asks for homes, ``takes_part_in`` for both; each gives every person once.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    and_,
    func,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import (
    ACTIVE,
    DailyBelonging,
    Duty,
    DutyKind,
    FormerHome,
    Person,
    PersonKind,
    Reached,
    Unit,
    UnitKind,
)
from partyedu.organisation.queries.units import within

WARNED_DAYS = 14  # how long before its end the organiser hears of a temporary group


def is_around() -> ColumnElement[bool]:
    """Condition: not a member who has left, moved or died."""
    # Not `in_`, whose list is written into the statement anew each time: this is asked at every request.
    return or_(Person.kind != PersonKind.MEMBER, *(Person.status == status for status in ACTIVE))


def holds_on(
    since: InstrumentedAttribute[date], until: InstrumentedAttribute[date | None], day: date
) -> ColumnElement[bool]:
    """Condition: what runs from a day to a day (None: still) holds on this one."""
    return and_(since <= day, or_(until.is_(None), until >= day))


def _was_home(day: date) -> ColumnElement[bool]:
    """Condition on FormerHome: somebody was at home there on a day and has moved since."""
    return and_(FormerHome.until_on >= day, or_(FormerHome.since_on.is_(None), FormerHome.since_on <= day))


def home_on(day: date) -> ColumnElement[int]:
    """Column beside Person: the unit they were at home in on a day; today's for today and for days to come.

    For what a year that is over is counted by: who has moved since is counted where they belonged.
    """
    if day >= clock.today():
        return type_coerce(Person.unit_id, Integer)
    then = select(FormerHome.unit_id).where(FormerHome.person_id == Person.id, _was_home(day))
    return func.coalesce(then.correlate(Person).limit(1).scalar_subquery(), Person.unit_id)


def home_name_on(day: date) -> ScalarSelect[str]:
    """Column beside Person: the name of that unit; empty for who was at home in none."""
    home = aliased(Unit)
    return select(home.name).where(home.id == home_on(day)).correlate(Person).scalar_subquery()


def homes_on(day: date, paths: Iterable[str]) -> Select[*tuple[int, int | None]]:
    """The same as rows: ``person_id`` and ``unit_id`` of all who were at home in the subtrees on a day.

    Asked of the units, so that a branch costs a branch and the whole house one look at each person.
    """
    units = select(Unit.id).where(within(paths))
    now = select(Person.id.label("person_id"), Person.unit_id.label("unit_id")).where(Person.unit_id.in_(units))
    if day >= clock.today():
        return now
    moved = select(FormerHome.person_id).where(_was_home(day))
    then = select(FormerHome.person_id, FormerHome.unit_id).where(_was_home(day), FormerHome.unit_id.in_(units))
    rows = union_all(now.where(Person.id.not_in(moved)), then).subquery("homes")
    return select(rows.c.person_id, rows.c.unit_id)


def last_day_away(people: Iterable[int]) -> dict[int, date]:
    """The last day of the last former home of some people; who never moved is left out."""
    query = select(FormerHome.person_id, func.max(FormerHome.until_on)).where(FormerHome.person_id.in_(list(people)))
    return {number: day for number, day in db.session.execute(query.group_by(FormerHome.person_id))}


def homes_of(person_id: int) -> Sequence[FormerHome]:
    """Where somebody was at home before, the newest first."""
    query = select(FormerHome).options(joinedload(FormerHome.unit)).where(FormerHome.person_id == person_id)
    return db.session.scalars(query.order_by(FormerHome.until_on.desc()).limit(50)).all()


def daily_in(paths: Iterable[str], on: date) -> Select[Any]:
    """Numbers of the people whose daily study is in one of the subtrees on a day; an ended group has nobody."""
    there = aliased(Unit)
    return (
        select(DailyBelonging.person_id)
        .join(there, DailyBelonging.unit_id == there.id)
        .where(
            within(paths, there.path),
            holds_on(DailyBelonging.since_on, DailyBelonging.until_on, on),
            or_(there.ends_on.is_(None), there.ends_on >= on),
            there.archived_at.is_(None),
        )
    )


def takes_part_in(paths: Iterable[str], on: date) -> ColumnElement[bool]:
    """Condition on Person: at home in one of the subtrees, or there by daily study on this day. Each person once."""
    asked = list(paths)
    home = aliased(Unit)
    return or_(Person.unit_id.in_(select(home.id).where(within(asked, home.path))), Person.id.in_(daily_in(asked, on)))


def active_members_here(path: str, on: date) -> ColumnElement[bool]:
    """Condition on Person: a member who is expected and takes part in the subtree on a day."""
    return and_(Person.kind == PersonKind.MEMBER, Person.status.in_(ACTIVE), takes_part_in([path], on))


def is_guest(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """Condition on Person joined with Unit: reached by daily study only. Name, phone and study mode are for them."""
    reach = actor.reach(permission)
    return and_(~within(reach), Person.id.in_(daily_in(reach, clock.today())))


def daily_of(person_id: int) -> Sequence[DailyBelonging]:
    """Where somebody has taken part day by day, the newest first."""
    query = select(DailyBelonging).options(joinedload(DailyBelonging.unit))
    query = query.where(DailyBelonging.person_id == person_id).limit(50)
    return db.session.scalars(query.order_by(DailyBelonging.since_on.desc(), DailyBelonging.id.desc())).all()


def daily_overlapping(person_id: int, since: date, until: date | None) -> DailyBelonging | None:
    """A daily belonging of the person that holds on one of the days."""
    latest = true() if until is None else DailyBelonging.since_on <= until
    ends_later = or_(DailyBelonging.until_on.is_(None), DailyBelonging.until_on >= since)
    query = select(DailyBelonging).where(DailyBelonging.person_id == person_id, latest, ends_later)
    return db.session.scalar(query.options(joinedload(DailyBelonging.unit)).limit(1))


def daily_to_end(actor: Actor, daily_id: int) -> DailyBelonging | None:
    """A daily belonging that the actor may end: they keep the roster of the person's home or of the daily unit."""
    home, there = aliased(Unit), aliased(Unit)
    reach = actor.reach(Permission.PEOPLE_EDIT)
    query = (
        select(DailyBelonging)
        .join(Person, DailyBelonging.person_id == Person.id)
        .join(home, Person.unit_id == home.id)
        .join(there, DailyBelonging.unit_id == there.id)
        .where(DailyBelonging.id == daily_id, or_(within(reach, home.path), within(reach, there.path)))
    )
    return db.session.scalar(query.options(joinedload(DailyBelonging.person), joinedload(DailyBelonging.unit)))


def daily_places(actor: Actor, person: Person) -> Sequence[Unit]:
    """The units in which a person's daily study can be: all of the house that stand, but their own.

    Only names and places in the tree are shown; they are on every schedule.
    """
    today = clock.today()
    stands = and_(Unit.archived_at.is_(None), or_(Unit.ends_on.is_(None), Unit.ends_on >= today))
    query = select(Unit).where(stands, Unit.id != (person.unit_id or 0))
    return db.session.scalars(query.order_by(Unit.in_order)).all()


def mirrors_to_correct(
    today: date, person_id: int | None = None
) -> Sequence[tuple[int, int | None, int | None]]:
    """People whose ``daily_unit_id`` is not what holds today: number, what stands there, what should.

    ``person_id``: ask of this one only; the whole house takes a look at every member.
    """
    there = aliased(Unit)
    now = (
        select(DailyBelonging.person_id, func.min(DailyBelonging.unit_id).label("unit_id"))
        .join(there, DailyBelonging.unit_id == there.id)
        .where(
            holds_on(DailyBelonging.since_on, DailyBelonging.until_on, today),
            or_(there.ends_on.is_(None), there.ends_on >= today),
            there.archived_at.is_(None),
            true() if person_id is None else DailyBelonging.person_id == person_id,
        )
        .group_by(DailyBelonging.person_id)
        .subquery()
    )
    query = select(Person.id, Person.daily_unit_id, now.c.unit_id).outerjoin(now, now.c.person_id == Person.id)
    if person_id is not None:
        query = query.where(Person.id == person_id)
    differs = func.coalesce(Person.daily_unit_id, 0) != func.coalesce(now.c.unit_id, 0)
    return [(row[0], row[1], row[2]) for row in db.session.execute(query.where(differs))]


def members_here(unit: Unit, on: date) -> Select[*tuple[Any, ...]]:
    """Column query of the members who take part in a unit's subtree: number, name, phone, study mode, home, guest."""
    here = within([unit.path])
    return (
        select(
            Person.id, Person.name, Person.phone, Person.study_mode, Unit.name.label("unit_name"),
            (~here).label("guest"),
        )
        .join(Unit, Person.unit_id == Unit.id)
        .where(Person.kind == PersonKind.MEMBER, takes_part_in([unit.path], on), is_around())
        .order_by(here.desc(), Unit.in_order, Person.name, Person.id)
    )  # fmt: skip


def members_with_last_reached(unit: Unit, on: date) -> Select[*tuple[Any, ...]]:
    """The same for the leader of a group, with the day somebody was last ticked as reached."""
    last = select(func.max(Reached.on)).where(Reached.person_id == Person.id).correlate(Person).scalar_subquery()
    return members_here(unit, on).add_columns(last.label("last_reached"))


def member_here(unit: Unit, person_id: int, on: date) -> Person | None:
    """A member who takes part in a unit's subtree."""
    query = select(Person).where(Person.id == person_id, Person.kind == PersonKind.MEMBER, is_around())
    return db.session.scalar(query.where(takes_part_in([unit.path], on)))


def reached_of(person_id: int, limit: int = 400) -> Sequence[Reached]:
    """When somebody was ticked as reached, the newest first."""
    query = select(Reached).where(Reached.person_id == person_id).order_by(Reached.on.desc(), Reached.id.desc())
    return db.session.scalars(query.limit(limit)).all()


def groups_led(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of the groups, temporary groups and household points somebody leads today: number, name, end."""
    today = clock.today()
    kinds = (UnitKind.GROUP, UnitKind.TEMPORARY_GROUP, UnitKind.HOUSEHOLD_POINT)
    return (
        select(Unit.id, Unit.name, Unit.ends_on)
        .join(Duty, Duty.unit_id == Unit.id)
        .join(Person, Duty.person_id == Person.id)
        .where(
            Duty.person_id == (actor.person_id or 0),
            Duty.kind == DutyKind.LEADER,
            holds_on(Duty.since_on, Duty.until_on, today),
            Unit.kind.in_(kinds),
            Unit.archived_at.is_(None),
            or_(Unit.ends_on.is_(None), Unit.ends_on >= today),
            Person.status.in_(ACTIVE),
        )
        .group_by(Unit.id, Unit.name, Unit.ends_on, Unit.in_order)
        .order_by(Unit.in_order)
    )


def groups_of_leader(actor: Actor) -> Sequence[Any]:
    """The same, as rows."""
    return db.session.execute(groups_led(actor).limit(30)).all()


def group_led(actor: Actor, unit_id: int) -> Unit | None:
    """The group, if the actor leads it today."""
    led = groups_led(actor).with_only_columns(Unit.id).order_by(None)
    return db.session.scalar(select(Unit).where(Unit.id == unit_id, Unit.id.in_(led)))


def groups_ending(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of the temporary groups that end within 14 days, for who keeps the units: number, name, last day."""
    today = clock.today()
    return (
        select(Unit.id, Unit.name, Unit.ends_on)
        .where(
            within(actor.reach(Permission.UNITS_EDIT)),
            Unit.kind == UnitKind.TEMPORARY_GROUP,
            Unit.archived_at.is_(None),
            Unit.ends_on >= today,
            Unit.ends_on <= today + timedelta(days=WARNED_DAYS),
        )
        .order_by(Unit.ends_on, Unit.id)
        .limit(20)
    )
