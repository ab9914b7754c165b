"""A plan as a whole: written, changed, published, put away, copied."""

from datetime import date

from partyedu.core import audit, clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.words import _
from partyedu.organisation.models import ACTIVE, Category, Person, PersonKind, Unit
from partyedu.organisation.queries import unit_reached
from partyedu.plans import queries
from partyedu.plans.access import in_year
from partyedu.plans.models import PLAN_KINDS, Plan, PlanKind, Task, TaskMonth

FIRST_YEAR, LAST_YEAR = 2000, 2100


def _checked(actor: Actor, unit_id: int, year: int, kind: PlanKind, category_id: int | None, audience: str) -> Unit:
    unit = unit_reached(actor, Permission.PLAN_MANAGE, unit_id)
    if unit is None or unit.archived_at is not None:
        raise Problem(_("请选您管的一个组织。"), field="unit_id")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Problem(_("请填 2000 到 2100 之间的年份。"), field="year")
    if kind is PlanKind.PROGRESS and category_id is None and not audience:
        raise Problem(_("推进表是给一类党员的：请选类别，或者写明是哪些人。"), field="category_id")
    return unit


def write_plan(
    actor: Actor,
    unit_id: int,
    year: int,
    kind: PlanKind,
    title: str = "",
    category_id: int | None = None,
    audience: str = "",
    owner: Person | None = None,
    form_key: str | None = None,
) -> Plan:
    """A new, empty plan as a draft. One ``form_key`` makes one plan. Without a title it is named by its unit and year.

    ``category_id``, ``audience``: for whom a progress table is; an annual plan is for everybody.
    """
    made = queries.plan_of_form(form_key) if form_key else None
    if made is not None:
        return made
    unit = _checked(actor, unit_id, year, kind, category_id, audience)
    if kind is PlanKind.ANNUAL:
        category_id, audience = None, ""
    plan = Plan(
        unit_id=unit.id, year=year, kind=kind, category_id=category_id, audience=audience[:60],
        title=(title or _named(unit, year, kind, category_id, audience))[:80], owner_id=owner.id if owner else None,
        created_at=clock.now(), created_by_id=actor.person_id, form_key=form_key or None,
    )  # fmt: skip
    plan.version = 1
    db.session.add(plan)
    audit.record("write-plan", plan, ["unit_id", "year", "kind", "title"])
    return plan


def _named(unit: Unit, year: int, kind: PlanKind, category_id: int | None, audience: str) -> str:
    category = db.session.get(Category, category_id) if category_id else None
    whom = category.name if category else audience
    words = {"unit": unit.name, "year": year, "what": f"{whom}{PLAN_KINDS[kind]}"}
    return _("%(unit)s %(year)s年%(what)s", **words)


def edit_plan(
    plan: Plan, version: int | None, title: str, category_id: int | None, audience: str, owner: Person | None
) -> Plan:
    """Change a plan's title, for whom it is, and who answers for it. Raises ``Conflict`` on an old version."""
    if plan.kind is PlanKind.ANNUAL:
        category_id, audience = None, ""
    elif category_id is None and not audience:
        raise Problem(_("推进表是给一类党员的：请选类别，或者写明是哪些人。"), field="category_id")
    nothing = _("（空）")
    standing = {
        "title": plan.title,
        "category_id": plan.category.name if plan.category else nothing,
        "audience": plan.audience or nothing,
        "owner": plan.owner.name if plan.owner else nothing,
    }
    checked_version(plan, version, standing)
    plan.title, plan.category_id, plan.audience = title[:80], category_id, audience[:60]
    plan.owner_id = owner.id if owner else None
    db.session.expire(plan, ["category", "owner"])
    audit.record("edit-plan", plan, ["title", "category_id", "audience", "owner_id"])
    return plan


def publish_plan(plan: Plan) -> Plan:
    """Let the members of the unit and of those below read the plan."""
    if plan.archived_at is not None:
        raise Problem(_("这份计划已经收起来了，请先拿出来。"))
    if not queries.tasks_of(plan):
        raise Problem(_("计划里还没有任务，请先加一项。"))
    if plan.published_at is None:
        plan.published_at = clock.now()
        audit.record("publish-plan", plan, ["published_at"])
    return plan


def withdraw_plan(plan: Plan) -> Plan:
    """Make the plan a draft again: only those who keep it read it."""
    plan.published_at = None
    audit.record("withdraw-plan", plan, ["published_at"])
    return plan


def archive_plan(plan: Plan) -> Plan:
    """Put a plan away; it counts no longer, and can be taken back."""
    plan.archived_at = clock.now()
    audit.record("archive-plan", plan, ["archived_at"])
    return plan


def restore_plan(plan: Plan) -> Plan:
    """Take a plan back that was put away."""
    plan.archived_at = None
    audit.record("restore-plan", plan, ["archived_at"])
    return plan


def copy_plan(
    actor: Actor, plan: Plan, unit_id: int, year: int, again: bool = False, form_key: str | None = None
) -> Plan:
    """A draft for a unit and year with the tasks, contents and days of another plan: last year's, or the upper unit's.

    Days keep their place in the year (29 February becomes the 28th). Owners are kept if they are still there: members
    who have not left, and in another unit only its own people. Events, matters and what was done are not copied.
    ``again``: make another copy although one is there.
    """
    made = queries.plan_of_form(form_key) if form_key else None
    if made is not None:
        return made
    unit = _checked(actor, unit_id, year, plan.kind, plan.category_id, plan.audience)
    if (unit.id, year) == (plan.unit_id, plan.year):
        raise Problem(_("不能把计划抄到它自己上面，请换一个年份，或者换一个组织。"), field="year")
    if not again and queries.copies_of(plan, unit.id, year):
        raise Problem(_("这份计划已经抄过一份了。还要再抄一份的话，请勾上“再抄一份”。"), field="again")
    copy = write_plan(
        actor, unit.id, year, plan.kind, "", plan.category_id, plan.audience, _kept(plan.owner, plan, unit), form_key
    )
    copy.copied_from_id = plan.id
    db.session.flush()
    cells: dict[int, list[TaskMonth]] = {}
    for cell in queries.months_of(plan):
        cells.setdefault(cell.task_id, []).append(cell)
    for task in queries.tasks_of(plan):
        twin = _copied(task, copy, _kept(task.owner, plan, unit))
        for cell in cells.get(task.id, []):
            if cell.content or cell.due_on:
                db.session.add(
                    TaskMonth(task_id=twin.id, month=cell.month, content=cell.content, due_on=_moved(cell.due_on, year))
                )
    audit.record("copy-plan", copy, ["copied_from_id"])
    return copy


def _copied(task: Task, copy: Plan, owner: Person | None) -> Task:
    twin = Task(
        plan_id=copy.id, position=task.position, title=task.title, category_id=task.category_id,
        occasion_id=task.occasion_id, owner_id=owner.id if owner else None, due_on=_moved(task.due_on, copy.year),
        evidence=task.evidence,
    )  # fmt: skip
    db.session.add(twin)
    db.session.flush()
    return twin


def _moved(day: date | None, year: int) -> date | None:
    return in_year(day, year) if day else None


def _kept(person: Person | None, plan: Plan, unit: Unit) -> Person | None:
    """The owner, if they are still there."""
    if person is None or (person.kind is PersonKind.MEMBER and person.status not in ACTIVE):
        return None
    at_home = person.unit is not None and person.unit.path.startswith(unit.path)
    return person if unit.id == plan.unit_id or at_home else None
