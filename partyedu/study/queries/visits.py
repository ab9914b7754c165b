"""Visits to the door: for those who plan them, for those who go, for the person visited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload

from partyedu.attendance.models import HERE, Attendance
from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.search import matches
from partyedu.library.models import Courseware, Pack
from partyedu.organisation.models import ACTIVE, Person, PersonKind, Unit
from partyedu.organisation.queries import unit_reached, within
from partyedu.schedule.models import Event
from partyedu.study.models import HomeVisit, VisitHelper, VisitState
from partyedu.study.queries.addresses import with_address

NOT_MET_OFTEN = 3  # times one after the other: then it is for the secretary to think of another way
LOOKED_BACK_DAYS = 366


@dataclass(frozen=True, slots=True)
class VisitFilter:
    """What the list of visits is narrowed to. ``show``: planned, late, done, not-met, cancelled, or often-not-met."""

    show: str = "planned"
    unit_id: int | None = None
    words: str = ""


def _managed(actor: Actor) -> ColumnElement[bool]:
    return within(actor.reach(Permission.VISIT_MANAGE))


def _own(actor: Actor) -> ColumnElement[bool]:
    """Condition on HomeVisit: the actor is one of those who go."""
    if actor.person_id is None:
        return false()
    helped = select(VisitHelper.visit_id).where(VisitHelper.person_id == actor.person_id)
    return HomeVisit.id.in_(helped)


def is_still_here() -> ColumnElement[bool]:
    """Condition on Person: a member who is expected; nobody goes to the door of one who died, left or moved."""
    return and_(Person.kind == PersonKind.MEMBER, Person.status.in_(ACTIVE))


def _helper_names() -> Any:
    """The names of those who go, as one text."""
    helper = aliased(Person)
    names = (
        select(func.aggregate_strings(helper.name, "、"))
        .select_from(VisitHelper)
        .join(helper, VisitHelper.person_id == helper.id)
        .where(VisitHelper.visit_id == HomeVisit.id)
    )
    return names.correlate(HomeVisit).scalar_subquery()


def _not_met_in_a_row() -> Any:
    """How often nobody was met since the last visit that was made, within about a year."""
    other, met = aliased(HomeVisit), aliased(HomeVisit)
    last = select(func.max(met.visited_on)).where(met.person_id == Person.id, met.state == VisitState.DONE)
    since = func.coalesce(last.correlate(Person).scalar_subquery(), clock.today() - timedelta(days=LOOKED_BACK_DAYS))
    query = select(func.count()).select_from(other)
    query = query.where(other.person_id == Person.id, other.state == VisitState.NOT_MET, other.visited_on > since)
    return query.correlate(Person).scalar_subquery()


def _listed() -> Select[*tuple[Any, ...]]:
    return (
        select(
            HomeVisit.id, HomeVisit.planned_on, HomeVisit.state, HomeVisit.visited_on, HomeVisit.minutes,
            HomeVisit.bring, HomeVisit.studied, Person.id.label("person_id"), Person.name, Unit.name.label("unit"),
            is_still_here().label("is_here"), _helper_names().label("helpers"),
        )
        .join(Person, HomeVisit.person_id == Person.id)
        .join(Unit, HomeVisit.unit_id == Unit.id)
    )  # fmt: skip


def visits_listed(actor: Actor, chosen: VisitFilter, today: date) -> Select[*tuple[Any, ...]]:
    """Column query of the visits of the units whose visits the actor looks after.

    Number, planned_on, state, visited_on, minutes, bring, studied, person_id, name, unit, is_here, helpers (names).
    Those to come by their day, those made by theirs, the latest first.
    """
    query = _listed().where(_managed(actor), *_narrowed(actor, chosen, today))
    if chosen.show in ("planned", "late"):
        return query.order_by(HomeVisit.planned_on, HomeVisit.id)
    return query.order_by(func.coalesce(HomeVisit.visited_on, HomeVisit.planned_on).desc(), HomeVisit.id.desc())


def _narrowed(actor: Actor, chosen: VisitFilter, today: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if chosen.show == "late":
        conditions += [HomeVisit.state == VisitState.PLANNED, HomeVisit.planned_on < today, is_still_here()]
    elif chosen.show == "often-not-met":
        conditions += [HomeVisit.state == VisitState.NOT_MET, _not_met_often(today)]
    elif chosen.show in list(VisitState):
        conditions.append(HomeVisit.state == VisitState(chosen.show))
    if chosen.unit_id:
        unit = unit_reached(actor, Permission.VISIT_MANAGE, chosen.unit_id)
        conditions.append(within([unit.path] if unit else []))
    if chosen.words.strip():
        conditions.append(matches(Person.search_text, chosen.words))
    return conditions


def _not_met_often(today: date) -> ColumnElement[bool]:
    """Condition on Person: several times one after the other nobody was met, and no visit is planned."""
    since = today - timedelta(days=LOOKED_BACK_DAYS)
    missed, again = aliased(HomeVisit), aliased(HomeVisit)
    counted = (
        select(missed.person_id)
        .where(missed.state == VisitState.NOT_MET, missed.visited_on > since)
        .group_by(missed.person_id)
        .having(func.count() >= NOT_MET_OFTEN)
    )
    planned = exists().where(again.person_id == Person.id, again.state == VisitState.PLANNED)
    return and_(is_still_here(), Person.id.in_(counted), _not_met_in_a_row() >= NOT_MET_OFTEN, ~planned)


def _whole() -> Select[*tuple[Any, ...]]:
    return (
        select(HomeVisit)
        .join(Unit, HomeVisit.unit_id == Unit.id)
        .options(
            contains_eager(HomeVisit.unit), joinedload(HomeVisit.person).joinedload(Person.unit),
            joinedload(HomeVisit.courseware), joinedload(HomeVisit.pack), joinedload(HomeVisit.recorded_by),
        )
    )  # fmt: skip


def visit_seen(actor: Actor, visit_id: int) -> HomeVisit | None:
    """A visit the actor looks after or makes; never one to themselves."""
    query = _whole().where(HomeVisit.id == visit_id, or_(_managed(actor), _own(actor)))
    return db.session.scalar(query.where(HomeVisit.person_id != (actor.person_id or 0)))


def visit_managed(actor: Actor, visit_id: int) -> HomeVisit | None:
    """A visit of a unit whose visits the actor looks after; never one to themselves."""
    query = _whole().where(HomeVisit.id == visit_id, _managed(actor))
    return db.session.scalar(query.where(HomeVisit.person_id != (actor.person_id or 0)))


def visits_of_form(form_key: str) -> Sequence[HomeVisit]:
    """The visits that this very form has already planned (a double click)."""
    return db.session.scalars(select(HomeVisit).where(HomeVisit.form_key.startswith(form_key[:28]))).all()


def helpers_of(visit_id: int) -> Sequence[Any]:
    """Those who go: id, name, in the order of their names."""
    query = select(Person.id, Person.name).join(VisitHelper, VisitHelper.person_id == Person.id)
    return db.session.execute(query.where(VisitHelper.visit_id == visit_id).order_by(Person.name, Person.id)).all()


def address_of(visit: HomeVisit) -> Any:
    """Where the person visited lives and how to reach them: phone and the columns of ``with_address``."""
    query = with_address(select(Person.phone).where(Person.id == visit.person_id))
    return db.session.execute(query).one()


# --- for those who go -------------------------------------------------------------------------------------------------


def route(actor: Actor, until: date) -> Select[*tuple[Any, ...]]:
    """Column query of the visits that wait for the actor until a day, those overdue included.

    Number, planned_on, name, is_here, unit, why, bring, courseware_id, courseware, pack_id, pack, helpers, phone and
    the columns of ``with_address``. The way from door to door is ``routes.in_order``.
    """
    return _to_go().where(_own(actor), HomeVisit.planned_on <= until).limit(200)


def _to_go() -> Select[*tuple[Any, ...]]:
    query = (
        select(
            HomeVisit.id, HomeVisit.planned_on, Person.name, is_still_here().label("is_here"), Unit.name.label("unit"),
            HomeVisit.why, HomeVisit.bring, HomeVisit.courseware_id, Courseware.title.label("courseware"),
            HomeVisit.pack_id, Pack.title.label("pack"), _helper_names().label("helpers"), Person.phone,
        )
        .select_from(HomeVisit)
        .join(Person, HomeVisit.person_id == Person.id)
        .join(Unit, HomeVisit.unit_id == Unit.id)
        .outerjoin(Courseware, HomeVisit.courseware_id == Courseware.id)
        .outerjoin(Pack, HomeVisit.pack_id == Pack.id)
        .where(HomeVisit.state == VisitState.PLANNED)
        .order_by(HomeVisit.planned_on, HomeVisit.id)
    )  # fmt: skip
    return with_address(query)


def made_by(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of what the actor has behind them as a helper, the latest first; as ``visits_listed``."""
    query = _listed().where(_own(actor), HomeVisit.state != VisitState.PLANNED)
    return query.order_by(func.coalesce(HomeVisit.visited_on, HomeVisit.planned_on).desc(), HomeVisit.id.desc())


def to_the_actor(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of the visits to the actor themselves, the latest first, without why and note.

    Number, planned_on, state, visited_on, minutes, studied, words, helpers.
    """
    query = select(
        HomeVisit.id, HomeVisit.planned_on, HomeVisit.state, HomeVisit.visited_on, HomeVisit.minutes,
        HomeVisit.studied, HomeVisit.words, _helper_names().label("helpers"),
    )  # fmt: skip
    query = query.where(HomeVisit.person_id == (actor.person_id or 0), HomeVisit.state != VisitState.CANCELLED)
    return query.order_by(func.coalesce(HomeVisit.visited_on, HomeVisit.planned_on).desc(), HomeVisit.id.desc())


def on_sheets(actor: Actor, day: date, mine: bool) -> Sequence[Any]:
    """What stands on the printed sheets of a day, one row for each helper and visit.

    As ``route``, and helper_id, helper, reads: whether the actor may read the private words and the address.
    ``mine``: the actor's own sheet; otherwise those of every helper of the units whose visits they look after.
    """
    helper = aliased(Person)
    reads = true() if mine else within(actor.reach(Permission.CARD_READ))
    query = (
        _to_go()
        .add_columns(helper.id.label("helper_id"), helper.name.label("helper"), reads.label("reads"))
        .join(VisitHelper, VisitHelper.visit_id == HomeVisit.id)
        .join(helper, VisitHelper.person_id == helper.id)
        .where(HomeVisit.planned_on == day, is_still_here(), HomeVisit.person_id != (actor.person_id or 0))
        .where(helper.id == (actor.person_id or 0) if mine else _managed(actor))
    )
    return db.session.execute(query.limit(400)).all()


def days_with_visits(actor: Actor, since: date) -> Sequence[Any]:
    """The coming days on which somebody goes, for those who print the sheets: day, number of visits."""
    query = (
        select(HomeVisit.planned_on, func.count())
        .join(Unit, HomeVisit.unit_id == Unit.id)
        .join(Person, HomeVisit.person_id == Person.id)
        .where(_managed(actor), HomeVisit.state == VisitState.PLANNED, HomeVisit.planned_on >= since, is_still_here())
        .group_by(HomeVisit.planned_on)
        .order_by(HomeVisit.planned_on)
        .limit(14)
    )
    return db.session.execute(query).all()


# --- what an operation asks -------------------------------------------------------------------------------------------


def visits_that_stand(person_ids: Sequence[int], day: date) -> Sequence[Any]:
    """Which of these people somebody goes to on that day already: person_id, name."""
    query = select(HomeVisit.person_id, Person.name).join(Person, HomeVisit.person_id == Person.id)
    query = query.where(HomeVisit.person_id.in_(person_ids), HomeVisit.planned_on == day)
    return db.session.execute(query.where(HomeVisit.state == VisitState.PLANNED).order_by(Person.name)).all()


def made_that_day(visit: HomeVisit, day: date) -> int | None:
    """The number of another visit to the same person that was made on the day."""
    query = select(HomeVisit.id).where(HomeVisit.person_id == visit.person_id, HomeVisit.visited_on == day)
    return db.session.scalar(query.where(HomeVisit.state == VisitState.DONE, HomeVisit.id != visit.id).limit(1))


def where_they_were(person_id: int, day: date) -> Sequence[str]:
    """The titles of the events at which somebody was present on a day."""
    since, until = clock.day_bounds(day)
    query = (
        select(func.coalesce(Event.public_title, Event.title))
        .join(Attendance, Attendance.event_id == Event.id)
        .where(Attendance.person_id == person_id, Attendance.state.in_(HERE))
        .where(Event.starts_at >= since, Event.starts_at < until)
        .order_by(Event.starts_at)
    )
    return db.session.scalars(query).all()


# --- what waits -------------------------------------------------------------------------------------------------------


def numbers_to_make(actor: Actor, today: date) -> Select[*tuple[Any, ...]]:
    """Column query: of the visits the actor makes, how many are today and how many wait to be recorded."""
    today_ = func.count().filter(HomeVisit.planned_on == today)
    query = select(today_, func.count().filter(HomeVisit.planned_on < today)).select_from(HomeVisit)
    query = query.join(Person, HomeVisit.person_id == Person.id)
    return query.where(
        _own(actor), HomeVisit.state == VisitState.PLANNED, HomeVisit.planned_on <= today, is_still_here()
    )


def next_to_the_actor(actor: Actor, today: date) -> Select[*tuple[Any, ...]]:
    """Column query of the next visit to the actor: planned_on, helpers."""
    query = select(HomeVisit.planned_on, _helper_names().label("helpers"))
    query = query.where(HomeVisit.person_id == (actor.person_id or 0), HomeVisit.state == VisitState.PLANNED)
    return query.where(HomeVisit.planned_on >= today).order_by(HomeVisit.planned_on).limit(1)


def numbers_to_see_to(actor: Actor, today: date) -> Select[*tuple[Any, ...]]:
    """Column query of two numbers for those who plan: visits past their day without a record, people missed often."""
    late = select(func.count()).select_from(HomeVisit).join(Unit, HomeVisit.unit_id == Unit.id)
    late = late.join(Person, HomeVisit.person_id == Person.id)
    late = late.where(
        _managed(actor), HomeVisit.state == VisitState.PLANNED, HomeVisit.planned_on < today, is_still_here()
    )
    missed = select(func.count()).select_from(Person).join(Unit, Person.unit_id == Unit.id)
    missed = missed.where(within(actor.reach(Permission.CARD_READ)), _managed(actor), _not_met_often(today))
    return select(late.scalar_subquery(), missed.scalar_subquery())
