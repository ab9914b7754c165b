"""What a plan from Excel meets: the plan as it stands, and whom and what the sheet names."""

from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import Category, Person, Unit
from partyedu.organisation.queries import is_around, within
from partyedu.plans.importing import Known, Preview, preview_of
from partyedu.plans.models import PlanImport, Task
from partyedu.plans.queries.plans import months_of
from partyedu.plans.sheet import ReadPlan, folded
from partyedu.schedule.models import Occasion


def preview(actor: Actor, row: PlanImport) -> Preview:
    """What would become of each row and cell of a sheet."""
    read = ReadPlan.from_json(row.content)
    categories = db.session.scalars(select(Category).where(Category.archived_at.is_(None)))
    occasions = db.session.scalars(select(Occasion).where(Occasion.archived_at.is_(None)))
    tasks = select(Task).options(joinedload(Task.category)).where(Task.plan_id == row.plan_id)
    known = Known(
        categories={folded(category.name): category for category in categories},
        occasions={folded(occasion.name): occasion for occasion in occasions},
        people=_people(actor, {task.owner for task in read.tasks if task.owner}),
        tasks=db.session.scalars(tasks.where(Task.archived_at.is_(None)).order_by(Task.position, Task.id)).all(),
        cells={(cell.task_id, cell.month): cell for cell in months_of(row.plan)},
    )
    return preview_of(row.plan, read, known)


def _people(actor: Actor, names: set[str]) -> dict[str, Person]:
    """Those of the names that one person alone bears, among those the actor sees; the rest stays open."""
    query = select(Person).join(Unit, Person.unit_id == Unit.id)
    query = query.where(Person.name.in_(sorted(names)), is_around(), within(actor.reach(Permission.PEOPLE_READ)))
    found = list(db.session.scalars(query))
    borne = Counter(person.name for person in found)
    return {folded(person.name): person for person in found if borne[person.name] == 1}
