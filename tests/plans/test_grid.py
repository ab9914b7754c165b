"""The grid of months and tasks: written in its cells, filled by events, read by those it concerns."""

from datetime import timedelta

import pytest

from partyedu.core import clock
from partyedu.plans.models import Plan, Task, TaskMonth
from partyedu.schedule.models import Event, EventKind, EventStatus


def state(page, month):
    """The word in a cell of the only task."""
    cell = page.all(".plan-grid tbody td")[month - 1]
    mark = cell.select_one(".mark b")
    return mark.get_text() if mark else ""


def test_a_plan_is_written_from_an_empty_year_to_a_cell(branch, visit, make, year):
    secretary = visit(branch.secretary)
    page = secretary.submit("/plans/new", follow=True, year=str(year + 1), owner="书记乙")
    assert page.heading == f"红旗支部 {year + 1}年年度计划"
    plan = make.get(Plan, year=year + 1)
    page = secretary.submit(f"/plans/{plan.id}/tasks/new", follow=True, title="入户送学", evidence="照片")
    task = make.get(Task, plan_id=plan.id)
    assert "入户送学" in page.one(".plan-grid tbody th").get_text() and "照片" in page.text
    page = secretary.submit(
        f"/plans/tasks/{task.id}/months/3", follow=True, content="走 12 户", due_on=f"{year + 1}-03-20"
    )
    assert state(page, 3) == "没到时候" and "走 12 户" in page.all(".plan-grid tbody td")[2].get_text()
    assert state(page, 4) == ""


def test_an_event_that_happened_makes_the_cell_done_and_the_cell_opens_it(branch, visit, make, app):
    with app.app_context():
        day = clock.now() - timedelta(days=1)
    event = make.event("红旗故事", day, unit=branch.unit, kind=EventKind.THEME_DAY)
    page = visit(branch.secretary).get(branch.url)
    month = clock.local(day).month
    assert state(page, month) == "已完成"
    link = page.all(".plan-grid tbody td")[month - 1].select_one(".event a")
    assert visit(branch.secretary).get(link["href"]).heading == "红旗故事" and link["href"] == f"/schedule/{event.id}"


def test_a_cancelled_event_opens_the_cell_again(branch, visit, make, app):
    event = make.event("红旗故事", clock.now() - timedelta(hours=3), unit=branch.unit, kind=EventKind.THEME_DAY)
    month = clock.local(event.starts_at).month
    secretary = visit(branch.secretary)
    secretary.submit(branch.cell(month), content="看红色展览")
    assert state(secretary.get(branch.url), month) == "已完成"
    with app.app_context():
        from partyedu.core.db import db

        db.session.get(Event, event.id).status = EventStatus.CANCELLED
        db.session.commit()
    assert state(secretary.get(branch.url), month) == "进行中"
    assert make.get(TaskMonth).done_on is None  # nothing about it was ever stored


def test_what_is_past_its_day_is_late_and_words_close_it(branch, visit, year):
    secretary = visit(branch.secretary)
    last = clock.today() - timedelta(days=1)
    if last.year != year:
        pytest.skip("the first of January has no yesterday in its year")
    secretary.submit(branch.cell(last.month), content="走访", due_on=last.isoformat())
    assert state(secretary.get(branch.url), last.month) == "已逾期"
    secretary.submit(branch.cell(last.month), done_words="走了 12 家")
    assert state(secretary.get(branch.url), last.month) == "已完成"


def test_a_cell_that_is_emptied_is_gone(branch, visit, make):
    secretary = visit(branch.secretary)
    secretary.submit(branch.cell(6), content="走访")
    secretary.submit(branch.cell(6), content="")
    assert make.rows(TaskMonth) == []


def test_two_who_write_one_cell_both_see_both_texts(branch, visit, make):
    first, second = visit(branch.secretary), visit(branch.organiser)
    form = first.get(branch.cell(6)).form(branch.cell(6))
    second.submit(branch.cell(6), content="工甲写的")
    answer = first.post(branch.cell(6), {**form, "content": "书记写的"})
    assert answer.status == 409
    assert "工甲写的" in answer.text and answer.one("#panel textarea[name=content]").get_text().strip() == "书记写的"
    again = answer.form(branch.cell(6))
    assert first.post(branch.cell(6), again).status == 303
    assert make.get(TaskMonth).content == "书记写的"


def test_in_place_the_grid_comes_back_fresh_and_a_wrong_day_stays_in_the_panel(branch, visit, year):
    secretary = visit(branch.secretary)
    panel = secretary.get(branch.cell(6), htmx=True)
    assert panel.soup.select("#panel form") and not panel.soup.select(".plan-grid")
    form = {**panel.form(branch.cell(6)), "content": "走访"}
    wrong = secretary.post(branch.cell(6), {**form, "due_on": f"{year + 3}-06-01"}, htmx=True)
    assert wrong.status == 422 and wrong.errors()[0].endswith("请检查年份。") and "走访" in wrong.text
    fresh = secretary.post(branch.cell(6), form, htmx=True)
    assert fresh.status == 200 and "走访" in fresh.one(".plan-grid").get_text() and not fresh.soup.select("#panel form")


def test_members_read_what_was_published_and_nobody_else_does(branch, visit):
    member, secretary = visit(branch.member), visit(branch.secretary)
    assert member.get(branch.url).status == 404
    secretary.submit(branch.url, f"{branch.url}/publish")
    page = member.get(branch.url)
    assert page.status == 200 and not page.soup.select("form[action^='/plans']") and "红旗支部年度计划" in page.text
    assert "红旗支部年度计划" in member.get("/plans/").text
    assert visit(branch.other).get(branch.url).status == 404
    assert visit(branch.other).get(branch.cell(3)).status == 404
    assert member.post(branch.cell(3), {"content": "x"}).status == 404


def test_members_below_read_the_plan_of_the_unit_above(branch, visit, make, year):
    organiser = visit(branch.organiser)
    page = organiser.submit("/plans/new", follow=True, unit_id=str(make.root.id), title="社区计划")
    url = page.one("form[action$='/archive']")["action"].removesuffix("/archive")
    organiser.submit(f"{url}/tasks/new", title="党课")
    assert visit(branch.member).get(url).status == 404
    organiser.submit(url, f"{url}/publish")
    assert visit(branch.member).get(url).heading == "社区计划"


def test_a_draft_event_shows_to_those_who_plan_only(branch, visit, make, app):
    day = clock.now() + timedelta(minutes=5)
    make.event("悄悄准备的", day, unit=branch.unit, kind=EventKind.THEME_DAY, published=False)
    month = clock.local(day).month
    visit(branch.secretary).submit(branch.url + "/tasks/new", title="党课")
    visit(branch.secretary).submit(branch.cell(month), content="主题党日")
    visit(branch.secretary).submit(branch.url, f"{branch.url}/publish")
    if clock.local(day).year == clock.today().year:
        assert "悄悄准备的" in visit(branch.secretary).get(branch.url).text
    assert "悄悄准备的" not in visit(branch.member).get(branch.url).text


def test_an_event_is_planned_from_its_cell(branch, visit, make, year):
    organiser = visit(branch.organiser)
    month = 12
    organiser.submit(branch.cell(month), content="年终党日\n带上老照片", due_on=f"{year}-12-20")
    page = organiser.get(f"{branch.cell(month)}/event")
    form = page.form(f"{branch.cell(month)}/event")
    assert (form["title"], form["kind"], form["occasion_id"]) == ("年终党日", "theme-day", str(branch.occasion.id))
    assert form["unit_id"] == str(branch.unit.id) and form["starts_at"].startswith(f"{year}-12-")
    answer = organiser.post(f"{branch.cell(month)}/event", {**form, "place": "门口", "where": "outside"})
    event = make.get(Event)
    assert answer.location == f"/schedule/{event.id}/manage" and event.occasion_id == branch.occasion.id
    assert "年终党日" in organiser.get(branch.url).one(".plan-grid").get_text()
    assert visit(branch.secretary).get(f"{branch.cell(month)}/event").status == 404  # a secretary plans no events


def test_an_event_that_counts_as_nothing_is_put_into_a_cell_and_taken_out(branch, visit, make):
    event = make.event("邻居节", clock.now() - timedelta(hours=3), unit=branch.unit, kind=EventKind.OTHER)
    month = clock.local(event.starts_at).month
    secretary = visit(branch.secretary)
    secretary.submit(branch.cell(month), f"{branch.cell(month)}/events", event_id=str(event.id))
    page = secretary.get(branch.url)
    assert state(page, month) == "已完成" and "邻居节" in page.one(".plan-grid").get_text()
    secretary.submit(branch.cell(month), f"{branch.cell(month)}/events/{event.id}/take-out")
    assert state(secretary.get(branch.url), month) == ""


def test_a_foreign_event_is_not_put_in(branch, visit, make):
    event = make.event("别人的", clock.now() - timedelta(hours=3), unit=make.unit("远处支部"))
    month = clock.local(event.starts_at).month
    answer = visit(branch.secretary).post(f"{branch.cell(month)}/events", {"event_id": str(event.id)})
    assert answer.status == 422 and make.rows(TaskMonth) == []


def test_statements_do_not_grow_with_tasks(branch, visit):
    secretary = visit(branch.secretary)
    secretary.submit(branch.cell(3), content="走访")
    few = secretary.get(branch.url).statements
    for number in range(4):
        secretary.submit(f"{branch.url}/tasks/new", title=f"任务 {number}")
    many = secretary.get(branch.url).statements
    assert len(few) == len(many) <= 8
    assert len(secretary.get(branch.cell(3)).statements) <= 8


def test_the_sheet_of_a3_holds_the_grid(branch, visit):
    secretary = visit(branch.secretary)
    secretary.submit(branch.cell(3), content="走访")
    page = secretary.get(f"{branch.url}/print")
    assert page.soup.body["class"] == ["sheet-page", "a3"] and "走访" in page.one(".plan-grid").get_text()
