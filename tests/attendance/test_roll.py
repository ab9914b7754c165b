"""The roll: present, late, leave, absent; corrections with their trace; who sees reasons."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest

from partyedu.accounts.models import Role
from partyedu.attendance import operations, queries
from partyedu.attendance.models import Attendance, AttendanceChange, AttendanceState, Via
from partyedu.core import clock
from partyedu.core.audit import AuditRow
from partyedu.core.db import db
from partyedu.organisation.models import MemberStatus, Person
from partyedu.schedule.models import Event, SignUp, SignUpState


@pytest.fixture
def came(app):
    """Record somebody as present (or in another state) at an event."""

    def record(event, person, **more):
        with app.app_context():
            rows = db.session.get(Event, event.id), db.session.get(Person, person.id)
            there = operations.record(*rows, Via.DESK, **more)
            db.session.commit()
            return there.id

    return record


@pytest.fixture
def sign_up(make):
    def put(event, person, state, reason=""):
        with make._session():
            db.session.add(
                SignUp(event_id=event.id, person_id=person.id, state=state, entered_at=clock.now(), reason=reason)
            )

    return put


def states(answer):
    rows = answer.all("tbody tr")
    return {row.th.get_text(): row.select_one("[data-label=状态]").get_text(" ", strip=True) for row in rows}


def test_everybody_expected_has_a_state(desk, make, event, branch, came, sign_up, doors):
    present, late, leave, absent = (make.member(name, branch) for name in ("甲一", "乙二", "丙三", "丁四"))
    make.member("已故", branch, status=MemberStatus.DECEASED)
    signed_up, walk_in = make.member("戊五"), make.member("己六")
    sign_up(event, leave, SignUpState.LEAVE, "住院")
    sign_up(event, signed_up, SignUpState.SIGNED_UP)
    came(event, present)
    came(event, late, at=event.starts_at + timedelta(minutes=11))
    came(event, walk_in)
    url = f"/attendance/{event.id}"
    assert states(desk.get(url)) == {
        "甲一": "出席", "乙二": "迟到", "丙三": "请假", "丁四": "还没到", "戊五": "还没到", "己六": "出席 名单外",
    }  # fmt: skip
    doors.move_to(event.ends_at + timedelta(minutes=1), tick=False)
    assert states(desk.get(url))["丁四"] == "缺席"
    assert states(desk.get(f"{url}?state=absent")) == {"丁四": "缺席", "戊五": "缺席"}
    assert states(desk.get(f"{url}?state=walk-in")) == {"己六": "出席 名单外"}
    assert list(states(desk.get(f"{url}?q=bs"))) == ["丙三"]
    assert "住院" in desk.get(url).text
    assert [tag.get_text() for tag in desk.get(url).all(".tabs .count")] == ["6", "2", "1", "1", "2", "1", "0"]
    assert len(make.rows(Attendance)) == 3, "nothing is stored for those who did not come"
    assert absent


def test_shared_phones_are_flagged_not_blocked(desk, visit, make, event, branch, code):
    phone = visit()
    for name in ("甲一", "乙二"):
        make.member(name, branch, phone="13900004321")
        fresh = code(event).path
        if name == "甲一":
            phone.submit(fresh, f"/c/{event.id}/who", name=name, proof="4321")
        else:
            url = phone.get(fresh).one("a[href*='/who?ticket']")["href"]
            phone.submit(url, f"/c/{event.id}/who", name=name, proof="4321")
    answer = desk.get(f"/attendance/{event.id}?state=shared")
    assert states(answer) == {"甲一": "出席 同一部手机 2 人", "乙二": "出席 同一部手机 2 人"}
    assert "有 1 部手机签了不止一个人" in desk.get(f"/attendance/{event.id}/desk").text


def test_a_correction_leaves_what_stood_there_who_and_why(desk, make, event, branch, came, doors):
    person = make.member("甲一", branch)
    doors.move_to(event.ends_at + timedelta(hours=3), tick=False)
    desk.again()
    page = f"/attendance/{event.id}/people/{person.id}"
    assert desk.submit(page, state="present", why="忘了签").status == 303
    assert desk.submit(page, state="late", reason="堵车", why="同桌说的").status == 303
    assert desk.submit(page, state="nothing", why="认错人").status == 303
    trace = [(row.before, row.after, row.why) for row in make.rows(AttendanceChange)]
    assert trace == [("", "present", "忘了签"), ("present", "late", "同桌说的"), ("late", "", "认错人")]
    shown = desk.get(page).text
    assert "出席 → 迟到" in shown and "登记员" in shown
    assert [row.action for row in make.rows(AuditRow, table="attendance")] == [
        "check-in", "give-reason", "correct", "undo-check-in",
    ]  # fmt: skip


def test_once_it_is_over_nobody_says_of_themselves_that_they_were_there(make, visit, event, branch, came, doors):
    secretary, colleague = (make.staff(Role.SECRETARY, branch, name=name) for name in ("书记甲", "书记乙"))
    doors.move_to(event.ends_at + timedelta(hours=3), tick=False)
    page = f"/attendance/{event.id}/people/{secretary.id}"
    for state in ("present", "late"):
        refused = visit(secretary).submit(page, state=state, why="我来了")
        assert (refused.status, make.rows(Attendance)) == (422, [])
        assert refused.errors()[-1] == "活动结束以后，自己的出席不能自己补记，请另一位同事来记。"
    assert visit(colleague).submit(page, state="present", why="我看见他了").status == 303
    assert make.get(Attendance).typed_by_id == colleague.id
    assert visit(secretary).submit(page, state="late", reason="堵车", why="其实晚到了").status == 303


def test_leave_needs_a_reason_and_gives_way_when_the_person_comes(desk, make, event, branch):
    person = make.member("甲一", branch)
    page = f"/attendance/{event.id}/people/{person.id}"
    refused = desk.submit(page, state="leave")
    assert refused.status == 422 and "请假的原因" in " ".join(refused.errors())
    desk.submit(page, state="leave", reason="看病")
    assert make.get(Attendance).state is AttendanceState.LEAVE
    desk.post(f"/attendance/{event.id}/desk/check-in/{person.id}")
    assert make.get(Attendance).state is AttendanceState.PRESENT
    assert [(row.before, row.after) for row in make.rows(AttendanceChange)] == [("", "leave"), ("leave", "present")]


def test_nobody_is_present_before_check_in_opens(desk, make, event, branch, doors):
    person = make.member("甲一", branch)
    doors.move_to(event.starts_at - timedelta(days=2), tick=False)
    desk.again()
    answer = desk.submit(f"/attendance/{event.id}/people/{person.id}", state="present")
    assert answer.status == 422 and "还没有开始签到" in " ".join(answer.errors())
    assert desk.submit(f"/attendance/{event.id}/people/{person.id}", state="leave", reason="出差").status == 303


def test_the_workbook_holds_text_and_leaves_a_trace(desk, make, event, branch, came):
    person = make.member("=1+1", branch)
    came(event, person, state=AttendanceState.LATE, reason="@堵车")
    make.member("乙二", branch)
    answer = desk.post(f"/attendance/{event.id}/export")
    assert answer.status == 200
    sheet = openpyxl.load_workbook(BytesIO(answer.response.get_data())).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [(row[0], row[3], row[6]) for row in rows] == [("=1+1", "迟到", "@堵车"), ("乙二", "还没到", "")]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert make.get(AuditRow, action="export-attendance").fields == "rows=2"


def test_the_roll_is_paged_and_costs_the_same(desk, make, event, branch, came):
    came(event, make.member("甲一", branch))
    one = desk.get(f"/attendance/{event.id}")
    for number in range(34):
        came(event, make.member(f"乙{number}", branch, account=False))
    many = desk.get(f"/attendance/{event.id}")
    assert len(many.statements) == len(one.statements) <= 8
    assert len(many.all("tbody tr")) == 30 and "第 1 页，共 2 页" in many.text
    assert len(desk.get(f"/attendance/{event.id}?page=2").all("tbody tr")) == 5


def test_own_attendances_and_those_of_ones_people(desk, visit, make, event, branch, came):
    member, other = make.member("甲一", branch), make.member("乙二", branch)
    came(event, member, state=AttendanceState.LATE, reason="堵车")
    mine = visit(member).get("/attendance/mine")
    assert "四十年一本账" in mine.text and "堵车" in mine.text
    one = len(mine.statements)
    for number in range(2):
        came(make.event(f"活动{number}", starts_at=event.starts_at), member)
    assert len(visit(member).get("/attendance/mine").statements) == one
    url = f"/attendance/people/{member.id}"
    assert "四十年一本账" in desk.get(url).text
    assert desk.get(url, htmx=True).one("#attendances")
    assert visit(other).get(url).status == 404
    assert visit(make.staff(Role.ORGANISER, make.unit("第二支部"))).get(url).status == 404
    assert visit().get(url).location.startswith("/sign-in")


def test_the_list_of_events_costs_the_same(desk, make, event, branch):
    one = desk.get("/attendance/")
    assert "正在签到" in one.text
    for number in range(2):
        make.event(f"活动{number}", starts_at=event.starts_at, unit=branch)
    assert len(desk.get("/attendance/").statements) == len(one.statements)


def test_what_other_rooms_ask(app, make, event, branch, came, sign_up):
    first, second = make.member("甲一", branch), make.member("乙二", branch)
    sign_up(event, make.member("戊五"), SignUpState.SIGNED_UP)
    came(event, second)
    came(event, first, at=clock.now() + timedelta(minutes=1))
    with app.app_context():
        standing = db.session.get(Event, event.id)
        assert queries.counts(standing) == (2, 3)
        assert [person.name for person in queries.people_at(standing)] == ["乙二", "甲一"]
        assert queries.first_and_last_record() == (clock.now(), clock.now() + timedelta(minutes=1))
        assert [(row.name, row.state) for row in db.session.execute(queries.roll(standing))] == [
            ("戊五", "not-yet"), ("乙二", "present"), ("甲一", "present"),
        ]  # fmt: skip
