"""The inbox, and the call list of those whom a notice does not reach by itself."""

from datetime import timedelta

import pytest
import time_machine

from partyedu import notices
from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.navigation import answered
from partyedu.notices import operations
from partyedu.notices.models import NOTICE_KINDS, Notice, NoticeKind
from partyedu.organisation.models import MemberStatus


@pytest.fixture
def tell(app):
    """Leave notices, as the rooms above do."""

    def told(people, kind=NoticeKind.EVENT_CHANGED, subject="读书会", **more):
        with app.app_context():
            operations.tell([person.id for person in people], kind, subject, **more)
            db.session.commit()

    return told


def test_a_member_reads_and_is_led_on(make, visit, tell):
    member, other = make.member(), make.member()
    tell([member, other], url="/schedule/7", detail="地点：东门 → 西门", about="event:7")
    me = visit(member)
    page = me.get("/notices/")
    assert "活动有变化：读书会" in page.text
    assert "地点：东门 → 西门" in page.text
    first = make.get(Notice, person_id=member.id)
    assert first.read_at is None  # looking at the list is a GET and changes nothing
    assert me.post(f"/notices/{first.id}/open").location == "/schedule/7"
    assert make.get(Notice, person_id=member.id).read_at is not None
    assert me.post(f"/notices/{make.get(Notice, person_id=other.id).id}/open").status == 404
    tell([member], url="https://evil.example/")
    assert me.post(f"/notices/{make.rows(Notice)[-1].id}/open").location == "/notices/"
    tell([member])
    me.post("/notices/open-all")
    assert all(row.read_at for row in make.rows(Notice, person_id=member.id))
    assert make.get(Notice, person_id=other.id).read_at is None


def names(page) -> list[str]:
    return [tag.get_text() for tag in page.all(".people-lines b.serif")]


def test_the_call_list_holds_those_whom_nothing_else_reaches(make, visit, tell):
    with_both, no_phone = make.member("有账号"), make.member("没手机", phone="")
    no_account = make.member("没账号", account=False)
    dead = make.member("已故", account=False, status=MemberStatus.DECEASED)
    tell([with_both, no_phone, no_account, dead], about="event:7")
    staff = visit(make.staff(Role.ORGANISER))
    assert names(staff.get("/notices/calls")) == ["没手机", "没账号"]
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        staff = visit(make.staff(Role.ORGANISER))
        assert names(staff.get("/notices/calls")) == ["有账号", "没手机", "没账号"]
        visit(with_both).post("/notices/open-all")
        assert names(staff.get("/notices/calls")) == ["没手机", "没账号"]


def test_staff_tick_off_whom_they_told_and_can_take_it_back(make, visit, tell):
    person = make.member("王大爷", account=False, phone="13800001111")
    tell([person], about="event:7")
    boss = make.staff(Role.ORGANISER, name="林组织")
    staff, notice = visit(boss), make.get(Notice)
    page = staff.get("/notices/calls?about=event:7")
    assert "13800001111" in page.text
    answer = staff.submit("/notices/calls?about=event:7", f"/notices/people/{person.id}/told")
    assert answer.location == "/notices/calls?about=event:7"
    assert make.get(Notice).told_by_id == boss.id
    assert names(staff.get("/notices/calls?about=event:7")) == []
    page = staff.get("/notices/calls?told=1&about=event:7")
    assert names(page) == ["王大爷"] and "林组织" in page.text
    staff.post(f"/notices/{notice.id}/not-told", {"next": "//evil.example"})
    assert make.get(Notice).told_at is None


def test_who_has_several_things_to_be_told_is_called_once(make, visit, tell):
    person = make.member("王大爷", account=False)
    tell([person], subject="读书会", about="event:7")
    tell([person], NoticeKind.MOVED_UP, subject="电影", about="event:8")
    boss = make.staff(Role.ORGANISER)
    staff, asked = visit(boss), make.rows(Notice)
    page = staff.get("/notices/calls")
    assert names(page) == ["王大爷"]
    assert [line.get_text(strip=True) for line in page.all(".things li")] == [
        "活动有变化：读书会",
        "候补转正，您有座位了：电影",
    ]
    button = f"/notices/people/{person.id}/told"
    filled = page.form(button)
    tell([person], subject="参观", about="event:9")  # while the organiser is on the phone
    staff.post(button, filled)
    assert [row.told_by_id for row in make.rows(Notice)] == [boss.id, boss.id, None]
    assert [line.get_text(strip=True) for line in staff.get("/notices/calls").all(".things li")] == ["活动有变化：参观"]
    told = staff.get("/notices/calls?told=1")
    assert names(told) == ["王大爷"]
    staff.submit("/notices/calls?told=1", f"/notices/{asked[0].id}/not-told")
    assert [bool(row.told_at) for row in make.rows(Notice)] == [False, True, False]


def test_the_call_list_knows_only_ones_own_units(make, visit, tell):
    own, other = make.unit("第一支部"), make.unit("第二支部")
    mine, theirs = make.member("自己人", own, account=False), make.member("别的人", other, account=False)
    tell([mine, theirs], about="event:7")
    secretary = visit(make.staff(Role.SECRETARY, own))
    assert names(secretary.get("/notices/calls")) == ["自己人"]
    for page in ("/notices/calls/list", "/notices/calls/slips"):
        assert "别的人" not in secretary.get(page).text
    notice = make.get(Notice, person_id=theirs.id)
    for numbers in ("", str(notice.id), "x 99999999999999"):
        assert secretary.post(f"/notices/people/{theirs.id}/told", {"notices": numbers}).status == 404
        assert secretary.post(f"/notices/people/{mine.id}/told", {"notices": numbers}).status == 303
    assert make.get(Notice, id=notice.id).told_at is None
    assert secretary.post(f"/notices/{notice.id}/not-told").status == 404
    assert visit(make.member()).get("/notices/calls").status == 404
    assert visit().get("/notices/calls").status == 303
    assert visit().get("/notices/").status == 303


def test_slips_carry_no_phone_and_the_text_for_the_chat_no_name(make, visit, tell):
    people = [make.member(f"名字{number}", account=False, phone=f"1380000222{number}") for number in range(2)]
    tell(people, detail="地点：东门 → 西门", about="event:7")
    tell(people[:1], NoticeKind.MOVED_UP, about="event:7")
    staff = visit(make.staff(Role.ORGANISER))
    slips = staff.get("/notices/calls/slips?about=event:7")
    assert len(slips.all(".slip")) == 2  # one for each person, with everything on it
    assert slips.text.count("读书会") == 3
    assert "13800002220" not in slips.text
    assert "13800002220" in staff.get("/notices/calls/list?about=event:7").text
    text = staff.get("/notices/calls?about=event:7").one("#news-text").get_text().strip()
    assert text == "活动有变化：读书会\n地点：东门 → 西门\n\n示范社区"


def test_lists_cost_the_same_for_one_and_three_notices(make, visit, tell):
    boss, member = make.staff(Role.ORGANISER), make.member()
    staff, me, costs = visit(boss), visit(member), {}
    for number in (1, 3):
        while len(make.rows(Notice, person_id=member.id)) < number:
            tell([member, make.member(account=False)], about="event:7")
        staff.get("/")
        pages = ("/notices/calls", "/notices/calls?about=event:7", "/notices/calls?told=1", "/notices/calls/list")
        costs[number] = [len(staff.get(page).statements) for page in pages] + [len(me.get("/notices/").statements)]
    assert costs[1] == costs[3], costs
    assert max(costs[3]) <= 8, costs


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant", "en"])
def test_every_kind_of_notice_is_worded_in_every_language(make, visit, tell, language):
    member = make.member(phone="")
    for kind in NOTICE_KINDS:
        tell([member], kind, subject="100% 的题目 <b>", about="event:7")
    page = visit(member, language=language).get("/notices/")
    assert page.text.count("100% 的题目 <b>") >= len(NOTICE_KINDS)
    staff = visit(make.staff(Role.ORGANISER), language=language)
    for path in ("calls?about=event:7", "calls/list", "calls/slips"):
        assert staff.get(f"/notices/{path}").status == 200


def test_home_says_what_waits(app, make, tell):
    member = make.member(phone="")
    tell([member, make.member(account=False)])
    actor = Actor(name="甲", person_id=member.id, grants={Permission.PEOPLE_READ: (make.root.path,)})
    with app.test_request_context():
        found = [(item.count, item.url) for item in answered(notices.waiting(actor))]
    assert found == [(1, "/notices/"), (2, "/notices/calls")]
