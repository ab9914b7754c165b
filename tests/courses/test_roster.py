"""The roster of a class: called up with an answer, enrolled with a waiting list, and in step with the meetings."""

import io

import pytest
import python_calamine
from courses.conftest import MEETINGS, add_meeting
from sqlalchemy import func, select

from partyedu.accounts.models import Role
from partyedu.attendance.models import Attendance
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.audit import AuditRow
from partyedu.core.db import db, transaction
from partyedu.courses import operations
from partyedu.courses.models import ClassEntry, ClassPlace, ClassState, CourseClass, PlaceState
from partyedu.notices.models import Notice, NoticeKind
from partyedu.organisation.models import MemberStatus, StudyMode, UnitKind
from partyedu.schedule.models import Event, EventStatus, SignUp, SignUpState


def url(row, tail=""):
    """An address below a class."""
    return f"/courses/classes/{row.id}/{tail}"


def standing(make, row):
    """Who stands how: person → state."""
    return {place.person_id: place.state for place in make.rows(ClassPlace, class_id=row.id)}


def lists(make):
    """The lists of all events: event → person → state."""
    found = {}
    for row in make.rows(SignUp):
        found.setdefault(row.event_id, {})[row.person_id] = row.state
    return found


def in_line(make, row):
    """Bring the lists of the meetings in line, as whoever changes the meetings does."""
    with make.app.app_context(), acting_as(MACHINE), transaction():
        operations.bring_in_line(db.session.get(CourseClass, row.id))


# Called up.


def test_called_up_told_and_answered(make, visit, organiser, branch, make_class):
    row = make_class(ClassEntry.CALL_UP)
    one, two, three = (make.member(name, branch) for name in ("甲一", "甲二", "甲三"))
    desk = visit(organiser)
    assert "选人调训" in desk.get(url(row, "roster")).text
    page = desk.get(url(row, "call-up"))
    fields = page.form(url(row, "call-up/preview")) | {"person": [str(one.id), str(two.id), str(three.id)]}
    preview = desk.post(url(row, "call-up/preview"), fields)
    assert preview.status == 200
    assert "要通知的 3 人" in preview.text
    assert make.rows(ClassPlace) == []  # a preview calls nobody
    sent = desk.post(url(row, "call-up"), preview.form(url(row, "call-up")))
    assert (sent.status, sent.location) == (303, url(row, "roster?state=called"))
    assert standing(make, row) == {person.id: PlaceState.CALLED for person in (one, two, three)}
    notices = make.rows(Notice, kind=NoticeKind.CALLED_UP)
    assert sorted(notice.person_id for notice in notices) == [one.id, two.id, three.id]
    assert {(notice.url, notice.about) for notice in notices} == {(url(row, "place"), f"class:{row.id}")}
    assert "第一次课：12月1日" in notices[0].detail
    # Called up is expected, at every meeting.
    assert {event: len(people) for event, people in lists(make).items()} == dict.fromkeys(
        [event.id for event in make.rows(Event)], 3
    )

    phone = visit(one)
    assert "请您回话：冬季读书班" in phone.get("/").text
    assert phone.submit(url(row, "place"), url(row, "place/answer"), coming="yes").status == 303
    assert "给您留着位置" in phone.get(url(row, "place")).text
    silent = visit(two).post(url(row, "place/answer"), {"coming": "no", "reason": " "})
    assert silent.status == 422
    assert "请写一句来不了的原因，工作人员好安排。" in " ".join(silent.errors())
    assert visit(two).post(url(row, "place/answer"), {"coming": "no", "reason": "住院"}).status == 303
    # Staff type in what the third said on the phone.
    place = make.get(ClassPlace, person_id=three.id)
    answered = desk.submit(
        url(row, f"roster/{place.id}"), url(row, f"roster/{place.id}/answer"), coming="no", reason="要带孙子"
    )
    assert answered.status == 303
    assert standing(make, row) == {one.id: PlaceState.IN, two.id: PlaceState.EXCUSED, three.id: PlaceState.EXCUSED}
    assert {p.person_id: (p.reason, p.typed_by_id) for p in make.rows(ClassPlace)} == {
        one.id: ("", None), two.id: ("住院", None), three.id: ("要带孙子", organiser.id),
    }  # fmt: skip
    # Who does not come is expected no more.
    for people in lists(make).values():
        assert people == {
            one.id: SignUpState.SIGNED_UP, two.id: SignUpState.WITHDRAWN, three.id: SignUpState.WITHDRAWN,
        }  # fmt: skip


def test_nobody_is_called_twice_however_often_one_presses(make, visit, organiser, branch, make_class):
    row, one = make_class(ClassEntry.CALL_UP), make.member("甲一", branch)
    desk = visit(organiser)
    assert desk.post(url(row, "call-up"), {"person": [str(one.id), str(one.id)]}).status == 303
    again = desk.post(url(row, "call-up"), {"person": str(one.id)})
    assert again.status == 422
    assert "已经在名单上" in " ".join(again.errors())
    assert len(make.rows(ClassPlace)) == 1
    assert len(make.rows(Notice)) == 1
    assert "还没有选人" in " ".join(desk.post(url(row, "call-up"), {}).errors())


def test_the_dead_the_gone_and_strangers_are_never_called(make, visit, organiser, branch, make_class):
    row = make_class(ClassEntry.CALL_UP)
    dead = make.member("去世的", branch, status=MemberStatus.DECEASED, account=False)
    moved = make.member("转走的", branch, status=MemberStatus.TRANSFERRED, account=False)
    other = make.member("别处的", make.unit("西街支部"))
    here = make.member("在的", branch)
    desk = visit(organiser)
    listed = [box["value"] for box in desk.get(url(row, "call-up")).all("input[name=person]")]
    assert listed == [str(here.id)]
    everybody = desk.post(url(row, "call-up/preview"), {"all": "1"})
    assert [box["value"] for box in everybody.all("input[name=person]")] == [str(here.id)]
    desk.post(url(row, "call-up"), {"person": [str(dead.id), str(moved.id), str(other.id), str(here.id), "99999"]})
    assert standing(make, row) == {here.id: PlaceState.CALLED}


def test_a_call_up_is_narrowed_as_the_roster_allows(make, visit, organiser, branch, make_class):
    row = make_class(ClassEntry.CALL_UP)
    group = make.unit("一小组", branch, UnitKind.GROUP)
    people = {
        "甲一": make.member("甲一", group, trade="教师", education="大专", study_mode=StudyMode.ONLINE),
        "单小曾": make.member("单小曾", branch, trade="电工", education="初中"),
    }
    desk = visit(organiser)

    def found(query):
        boxes = desk.get(url(row, f"call-up?{query}")).all("input[name=person]")
        return [name for name, person in people.items() if str(person.id) in [box["value"] for box in boxes]]

    assert found(f"unit={group.id}") == ["甲一"]
    assert found("study_mode=online") == ["甲一"]
    assert found("trade=电工") == ["单小曾"]
    assert found("education=初中") == ["单小曾"]
    assert found("q=sxz") == ["单小曾"]
    assert found("unit=999999") == []
    assert found("category=abc&study_mode=no-such&unit=99999999999999999999") == ["甲一", "单小曾"]


def test_a_pasted_list_says_what_became_of_every_line(make, visit, organiser, branch, make_class):
    row = make_class(ClassEntry.CALL_UP)
    sure = make.member("甲一", branch, phone="")
    twins = [make.member("乙二", branch), make.member("乙二", make.unit("一小组", branch, UnitKind.GROUP))]
    make.member("丙三", branch, status=MemberStatus.LEFT, account=False)
    numbered = make.member("丁四", branch, member_number="M77")
    desk = visit(organiser)
    desk.post(url(row, "call-up"), {"person": str(numbered.id)})
    page = desk.submit(url(row, "call-up/names"), names="甲一、乙二\n丙三，M77\n\n 谁也不是 \n甲一")
    assert page.status == 200
    ticked = [box["value"] for box in page.all("input[name=person][checked]")]
    offered = [box["value"] for box in page.all("input[name=person]") if not box.has_attr("checked")]
    assert (ticked, sorted(offered)) == ([str(sure.id)], sorted(str(one.id) for one in twins))
    for words in ("丙三：组织关系已经不在这里了", "M77：已经在名单上了", "谁也不是：您管的名册里没有这个人"):
        assert words in page.text.replace(" ：", "："), words
    assert "其中 1 人没有电话" in page.text
    desk.post(url(row, "call-up"), page.form(url(row, "call-up")) | {"person": [*ticked, str(twins[1].id)]})
    assert standing(make, row) == {
        numbered.id: PlaceState.CALLED, sure.id: PlaceState.CALLED, twins[1].id: PlaceState.CALLED,
    }  # fmt: skip
    assert desk.submit(url(row, "call-up/names"), names=" ").status == 422
    # Who has no phone stands on the call list of this class.
    calls = desk.get(f"/notices/calls?about=class:{row.id}").text
    assert "甲一" in calls
    assert "请您参加学习班：冬季读书班" in calls


# Enrolled.


def test_enrolled_on_the_phone_until_the_seats_are_gone(make, visit, branch, make_class, days):
    row = make_class(capacity=2)
    people = [make.member(name, branch) for name in ("甲一", "甲二", "甲三", "甲四")]
    for person in people:
        assert visit(person).submit(url(row, "place"), url(row, "place/enrol")).status == 303
    assert list(standing(make, row).values()) == [PlaceState.IN] * 2 + [PlaceState.WAITING] * 2
    assert "候补第 2 位" in visit(people[3]).get(url(row, "place")).text
    again = visit(people[0])
    again.post(url(row, "place/enrol"))
    assert len(make.rows(ClassPlace)) == 4

    # Who leaves says why; the first in line moves up, is told, stands on the call list and answers.
    left = visit(people[0]).post(url(row, "place/leave"), {"why": ""})
    assert left.status == 422
    assert visit(people[0]).post(url(row, "place/leave"), {"why": "回老家了"}).status == 303
    assert standing(make, row) == {
        people[0].id: PlaceState.LEFT, people[1].id: PlaceState.IN, people[2].id: PlaceState.IN,
        people[3].id: PlaceState.WAITING,
    }  # fmt: skip
    assert [n.person_id for n in make.rows(Notice, kind=NoticeKind.CLASS_MOVED_UP)] == [people[2].id]
    phone = visit(people[2])
    assert "候补转正，请您回话：冬季读书班" in phone.get("/").text
    assert phone.submit(url(row, "place"), url(row, "place/answer"), coming="yes").status == 303
    assert "候补转正，请您回话" not in phone.get("/").text
    # Everybody in is on every list, nobody else.
    for people_there in lists(make).values():
        assert {who for who, state in people_there.items() if state is SignUpState.SIGNED_UP} == {
            people[1].id, people[2].id,
        }  # fmt: skip
    # Coming back means the end of the line.
    days.shift(60)
    visit(people[0]).post(url(row, "place/enrol"))
    assert standing(make, row)[people[0].id] is PlaceState.WAITING
    assert "候补第 2 位" in visit(people[0]).get(url(row, "place")).text


def test_who_may_not_enrol_reads_why(make, visit, organiser, branch, make_class, days):
    row = make_class(enrol_until=MEETINGS[0].date())
    late, resident = make.member("甲一", branch), make.staff(Role.ORGANISER, make.unit("西街支部"))
    days.move_to(MEETINGS[1], tick=False)
    phone = visit(late)
    assert "报名到 12月1日截止了" in phone.get(url(row, "place")).text
    refused = phone.post(url(row, "place/enrol"))
    assert refused.status == 422
    assert "可以中途进班" in " ".join(refused.errors())
    assert "班次是给党员办的" in visit(resident).get(url(row, "place")).text
    # At the desk it is possible: late entry, expected at what is still to come only.
    desk = visit(organiser)
    page = desk.submit(url(row, "roster"), url(row, "roster/add"), person="甲一", person_id=str(late.id))
    assert page.status == 303
    place = make.get(ClassPlace)
    assert (place.state, place.typed_by_id) == (PlaceState.IN, organiser.id)
    starts = {event.id: event.starts_at for event in make.rows(Event)}
    assert sorted(starts[event] for event in lists(make)) == list(MEETINGS[1:])
    called = make_class(ClassEntry.CALL_UP)
    assert "由组织调训" in visit(late).get(url(called, "place")).text


def test_a_class_in_preparation_or_over_takes_nobody(make, visit, organiser, branch, make_class):
    row, one = make_class(), make.member("甲一", branch)
    for state, words in ((ClassState.DRAFT, "班次还在筹备"), (ClassState.COMPLETED, "名单不能再改")):
        with make._session():
            db.session.get(CourseClass, row.id).state = state
        desk = visit(organiser)
        sent = desk.post(url(row, "call-up"), {"person": str(one.id)})
        assert (sent.status, words in " ".join(sent.errors())) == (422, True)
    assert make.rows(ClassPlace) == []


def test_seats_are_given_by_hand_and_by_a_larger_room(make, visit, organiser, branch, make_class):
    row = make_class(capacity=1)
    people = [make.member(f"甲{number}", branch) for number in "一二三四"]
    for person in people:
        visit(person).post(url(row, "place/enrol"))
    third = make.get(ClassPlace, person_id=people[2].id)
    desk = visit(organiser)
    assert desk.submit(url(row, f"roster/{third.id}"), url(row, f"roster/{third.id}/seat")).status == 303
    assert standing(make, row)[people[2].id] is PlaceState.IN
    with make._session():
        db.session.get(CourseClass, row.id).capacity = 3
    in_line(make, row)
    assert list(standing(make, row).values()) == [PlaceState.IN, PlaceState.IN, PlaceState.IN, PlaceState.WAITING]


def test_who_died_while_waiting_is_passed_over(make, visit, branch, make_class):
    row = make_class(capacity=1)
    people = [make.member(f"甲{number}", branch) for number in "一二三"]
    for person in people:
        visit(person).post(url(row, "place/enrol"))
    with make._session():
        db.session.get(type(people[1]), people[1].id).status = MemberStatus.DECEASED
    visit(people[0]).post(url(row, "place/leave"), {"why": "搬家"})
    assert standing(make, row)[people[1].id] is PlaceState.WAITING
    assert standing(make, row)[people[2].id] is PlaceState.IN


# In step with the meetings.


def test_meetings_added_moved_and_dropped_stay_in_step(make, visit, branch, make_class, days):
    row = make_class(starts=MEETINGS[:2])
    one, two = make.member("甲一", branch), make.member("甲二", branch)
    for person in (one, two):
        visit(person).post(url(row, "place/enrol"))
    added = add_meeting(make, row, 3, MEETINGS[2], branch)
    in_line(make, row)
    assert lists(make)[added.id] == {one.id: SignUpState.SIGNED_UP, two.id: SignUpState.SIGNED_UP}
    # Leave for one meeting stays leave, however often the lists are brought in line.
    phone = visit(one)
    assert (
        phone.submit(f"/schedule/{added.id}/sign-up-region", f"/schedule/{added.id}/leave", reason="体检").status == 303
    )
    in_line(make, row)
    assert lists(make)[added.id][one.id] is SignUpState.LEAVE
    # A meeting that is over, or called off, is left alone.
    with make._session():
        db.session.get(Event, added.id).status = EventStatus.CANCELLED
    days.move_to(MEETINGS[1], tick=False)
    visit(two).post(url(row, "place/leave"), {"why": "出远门"})
    first, second = [event.id for event in make.rows(Event)][:2]
    found = lists(make)
    assert found[first][two.id] is SignUpState.SIGNED_UP
    assert found[second][two.id] is SignUpState.WITHDRAWN
    assert found[added.id][two.id] is SignUpState.SIGNED_UP


def test_bringing_in_line_takes_as_many_statements_for_three_as_for_thirty(make, branch, make_class, statements):
    counted = []
    for size in (3, 30):
        row = make_class(capacity=size)
        people = [make.member(account=False, unit=branch) for _number in range(size)]
        with make._session():
            db.session.add_all(
                ClassPlace(
                    class_id=row.id, person_id=person.id, entry=ClassEntry.ENROLMENT, state=PlaceState.IN,
                    entered_at=MEETINGS[0],
                )
                for person in people
            )  # fmt: skip
        with statements() as asked:
            in_line(make, row)
        counted.append(len(asked))
        with make.app.app_context():
            taken = select(func.count()).where(SignUp.person_id.in_([person.id for person in people]))
            assert db.session.scalar(taken) == size * len(MEETINGS)
    assert counted[0] == counted[1]
    assert counted[1] < 15


def test_nothing_to_bring_in_line_leaves_no_trace(make, visit, branch, make_class):
    row, one = make_class(), make.member("甲一", branch)
    visit(one).post(url(row, "place/enrol"))
    traces = len(make.rows(AuditRow, table="sign_up"))
    in_line(make, row)
    assert len(make.rows(AuditRow, table="sign_up")) == traces == len(MEETINGS)


def test_a_meeting_is_an_event_like_any_other(make, visit, organiser, branch, make_class, days):
    """The sheet, the desk, the roll and the discussion know the people of the class."""
    row = make_class()
    came, stayed = make.member("甲一", branch), make.member("甲二", branch)
    for person in (came, stayed):
        visit(person).post(url(row, "place/enrol"))
    event = make.rows(Event)[0]
    days.move_to(MEETINGS[0], tick=False)
    desk = visit(organiser)
    sheet = desk.get(f"/attendance/{event.id}/sheet").text
    assert "甲一" in sheet
    assert "应到 2 人" in sheet
    sent = desk.submit(f"/attendance/{event.id}/type-in", mode="came", tick=str(came.id))
    assert sent.status == 303
    assert [row.person_id for row in make.rows(Attendance)] == [came.id]
    days.move_to(MEETINGS[0].replace(hour=15), tick=False)
    desk = visit(organiser)
    roll = desk.get(f"/attendance/{event.id}?state=absent")
    assert "甲二" in roll.text
    page = visit(came).get(f"/discussions/{event.id}")
    assert page.status == 200
    assert "来了" in visit(came).get(url(row, "place")).text


def test_the_schedule_leads_to_the_class_and_not_past_it(make, visit, branch, make_class):
    row, guest, member = make_class(), make.member("甲一", branch), make.member("甲二", branch)
    event = make.rows(Event)[0]
    region = visit(guest).get(f"/schedule/{event.id}/sign-up-region")
    assert "请到班次的页面报名" in region.text
    refused = visit(guest).post(f"/schedule/{event.id}/sign-up")
    assert (refused.status, make.rows(SignUp)) == (422, [])
    visit(member).post(url(row, "place/enrol"))
    phone = visit(member)
    assert "请个假" in phone.get(f"/schedule/{event.id}/sign-up-region").text
    assert phone.post(f"/schedule/{event.id}/withdraw").status == 422
    assert phone.post(f"/schedule/{event.id}/leave", {"reason": "体检"}).status == 303
    assert phone.post(f"/schedule/{event.id}/sign-up").status == 303
    assert lists(make)[event.id] == {member.id: SignUpState.SIGNED_UP}


# Who sees what.


def test_the_roster_is_the_units_own(make, visit, organiser, branch, make_class):
    row, one = make_class(), make.member("甲一", branch)
    visit(one).post(url(row, "place/enrol"))
    place = make.get(ClassPlace)
    above, beside = make.staff(Role.ORGANISER), make.staff(Role.ORGANISER, make.unit("西街支部"))
    for tail in ("roster", "roster.xlsx", f"roster/{place.id}", "call-up", "attendance", "completion"):
        assert visit(above).get(url(row, tail)).status == 200, tail
        for person in (beside, one, make.staff(Role.SECRETARY, branch)):
            assert visit(person).get(url(row, tail)).status == 404, tail
    assert visit(beside).post(url(row, f"roster/{place.id}/leave"), {"why": "x"}).status == 404
    other = make_class()
    assert visit(organiser).get(url(other, f"roster/{place.id}")).status == 404
    assert standing(make, row) == {one.id: PlaceState.IN}


def test_the_roster_is_taken_along(make, visit, organiser, branch, make_class):
    row, one = make_class(), make.member("=甲一", branch, phone="13900001234")
    visit(one).post(url(row, "place/enrol"))
    answer = visit(organiser).get(url(row, "roster.xlsx"))
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.response.data)).get_sheet_by_index(0)
    heads, line = rows.to_python()
    assert heads[:5] == ["姓名", "组织", "电话", "怎么进班", "现在"]
    assert line[:5] == ["=甲一", "东街支部", "13900001234", "报名", "在班"]


@pytest.mark.parametrize("text", ["甲" * 64_000, "\x00\x07", "🎉" * 300, "99999999999999999999999"])
def test_whatever_is_typed_is_answered_with_a_sentence(make, visit, organiser, branch, make_class, text):
    row, one = make_class(ClassEntry.CALL_UP), make.member("甲一", branch)
    desk = visit(organiser)
    desk.post(url(row, "call-up"), {"person": str(one.id)})
    place = make.get(ClassPlace)
    for tail, fields in (
        ("call-up", {"person": text}),
        ("call-up/preview", {"person": text, "q": text}),
        ("call-up/names", {"names": text}),
        ("roster/add", {"person": text, "person_id": text}),
        (f"roster/{place.id}/answer", {"coming": text, "reason": text}),
        (f"roster/{place.id}/leave", {"why": text}),
        (f"completion/{place.id}", {"completes": text, "reason": text}),
    ):
        assert desk.post(url(row, tail), fields).status in (200, 303, 422), tail
    assert visit(one).post(url(row, "place/answer"), {"coming": "no", "reason": text}).status in (303, 422)


def test_the_page_of_the_class_shows_my_place_as_a_region(make, visit, branch, make_class):
    row, called = make_class(), make_class(ClassEntry.CALL_UP)
    passer_by = visit()
    region = passer_by.get(url(row, "place"), htmx=True)
    assert region.one("#my-place a")["href"] == f"/sign-in?next={url(row, 'place')}"
    assert "登录以后可以回话" in passer_by.get(url(called, "place")).text
    one = make.member("甲一", branch)
    phone = visit(one)
    assert [button.get_text() for button in phone.get(url(row, "place"), htmx=True).all("#my-place button")] == [
        "我要报名"
    ]
    phone.post(url(row, "place/enrol"))
    region = phone.get(url(row, "place"), htmx=True)
    assert "在班" in region.text
    assert region.form(url(row, "place/leave"))["why"] == ""
