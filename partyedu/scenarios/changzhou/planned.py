"""What the street means to do in its year, and how it fills: the annual plan, the five progress tables, the gap check.

The street writes the annual plan, each branch copies it; study days fill the months by themselves, what is done without
an event is said in words. Five tables (五张表) hold a row for each of the ten categories. What must be held is written
down before the year begins: so the gap check asks every branch and every temporary group, month by month.
"""

from datetime import date, timedelta

from sqlalchemy import func, select

from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.organisation.models import Person, StudyMode, Unit, UnitKind
from partyedu.organisation.queries import category_named, within
from partyedu.plans import operations as plans
from partyedu.plans.models import Every, Plan, PlanKind, Task
from partyedu.scenarios.changzhou.street import YEAR, Branch, Street, able
from partyedu.scenarios.changzhou.texts import TABLES, THEME_DAYS
from partyedu.scenarios.community import hall_time
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Event, Occasion
from partyedu.study.models import HomeVisit, MakeUp, MakeUpState, VisitState

BEFORE = hall_time(date(YEAR - 1, 12, 12), 9)
THEME_DAY, DOOR, MAKE_UP = "主题党日", "送学上门", "补训"
QUARTERS = (2, 5, 8, 11)  # the months in which the helpers go round
MADE_UP_IN = 7


def required(street: Street) -> None:
    """A study day a month of every branch and every temporary group, and the holidays of the year."""
    with street.place.step(street.organiser, BEFORE):
        schedule.seed_calendar_days(YEAR)
        occasion = db.session.scalars(select(Occasion).where(Occasion.name == THEME_DAY)).one().id
        for kind in (UnitKind.BRANCH, UnitKind.TEMPORARY_GROUP):
            plans.write_requirement(
                street.organiser, street.place.root_id, kind, occasion, Every.MONTH, date(YEAR, 1, 1),
                note="每月一次固定学习日",
            )  # fmt: skip


def annual(street: Street, events: dict[int, list[int]]) -> None:
    """The year of the street, published in December; each branch copies it and publishes its own."""
    at = BEFORE + timedelta(days=9)
    with street.place.step(street.organiser, at):
        occasion = db.session.scalars(select(Occasion).where(Occasion.name == THEME_DAY)).one().id
        owner = db.session.get_one(Person, street.homes[0].members[-1])
        plan = plans.write_plan(street.organiser, street.place.root_id, YEAR, PlanKind.ANNUAL, owner=owner)
        contents: tuple[tuple[str, int | None, str, dict[int, str]], ...] = (
            (THEME_DAY, occasion, "签到表", dict(enumerate(THEME_DAYS, 1))),
            (DOOR, None, "送学记录", dict.fromkeys(QUARTERS, "走不动的同志，一人走一次")),
            (MAKE_UP, None, "补训单", {MADE_UP_IN: "六月没来的，七月底前补上"}),
        )
        for title, occasion_id, evidence, months in contents:
            task = plans.add_task(plan, title, owner, occasion_id=occasion_id, evidence=evidence)
            for month, content in months.items():
                plans.write_cell(street.organiser, task, month, None, content)
            if occasion_id:  # of the street itself nothing is held: it looks at another branch each month
                units = [branch.unit_id for branch in street.branches]
                for month in months:
                    event = db.session.get_one(Event, events[units[month % len(units)]][month - 1])
                    plans.put_event(task, month, event)
        plans.publish_plan(plan)
        number = plan.id
    for branch in street.branches:
        by = branch.home.organiser
        with street.place.step(by, at + timedelta(hours=2)):
            copy = plans.copy_plan(by, db.session.get_one(Plan, number), branch.unit_id, YEAR)
            owner = db.session.get_one(Person, able(branch.members)[0])
            plans.edit_plan(copy, copy.version, copy.title, None, "", owner)
            plans.publish_plan(copy)


def said(street: Street) -> None:
    """What was done without an event: who went round and who made up what, said by each branch and by the street."""
    for quarter, month in enumerate(QUARTERS):
        for branch in street.branches:
            visits = _visits(branch.unit_id, quarter)
            words = f"走了 {visits} 家，记在送学记录上。" if visits else "支部里没有走不动的同志。"
            _done(street, branch.home.organiser, branch, DOOR, month, words)
        everywhere = _visits(street.place.root_id, quarter)
        _done(street, street.organiser, None, DOOR, month, f"各支部一共走了 {everywhere} 家。")
    for branch in street.branches:
        words = f"补上了 {_made_up(branch.unit_id)} 人。"
        _done(street, branch.home.organiser, branch, MAKE_UP, MADE_UP_IN, words)
    _done(street, street.organiser, None, MAKE_UP, MADE_UP_IN, f"一共补上了 {_made_up(street.place.root_id)} 人。")


def _done(street: Street, by: Actor, branch: Branch | None, title: str, month: int, words: str) -> None:
    """A cell of the annual plan of a branch (None: of the street) is done, in words, at the end of its month."""
    unit_id = branch.unit_id if branch else street.place.root_id
    with street.place.step(by, hall_time(date(YEAR, month, 28), 16)):
        query = select(Task).join(Plan, Task.plan_id == Plan.id)
        query = query.where(Plan.unit_id == unit_id, Plan.kind == PlanKind.ANNUAL, Task.title == title)
        _say(by, db.session.scalars(query).one(), month, words)


def _say(by: Actor, task: Task, month: int, words: str) -> None:
    cell = plans.cell_for(task, month)
    plans.write_cell(by, task, month, cell.version, cell.content, cell.due_on, words)


def _path(unit_id: int) -> str:
    return db.session.get_one(Unit, unit_id).path


def _visits(unit_id: int, quarter: int) -> int:
    """Visits of a quarter that found somebody at home."""
    since, until = date(YEAR, quarter * 3 + 1, 1), date(YEAR, quarter * 3 + 3, 28)
    query = select(func.count()).select_from(HomeVisit).join(Unit, HomeVisit.unit_id == Unit.id)
    done = (HomeVisit.state == VisitState.DONE, HomeVisit.visited_on.between(since, until))
    return db.session.scalar(query.where(within([_path(unit_id)]), *done)) or 0


def _made_up(unit_id: int) -> int:
    query = select(func.count()).select_from(MakeUp).join(Person, MakeUp.person_id == Person.id)
    query = query.join(Unit, Person.unit_id == Unit.id)
    return db.session.scalar(query.where(within([_path(unit_id)]), MakeUp.state == MakeUpState.DONE)) or 0


def progress(street: Street, events: dict[int, list[int]]) -> None:
    """Five tables, two categories in each: a month is done by a study day these people were asked to, or in words."""
    for audience, rows in TABLES:
        with street.place.step(street.organiser, BEFORE + timedelta(days=10)):
            owner = db.session.get_one(Person, street.homes[-1].members[-1])
            plan = plans.write_plan(
                street.organiser, street.place.root_id, YEAR, PlanKind.PROGRESS, audience=audience, owner=owner
            )
            for name, title, evidence, months, words in rows:
                category = category_named(name)
                assert category is not None
                task = plans.add_task(
                    plan, title, owner, category_id=category.id, evidence=evidence, due_on=date(YEAR, 12, 25)
                )
                for month, content in months.items():
                    plans.write_cell(street.organiser, task, month, None, content, date(YEAR, month, 28))
                    if not words:
                        unit_id = _meets(street, category.id)
                        plans.put_event(task, month, db.session.get_one(Event, events[unit_id][month - 1]))
            plans.publish_plan(plan)
            number = plan.id
        for _name, title, _evidence, months, words in rows:
            for month in months if words else ():
                with street.place.step(street.organiser, hall_time(date(YEAR, month, 27), 16)):
                    query = select(Task).where(Task.plan_id == number, Task.title == title)
                    _say(street.organiser, db.session.scalars(query).one(), month, words)


def _meets(street: Street, category_id: int) -> int:
    """The unit with most people of a category who come by themselves: their temporary group, or a branch."""

    def here(people: list[int]) -> int:
        query = select(func.count()).select_from(Person).where(Person.id.in_(people), Person.category_id == category_id)
        return db.session.scalar(query.where(Person.study_mode == StudyMode.NEARBY)) or 0

    people = {group.unit_id: group.people for group in street.groups}
    people |= {branch.unit_id: branch.members for branch in street.branches}
    return max(people, key=lambda unit_id: here(people[unit_id]))
