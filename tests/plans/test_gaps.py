"""What must happen and where it has not: dated requirements, unit by unit, one step to follow up."""

from datetime import date, timedelta

import pytest
import time_machine

from partyedu.core import clock
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.db import db
from partyedu.core.spreadsheets import read_sheets
from partyedu.discussions.models import Matter, MatterKind, MatterState
from partyedu.organisation.models import Duty, DutyKind, Unit, UnitKind
from partyedu.plans import operations, queries
from partyedu.plans.access import Span, in_force, spans
from partyedu.plans.models import Every, GapMatter, Requirement
from partyedu.schedule.models import CalendarDay, DayKind, EventKind, Occasion


@pytest.fixture
def monthly(make, branch, app):
    """Every branch of the community holds a theme day each month, since two years."""
    with make._session(), acting_as(MACHINE):
        return operations.write_requirement(
            MACHINE, make_root(), UnitKind.BRANCH, branch.occasion.id, Every.MONTH, date(clock.today().year - 2, 1, 1)
        )


def make_root():
    """The number of the community."""
    from partyedu.organisation.models import Unit

    return db.session.scalar(db.select(Unit.id).where(Unit.parent_id.is_(None)))


def cells(page):
    """The words of the cells by unit."""
    return {
        row.th.get_text().strip(): [mark.get_text() for mark in row.select(".mark b")]
        for row in page.soup.select(".gaps tbody tr")
    }


def test_one_button_takes_what_the_field_holds_to(branch, visit, make):
    organiser = visit(branch.organiser)
    organiser.submit("/plans/requirements", "/plans/requirements/defaults")
    rows = make.rows(Requirement)  # of the seven, the occasions that this small centre knows
    assert {(row.every, row.unit_kind) for row in rows} == {
        (Every.MONTH, UnitKind.BRANCH),
        (Every.QUARTER, UnitKind.BRANCH),
    }
    organiser.submit("/plans/requirements", "/plans/requirements/defaults")
    assert len(make.rows(Requirement)) == len(rows) == 2


def test_what_was_held_and_what_is_missing_unit_by_unit(branch, visit, make, monthly):
    last = clock.today().replace(day=1) - timedelta(days=1)
    make.event("党日", clock.at(last, clock.local(clock.now()).time()), unit=branch.unit, kind=EventKind.THEME_DAY)
    page = visit(branch.organiser).get(f"/plans/gaps?occasion={branch.occasion.id}&year={last.year}")
    found = cells(page)
    assert found["红旗支部"][last.month - 1] == "开了"
    assert found["绿叶支部"][last.month - 1] == "没开"
    assert visit(branch.secretary).get(f"/plans/gaps?occasion={branch.occasion.id}").text.count("绿叶支部") == 0


def test_what_was_held_is_found_however_many_branches_there_are(branch, visit, make, monthly):
    """``/1/10/`` sorts before ``/1/9/`` as a text, and after it in the list."""
    many = [make.unit(f"第{number}支部") for number in range(1, 12)]
    start = clock.now() - timedelta(hours=4)
    for unit in (branch.unit, many[-1]):
        make.event("党日", start, unit=unit, kind=EventKind.THEME_DAY)
    page = visit(branch.organiser).get(f"/plans/gaps?occasion={branch.occasion.id}&year={clock.local(start).year}")
    month = clock.local(start).month - 1
    held = [name for name, words in cells(page).items() if words[month] == "开了"]
    assert held == ["红旗支部", "第11支部"]


def test_an_event_of_the_community_counts_for_every_branch_that_is_expected(branch, visit, make, monthly):
    start = clock.now() - timedelta(hours=4)
    make.event("联合党日", start, unit=make.root, kind=EventKind.THEME_DAY, expected_unit_id=make.root.id)
    page = visit(branch.organiser).get(f"/plans/gaps?occasion={branch.occasion.id}&year={clock.local(start).year}")
    month = clock.local(start).month - 1
    assert {name: words[month] for name, words in cells(page).items()} == {"红旗支部": "开了", "绿叶支部": "开了"}


def test_a_change_applies_from_its_day_and_leaves_last_year_alone(branch, visit, make, monthly, app):
    year = clock.today().year
    answer = visit(branch.organiser).submit(
        f"/plans/requirements/{monthly.id}", every="quarter", from_on=f"{year}-01-01"
    )
    assert answer.status == 303
    with app.app_context():
        before, after = db.session.scalars(db.select(Requirement).order_by(Requirement.from_on)).all()
        assert (before.every, before.until_on) == (Every.MONTH, date(year - 1, 12, 31))
        rules = [before, after]
        assert len(queries.columns_for(rules, year - 1, branch.occasion.id, clock.today())) == 12
        assert len(queries.columns_for(rules, year, branch.occasion.id, clock.today())) == 4


def test_a_change_may_not_begin_before_what_it_changes(branch, visit, monthly):
    answer = visit(branch.organiser).submit(f"/plans/requirements/{monthly.id}", from_on=monthly.from_on.isoformat())
    assert answer.status == 422 and "要晚于" in " ".join(answer.errors())


def test_the_rule_of_the_last_day_counts_for_the_whole_month():
    rule = Requirement(from_on=date(2026, 6, 15), until_on=date(2026, 8, 15), every=Every.MONTH)
    june, august = Span(Every.MONTH, 2026, 6), Span(Every.MONTH, 2026, 8)
    assert in_force(rule, june) and not in_force(rule, august)
    assert spans(Every.QUARTER, 2024)[0].last == date(2024, 3, 31)
    assert spans(Every.MONTH, 2024)[1].last == date(2024, 2, 29)


def test_the_same_requirement_is_not_written_twice(branch, visit, make, monthly):
    answer = visit(branch.organiser).submit(
        "/plans/requirements/new", unit_id=str(make.root.id), unit_kind="branch", occasion_id=str(branch.occasion.id),
        every="month",
    )  # fmt: skip
    assert answer.status == 422 and len(make.rows(Requirement)) == 1


def test_of_several_rules_the_nearest_holds_and_only_where_it_was_written(branch, visit, make, monthly):
    """The community asks once a month, one branch asks itself twice; the other branch is not touched by that."""
    with make._session(), acting_as(MACHINE):
        operations.write_requirement(
            MACHINE, branch.unit.id, UnitKind.BRANCH, branch.occasion.id, Every.MONTH,
            date(clock.today().year - 1, 1, 1), times=2,
        )  # fmt: skip
    last = clock.today().replace(day=1) - timedelta(days=1)
    for unit in (branch.unit, make.get(Unit, name="绿叶支部")):
        make.event("党日", clock.at(last, clock.local(clock.now()).time()), unit=unit, kind=EventKind.THEME_DAY)
    found = cells(visit(branch.organiser).get(f"/plans/gaps?occasion={branch.occasion.id}&year={last.year}"))
    assert found["红旗支部"][last.month - 1] == "没开"  # once is not twice
    assert found["绿叶支部"][last.month - 1] == "开了"
    assert "红旗支部本月还没有安排主题党日" in visit(branch.secretary).get("/").text
    make.event("党日", clock.now() - timedelta(minutes=1), unit=branch.unit, kind=EventKind.THEME_DAY)
    assert "红旗支部本月还没有安排主题党日" in visit(branch.secretary).get("/").text, "one more is wanted"


@pytest.mark.parametrize(("day", "said"), [("2026-10-31", False), ("2026-11-01", True)])
def test_what_is_due_once_a_year_is_said_in_the_last_two_months(day, said):
    with time_machine.travel(f"{day}T12:00:00+08:00"):
        assert (Every.YEAR in [span.every for span in queries.closing_spans(clock.today())]) is said


def gap_url(branch, unit, day):
    """The address of a month of a unit."""
    return f"/plans/gaps/{unit.id}/{branch.occasion.id}/month/{day.year}/{day.month}"


def test_a_gap_is_given_to_the_liaison_officer_in_one_step(branch, visit, make, monthly):
    with make._session():
        officer = make.member("联络员丁", branch.unit)
        db.session.add(
            Duty(
                person_id=officer.id, unit_id=make.root.id, kind=DutyKind.LIAISON, since_on=date(2020, 1, 1),
                written_at=clock.now(),
            )
        )  # fmt: skip
    last = clock.today().replace(day=1) - timedelta(days=1)
    url = gap_url(branch, branch.unit, last)
    organiser = visit(branch.organiser)
    page = organiser.submit(url, f"{url}/follow-up", follow=True)
    matter = make.get(Matter)
    assert (matter.kind, matter.state, matter.assignee_id) == (MatterKind.TASK, MatterState.ASSIGNED, officer.id)
    assert "红旗支部" in matter.title and "主题党日" in matter.title and matter.title in page.text
    assert make.get(GapMatter).from_on == last.replace(day=1)
    assert "在督查" in organiser.get(f"/plans/gaps?occasion={branch.occasion.id}&year={last.year}").text
    assert "主题党日" in visit(officer).get("/").text


def test_the_missing_event_is_planned_from_the_gap(branch, visit, make, monthly):
    url = gap_url(branch, branch.unit, clock.today())
    organiser = visit(branch.organiser)
    form = organiser.get(f"{url}/event").form(f"{url}/event")
    assert (form["kind"], form["unit_id"]) == ("theme-day", str(branch.unit.id))
    assert organiser.post(f"{url}/event", {**form, "place": "门口", "where": "outside"}).status == 303
    if form["starts_at"][:7] == clock.today().isoformat()[:7] and form["starts_at"][:10] > clock.today().isoformat():
        assert "排上了" in organiser.get(url).text
    assert visit(branch.other).get(url).status == 404


def test_the_home_page_says_what_nobody_has_planned(branch, visit, make, monthly):
    assert "红旗支部本月还没有安排主题党日" in visit(branch.secretary).get("/").text
    make.event("党日", clock.now() - timedelta(minutes=100), unit=branch.unit, kind=EventKind.THEME_DAY)
    if clock.local(clock.now() - timedelta(minutes=100)).month == clock.today().month:
        assert "还没有安排主题党日" not in visit(branch.secretary).get("/").text
        assert "绿叶支部本月还没有安排主题党日" in visit(branch.organiser).get("/").text


def test_a_year_without_holidays_is_said_clearly(branch, visit, make):
    visit(branch.organiser).submit(
        "/plans/requirements/new", unit_id=str(make.root.id), unit_kind="branch", occasion_id=str(branch.occasion.id),
        every="quarter",
    )  # fmt: skip
    this, coming = clock.today().year, clock.today().year + 1
    with make._session():
        db.session.add(CalendarDay(on=date(this, 10, 1), kind=DayKind.HOLIDAY, name="国庆节"))
    organiser = visit(branch.organiser)
    said = f"{coming}年的节假日还没有录入"
    assert said in organiser.get(f"/plans/gaps?year={coming}").text
    assert "的节假日还没有录入" not in organiser.get(f"/plans/gaps?year={this}").text
    # The plan of the year says so too, to those who keep it.
    page = organiser.submit("/plans/new", follow=True, unit_id=str(branch.unit.id), year=str(coming))
    assert said in page.text and "的节假日还没有录入" not in organiser.get(branch.url).text


def test_the_workbook_holds_what_the_page_shows(branch, visit, make, monthly, tmp_path):
    organiser = visit(branch.organiser)
    answer = organiser.get(f"/plans/gaps.xlsx?occasion={branch.occasion.id}")
    path = tmp_path / "gaps.xlsx"
    path.write_bytes(answer.response.data)
    [sheet] = read_sheets(path, "gaps.xlsx")
    assert len(sheet.rows) == 1 + 2 * 12 and sheet.rows[1][:2] == ["红旗支部", "主题党日"]


def test_statements_do_not_grow_with_units(branch, visit, make, monthly):
    organiser = visit(branch.organiser)
    url = f"/plans/gaps?occasion={branch.occasion.id}"
    few = organiser.get(url).statements
    for _number in range(5):
        make.event("党日", clock.now() - timedelta(hours=30), unit=make.unit(), kind=EventKind.THEME_DAY)
    many = organiser.get(url).statements
    assert len(few) == len(many) <= 8


def test_two_occasions_of_one_kind_would_count_twice(visit, make, branch):
    from partyedu.accounts.models import Role

    keeper = visit(make.staff(Role.ADMINISTRATOR))
    wrong = keeper.submit("/schedule/occasions", name="又一个党日", kind="theme-day")
    assert wrong.status == 422 and "主题党日" in " ".join(wrong.errors())
    keeper.submit("/schedule/occasions", name="读书会", kind="film")
    assert make.get(Occasion, name="读书会").kind is EventKind.FILM
