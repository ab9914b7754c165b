"""A month to look at, and the same month to plan by hand: what is moved, refused, undone."""

from datetime import date, datetime, time

import pytest
import time_machine

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.audit import AuditRow
from partyedu.schedule.models import CalendarDay, DayKind, Event, EventKind, EventPart, EventStatus, Room

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=clock.now().tzinfo)  # Tuesday, 9 o'clock in the hall


@pytest.fixture(autouse=True)
def _tuesday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def planner(make, visit):
    return visit(make.staff(Role.ORGANISER, name="林组织"))


def at(day: int, hour: int = 14, minute: int = 30, month: int = 11) -> datetime:
    return clock.at(date(2026, month, day), time(hour, minute))


def square(page, day: str):
    """The square of a day in the table of a month."""
    return page.one(f'.month time[datetime="{day}"]').find_parent("td")


def in_square(page, day: str) -> list[str]:
    return [tag.get_text(" ", strip=True) for tag in square(page, day).select("li > a")]


# --- to look at -------------------------------------------------------------------------------------------------------


def test_a_month_shows_its_weeks_its_events_and_its_holidays(make, visit):
    make.event("月初的会", at(2), kind=EventKind.MEETING)
    make.event("月末的电影", at(30, 19, 0), kind=EventKind.FILM)
    make.event("下月的", at(3, month=12), kind=EventKind.FILM)
    make.event("没有公布的", at(25), published=False)
    with make._session():
        from partyedu.core.db import db

        db.session.add(CalendarDay(on=date(2026, 11, 28), kind=DayKind.HOLIDAY, name="社区节"))
        db.session.add(CalendarDay(on=date(2026, 11, 29), kind=DayKind.WORKDAY, name="社区节调休"))
    page = visit().get("/schedule/?view=month&month=2026-11")
    assert page.one("#event-list h2").get_text() == "2026年11月 · 2 场"
    assert len(page.all(".month tbody tr")) == 6  # from Monday 26 October to Sunday 6 December
    assert in_square(page, "2026-11-02") == ["14:30 月初的会"]
    assert in_square(page, "2026-11-30") == ["19:00 月末的电影"]
    assert in_square(page, "2026-12-03") == ["14:30 下月的"]  # the week of both months is whole
    assert "没有公布的" not in page.text
    assert "休 社区节" in square(page, "2026-11-28").get_text(" ", strip=True)
    assert "班 社区节调休" in square(page, "2026-11-29").get_text(" ", strip=True)
    assert "today" in square(page, "2026-11-24")["class"]


def test_a_day_opens_and_leads_on_and_back_to_its_month(make, visit):
    make.event("周三的电影", at(25, 19, 0), kind=EventKind.FILM)
    make.event("周四的会", at(26), kind=EventKind.MEETING)
    page = visit().get("/schedule/?view=month")
    day = visit().get(square(page, "2026-11-25").select_one("a.of-day")["href"])
    assert [tag.get_text() for tag in day.all("#event-list h3 a")] == ["周三的电影"]
    ways = {tag.get_text(): tag["href"] for tag in day.all("#event-list nav a")}
    assert [tag.get_text() for tag in visit().get(ways["后一天"]).all("#event-list h3 a")] == ["周四的会"]
    assert ways["回到这个月"] == "/schedule/?view=month&month=2026-11"
    assert "这一天没有活动" in visit().get("/schedule/?day=2026-11-27").text


def test_a_full_day_says_how_many_more_and_a_long_event_stands_on_each_of_its_days(make, visit):
    for hour in range(8, 14):
        make.event(f"第{hour}场", at(25, hour, 0), minutes=30, kind=EventKind.MEETING)
    make.event("三天的展览", at(26, 9, 0), minutes=2 * 24 * 60, kind=EventKind.OTHER)
    page = visit().get("/schedule/?view=month")
    assert in_square(page, "2026-11-25")[-1].startswith("还有 2 场")
    assert [in_square(page, f"2026-11-{day}") for day in (26, 27, 28)] == [
        ["09:00 三天的展览"], ["… 三天的展览"], ["… 三天的展览"]
    ]  # fmt: skip


def test_the_month_keeps_the_filters_and_nonsense_is_this_month(make, visit):
    make.event("电影之夜", at(25), kind=EventKind.FILM)
    make.event("支部会", at(25), kind=EventKind.MEETING)
    page = visit().get("/schedule/?view=month&kind=film")
    assert in_square(page, "2026-11-25") == ["14:30 电影之夜"]
    following = next(tag["href"] for tag in page.all("#event-list nav a") if tag.get_text() == "下个月")
    assert following == "/schedule/?view=month&month=2026-12&kind=film"
    for nonsense in ("2026-13", "99999-01", "x", "", "2026-1", "0000-00"):
        answer = visit().get(f"/schedule/?view=month&month={nonsense}")
        assert answer.one("#event-list h2").get_text().startswith("2026年11月")


def test_a_month_asks_as_often_with_one_event_as_with_forty(make, visit):
    make.event("一场", at(25), kind=EventKind.FILM)
    one = visit().get("/schedule/?view=month").statements
    for number in range(40):
        make.event(f"第{number}场", at(number % 28 + 1), kind=EventKind.FILM)
    many = visit().get("/schedule/?view=month").statements
    assert len(one) == len(many) <= 3


def test_a_holiday_that_is_entered_is_on_the_kept_month_at_once(make, visit):
    member = visit(make.staff(Role.ADMINISTRATOR))
    assert "社区节" not in visit().get("/schedule/?view=month").text
    member.submit("/schedule/days", "/schedule/days", on="2026-11-28", kind="holiday", name="社区节")
    assert "社区节" in visit().get("/schedule/?view=month").text


# --- to plan by hand --------------------------------------------------------------------------------------------------


def move_form(page, event) -> dict:
    return page.form(f"/schedule/{event.id}/move")


def moved_to(planner, event, day: str, **more):
    """The event is moved with the form of its card, as it stands on the board."""
    page = planner.get("/schedule/board?month=2026-11")
    return planner.post(f"/schedule/{event.id}/move", {**move_form(page, event), "on": day, **more})


def test_an_event_is_moved_at_its_hours_and_everybody_reads_it_after_the_next_release(make, visit, planner):
    event = make.event("读书会", at(26), minutes=90, kind=EventKind.MEETING)
    answer = moved_to(planner, event, "2026-11-30")
    assert answer.status == 303
    now = make.get(Event)
    assert (now.starts_at, now.ends_at) == (at(30), at(30, 16, 0))
    assert (now.public_starts_at, now.status) == (at(26), EventStatus.PUBLISHED)
    page = planner.get(answer.location)
    assert "“读书会”改了日子：2026年11月26日 周四 → 2026年11月30日 周一。" in page.text
    assert "没公布" in square(page, "2026-11-30").get_text() and "大家看到的还是 11月26日" in page.text
    assert in_square(visit().get("/schedule/?view=month"), "2026-11-26") == ["14:30 读书会"]
    planner.submit(f"/schedule/{event.id}/manage", f"/schedule/{event.id}/publish")
    assert in_square(visit().get("/schedule/?view=month"), "2026-11-30") == ["14:30 读书会"]
    assert [row.action for row in make.rows(AuditRow, table="event")] == ["move", "release"]


def test_a_step_is_undone_in_one_and_nothing_waits_for_a_release(make, visit, planner):
    event = make.event("读书会", at(26), kind=EventKind.MEETING)
    page = planner.get(moved_to(planner, event, "2026-11-30").location)
    undo = page.one(".moved form")
    sent = {tag["name"]: tag["value"] for tag in undo.select("input")}
    page = planner.post(undo["action"], sent, follow=True)
    now = make.get(Event)
    assert (now.starts_at, now.released_version) == (at(26), now.version)
    assert "没公布" not in square(page, "2026-11-26").get_text()


def test_a_day_earlier_and_a_day_later_without_a_script(make, visit, planner):
    event = make.event("读书会", at(26), kind=EventKind.MEETING)
    moved_to(planner, event, "2026-11-26", by="1")
    assert make.get(Event).starts_at == at(27)
    moved_to(planner, event, "", by="-1")
    assert make.get(Event).starts_at == at(26)


def test_a_drag_answers_with_the_board_and_what_stands_in_the_way(make, visit, planner):
    room, host = make.venue().id, make.member("陈甲")
    make.event("占着大厅", at(30), room_id=make.get(Room).id, kind=EventKind.FILM, people=((host, EventPart.HOST),))
    event = make.event(
        "读书会", at(26), room_id=make.get(Room).id, kind=EventKind.MEETING, people=((host, EventPart.HOST),)
    )
    assert room
    sent = {"on": "2026-11-30", "version": event.version, "month": "2026-11"}
    answer = planner.post(f"/schedule/{event.id}/move", sent, htmx=True)
    assert answer.status == 200 and not answer.all("h1")
    warned = answer.one(".moved .notice:not(.done)").get_text(" ", strip=True)
    assert "二楼大厅这段时间已经有“占着大厅”" in warned and "陈甲这段时间还有“占着大厅”" in warned
    assert in_square(answer, "2026-11-30") == ["占着大厅", "读书会"]


def test_two_who_move_the_same_event_are_told(make, visit, planner):
    event = make.event("读书会", at(26), kind=EventKind.MEETING)
    second = move_form(planner.get("/schedule/board?month=2026-11"), event)
    moved_to(planner, event, "2026-11-30")
    answer = planner.post(f"/schedule/{event.id}/move", {**second, "on": "2026-11-27"})
    assert answer.status == 409
    assert answer.errors() == ["刚才有别人改了这个活动，现在是 2026年11月30日 星期一 14:30。请看一看，再改一次。"]
    assert make.get(Event).starts_at == at(30)
    assert move_form(answer, event)["version"] == str(make.get(Event).version)


@pytest.mark.parametrize(
    ("state", "more", "words"),
    [
        (EventStatus.CANCELLED, {}, "这个活动取消了"),
        (EventStatus.CLOSED, {}, "已经开始或者办完了"),
        (EventStatus.PUBLISHED, {"starts_at": at(24, 8, 0)}, "已经开始或者办完了"),
        (EventStatus.PUBLISHED, {"kind": EventKind.CLASS}, "请在班次里改日子"),
    ],
)
def test_what_is_cancelled_closed_over_or_of_a_class_stays_where_it_is(make, planner, state, more, words):
    facts = {"starts_at": at(26), "kind": EventKind.MEETING, **more}
    event = make.event("不能动的", **facts)
    with make._session():
        from partyedu.core.db import db

        db.session.get(Event, event.id).status = state
    page = planner.get("/schedule/board?month=2026-11")
    assert not page.all("[data-url]") and not page.all(".handle")
    answer = planner.post(f"/schedule/{event.id}/move", {"on": "2026-11-30", "version": event.version})
    assert answer.status == 422 and words in answer.errors()[0]
    assert make.get(Event).starts_at == facts["starts_at"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"on": ""}, "请选改到哪一天。"),
        ({"on": "明天"}, "请写成 2026-03-05 这样。"),
        ({"on": "9999-12-31"}, "请检查年份"),
        ({"on": "2026-11-23"}, "这个时间已经过去了"),
        ({"on": "2026-11-26"}, "它本来就在这一天。"),
        ({"on": "", "by": "99999999999999"}, "这个数太大了"),
        ({"on": "", "by": "1000"}, "请填 -366 到 366 之间的数"),
        ({"on": "2026-11-30", "version": ""}, "刚才有别人改了这个活动"),
        ({"on": "2026-11-30", "version": "9" * 40}, "刚才有别人改了这个活动"),
    ],
)
def test_nonsense_moves_nothing_and_says_why(make, planner, sent, words):
    event = make.event("读书会", at(26), kind=EventKind.MEETING)
    answer = planner.post(f"/schedule/{event.id}/move", {"version": event.version, "month": "2026-11", **sent})
    assert answer.status in (409, 422) and words in answer.errors()[0]
    assert make.get(Event).starts_at == at(26)


def test_who_plans_elsewhere_neither_sees_nor_moves_it(make, visit):
    here, there = make.unit("甲支部"), make.unit("乙支部")
    event = make.event("甲支部的会", at(26), unit=here, kind=EventKind.MEETING)
    stranger = visit(make.staff(Role.ORGANISER, unit=there))
    assert "甲支部的会" not in stranger.get("/schedule/board?month=2026-11").text
    assert stranger.post(f"/schedule/{event.id}/move", {"on": "2026-11-30", "version": 1}).status == 404
    assert visit(make.member()).get("/schedule/board").status in (403, 404)
    moved = stranger.get(f"/schedule/board?month=2026-11&moved={event.id}&from=2026-11-20")
    assert "甲支部的会" not in moved.text


def test_the_board_asks_as_often_for_one_event_as_for_forty(make, planner):
    make.event("一场", at(25), kind=EventKind.FILM)
    one = planner.get("/schedule/board?month=2026-11").statements
    for number in range(40):
        make.event(f"第{number}场", at(number % 28 + 1), kind=EventKind.FILM, published=number % 2 == 0)
    many = planner.get("/schedule/board?month=2026-11").statements
    assert len(one) == len(many) <= 8
