"""Plans and their tasks: whose they are, and who may read them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import Category, Person, Unit
from partyedu.organisation.queries import within
from partyedu.plans.models import Plan, PlanImport, Task, TaskMonth


def units_above(unit_path: str) -> list[int]:
    """The numbers of a unit and of those above it, from its path."""
    return [int(part) for part in unit_path.split("/") if part]


def _managed(actor: Actor) -> ColumnElement[bool]:
    return within(actor.reach(Permission.PLAN_MANAGE))


def _seen(actor: Actor) -> ColumnElement[bool]:
    """Condition on Plan joined with Unit: one's own to keep, or published by one's own unit or a unit above."""
    published = and_(
        Plan.published_at.is_not(None), Plan.archived_at.is_(None), Plan.unit_id.in_(units_above(actor.unit_path))
    )
    return or_(_managed(actor), published)


def plans_listed(actor: Actor, year: int, unit_path: str = "", put_away: bool = False) -> Select[*tuple[Any, ...]]:
    """Column query of the plans of a year that the actor may read, by unit.

    id, title, kind, audience, published_at, archived_at, unit, category, owner, tasks.
    """
    owner = aliased(Person)
    tasks = select(func.count()).where(Task.plan_id == Plan.id, Task.archived_at.is_(None)).correlate(Plan)
    query = (
        select(
            Plan.id, Plan.title, Plan.kind, Plan.audience, Plan.published_at, Plan.archived_at,
            Unit.name.label("unit"), Category.name.label("category"), owner.name.label("owner"),
            tasks.scalar_subquery().label("tasks"),
        )
        .join(Unit, Plan.unit_id == Unit.id)
        .outerjoin(Category, Plan.category_id == Category.id)
        .outerjoin(owner, Plan.owner_id == owner.id)
        .where(Plan.year == year)
    )  # fmt: skip
    if put_away:
        query = query.where(_managed(actor), Plan.archived_at.is_not(None))
    else:
        query = query.where(_seen(actor), Plan.archived_at.is_(None))
    if unit_path:
        query = query.where(within([unit_path]))
    return query.order_by(Unit.in_order, Plan.kind, Plan.id)


def years_with_plans(actor: Actor, today: date) -> list[int]:
    """The years one can choose, the latest first: those with plans, this one and the next."""
    query = select(Plan.year).join(Unit, Plan.unit_id == Unit.id).where(_seen(actor)).distinct()
    return sorted({*db.session.scalars(query), today.year, today.year + 1}, reverse=True)


def _plans() -> Select[Any]:
    return (
        select(Plan)
        .join(Unit, Plan.unit_id == Unit.id)
        .options(contains_eager(Plan.unit), joinedload(Plan.category), joinedload(Plan.owner))
    )


def plan_seen(actor: Actor, plan_id: int) -> Plan | None:
    """A plan the actor may read."""
    return db.session.scalar(_plans().where(Plan.id == plan_id, _seen(actor)))


def plan_managed(actor: Actor, plan_id: int) -> Plan | None:
    """A plan the actor keeps, put away or not."""
    return db.session.scalar(_plans().where(Plan.id == plan_id, _managed(actor)))


def plan_of_form(form_key: str) -> Plan | None:
    """The plan that this very form has made already."""
    return db.session.scalar(select(Plan).where(Plan.form_key == form_key))


def copies_of(plan: Plan, unit_id: int, year: int) -> Sequence[Plan]:
    """Plans of a unit and year that were copied from a plan, not put away."""
    query = select(Plan).where(Plan.copied_from_id == plan.id, Plan.unit_id == unit_id, Plan.year == year)
    return db.session.scalars(query.where(Plan.archived_at.is_(None)).order_by(Plan.id)).all()


def plans_to_copy(actor: Actor, unit: Unit, year: int) -> list[tuple[int, str, int, str]]:
    """What a plan of a unit and year may be copied from: its own of the year before, and those of units above.

    id, title, year, unit.
    """
    above = units_above(unit.path)
    last_year = and_(Plan.unit_id == unit.id, Plan.year == year - 1)
    from_above = and_(Plan.unit_id.in_(above[:-1]), Plan.year == year)
    query = (
        select(Plan.id, Plan.title, Plan.year, Unit.name)
        .join(Unit, Plan.unit_id == Unit.id)
        .where(Plan.archived_at.is_(None), or_(last_year, from_above), _seen(actor))
        .order_by(Unit.path.desc(), Plan.kind, Plan.id)
    )
    return [(key, title, of_year, name) for key, title, of_year, name in db.session.execute(query)]


def _tasks() -> Select[Any]:
    return (
        select(Task)
        .join(Plan, Task.plan_id == Plan.id)
        .join(Unit, Plan.unit_id == Unit.id)
        .options(
            contains_eager(Task.plan).contains_eager(Plan.unit),
            joinedload(Task.category),
            joinedload(Task.occasion),
            joinedload(Task.owner),
        )
    )


def task_managed(actor: Actor, task_id: int) -> Task | None:
    """A task of a plan the actor keeps."""
    return db.session.scalar(_tasks().where(Task.id == task_id, _managed(actor)))


def task_seen(actor: Actor, task_id: int) -> Task | None:
    """A task of a plan the actor may read."""
    return db.session.scalar(_tasks().where(Task.id == task_id, _seen(actor)))


def tasks_of(plan: Plan) -> Sequence[Task]:
    """The tasks of a plan in their order, those put away left out."""
    query = select(Task).where(Task.plan_id == plan.id, Task.archived_at.is_(None))
    return db.session.scalars(query.order_by(Task.position, Task.id)).all()


def tasks_put_away(plan: Plan) -> Sequence[Task]:
    """The tasks of a plan that were put away, the latest first."""
    query = select(Task).where(Task.plan_id == plan.id, Task.archived_at.is_not(None))
    return db.session.scalars(query.order_by(Task.archived_at.desc(), Task.id)).all()


def months_of(plan: Plan) -> Sequence[TaskMonth]:
    """The cells of a plan's tasks."""
    query = select(TaskMonth).join(Task, TaskMonth.task_id == Task.id)
    return db.session.scalars(query.where(Task.plan_id == plan.id).order_by(TaskMonth.task_id, TaskMonth.month)).all()


def cell_of(task_id: int, month: int) -> TaskMonth | None:
    """The cell of a task in a month, where there is one."""
    return db.session.scalar(select(TaskMonth).where(TaskMonth.task_id == task_id, TaskMonth.month == month))


def import_managed(actor: Actor, import_id: int) -> PlanImport | None:
    """A file on its way into a plan the actor keeps."""
    query = select(PlanImport).join(Plan, PlanImport.plan_id == Plan.id).join(Unit, Plan.unit_id == Unit.id)
    query = query.options(contains_eager(PlanImport.plan).contains_eager(Plan.unit))
    return db.session.scalar(query.where(PlanImport.id == import_id, _managed(actor)))


def imports_before(moment: datetime) -> Sequence[PlanImport]:
    """Files that were brought before a moment and never taken in."""
    return db.session.scalars(select(PlanImport).where(PlanImport.uploaded_at < moment)).all()
