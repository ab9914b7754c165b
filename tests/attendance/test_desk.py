"""The desk: everybody gets in, with or without a phone, and the record says who typed."""

from datetime import timedelta

from partyedu.accounts import operations as accounts
from partyedu.accounts.models import Role
from partyedu.attendance.models import Attendance, AttendanceChange, AttendanceState, CheckInDevice, HeadCount, Via
from partyedu.core import clock
from partyedu.core.audit import AuditRow
from partyedu.core.db import db
from partyedu.organisation.models import MemberStatus, Person, PersonKind


def found(answer):
    return [tag.get_text() for tag in answer.all("#found .person b")]


def test_found_by_name_initials_last_four_and_number(desk, make, event, branch):
    make.member("曾小单", branch, phone="13900007001", member_number="D0001")
    make.member("乙二", branch, phone="13900007002")
    make.member("曾小丹", branch, status=MemberStatus.LEFT)
    url = f"/attendance/{event.id}/desk"
    for words in ("曾小", "zxs", "7001", "D0001", "曾 7001"):
        assert found(desk.get(f"{url}?q={words}")) == ["曾小单"], words
    region = desk.get(f"{url}?q=zxs", htmx=True)
    assert found(region) == ["曾小单"] and not region.all("h1")
    assert "没有找到" in desk.get(f"{url}?q=没有这个人").text


def test_one_button_checks_in_for_somebody_and_says_who_typed(desk, make, event, branch, staff):
    person = make.member("甲一", branch, account=False, phone="")
    page = desk.get(f"/attendance/{event.id}/desk?q=甲一")
    url = f"/attendance/{event.id}/desk/check-in/{person.id}"
    answer = desk.post(url, page.form(url), follow=True)
    assert "甲一已签到" in answer.text
    row = make.get(Attendance)
    assert (row.via, row.typed_by_id, row.state) == (Via.DESK, staff.id, AttendanceState.PRESENT)
    audit = make.get(AuditRow, action="check-in")
    assert (audit.actor_id, audit.on_behalf_of_id) == (staff.id, person.id)
    # Pressed again: the same record.
    at = row.at
    desk.post(f"/attendance/{event.id}/desk/check-in/{person.id}")
    assert make.get(Attendance).at == at


def test_a_scanned_card_checks_in_at_once(app, desk, make, event, branch):
    person = make.member("甲一", branch, member_number="D0042")
    with app.app_context():
        card = accounts.print_cards([db.session.get(Person, person.id)])[0]
        db.session.commit()
    typed = f"http://10.0.0.5/sign-in/card/{card.token}"
    answer = desk.post(f"/attendance/{event.id}/desk/scan", {"q": typed}, htmx=True)
    assert answer.status == 200 and "甲一已签到" in answer.text
    assert answer.one("#desk-q")["value"] == ""
    assert make.get(Attendance).via is Via.CARD
    other = make.member("乙二", branch, member_number="D0043")
    desk.post(f"/attendance/{event.id}/desk/scan", {"q": "d0043"})
    assert make.get(Attendance, person_id=other.id).via is Via.CARD
    unknown = desk.post(f"/attendance/{event.id}/desk/scan", {"q": "http://10.0.0.5/sign-in/card/nobodyscardatall"})
    assert unknown.status == 422 and "不认得" in unknown.text


def test_enter_after_a_name_finds_but_does_not_check_in(desk, make, event, branch):
    make.member("甲一", branch, phone="13900004321")
    answer = desk.post(f"/attendance/{event.id}/desk/scan", {"q": "甲一"})
    assert answer.status == 200 and found(answer) == ["甲一"]
    assert answer.one("#desk-q")["value"] == "甲一"
    # Four digits are the end of a phone, even if somebody's number is the same.
    make.member("乙二", branch, member_number="4321")
    assert sorted(found(desk.post(f"/attendance/{event.id}/desk/scan", {"q": "4321"}))) == ["乙二", "甲一"]
    assert make.rows(Attendance) == []


def test_undone_at_the_desk_with_a_trace(desk, make, event, branch, staff):
    person = make.member("甲一", branch)
    desk.post(f"/attendance/{event.id}/desk/check-in/{person.id}")
    row = make.get(Attendance)
    answer = desk.post(f"/attendance/{event.id}/desk/undo/{row.id}", htmx=True)
    assert "甲一的签到已取消" in answer.text and make.rows(Attendance) == []
    assert make.get(AttendanceChange).by_id == staff.id
    assert desk.post(f"/attendance/{event.id}/desk/undo/{row.id}").status == 404


def test_the_desk_opens_by_the_servers_clock(desk, make, event, branch, doors):
    person = make.member("甲一", branch)
    doors.move_to(event.starts_at - timedelta(minutes=61), tick=False)
    desk.again()
    page = desk.get(f"/attendance/{event.id}/desk")
    assert "签到还没有开始" in page.text and "13:30" in page.text
    assert desk.post(f"/attendance/{event.id}/desk/check-in/{person.id}").status == 422
    assert make.rows(Attendance) == []


def test_a_resident_walks_in_where_it_is_open(desk, make, event, branch):
    assert "没有对居民开放" in desk.get(f"/attendance/{event.id}/desk").text
    refused = desk.post(f"/attendance/{event.id}/desk/walk-in", {"name": "赵六"})
    assert refused.status == 422 and make.rows(Person, kind=PersonKind.RESIDENT) == []
    film = make.event("邻里电影", starts_at=event.starts_at, unit=branch, open_to_residents=True)
    url = f"/attendance/{film.id}/desk/walk-in"
    assert desk.post(url, {"name": "赵六"}).status == 303
    again = desk.post(url, {"name": "赵六"})
    assert again.status == 422 and "如果是另一位" in " ".join(again.errors())
    assert desk.post(url, {"name": "赵六", "phone": "13700001212"}).status == 303
    assert desk.post(url, {"name": "赵六", "phone": "13700001212"}).status == 303
    assert len(make.rows(Person, kind=PersonKind.RESIDENT)) == 2
    assert len(make.rows(Attendance)) == 2
    assert desk.post(url, {"name": ""}).status == 422


def test_more_check_ins_than_heads_are_pointed_out(desk, make, event, branch):
    for number in range(3):
        desk.post(f"/attendance/{event.id}/desk/check-in/{make.member(f'甲{number}', branch).id}")
    assert desk.submit(f"/attendance/{event.id}/desk", f"/attendance/{event.id}/desk/heads", heads="2").status == 303
    assert make.get(HeadCount).checked_in == 3
    assert "签到的比数到的多 1 人" in desk.get(f"/attendance/{event.id}/desk").text
    wrong = desk.post(f"/attendance/{event.id}/desk/heads", {"heads": "两个"})
    assert wrong.status == 422 and wrong.errors()


def test_the_live_region_counts_and_costs_the_same_for_one_and_three(desk, make, event, branch):
    def costs():
        answers = [desk.get(f"/attendance/{event.id}/desk{more}") for more in ("/live", "?q=甲", "")]
        return [len(answer.statements) for answer in answers]

    desk.post(f"/attendance/{event.id}/desk/check-in/{make.member('甲一', branch).id}")
    with_one = costs()
    for name in ("甲二", "甲三"):
        desk.post(f"/attendance/{event.id}/desk/check-in/{make.member(name, branch).id}")
    assert costs() == with_one and max(with_one) <= 9
    live = desk.get(f"/attendance/{event.id}/desk/live", htmx=True)
    assert [tag.get_text() for tag in live.all(".stat b")] == ["3", "3"]


def test_who_may_sit_at_the_desk(visit, make, event, branch):
    other = make.unit("第二支部")
    urls = ["", "/desk", "/desk/live", "/code", "/sheet", "/type-in"]
    for person, status in (
        (make.staff(Role.SECRETARY, branch), 200),
        (make.staff(Role.ORGANISER), 200),
        (make.staff(Role.ORGANISER, other), 404),
        (make.staff(Role.REVIEWER, branch), 404),
        (make.member("甲一", branch), 404),
    ):
        visitor = visit(person)
        assert {visitor.get(f"/attendance/{event.id}{url}").status for url in urls} == {status}, person.name
        assert visitor.get("/attendance/999/desk").status == 404
    # The secretary of the unit that is expected, at somebody else's event.
    joint = make.event("联合活动", starts_at=event.starts_at, unit=other, expected_unit_id=branch.id)
    assert visit(make.staff(Role.SECRETARY, branch)).get(f"/attendance/{joint.id}/desk").status == 200


def test_the_desk_does_not_find_people_of_other_units_but_their_card_does(desk, make, event):
    guest = make.member("来客", make.unit("第二支部"), member_number="X77")
    assert found(desk.get(f"/attendance/{event.id}/desk?q=来客")) == []
    assert desk.post(f"/attendance/{event.id}/desk/check-in/{guest.id}").status == 404
    desk.post(f"/attendance/{event.id}/desk/scan", {"q": "X77"})
    assert make.get(Attendance).person_id == guest.id


def test_the_code_on_any_screen(desk, make, event, code, doors):
    page = desk.get(f"/attendance/{event.id}/code")
    digits = code(event).digits
    assert f"{digits[:3]} {digits[3:]}" in page.text and page.all("svg")
    version = page.one("#screen")["data-version"]
    assert desk.get(f"/attendance/{event.id}/code", htmx=True, **{}).status == 200
    assert desk.client.get(f"/attendance/{event.id}/code", query_string={"version": version}).status_code == 204
    doors.shift(timedelta(seconds=30))
    assert code(event).digits[:3] in desk.get(f"/attendance/{event.id}/code", htmx=True).text
    doors.move_to(event.ends_at + timedelta(hours=1), tick=False)
    desk.again()
    page = desk.get(f"/attendance/{event.id}/code")
    assert "已经结束" in page.text and not page.all(".qr")


def test_what_waits_at_home(visit, make, event, branch, desk, staff, doors):
    member = make.member("甲一", branch)
    assert "正在签到：四十年一本账" in desk.get("/").text
    home = visit(member)
    assert "现在可以签到：四十年一本账" in home.get("/").text
    assert "现在可以签到" in home.get("/attendance/").text
    desk.post(f"/attendance/{event.id}/desk/check-in/{member.id}")
    assert "现在可以签到" not in home.get("/").text
    doors.move_to(event.starts_at - timedelta(hours=5), tick=False)
    assert "正在签到" not in visit(staff).get("/").text


def test_staff_forget_the_phones_of_somebody(desk, visit, make, event, code, branch):
    person = make.member("甲一", branch, phone="13900004321")
    phone = visit()
    phone.submit(code(event).path, f"/c/{event.id}/who", name="甲一", proof="4321")
    assert "1 部手机记得甲一" in desk.get(f"/attendance/people/{person.id}").text
    desk.post(f"/attendance/people/{person.id}/phones")
    assert make.get(CheckInDevice).revoked_at is not None
    stranger = visit(make.member("乙二", branch))
    assert stranger.post(f"/attendance/people/{person.id}/phones").status == 404


def test_who_sits_there_for_the_branch_invited_does_not_look_up_the_whole_community(make, visit, branch, doors):
    """The community holds the session and expects one branch: its secretary finds the branch and who signed up."""
    invited = make.event("社区报告会", starts_at=clock.now() + timedelta(minutes=12), expected_unit_id=branch.id)
    make.member("甲一", branch)
    stranger = make.member("乙二", make.unit("第二支部"))
    desk = visit(make.staff(Role.SECRETARY, branch))
    assert desk.get(f"/attendance/{invited.id}/desk?q=甲一").all(".person")
    assert not desk.get(f"/attendance/{invited.id}/desk?q=乙二").all(".person")
    assert desk.get(f"/attendance/{invited.id}/people/{stranger.id}").status == 404
    assert visit(make.staff(Role.ORGANISER)).get(f"/attendance/{invited.id}/desk?q=乙二").all(".person")
