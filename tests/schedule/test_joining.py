"""Signing up over HTTP: oneself, by staff, residents, many at once."""

import io
import threading
from datetime import timedelta

import openpyxl
import pytest
from visitor import Visitor

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.audit import AuditRow
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.notices.models import Notice, NoticeKind
from partyedu.organisation.models import MemberStatus, Person, PersonKind
from partyedu.schedule import operations
from partyedu.schedule.models import Event, EventKind, SignUp, SignUpState


def soon(make, **more):
    return make.event("读书会", clock.now() + timedelta(days=2), kind=EventKind.OTHER, **more)


def test_a_member_signs_up_changes_their_mind_and_asks_for_leave(make, visit):
    event = soon(make, expected_unit_id=make.root.id, capacity=9)
    member = make.member("陈甲")
    me = visit(member)
    page = me.submit(f"/schedule/{event.id}", f"/schedule/{event.id}/sign-up", follow=True)
    assert "给您留了座位" in page.text
    assert "已报 1 / 9" in page.text
    assert make.get(AuditRow, action="sign-up").actor_id == member.id

    answer = me.post(f"/schedule/{event.id}/leave", {"reason": " "})
    assert answer.status == 422 and answer.errors()
    region = me.post(f"/schedule/{event.id}/leave", {"reason": "带孙子看病"}, htmx=True)
    assert region.one("#sign-up") and "已请假" in region.text and region.soup.h1 is None
    assert make.get(SignUp).reason == "带孙子看病"
    me.post(f"/schedule/{event.id}/sign-up")
    assert (make.get(SignUp).state, make.get(SignUp).reason) == (SignUpState.SIGNED_UP, "")
    me.post(f"/schedule/{event.id}/withdraw")
    assert make.get(SignUp).state is SignUpState.WITHDRAWN
    assert me.post(f"/schedule/{event.id}/withdraw").status == 422


def test_the_region_stands_alone_for_other_pages(make, visit):
    event = make.event("剧场", clock.now() + timedelta(days=2), capacity=1)
    page = visit().get(f"/schedule/{event.id}/sign-up-region", htmx=True)
    assert page.one("#sign-up a")["href"] == f"/sign-in?next=/schedule/{event.id}/sign-up-region"
    first, second = make.member(), make.member()
    answer = visit(first).post(f"/schedule/{event.id}/sign-up")
    assert answer.location == f"/theatre/{event.id}"
    assert (
        visit(first).post(f"/schedule/{event.id}/sign-up", {"next": "//evil.example"}).location
        == f"/theatre/{event.id}"
    )
    region = visit(second).post(f"/schedule/{event.id}/sign-up", htmx=True)
    assert "候补第 1 位" in region.text
    assert visit().get("/schedule/999/sign-up-region").status == 404
    draft = make.event("草稿", published=False)
    assert visit(first).post(f"/schedule/{draft.id}/sign-up").status == 404


def test_staff_act_for_people_without_account_and_the_record_says_so(make, visit):
    event = soon(make, capacity=1)
    organiser, member = make.staff(Role.ORGANISER, name="林组织"), make.member("王大爷", account=False, phone="")
    staff = visit(organiser)
    url = f"/schedule/{event.id}/sign-ups"
    page = staff.submit(url, f"{url}/add", person="王大爷", follow=True)
    assert "林组织代办" in page.text
    assert make.get(SignUp).typed_by_id == organiser.id
    row = make.get(AuditRow, action="sign-up")
    assert (row.actor_id, row.on_behalf_of_id) == (organiser.id, member.id)

    other = make.member("李大妈", account=False)
    page = staff.submit(url, f"{url}/add", person="李大妈", follow=True)
    assert "1. 李大妈" in page.text
    staff.post(f"{url}/{member.id}/leave", {"reason": "住院"})
    assert make.get(SignUp, person_id=other.id).state is SignUpState.SIGNED_UP
    assert make.get(Notice).kind is NoticeKind.MOVED_UP
    assert "住院" in staff.get(f"{url}?state=leave").text
    assert "住院" not in visit(make.member()).get(f"/schedule/{event.id}").text
    assert staff.post(f"{url}/{member.id}/leave", {"reason": ""}).status == 422
    assert staff.post(f"{url}/{member.id}/move-up").status == 422
    assert staff.post(f"{url}/999/withdraw").status == 404
    answer = staff.post(f"{url}/add", {"person": "谁也不是"})
    assert answer.status == 422 and "没有找到" in " ".join(answer.errors())
    assert staff.post(f"{url}/add", {"person": ""}).errors()


def test_somebody_who_waits_can_be_moved_up_by_hand(make, visit):
    event = soon(make, capacity=1)
    people = [make.member() for _ in range(3)]
    for person in people:
        visit(person).post(f"/schedule/{event.id}/sign-up")
    staff = visit(make.staff(Role.SECRETARY))
    staff.post(f"/schedule/{event.id}/sign-ups/{people[2].id}/move-up")
    states = [row.state.value for row in make.rows(SignUp)]
    assert states == ["signed-up", "waiting", "signed-up"]


def test_residents_join_open_events_only(make, visit):
    closed, opened = soon(make), soon(make, open_to_residents=True)
    staff = visit(make.staff(Role.ORGANISER))
    assert staff.post(f"/schedule/{closed.id}/sign-ups/resident", {"name": "赵邻居"}).status == 422
    assert not make.rows(Person, kind=PersonKind.RESIDENT)
    for _again in range(2):
        staff.submit(f"/schedule/{opened.id}/sign-ups", f"/schedule/{opened.id}/sign-ups/resident",
                     name="赵邻居", phone="13700000001")  # fmt: skip
    assert [row.name for row in make.rows(Person, kind=PersonKind.RESIDENT)] == ["赵邻居"]
    assert make.get(SignUp).state is SignUpState.SIGNED_UP
    assert staff.post(f"/schedule/{opened.id}/sign-ups/resident", {"name": ""}).status == 422


def test_the_dead_and_those_who_left_are_not_signed_up(app, make):
    event = soon(make)
    gone = make.member("故人", status=MemberStatus.DECEASED, account=False)
    with app.app_context(), acting_as(MACHINE):
        row, person = db.session.get(Event, event.id), db.session.get(Person, gone.id)
        with pytest.raises(Problem, match="组织关系"):
            operations.sign_up(row, person)


def test_the_list_goes_to_excel_as_text(make, visit):
    event = soon(make)
    person = make.member("=1+1", phone="013900000001", account=False)
    staff = visit(make.staff(Role.ORGANISER))
    staff.submit(f"/schedule/{event.id}/sign-ups", f"/schedule/{event.id}/sign-ups/add", person="=1+1")
    answer = staff.get(f"/schedule/{event.id}/sign-ups.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.response.data)).active
    row = [cell.value for cell in sheet[2]]
    assert (row[1], row[-1], sheet["B2"].data_type) == (person.name, "013900000001", "s")
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_list_costs_the_same_for_one_and_three_people(app, make, visit):
    event, staff, costs = soon(make, capacity=50), visit(make.staff(Role.ORGANISER)), {}
    for number in (1, 3):
        while len(make.rows(SignUp)) < number:
            with app.app_context(), acting_as(MACHINE):
                person = make.member(account=False)
                operations.sign_up(db.session.get(Event, event.id), db.session.get(Person, person.id))
                db.session.commit()
        staff.get("/")
        costs[number] = len(staff.get(f"/schedule/{event.id}/sign-ups").statements)
    assert costs[1] == costs[3] <= 8, costs


def test_twenty_people_at_once_and_five_seats(app, make, visit):
    event = soon(make, capacity=5)
    visitors: list[Visitor] = [visit(make.member(f"第{number}位")) for number in range(20)]
    tokens = [visitor.csrf_token() for visitor in visitors]
    together, answers = threading.Barrier(20), []

    def press(visitor: Visitor, token: str) -> None:
        together.wait()
        for _twice in range(2):
            answer = visitor.client.post(f"/schedule/{event.id}/sign-up", data={"csrf_token": token})
            answers.append(answer.status_code)

    threads = [threading.Thread(target=press, args=pair) for pair in zip(visitors, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 40
    rows = sorted(make.rows(SignUp), key=lambda row: (row.entered_at, row.id))
    assert [row.state.value for row in rows] == ["signed-up"] * 5 + ["waiting"] * 15
    # They move up in the order in which they entered.
    with app.app_context(), acting_as(MACHINE):
        operations.withdraw(db.session.get(Event, event.id), db.session.get(Person, rows[0].person_id))
        db.session.commit()
    assert make.get(SignUp, id=rows[5].id).state is SignUpState.SIGNED_UP


def test_leave_is_asked_by_those_whom_the_event_expects_and_by_nobody_else(make, visit):
    """The form is shown to the expected only; sending it without the form does not help."""
    ours, theirs = make.unit("一支部"), make.unit("二支部")
    event = make.event("组织生活会", unit=ours, expected_unit_id=ours.id, kind=EventKind.FILM)
    stranger = visit(make.member("乙二", theirs)).post(f"/schedule/{event.id}/leave", {"reason": "不想来"})
    assert stranger.status == 422
    assert not make.rows(SignUp)
    assert visit(make.member("甲一", ours)).post(f"/schedule/{event.id}/leave", {"reason": "住院"}).status == 303
