"""Plan → event → task done, over HTTP and in a real Chromium: a progress table for a category fills itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from browser import OpenHouse
from conftest import Tabs
from factories import Factory
from furnished import Furnished, ends_now
from playwright.sync_api import expect
from steps import sign_in

from partyedu.accounts.models import Role
from partyedu.attendance.models import Attendance
from partyedu.core import clock
from partyedu.organisation.models import Category
from partyedu.plans.models import Plan, PlanKind, Task, TaskEvent, TaskMonth
from partyedu.schedule.models import Event, EventStatus

NOW = datetime(2027, 4, 6, 2, 0, tzinfo=UTC)  # ten in the morning in the hall


def cell_of(page: Any, month: int) -> Any:
    """A cell of the only task."""
    return page.all(".plan-grid tbody td")[month - 1]


def mark(page: Any, month: int) -> str:
    """The word in it."""
    return cell_of(page, month).select_one(".mark b").get_text()


def progress_table(desk: Any, make: Factory) -> tuple[str, str]:
    """A table for members in work, one task: April to come, March over; its address and that of the task."""
    category = make.get(Category, name="在职")
    desk.submit("/plans/new", kind=PlanKind.PROGRESS.value, category_id=str(category.id), year="2027")
    url = f"/plans/{make.get(Plan).id}"
    made = desk.submit(f"{url}/tasks/new", title="夜间微课", category_id=str(category.id), evidence="签到表")
    assert made.status == 303, made.errors()
    task = f"/plans/tasks/{make.get(Task).id}"
    desk.submit(f"{task}/months/3", content="讲好第一课")
    desk.submit(f"{task}/months/4", content="周四晚上学反诈", due_on="2027-04-25")
    desk.submit(url, f"{url}/publish")
    return url, task


def held(visit: Any, organiser: Any, make: Factory, event: Event, came: list[Any], time_machine: Any) -> Any:
    """The event is released, takes place, its sheet is typed in, it is closed; the organiser's browser of that day."""
    manage = f"/schedule/{event.id}/manage"
    assert visit(organiser).submit(manage, f"/schedule/{event.id}/publish").status == 303
    time_machine.move_to(event.ends_at + timedelta(hours=1), tick=False)
    desk = visit(organiser)
    ticked = [str(person.id) for person in came]
    assert desk.submit(f"/attendance/{event.id}/type-in", mode="came", tick=ticked).status == 303
    assert len(make.rows(Attendance, event_id=event.id)) == len(came)
    assert desk.submit(manage, f"/schedule/{event.id}/close").status == 303
    assert make.get(Event, id=event.id).status is EventStatus.CLOSED
    return desk


def test_a_task_of_a_category_is_done_because_its_event_happened(make: Factory, visit: Any, time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)
    branch = make.unit("东街支部")
    work = make.get(Category, name="在职").id
    members = [make.member(name, branch, category_id=work) for name in ("周一", "吴二", "郑三")]
    make.venue(unit=branch)
    organiser = make.staff(Role.ORGANISER, branch)
    desk = visit(organiser)
    url, task = progress_table(desk, make)
    page = desk.get(url)
    assert (mark(page, 3), mark(page, 4)) == ("已逾期", "进行中")

    # The event is made from the cell, filled in from it, and stands in it as a draft.
    form_url = f"{task}/months/4/event"
    page = desk.get(f"{task}/months/4")
    assert page.one(f"a[href='{form_url}']")
    made = desk.submit(form_url, where="outside", place="小区凉亭")
    assert made.status == 303, made.errors()
    event = make.get(Event)
    assert event.title == "周四晚上学反诈" and clock.local(event.starts_at).month == 4
    assert event.expected_unit_id == branch.id and make.get(TaskEvent).event_id == event.id
    assert visit(members[0]).get(url).text.count("周四晚上学反诈") == desk.get(url).text.count("周四晚上学反诈") - 2

    # It is released, held, checked in, closed: the cell is done and opens it, for members too.
    desk = held(visit, organiser, make, event, members, time_machine)
    for reader in (visit(make.staff(Role.SECRETARY, branch)), visit(members[1])):
        page = reader.get(url)
        assert mark(page, 4) == "已完成"
        link = cell_of(page, 4).select_one(".event a")["href"]
        assert reader.get(link).heading == "周四晚上学反诈"
    assert make.get(TaskMonth, month=4).done_on is None, "nothing was ticked: the event alone makes it done"
    sheet = desk.get(f"{url}/print")
    assert sheet.soup.body["class"] == ["sheet-page", "a3"] and mark(sheet, 4) == "已完成"
    assert "周四晚上学反诈" in cell_of(sheet, 4).get_text() and "在职" in sheet.text


def test_what_is_late_is_done_by_an_event_held_later(make: Factory, visit: Any, time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)
    branch = make.unit("东街支部")
    member = make.member("周一", branch)
    make.venue(unit=branch)
    organiser = make.staff(Role.ORGANISER, branch)
    desk = visit(organiser)
    url, task = progress_table(desk, make)
    assert "计划里有 1 格过了日子还没办" in desk.get("/").text

    # March is over: its event is proposed for a day to come, and still fills March.
    made = desk.submit(f"{task}/months/3/event", where="outside", place="小区凉亭")
    assert made.status == 303, made.errors()
    event = make.get(Event)
    assert event.starts_at > clock.now() and event.title == "讲好第一课"
    page = desk.get(url)
    assert mark(page, 3) == "进行中" and "讲好第一课" not in cell_of(page, 4).get_text()
    assert "过了日子还没办" not in desk.get("/").text

    desk = held(visit, organiser, make, event, [member], time_machine)
    page = desk.get(url)
    assert mark(page, 3) == "已完成"
    link = cell_of(page, 3).select_one(".event a")
    assert "4月7日" in link.get_text() and desk.get(link["href"]).heading == "讲好第一课"
    assert "4月7日" in cell_of(desk.get(f"{url}/print"), 3).get_text()


def test_one_event_does_two_months_of_one_task_never(make: Factory, visit: Any, time_machine: Any) -> None:
    """The theme day of March is held in April beside April's own: each fills its month."""
    time_machine.move_to(NOW, tick=False)
    branch = make.unit("东街支部")
    member = make.member("周一", branch)
    make.venue(unit=branch)
    organiser = make.staff(Role.ORGANISER, branch)
    desk = visit(organiser)
    url, task = progress_table(desk, make)
    desk.submit(f"{task}/edit", occasion_id=dict_of_occasions(make)["主题党日"])
    made = desk.submit(f"{task}/months/3/event", where="outside", place="小区凉亭")
    assert made.status == 303, made.errors()
    desk = held(visit, organiser, make, make.get(Event), [member], time_machine)
    page = desk.get(url)
    assert (mark(page, 3), mark(page, 4)) == ("已完成", "进行中")


def dict_of_occasions(make: Factory) -> dict[str, str]:
    """The numbers of the occasions, as a form sends them."""
    from partyedu.schedule.models import Occasion

    return {row.name: str(row.id) for row in make.rows(Occasion)}


@pytest.mark.browser
@pytest.mark.slow
def test_the_plan_in_a_real_browser(tabs: Tabs, house: OpenHouse, furnished: Furnished) -> None:
    desk = tabs("desktop", "organiser")
    desk.page.set_viewport_size({"width": 1280, "height": 800})
    sign_in(desk, furnished, "组织干事", "/plans/")
    page = desk.page
    desk.look("no-plans")
    page.click("a:has-text('建一份计划') >> nth=0")
    page.select_option("#unit_id", str(furnished.branch))
    page.select_option("#kind", "progress")
    page.select_option("#category_id", label="在职")
    page.click("main form .buttons button")
    page.click("a:has-text('加一项任务') >> nth=0")
    page.fill("#title", "夜间微课")
    page.fill("#evidence", "签到表")
    page.click("main form .buttons button")

    # The cell of this month is written in place and gets its event.
    now = page.locator(".plan-grid td.now")
    now.locator("a.cell-link").click()
    page.fill("#panel textarea[name=content]", "周四晚上学反诈")
    desk.look("cell")
    page.click("#panel form .buttons button >> nth=0")
    expect(now.locator(".mark")).to_have_text("进行中")
    page.click("button:has-text('公布计划')")
    page.locator(".plan-grid td.now a.cell-link").click()
    page.click("#panel a:has-text('排一场活动')")
    expect(page.locator("#title")).to_have_value("周四晚上学反诈")
    page.check("input[name=where][value=outside]")
    page.fill("#place", "小区凉亭")
    desk.look("event-from-the-cell")
    page.click("#event-form > .buttons button")
    expect(page.locator("#messages")).to_contain_text("也写进计划了")
    page.click("button:has-text('公布这个活动')")
    event_id = int(page.url.split("/")[-2])

    # It was held; the sheet is typed in, the event closed.
    ends_now(house.app, event_id)
    page = desk.open(f"/attendance/{event_id}/type-in")
    for name in ("甲一", "乙二"):
        page.locator(f"#type-in-form label:has-text('{name}')").click()
    page.click("#type-in-form .buttons button >> nth=0")
    page = desk.open(f"/schedule/{event_id}/manage")
    page.locator("form[action$='/close'] button").click()
    page.goto(f"{desk.url}/plans/")
    page.click("a:has-text('在职推进表')")
    expect(page.locator(".plan-grid td.now .mark")).to_have_text("已完成")
    desk.look("done")
    page.click(".plan-grid td.now .event a")
    expect(page.locator("h1")).to_contain_text("周四晚上学反诈")
    page.go_back()
    page.click("a:has-text('打印 A3')")
    expect(page.locator(".plan-grid td.done")).to_contain_text("周四晚上学反诈")
    desk.look("on-paper")

    # A member reads it in large text on a phone, by month, and opens what happened.
    phone = tabs("large", "member")
    sign_in(phone, furnished, "甲一", "/plans/")
    phone.page.click("a:has-text('在职推进表')")
    entry = phone.page.locator(".by-month .now .entry")
    expect(entry.locator(".mark")).to_have_text("已完成")
    phone.look("by-month")
    entry.locator(".event a").click()
    expect(phone.page.locator("h1")).to_contain_text("周四晚上学反诈")
