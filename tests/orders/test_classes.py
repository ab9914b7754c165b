"""Orders of a course become a class of it in one step: with its roster, its attendance, and the order still linked."""

from datetime import timedelta

import pytest
import time_machine
from orders.test_menus import course_of

from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.courses.models import ClassMeeting, ClassPlace, ClassState, CourseClass, PlaceState
from partyedu.notices.models import Notice, NoticeKind
from partyedu.orders.models import MenuItem, Order, OrderState
from partyedu.schedule.models import CalendarDay, DayKind, Event, EventKind, EventPart, EventPerson, EventStatus, SignUp


@pytest.fixture
def course(make, visit, house, menu):
    """A course of an hour on the menu; the line it stands on is ``course.dish``."""
    row = course_of(make, house.community)
    assert visit(house.organiser).post(f"/orders/menus/{menu}/courses/{row.id}").status == 303
    row.dish = make.get(MenuItem, course_id=row.id)
    return row


@pytest.fixture
def orders(make, visit, house, course):
    """Two members and a branch want it, one of the two without being signed up."""
    url = f"/orders/items/{course.dish.id}/order"
    visit(house.member).submit(url)
    visit(house.other).submit(url, sign_me_up=None)
    visit(house.secretary).submit(url, for_unit_id=str(house.branch.id), people="24")
    return make.rows(Order)


def plan(keeper, course, **filled):
    """The page of the plan, sent as it opened but for what is filled in."""
    fields = keeper.get(f"/orders/plan?item={course.dish.id}").form("/orders/plan")
    return keeper.post("/orders/plan", {**fields, "where": "outside", "place": "活动室", **filled})


def test_orders_of_a_course_become_a_class_of_one_meeting(make, visit, house, course, orders):
    keeper = visit(house.organiser)
    page = keeper.get(f"/orders/plan?item={course.dish.id}")
    assert page.one("input[name=plan_as][checked]")["value"] == "class"
    assert page.one("input[name=times]")["value"] == "1"
    assert "请在班次的名单里调训他们的人" in page.text
    planned = plan(keeper, course, teacher="讲者甲")
    assert planned.status == 303, planned.errors()

    row = make.get(CourseClass)
    assert planned.location == f"/courses/classes/{row.id}"
    assert (row.title, row.state, row.unit_id) == ("手机挂号", ClassState.OPEN, house.community.id)
    event = make.get(Event)
    assert (event.kind, event.status, event.public_title) == (EventKind.CLASS, EventStatus.PUBLISHED, "手机挂号")
    assert make.get(ClassMeeting).course_id == course.id
    assert [one.person_id for one in make.rows(EventPerson, part=EventPart.TEACHER)] == [house.talk.person_id]
    # On the roster who wished it; everybody who ordered is told.
    assert [(one.person_id, one.state) for one in make.rows(ClassPlace)] == [(house.member.id, PlaceState.IN)]
    assert [one.person_id for one in make.rows(SignUp)] == [house.member.id]
    told = make.rows(Notice, kind=NoticeKind.ORDER_PLANNED)
    assert [one.person_id for one in told] == [house.member.id, house.other.id, house.secretary.id]
    assert told[0].url == f"/courses/classes/{row.id}/place"
    assert "已经替您报上名" in told[0].detail
    assert "已经替您报上名" not in told[1].detail
    assert {(one.state, one.class_id, one.event_id) for one in make.rows(Order)} == {
        (OrderState.PLANNED, row.id, event.id)
    }
    mine = visit(house.member).get(f"/orders/{orders[0].id}")
    assert mine.one(".thread .now").get_text(strip=True) == "已排上"
    assert mine.one(f".notice a[href='/courses/classes/{row.id}']")
    asked = keeper.get("/orders/asked?state=planned")
    assert len(asked.all(f"a[href='/courses/classes/{row.id}']")) == 3


def test_what_came_of_an_order_counts_as_any_class(make, visit, house, course, orders):
    keeper = visit(house.organiser)
    plan(keeper, course)
    event, row = make.get(Event), make.get(CourseClass)
    with make._session():
        db.session.add(
            Attendance(
                event_id=event.id, person_id=house.member.id, state=AttendanceState.PRESENT, via=Via.DESK,
                at=event.starts_at,
            )
        )  # fmt: skip
    with time_machine.travel(event.ends_at + timedelta(minutes=5), tick=False):
        mine = visit(house.member).get(f"/orders/{orders[0].id}")
        assert mine.all(".thread .now") == []
        assert mine.one(f".notice a[href='/surveys/events/{event.id}/rate']")
        assert "手机挂号" in visit(house.organiser).get("/orders/asked?state=delivered").text
        done = visit(house.organiser).post(f"/courses/classes/{row.id}/complete")
        assert done.status == 303, done.errors()
        figures = visit(house.organiser).get(f"/reports/figures/orders_delivered?unit={house.community.id}")
        assert figures.status == 200
        assert "手机挂号" in figures.text
    assert make.get(ClassPlace).completed_at is not None
    assert {one.state for one in make.rows(Order)} == {OrderState.PLANNED}  # delivered follows from the class


def test_a_long_course_meets_weekly_but_not_on_holidays(make, visit, house, course, orders):
    keeper = visit(house.organiser)
    with make._session():
        db.session.get_one(type(course), course.id).minutes = 240
    page = keeper.get(f"/orders/plan?item={course.dish.id}")
    fields = page.form("/orders/plan")
    assert fields["times"] == "3"
    first = clock.today() + timedelta(days=9)
    start = f"{first.isoformat()}T19:00"
    holiday = first + timedelta(days=7)
    with make._session():
        db.session.add(CalendarDay(on=holiday, kind=DayKind.HOLIDAY, name="放假"))
    planned = plan(keeper, course, starts_at=start, ends_at=start.replace("19:00", "20:30"))
    assert planned.status == 303, planned.errors()
    days = sorted(clock.local(one.starts_at).date() for one in make.rows(Event))
    assert days == [first, first + timedelta(days=14), first + timedelta(days=21)]
    assert "一共 3 次课" in make.rows(Notice, kind=NoticeKind.ORDER_PLANNED)[0].detail

    # After the first meeting the order is under way, after the last it is delivered.
    def stands(after):
        with time_machine.travel(clock.at(after, __import__("datetime").time(23, 0)), tick=False):
            return visit(house.member).get(f"/orders/{orders[0].id}").all(".thread .now")

    assert [one.get_text(strip=True) for one in stands(first)] == ["已排上"]
    assert stands(first + timedelta(days=21)) == []


def test_a_class_in_preparation_tells_nobody_until_it_is_announced(make, visit, house, course, orders):
    keeper = visit(house.organiser)
    assert plan(keeper, course, step="draft").status == 303
    row = make.get(CourseClass)
    assert (row.state, make.rows(ClassPlace), make.rows(Notice, kind=NoticeKind.ORDER_PLANNED)) == (
        ClassState.DRAFT, [], [],
    )  # fmt: skip
    assert "日子正在定" in visit(house.member).get(f"/orders/{orders[0].id}").text
    keeper.post(f"/courses/classes/{row.id}/announce")
    assert "3 单的人还没有通知" in keeper.get("/").text
    event = make.get(Event)
    keeper.post(f"/orders/events/{event.id}/tell")
    keeper.post(f"/orders/events/{event.id}/tell")  # pressed twice
    assert len(make.rows(Notice, kind=NoticeKind.ORDER_PLANNED)) == 3
    assert [one.person_id for one in make.rows(ClassPlace)] == [house.member.id]


def test_a_class_that_is_cancelled_gives_its_orders_back(make, visit, house, course, orders):
    keeper = visit(house.organiser)
    plan(keeper, course)
    row = make.get(CourseClass)
    keeper.post(f"/courses/classes/{row.id}/cancel", {"reason": "老师病了"})
    assert make.get(Event).status is EventStatus.CANCELLED
    assert "手机挂号" in keeper.get("/orders/asked?state=accepted").text
    assert "手机挂号" not in keeper.get("/orders/asked?state=planned").text
    assert plan(keeper, course, title="手机挂号，再来").status == 303
    assert {one.class_id for one in make.rows(Order)} == {row.id + 1}


def test_only_an_event_where_the_organiser_wants_no_class(make, visit, house, course, orders):
    planned = plan(visit(house.organiser), course, plan_as="event", title="手机挂号一小时")
    assert planned.status == 303, planned.errors()
    assert make.rows(CourseClass) == []
    assert make.get(Event).kind is EventKind.OTHER
    assert {one.class_id for one in make.rows(Order)} == {None}


def test_later_orders_join_the_class_that_is_open(make, visit, house, course, orders):
    keeper = visit(house.organiser)
    plan(keeper, course)
    late = make.member("党员己", house.second)
    visit(late).submit(f"/orders/items/{course.dish.id}/order")
    joined = keeper.submit(
        f"/orders/plan?item={course.dish.id}", "/orders/plan/join-class", class_id=str(make.get(CourseClass).id)
    )
    assert joined.status == 303, joined.errors()
    assert [one.person_id for one in make.rows(ClassPlace)] == [house.member.id, late.id]
    assert make.get(Order, person_id=late.id).class_id == make.get(CourseClass).id


def test_bad_input_is_answered_at_its_field(make, visit, house, course, orders):
    keeper = visit(house.organiser)
    assert "请填 1 到 60 之间的数。" in plan(keeper, course, times="0").errors()
    assert "请填一个整数。" in plan(keeper, course, times="几次").errors()
    assert "班次的名称最多 80 个字。" in plan(keeper, course, title="长" * 100).errors()
    assert make.rows(CourseClass) == []
    assert keeper.post("/orders/plan/join-class", {"class_id": "7", "order": str(orders[0].id)}).status == 404
