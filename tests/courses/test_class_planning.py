"""Days by a rule: looked at before anything is written, moved and dropped there, and never blocked by a warning."""

from datetime import date, timedelta

import pytest
from courses.conftest import at, coming

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.courses.models import ClassMeeting, CourseClass
from partyedu.schedule.models import CalendarDay, DayKind, Event


@pytest.fixture
def desk(visit, school):
    """The organiser's browser."""
    return visit(school.organiser)


def rule(row, first, last, *weekdays, **more) -> str:
    """The address of a preview: evenings at seven."""
    asked = {"asked": "1", "begins": "19:00", "ends": "20:30", "every_weeks": "1", "times": "", **more}
    days = "".join(f"&weekdays={day}" for day in weekdays)
    rest = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"/courses/classes/{row.id}/plan?{rest}&first_on={first}&last_on={last or ''}{days}"


def days_of(url: str) -> str:
    """Where the days of a preview are sent."""
    return url.replace("/plan?", "/meetings?")


def holiday(make, *days, name="元旦"):
    """Days on which the house is closed."""
    with make._session():
        for day in days:
            db.session.add(CalendarDay(on=day, kind=DayKind.HOLIDAY, name=name))


def evenings(make):
    """When the meetings begin, by time."""
    return sorted(event.starts_at for event in make.rows(Event))


def test_a_rule_is_looked_at_then_one_evening_moved_one_dropped_and_all_written(make, desk, school):
    row = school.class_(school.course())
    url = rule(row, coming(0), coming(6, 1), 1, 3)
    page = desk.get(url)
    assert [field["value"] for field in page.all("input[type=date][name$='-on']")] == [
        str(day) for day in (coming(1), coming(3), coming(1, 1), coming(3, 1))
    ]
    assert make.rows(Event) == []
    fields = page.form(f"/courses/classes/{row.id}/meetings") | {"days-1-on": str(coming(4)), "step": "write"}
    fields.pop("days-2-keep")
    answer = desk.post(days_of(url), fields)
    assert answer.location == f"/courses/classes/{row.id}/meetings"
    assert evenings(make) == [at(coming(1), 19), at(coming(4), 19), at(coming(3, 1), 19)]
    assert [meeting.number for meeting in make.rows(ClassMeeting)] == [1, 2, 3]
    planned = make.get(CourseClass)
    assert (planned.starts_on, planned.ends_on) == (coming(1), coming(3, 1))
    assert "每周" not in desk.get(answer.location).heading


def test_a_browser_lets_two_evenings_of_seven_pass(desk, school):
    row = school.class_(school.course())
    boxes = desk.get(f"/courses/classes/{row.id}/plan").all("input[name=weekdays]")
    assert [box.has_attr("required") for box in boxes] == [False] * 7


def test_the_same_page_sent_twice_plans_nothing_twice(make, desk, school):
    row = school.class_(school.course())
    url = rule(row, coming(0), coming(6), 1, 3)
    fields = desk.get(url).form(f"/courses/classes/{row.id}/meetings") | {"step": "write"}
    assert desk.post(days_of(url), fields).status == 303
    assert desk.post(days_of(url), fields).status == 303
    assert len(make.rows(Event)) == 2
    again = desk.get(url)
    assert again.all("input[name$='-keep'][checked]") == []
    assert again.text.count("这一天已经排过课了") == 2


def test_holidays_are_left_out_and_named(make, desk, school):
    holiday(make, coming(3), name="秋节")
    row = school.class_(school.course())
    page = desk.get(rule(row, coming(0), coming(6), 1, 3))
    assert [field["value"] for field in page.all("input[name$='-on']")] == [str(coming(1))]
    assert "有 1 天是节假日，没有排" in page.text
    assert "秋节" in page.text
    both = desk.get(rule(row, coming(0), coming(6), 1, 3, holidays="y"))
    assert len(both.all("input[name$='-on']")) == 2
    assert "是节假日（秋节）" in both.text  # said at the day itself


def test_a_class_whose_every_evening_is_a_holiday_is_told_so(make, desk, school):
    holiday(make, coming(1), coming(3), name="秋节")
    row = school.class_(school.course())
    page = desk.get(rule(row, coming(0), coming(6), 1, 3))
    assert page.status == 422
    assert "全落在节假日里（秋节），一次课也上不成" in page.errors()[0]
    assert page.all("#days") == []
    assert [box["value"] for box in page.all("input[name=weekdays][checked]")] == ["1", "3"]


def test_no_single_day_is_required_of_who_chooses_days(make, desk, school):
    # A browser refuses to send a form while a required box is empty: it would ask for all seven days.
    page = desk.get(f"/courses/classes/{school.class_(school.course()).id}/plan")
    assert len(page.all("input[name=weekdays]")) == 7
    assert page.all("input[name=weekdays][required]") == []


@pytest.mark.parametrize(
    ("last", "weekdays", "more", "said"),
    [
        (coming(1), (4,), {}, "一次课也排不出来"),
        (coming(0) + timedelta(days=700), (0, 1, 2, 3, 4), {}, "一个班最多排 200 次"),
        (None, (1,), {}, "请写上到哪天为止，或者一共上几次。"),
        (coming(0) - timedelta(days=9), (1,), {}, "结束的日期早于开始的日期。"),
        (coming(6), (1,), {"ends": "18:00"}, "下课要晚于上课，请检查时间。"),
        (coming(6), (), {}, "请至少选一个星期几。"),
        (coming(6), (1,), {"begins": "七点"}, "请写成 19:00 这样。"),
        (coming(6), (1,), {"times": "9" * 30}, "这个数太大了。"),
    ],
)
def test_a_rule_that_cannot_be_is_answered_in_a_sentence(make, desk, school, last, weekdays, more, said):
    row = school.class_(school.course())
    page = desk.get(rule(row, coming(0), last, *weekdays, **more))
    assert page.status == 422
    assert said in " ".join(page.errors())
    assert make.rows(Event) == []


def test_a_number_of_meetings_goes_on_over_holidays(make, desk, school):
    holiday(make, coming(1), name="秋节")
    row = school.class_(school.course())
    page = desk.get(rule(row, coming(0), None, 1, times="2"))
    assert [field["value"] for field in page.all("input[name$='-on']")] == [str(coming(1, 1)), str(coming(1, 2))]


def test_a_year_without_holidays_is_said_once_for_all_days(make, desk, school):
    row = school.class_(school.course())
    page = desk.get(rule(row, coming(0), coming(6), 1, 3, 4))
    unknown = "的节假日还没有录入"
    assert page.text.count(unknown) == len({day.year for day in (coming(1), coming(3), coming(4))})


def test_a_taken_room_warns_at_its_day_and_blocks_nothing(make, desk, school):
    make.event("看电影", starts_at=at(coming(1), 19), unit=school.branch, room_id=school.room.id)
    row = school.class_(school.course())
    url = rule(row, coming(0), coming(6), 1, 3)
    page = desk.get(url)
    [warned] = page.all(".plan-day .warned")
    assert "“看电影”" in warned.get_text()
    fields = page.form(f"/courses/classes/{row.id}/meetings") | {"step": "write"}
    assert desk.post(days_of(url), fields).status == 303
    assert "“看电影”" in desk.get(f"/courses/classes/{row.id}/clashes").text


def test_what_was_typed_wrong_stays_and_is_said_at_its_day(make, desk, school):
    row = school.class_(school.course())
    url = rule(row, coming(0), coming(6), 1, 3)
    fields = desk.get(url).form(f"/courses/classes/{row.id}/meetings") | {"days-0-ends": "18:00", "step": "write"}
    page = desk.post(days_of(url), fields)
    assert page.status == 422
    assert page.one(".plan-day.wrong .field-error").get_text(strip=True) == "下课要晚于上课，请检查时间。"
    assert page.one("input[name=days-0-ends]")["value"] == "18:00"
    none = {name: value for name, value in fields.items() if not name.endswith("-keep")}
    assert "一次课也没有选上" in " ".join(desk.post(days_of(url), none).errors())
    assert make.rows(Event) == []


def test_courses_follow_one_another_and_each_brings_its_teacher(make, desk, school):
    teacher = make.member("教师甲", school.branch)
    first, second = school.course("第一门"), school.course("第二门")
    from partyedu.courses import operations

    with school.acting():
        operations.add_teacher(second, db.session.get_one(type(teacher), teacher.id))
    row = school.class_(first, second, teacher_ids=[teacher.id])
    page = desk.get(rule(row, coming(0), coming(6, 1), 1, 3))
    fields = page.form(f"/courses/classes/{row.id}/meetings")
    assert [fields[f"days-{place}-course_id"] for place in range(4)] == [str(first.id)] * 2 + [str(second.id)] * 2
    assert {fields[f"days-{place}-teacher_id"] for place in range(4)} == {str(teacher.id)}


def test_one_meeting_is_moved_later_and_two_who_move_it_see_both(make, visit, desk, school):
    row = school.class_(school.course())
    school.plan(row, coming(1), coming(3))
    event = make.rows(Event)[0]
    url = f"/courses/meetings/{event.id}"
    other = visit(school.organiser)
    fields = other.get(url).form(url)
    moved = coming(2)
    assert desk.submit(url, starts_at=f"{moved}T15:00", ends_at=f"{moved}T16:30").status == 303
    assert evenings(make)[0] == at(moved, 15)
    late = other.post(url, fields | {"starts_at": f"{coming(4)}T09:00", "ends_at": f"{coming(4)}T10:00"})
    assert late.status == 409
    assert "别人也改了这一项" in late.text
    assert evenings(make)[0] == at(moved, 15)
    assert desk.post(f"{url}/drop", {"csrf_token": desk.csrf_token()}).status == 303
    [left] = make.rows(ClassMeeting)
    assert (left.number, make.get(Event).title) == (1, "银龄夜校第 1 次课")


def test_the_calendar_leads_to_the_class_and_lets_nobody_sign_up_for_one_evening(make, visit, school):
    row = school.class_(school.course())
    school.plan(row, coming(1))
    school.announce(row)
    event, member = make.get(Event), make.member("党员乙", school.branch)
    own = visit(member)
    page = own.get(f"/schedule/{event.id}")
    assert page.one("#sign-up a")["href"] == f"/courses/of-event/{event.id}"
    assert own.get(f"/courses/of-event/{event.id}").location == f"/courses/classes/{row.id}"
    answer = own.post(f"/schedule/{event.id}/sign-up", {"csrf_token": own.csrf_token()})
    assert answer.status == 422
    assert "请到班次的页面报名" in answer.text
    staff = visit(school.organiser)
    assert staff.get(f"/schedule/{event.id}/manage").location == f"/courses/meetings/{event.id}"
    assert staff.post(f"/schedule/{event.id}/delete", {"csrf_token": staff.csrf_token()}).status == 404


def test_a_class_with_changes_asks_to_be_released_at_home_and_on_its_page(make, desk, school):
    row = school.class_(school.course())
    school.plan(row, coming(1), coming(3))
    assert "还没有公布" in desk.get("/").text
    assert desk.submit(f"/courses/classes/{row.id}", f"/courses/classes/{row.id}/announce").status == 303
    event = make.rows(Event)[0]
    url = f"/courses/meetings/{event.id}"
    desk.submit(url, starts_at=f"{coming(1)}T15:00", ends_at=f"{coming(1)}T16:00")
    assert "银龄夜校有 1 次课改过了，还没有公布" in desk.get("/").text
    page = desk.get(f"/courses/classes/{row.id}/changes")
    assert "第 1 次课 开始时间：" in page.text
    assert desk.submit(f"/courses/classes/{row.id}/changes", f"/courses/classes/{row.id}/release").status == 303
    assert make.rows(Event)[0].public_starts_at == at(coming(1), 15)
    assert "没有新的改动" in desk.get(f"/courses/classes/{row.id}/changes").text


def test_today_is_the_first_day_of_a_new_rule(desk, school):
    row = school.class_(school.course())
    page = desk.get(f"/courses/classes/{row.id}/plan")
    assert page.one("input[name=first_on]")["value"] == str(clock.today())
    assert date.fromisoformat(page.one("input[name=first_on]")["value"]) == clock.today()
