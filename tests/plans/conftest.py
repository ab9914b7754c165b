"""A branch with its plan for the year, those who keep it, and those who read it."""

from types import SimpleNamespace

import pytest

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.plans.models import Plan, PlanKind, Task
from partyedu.schedule.models import Occasion


@pytest.fixture
def year():
    """The year in the hall."""
    return clock.today().year


@pytest.fixture
def branch(make, year):
    """A branch of two, its secretary, an organiser of the community, a plan with a task for the theme day."""
    unit = make.unit("红旗支部")
    people = SimpleNamespace(
        unit=unit,
        member=make.member("甲一", unit),
        secretary=make.staff(Role.SECRETARY, unit, name="书记乙"),
        organiser=make.staff(Role.ORGANISER, name="工甲"),
        other=make.staff(Role.SECRETARY, make.unit("绿叶支部"), name="书记丙"),
    )
    with make._session():
        plan = Plan(
            unit_id=unit.id, year=year, kind=PlanKind.ANNUAL, title="红旗支部年度计划", audience="",
            created_at=clock.now(),
        )  # fmt: skip
        db.session.add(plan)
        db.session.flush()
        occasion = db.session.scalar(db.select(Occasion).filter_by(name="主题党日"))
        task = Task(plan_id=plan.id, title="主题党日", occasion_id=occasion.id, evidence="签到表")
        db.session.add(task)
    people.plan, people.task, people.occasion = plan, task, occasion
    people.url = f"/plans/{plan.id}"
    people.cell = lambda month: f"/plans/tasks/{task.id}/months/{month}"
    return people
