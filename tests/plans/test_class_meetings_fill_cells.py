"""A class meeting that counts as a party lesson fills the plan and closes the gap, like any event."""

from datetime import date, timedelta

import pytest
from courses.conftest import School, coming

from partyedu.core import clock
from partyedu.core.actor import MACHINE, acting_as
from partyedu.organisation.models import UnitKind
from partyedu.plans import operations
from partyedu.plans.models import Every, Plan
from partyedu.schedule.models import Event, Occasion


@pytest.fixture
def school(app, make):
    return School(app, make)


@pytest.fixture
def lesson(make):
    return make.get(Occasion, name="党课")


def planned(desk, school, row, lesson):
    """Two evenings by the rule, counted as a party lesson."""
    plan = (
        f"/courses/classes/{row.id}/plan?asked=1&weekdays=1&weekdays=3&begins=19:00&ends=20:30&every_weeks=1&times="
        f"&first_on={coming(0)}&last_on={coming(6)}"
    )
    days = desk.get(plan).form(f"/courses/classes/{row.id}/meetings") | {"step": "write", "occasion_id": str(lesson.id)}
    assert desk.post(plan.replace("/plan?", "/meetings?"), days).status == 303


def test_meetings_planned_by_rule_fill_cell_and_gap(make, visit, school, lesson, time_machine):
    time_machine.move_to(clock.at(date(2027, 5, 3), clock.local(clock.now()).time()), tick=False)
    desk = visit(school.organiser)
    row = school.class_(school.course())
    planned(desk, school, row, lesson)
    events = make.rows(Event)
    assert [event.occasion_id for event in events] == [lesson.id, lesson.id]
    desk.submit(f"/courses/classes/{row.id}", f"/courses/classes/{row.id}/announce")

    desk.submit("/plans/new", year=str(clock.today().year), unit_id=str(school.branch.id))
    plan = make.get(Plan)
    desk.submit(f"/plans/{plan.id}/tasks/new", title="党课", occasion_id=str(lesson.id))
    month = clock.local(events[0].starts_at).month
    with make._session(), acting_as(MACHINE):
        operations.write_requirement(
            MACHINE, school.branch.id, UnitKind.BRANCH, lesson.id, Every.QUARTER, date(2027, 1, 1)
        )
    gaps = f"/plans/gaps?occasion={lesson.id}"
    assert cell(desk, plan, month) == "进行中" and "排上了" in desk.get(gaps).text
    time_machine.move_to(events[0].ends_at + timedelta(hours=1), tick=False)
    desk = visit(school.organiser)
    assert cell(desk, plan, month) == "已完成" and "开了" in desk.get(gaps).one(".plan-grid").get_text()
    link = desk.get(f"/plans/{plan.id}").all(".plan-grid tbody td")[month - 1].select_one(".event a")["href"]
    assert row.title in desk.get(link).heading


def cell(desk, plan, month):
    """The word in a cell of the only task."""
    return desk.get(f"/plans/{plan.id}").all(".plan-grid tbody td")[month - 1].select_one(".mark b").get_text()


def test_what_one_meeting_counts_as_is_changed_by_itself(make, visit, school, lesson):
    desk = visit(school.organiser)
    row = school.class_(school.course())
    school.plan(row, clock.today() + timedelta(days=8))
    event = make.get(Event)
    url = f"/courses/meetings/{event.id}"
    page = desk.get(url)
    assert event.occasion_id is None and page.one(f"[hx-get='/plans/of-event/{event.id}']")
    assert len(page.statements) <= 8
    assert desk.submit(url, occasion_id=str(lesson.id)).status == 303
    assert make.get(Event).occasion_id == lesson.id
    desk.submit(url, ends_at=(clock.local(event.ends_at) + timedelta(minutes=10)).strftime("%Y-%m-%dT%H:%M"))
    assert make.get(Event).occasion_id == lesson.id, "another change keeps it"
