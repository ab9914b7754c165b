"""What the figures count of plans is what the grid shows, over plans drawn at random."""

import random
from datetime import date, timedelta

import pytest

from partyedu.core import clock
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.db import db
from partyedu.organisation.models import Unit
from partyedu.plans import queries
from partyedu.plans.access import MONTHS, last_day
from partyedu.plans.models import CellState, Plan, PlanKind, Task, TaskEvent, TaskMonth
from partyedu.schedule.models import Event, EventKind, EventPartner, EventStatus, Occasion


def draw(seed, units, year):
    """Plans, cells and events of every sort."""
    chance = random.Random(seed)
    occasions = [*db.session.scalars(db.select(Occasion.id)), None]
    cells = []
    for unit in units:
        for number in range(2):
            plan = Plan(
                unit_id=unit.id, year=year - number, kind=PlanKind.ANNUAL, title=f"{unit.name}{number}", audience="",
                created_at=clock.now(), published_at=clock.now() if chance.random() < 0.7 else None,
            )  # fmt: skip
            db.session.add(plan)
            db.session.flush()
            for _task in range(3):
                task = Task(plan_id=plan.id, title="任务", occasion_id=chance.choice(occasions))
                db.session.add(task)
                db.session.flush()
                for month in chance.sample(list(MONTHS), 6):
                    day = chance.randint(1, last_day(plan.year, month).day)
                    cell = TaskMonth(
                        task_id=task.id, month=month, content="做",
                        due_on=date(plan.year, month, day) if chance.random() < 0.5 else None,
                        done_on=date(plan.year, month, 1) if chance.random() < 0.2 else None,
                    )  # fmt: skip
                    db.session.add(cell)
                    cells.append(cell)
    for _event in range(40):
        day = date(year - chance.randint(0, 1), chance.randint(1, 12), chance.randint(1, 28))
        begin = clock.at(day, clock.local(clock.now()).time())
        event = Event(
            kind=chance.choice(list(EventKind)), title="活动", unit_id=chance.choice(units).id, starts_at=begin,
            ends_at=begin + timedelta(hours=1), status=chance.choice(list(EventStatus)), created_at=clock.now(),
            occasion_id=chance.choice(occasions),
            expected_unit_id=chance.choice([None, *(unit.id for unit in units)]),
        )  # fmt: skip
        if event.status is not EventStatus.DRAFT:
            event.public_starts_at, event.public_ends_at = event.starts_at, event.ends_at
        db.session.add(event)
        db.session.flush()
        if chance.random() < 0.3:
            db.session.add(EventPartner(event_id=event.id, unit_id=chance.choice(units).id))
        if chance.random() < 0.3:
            db.session.flush()
            db.session.add(TaskEvent(task_month_id=chance.choice(cells).id, event_id=event.id))
    db.session.flush()


@pytest.mark.parametrize("seed", range(8))
def test_figures_agree_with_the_grid(seed, make, app, year):
    branch = make.unit("甲支部")
    make.unit("乙支部")
    make.unit("甲小组", branch)
    with app.app_context(), acting_as(MACHINE):
        units = list(db.session.scalars(db.select(Unit).order_by(Unit.id)))
        draw(seed, units, year)
        now = clock.now()
        for scope in units:
            for span in (clock.year_bounds(year), clock.year_bounds(year - 1)):
                within_scope = [
                    plan
                    for plan in db.session.scalars(db.select(Plan))
                    if plan.unit.path.startswith(scope.path) and plan.year == clock.local(span[0]).year
                ]
                cells = [
                    cell
                    for plan in within_scope
                    for line in queries.lines_of(MACHINE, plan, now)
                    for cell in line.cells
                    if cell.is_meant
                ]
                done = db.session.execute(queries.tasks_done([scope.path], *span)).all()
                late = db.session.execute(queries.tasks_late([scope.path], *span)).all()
                assert len(done) == sum(cell.state is CellState.DONE for cell in cells), (scope.name, span)
                assert len(late) == sum(cell.state is CellState.LATE for cell in cells), (scope.name, span)
                published = db.session.execute(queries.plans_published([scope.path], *span)).all()
                assert len(published) == sum(plan.published_at is not None for plan in within_scope)
        db.session.rollback()


def test_the_home_page_says_what_is_late(branch, visit, make):
    yesterday = clock.today() - timedelta(days=1)
    with make._session():
        db.session.add(TaskMonth(task_id=branch.task.id, month=yesterday.month, content="走访", due_on=yesterday))
        db.session.get(Plan, branch.plan.id).year = yesterday.year
    page = visit(branch.secretary).get("/")
    assert "计划里有 1 格过了日子还没办" in page.text and page.soup.select(f"a[href='{branch.url}']")
    assert "过了日子" not in visit(branch.member).get("/").text
    with make._session():
        db.session.get(Task, branch.task.id).owner_id = branch.member.id
        db.session.get(Plan, branch.plan.id).published_at = clock.now()
    assert "计划里有 1 格过了日子还没办" in visit(branch.member).get("/").text
