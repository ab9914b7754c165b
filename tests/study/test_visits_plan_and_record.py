"""Study brought to the door: planned by the organiser, walked by the helper, recorded once."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from partyedu.accounts.models import Role
from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.core import clock
from partyedu.core.audit import AuditRow
from partyedu.core.db import db
from partyedu.organisation.models import (
    CardSource,
    ContactCard,
    Duty,
    DutyKind,
    Household,
    MemberStatus,
    Person,
    StudyMode,
)
from partyedu.study.models import Exemption, ExemptionKind, HomeVisit, MakeUp, MakeUpKind, VisitHelper, VisitState

PLAIN = {"REMOTE_ADDR": "192.168.1.20"}  # a phone in the wireless network, on plain http


@pytest.fixture
def add(app):
    """``add(row, …)``: rows written straight into the tables."""

    def write(*rows):
        with app.app_context():
            db.session.add_all(rows)
            db.session.commit()

    return write


@pytest.fixture
def street(make, add):
    """A branch: two helpers (one without account), two who cannot come, an organiser above and a secretary."""
    branch = make.unit("红旗支部")
    helper = make.member("帮手甲", branch)
    second = make.member("帮手乙", branch)
    paper = make.member("帮手纸", branch, account=False, phone="")
    old = make.member("老甲", branch, account=False, study_mode=StudyMode.AT_THE_DOOR)
    ill = make.member("老乙", branch)
    today = clock.today()
    add(
        *(
            Duty(
                person_id=one.id, unit_id=branch.id, kind=DutyKind.HELPER, since_on=today, written_at=clock.now(),
                version=1,
            )
            for one in (helper, second, paper)
        ),
        Exemption(
            person_id=ill.id, kind=ExemptionKind.ILLNESS, from_on=today, until_on=today + timedelta(days=90),
            decided_at=clock.now(), version=1,
        ),
    )  # fmt: skip
    return SimpleNamespace(
        branch=branch, helper=helper, second=second, paper=paper, old=old, ill=ill, today=today,
        organiser=make.staff(Role.ORGANISER, name="工甲"), secretary=make.staff(Role.SECRETARY, branch, name="书记甲"),
    )  # fmt: skip


@pytest.fixture
def plan(make, app):
    """``plan(person, helper, …)``: a visit that is planned, today unless ``on`` says otherwise."""

    def write(person, *helpers, on=None, **more):
        with app.app_context():
            row = HomeVisit(
                person_id=person.id, unit_id=person.unit_id, planned_on=on or clock.today(), created_at=clock.now(),
                version=1, **more,
            )  # fmt: skip
            db.session.add(row)
            db.session.flush()
            db.session.add_all([VisitHelper(visit_id=row.id, person_id=one.id) for one in helpers])
            db.session.commit()
            number = row.id
        return make.get(HomeVisit, id=number)

    return write


@pytest.fixture
def lives(add, app):
    """``lives(person, area, building, door)``: a contact card with a household."""

    def write(person, area, building, door):
        with app.app_context():
            home = Household(
                unit_id=person.unit_id, area=area, building=building, door=door, written_at=clock.now(), version=1
            )
            db.session.add(home)
            db.session.flush()
            db.session.add(
                ContactCard(
                    person_id=person.id,
                    household_id=home.id,
                    reach_how="敲门要重",
                    source=CardSource.VISIT,
                    filled_in_on=clock.today(),
                    written_at=clock.now(),
                    version=1,
                    asks="只给书记看的难处",
                )
            )
            db.session.commit()

    return write


def fill(visitor, visit, **filled):
    """Open the record of a visit, fill it in and send it."""
    return visitor.submit(f"/study/visits/{visit.id}/record", **filled)


# --- planning ---------------------------------------------------------------------------------------------------------


def test_the_list_offers_who_cannot_come_and_plans_several_at_once(make, visit, street):
    staff = visit(street.organiser)
    offered = staff.get("/study/visits/choose")
    assert {tag.get_text() for tag in offered.all(".choice b")} == {"老甲", "老乙"}
    page = f"/study/visits/new?people={street.old.id}&people={street.ill.id}"
    day = street.today + timedelta(days=2)
    planned = staff.submit(
        page, "/study/visits/new", helpers=[str(street.helper.id)], helper="帮手纸", planned_on=day.isoformat(),
        why="腿脚不便", bring="大字版材料",
    )  # fmt: skip
    assert planned.status == 303, planned.errors()
    rows = make.rows(HomeVisit)
    assert {row.person_id for row in rows} == {street.old.id, street.ill.id}
    assert [(row.unit_id, row.planned_on, row.why, row.bring) for row in rows] == [
        (street.branch.id, day, "腿脚不便", "大字版材料")
    ] * 2
    assert [row.person_id for row in make.rows(VisitHelper, visit_id=rows[0].id)] == [street.helper.id, street.paper.id]
    assert make.get(AuditRow, action="plan-visit", row_id=rows[0].id).fields == ""  # no words of anybody


def test_from_the_plan_to_the_hours_with_the_name_of_who_confirmed_them(make, visit, street):
    """The whole road over HTTP: planned, walked, recorded; the minutes stand in the year of the person visited."""
    ledger = f"/study/hours/people/{street.ill.id}"
    staff, helper, member = visit(street.organiser), visit(street.helper), visit(street.ill)
    planned = staff.submit(
        f"/study/visits/new?people={street.ill.id}", "/study/visits/new", helpers=[str(street.helper.id)],
        planned_on=street.today.isoformat(), why="腿脚不便", bring="大字版材料",
    )  # fmt: skip
    assert planned.status == 303, planned.errors()
    row = make.get(HomeVisit)
    assert not member.get(ledger).all(".ledger-lines tbody tr")  # what is planned is not yet study

    assert "老乙" in helper.get("/study/visits/mine").text
    recorded = fill(helper, row, outcome="done", minutes="40", studied="念了一段党史")
    assert recorded.status == 303, recorded.errors()
    for reader in (member, staff):
        [line] = reader.get(ledger).all(".ledger-lines tbody tr")
        said = line.get_text(" ", strip=True)
        assert "40 分钟" in said
        assert street.helper.name in said
        assert "腿脚不便" not in said  # why somebody is visited is no business of the hours


def test_a_form_sent_twice_plans_once(make, visit, street):
    staff = visit(street.organiser)
    page = staff.get(f"/study/visits/new?people={street.old.id}")
    fields = page.form("/study/visits/new") | {"helpers": [str(street.helper.id)]}
    assert [staff.post("/study/visits/new", fields).status for _twice in range(2)] == [303, 303]
    assert len(make.rows(HomeVisit)) == 1


def test_who_asked_in_make_up_stands_first_with_the_reason(make, visit, street, add):
    branch = make.unit("青松支部")
    asked = make.member("想请人", branch)
    add(
        MakeUp(
            person_id=asked.id, kind=MakeUpKind.ABSENCE, year=street.today.year, opened_at=clock.now(),
            offered_visit=True, version=1,
        )
    )  # fmt: skip
    page = visit(street.organiser).get("/study/visits/choose")
    first = page.all(".choice")[0].get_text(" ")
    assert "想请人" in first
    assert "想请人上门" in first
    only = visit(street.organiser).get("/study/visits/choose?reason=make-up")
    assert [tag.get_text() for tag in only.all(".choice b")] == ["想请人"]


def test_the_secretary_chooses_among_their_own_branch_only(make, visit, street):
    elsewhere = make.member("别家的", make.unit("青松支部"), study_mode=StudyMode.AT_THE_DOOR)
    staff = visit(street.secretary)
    assert "别家的" not in staff.get("/study/visits/choose").text
    assert staff.get(f"/study/visits/new?people={elsewhere.id}").location.endswith("/study/visits/choose")


def test_those_not_reached_lately_are_found_and_those_reached_are_not(make, visit, street, plan, add):
    add(
        Attendance(
            event_id=make.event(unit=street.branch).id, person_id=street.helper.id, state=AttendanceState.PRESENT,
            via=Via.DESK, at=clock.now(), device="",
        )
    )  # fmt: skip
    page = visit(street.organiser).get("/study/visits/choose?reason=not-reached")
    names = {tag.get_text() for tag in page.all(".choice b")}
    assert "老甲" in names
    assert "帮手甲" not in names


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        ({"planned_on": "2020-01-01"}, "这一天已经过去了，请选今天或以后的日子。"),
        ({"planned_on": "2199-01-01"}, "最多提前一年安排，请检查年份。"),
        ({"planned_on": "2027-02-29"}, "请写成 2026-03-05 这样。"),
        ({"helpers": None}, "请选至少一位送学帮手。"),
        ({"helper": "没有这人"}, "没有找到这个人，请换姓名、拼音首字母或手机后四位再试。"),
        ({"why": "😀" * 201}, "最多 200 个字。"),
        ({"people": None}, "还没有选人。请先选去看谁。"),
        ({"courseware_id": "99999"}, "请从列出的里面选一个。"),
    ],
)
def test_a_plan_that_cannot_be_made_says_why(make, visit, street, filled, sentence):
    staff = visit(street.organiser)
    page = f"/study/visits/new?people={street.old.id}"
    fields = {"helpers": [str(street.helper.id)], **filled}
    answer = staff.submit(page, "/study/visits/new", **fields)
    assert answer.status == 422
    assert sentence in answer.text
    assert make.rows(HomeVisit) == []


def test_nobody_is_sent_to_themselves_or_twice_on_one_day(make, visit, street, plan):
    staff, page = visit(street.organiser), f"/study/visits/new?people={street.old.id}"
    own = staff.submit(page, "/study/visits/new", helper="老甲")
    assert "老甲在要看望的人里，不能自己去看自己。" in own.text
    day = street.today + timedelta(days=3)
    plan(street.old, street.second, on=day)
    twice = staff.submit(page, "/study/visits/new", helpers=[str(street.helper.id)], planned_on=day.isoformat())
    assert any("已经安排去看老甲了，不用再排一次。" in error for error in twice.errors())


def test_the_last_day_of_february_of_a_leap_year_is_a_day(make, visit, street, plan):
    import time_machine

    with time_machine.travel("2028-02-28T02:00:00Z", tick=True):
        staff = visit(street.organiser)
        planned = staff.submit(
            f"/study/visits/new?people={street.old.id}", "/study/visits/new", helpers=[str(street.helper.id)],
            planned_on="2028-02-29",
        )  # fmt: skip
        assert planned.status == 303, planned.errors()
    assert make.get(HomeVisit).planned_on == date(2028, 2, 29)


# --- the way ----------------------------------------------------------------------------------------------------------


def test_the_way_goes_from_door_to_door_as_people_count(visit, street, plan, lives):
    lives(street.old, "青龙苑", "12号楼", "101")
    lives(street.ill, "青龙苑", "3号楼", "402")
    plan(street.old, street.helper)
    plan(street.ill, street.helper, why="刚出院")
    page = visit(street.helper).get("/study/visits/mine")
    assert [tag.get_text() for tag in page.all(".stop h3")] == ["老乙", "老甲"]
    assert "青龙苑 3号楼 402" in page.text
    assert "刚出院" in page.text
    assert "只给书记看的难处" not in page.text  # nothing else of the card
    assert len(page.statements) <= 8


def test_on_plain_http_the_way_shows_no_address_and_no_reason(visit, street, plan, lives):
    lives(street.old, "青龙苑", "12号楼", "101")
    row = plan(street.old, street.helper, why="刚出院", note="睡得不好")
    phone = visit(street.helper)
    phone.client.environ_base.update(PLAIN)
    for address in ("/study/visits/mine", f"/study/visits/{row.id}", "/study/visits/mine/sheet"):
        page = phone.get(address)
        assert "老甲" in page.text
        for private in ("青龙苑", "刚出院", "睡得不好"):
            assert private not in page.text
    record = phone.get(f"/study/visits/{row.id}/record")
    assert record.all("textarea") == []
    assert fill(phone, row, minutes="40").status == 303


def test_what_stands_in_private_boxes_survives_a_record_made_on_plain_http(make, visit, street, plan):
    row = plan(street.old, street.helper, note="睡得不好", words="学得进")
    phone = visit(street.helper)
    phone.client.environ_base.update(PLAIN)
    assert fill(phone, row, minutes="40").status == 303
    kept = make.get(HomeVisit)
    assert (kept.minutes, kept.note, kept.words) == (40, "睡得不好", "学得进")


def test_pages_of_a_visit_are_never_kept_and_forms_hold_no_draft(visit, street, plan):
    row = plan(street.old, street.helper)
    page = visit(street.helper).get(f"/study/visits/{row.id}/record")
    assert "no-store" in page.headers["Cache-Control"]
    assert page.one("#record-form")["autocomplete"] == "off"


def test_who_left_or_died_since_falls_off_the_way_with_a_word(make, visit, street, plan, app):
    plan(street.old, street.helper)
    with app.app_context():
        db.session.get_one(Person, street.old.id).status = MemberStatus.DECEASED
        db.session.commit()
    page = visit(street.helper).get("/study/visits/mine")
    assert page.all(".stop") == []
    assert "老甲不用去了：组织关系已经不在这里。" in page.text
    assert "去世" not in page.text
    assert "请您上门送学" not in visit(street.helper).get("/").text
    assert "老甲" not in visit(street.organiser).get(f"/study/visits/sheet?day={street.today}").text


def test_each_helper_has_a_sheet_with_lines_to_write_on_and_no_reason(visit, street, plan, lives):
    lives(street.old, "青龙苑", "12号楼", "101")
    plan(street.old, street.helper, street.paper, why="刚出院")
    page = visit(street.organiser).get(f"/study/visits/sheet?day={street.today}")
    assert [tag.get_text() for tag in page.all(".when")] == [
        f"帮手：{name} · {page.all('.when')[0].get_text().split(' · ')[1]}" for name in ("帮手甲", "帮手纸")
    ]
    assert page.text.count("青龙苑 12号楼 101") == 2
    assert "刚出院" not in page.text
    assert "交回服务台" in page.text
    own = visit(street.helper).get(f"/study/visits/mine/sheet?day={street.today}")
    assert len(own.all(".door-sheet")) == 1


def test_an_administrator_prints_the_sheets_without_addresses(make, visit, street, plan, lives):
    lives(street.old, "青龙苑", "12号楼", "101")
    row = plan(street.old, street.helper, why="刚出院", note="睡得不好")
    keeper = visit(make.staff(Role.ADMINISTRATOR))
    for address in (
        f"/study/visits/sheet?day={street.today}",
        f"/study/visits/{row.id}",
        f"/study/visits/{row.id}/change",
    ):
        page = keeper.get(address)
        assert page.status == 200
        for private in ("青龙苑", "刚出院", "睡得不好"):
            assert private not in page.html


# --- recording --------------------------------------------------------------------------------------------------------


def test_a_helper_records_what_came_of_it(make, visit, street, plan):
    row = plan(street.old, street.helper, bring="大字版材料")
    helper = visit(street.helper)
    assert "今天请您上门送学 1 家" in helper.get("/").text
    answer = fill(
        helper, row, minutes="45", studied="读了一篇，聊了聊", words="字大，看得清", words_agreed="y", note="血压偏高"
    )
    assert answer.status == 303, answer.errors()
    kept = make.get(HomeVisit)
    assert (kept.state, kept.visited_on, kept.minutes, kept.studied, kept.words, kept.note) == (
        VisitState.DONE, street.today, 45, "读了一篇，聊了聊", "字大，看得清", "血压偏高",
    )  # fmt: skip
    assert (kept.recorded_by_id, kept.typed_by_id) == (street.helper.id, None)
    assert "今天请您上门送学" not in helper.get("/").text


def test_staff_type_the_sheet_and_the_helper_confirms(make, visit, street, plan):
    row = plan(street.old, street.paper)
    answer = fill(visit(street.organiser), row, by_id=str(street.paper.id), minutes="30")
    assert answer.status == 303, answer.errors()
    kept = make.get(HomeVisit)
    assert (kept.recorded_by_id, kept.typed_by_id) == (street.paper.id, street.organiser.id)
    assert make.get(AuditRow, action="record-visit").on_behalf_of_id == street.paper.id


def test_words_are_kept_only_with_consent(make, visit, street, plan):
    row = plan(street.old, street.helper)
    answer = fill(visit(street.helper), row, minutes="45", words="我的难处")
    assert "本人同意了才能记这句话。没有同意的话，请把它删掉。" in answer.text
    assert make.get(HomeVisit).words == ""


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        ({"minutes": "0"}, "请填 5 到 480 之间的数。"),
        ({"minutes": "2000"}, "请填 5 到 480 之间的数。"),
        ({"minutes": ""}, "请写学了多少分钟。"),
        ({"minutes": "99999999999999999999"}, "这个数太大了。"),
        ({"note": "难" * 65_536}, "最多 5000 个字。"),
        ({"visited_on": "2199-01-01"}, "这一天还没到，去过以后再来记。"),
        ({"visited_on": "1999-01-01"}, "这是一年多以前的日子，请检查年份。"),
        ({"visited_on": ""}, "请填哪一天去的。"),
        ({"state": "planned"}, "请从列出的里面选一个。"),
    ],
)
def test_a_record_that_cannot_be_right_says_why(make, visit, street, plan, filled, sentence):
    row = plan(street.old, street.helper)
    answer = fill(visit(street.helper), row, **{"minutes": "30", **filled})
    assert answer.status == 422
    assert sentence in answer.text
    assert make.get(HomeVisit).state is VisitState.PLANNED


def test_emoji_are_kept_as_they_were_written(make, visit, street, plan):
    row = plan(street.old, street.helper)
    fill(visit(street.helper), row, minutes="30", note="精神好😀")
    assert make.get(HomeVisit).note == "精神好😀"


def test_two_helpers_recording_one_visit_see_both_texts_and_it_counts_once(make, visit, street, plan):
    row = plan(street.old, street.helper, street.second)
    first, second = visit(street.helper), visit(street.second)
    address = f"/study/visits/{row.id}/record"
    opened = second.get(address).form(address)
    assert fill(first, row, minutes="30", note="讲了一篇").status == 303
    answer = second.post(address, opened | {"minutes": "50", "note": "还修了灯"})
    assert answer.status == 409
    assert "别人刚存的是：30" in answer.text.replace("别人刚存的是： 30", "别人刚存的是：30")
    assert "讲了一篇" in answer.text
    assert answer.one("#note").get_text().strip() == "还修了灯"
    again = second.post(address, answer.form(address) | {"minutes": "30", "note": "讲了一篇，还修了灯"})
    assert again.status == 303
    rows = make.rows(HomeVisit, state=VisitState.DONE)
    assert [(one.minutes, one.note) for one in rows] == [(30, "讲了一篇，还修了灯")]


def test_a_second_visit_on_the_same_day_does_not_count_again(make, visit, street, plan):
    fill(visit(street.helper), plan(street.old, street.helper), minutes="30")
    other = plan(street.old, street.second, on=street.today - timedelta(days=1))
    answer = fill(visit(street.second), other, minutes="30", visited_on=street.today.isoformat())
    assert answer.errors()[-1] == "这一天去看这位党员的学习已经记过一次了，不能记两次。"
    assert len(make.rows(HomeVisit, state=VisitState.DONE)) == 1


def test_the_person_visited_confirms_nothing(make, visit, street, plan):
    row = plan(street.ill, street.helper, street.ill)  # a slip of old data: their own helper
    assert visit(street.ill).get(f"/study/visits/{row.id}/record").status == 404
    answer = fill(visit(street.organiser), row, by_id=str(street.ill.id), minutes="30")
    assert "学时不能由被看望的人自己来记，请另一位来记。" in answer.text
    assert make.get(HomeVisit).minutes is None


def test_who_was_elsewhere_that_day_gives_a_hint_and_no_refusal(make, visit, street, plan, add):
    event = make.event("我的学习故事", starts_at=clock.now() - timedelta(minutes=1), unit=street.branch)
    add(
        Attendance(
            event_id=event.id, person_id=street.old.id, state=AttendanceState.PRESENT, via=Via.DESK, at=clock.now(),
            device="",
        )
    )  # fmt: skip
    row, helper = plan(street.old, street.helper), visit(street.helper)
    answer = fill(helper, row, minutes="30")
    assert answer.status == 303
    assert "也在《我的学习故事》签了到" in helper.get(answer.location).text
    assert make.get(HomeVisit).state is VisitState.DONE


def test_nobody_met_is_another_day_in_one_step(make, visit, street, plan):
    row, helper = plan(street.old, street.helper, why="腿脚不便"), visit(street.helper)
    answer = fill(helper, row, state="not-met", minutes="30", note="没人应门")
    page = helper.get(answer.location)
    day = street.today + timedelta(days=7)
    assert page.one("#planned_on")["value"] == day.isoformat()
    helper.submit(answer.location, f"{answer.location}/again")
    first, again = make.rows(HomeVisit)
    assert (first.state, first.minutes) == (VisitState.NOT_MET, None)
    assert (again.state, again.planned_on, again.why, again.note) == (VisitState.PLANNED, day, "腿脚不便", "")
    assert [one.person_id for one in make.rows(VisitHelper, visit_id=again.id)] == [street.helper.id]


def test_three_times_missed_is_a_quiet_hint_to_those_who_plan(visit, street, plan):
    for days in (30, 20, 10):
        day = street.today - timedelta(days=days)
        plan(street.old, street.helper, on=day, state=VisitState.NOT_MET, visited_on=day)
    hint = "有 1 位党员接连三次没见到人"
    assert hint in visit(street.secretary).get("/").text
    assert hint not in visit(street.helper).get("/").text
    assert "老甲" in visit(street.secretary).get("/study/visits?show=often-not-met").text
    day = street.today - timedelta(days=5)
    plan(street.old, street.helper, on=day, state=VisitState.DONE, visited_on=day, minutes=30)
    assert hint not in visit(street.secretary).get("/").text


# --- who sees what ----------------------------------------------------------------------------------------------------


def test_a_visit_is_seen_by_its_helpers_and_those_who_plan_and_nobody_else(make, visit, street, plan):
    row = plan(street.old, street.helper, why="刚出院")
    address = f"/study/visits/{row.id}"
    for person in (street.helper, street.organiser, street.secretary):
        assert "刚出院" in visit(person).get(address).text
    other = make.unit("青松支部")
    for person in (street.second, street.ill, make.staff(Role.SECRETARY, other), make.staff(Role.REVIEWER)):
        assert visit(person).get(address).status == 404
        assert visit(person).get(f"{address}/record").status == 404


def test_the_person_visited_is_told_and_reads_their_own_words_but_not_why(visit, street, plan):
    plan(street.ill, street.helper, on=street.today + timedelta(days=1), why="一人独居")
    day = street.today - timedelta(days=20)
    plan(
        street.ill, street.helper, on=day, state=VisitState.DONE, visited_on=day, minutes=40, words="学得进", note="难"
    )
    home = visit(street.ill)
    assert "有人上门来和您一起学：帮手甲" in home.get("/").text
    page = home.get("/study/visits/mine")
    assert "学得进" in page.text
    assert "一人独居" not in page.text


def test_an_empty_house_says_what_belongs_here(make, visit, street):
    assert "现在没有请您上门" in visit(street.second).get("/study/visits/mine").text
    assert "还没有安排上门" in visit(street.organiser).get("/study/visits").text


def test_a_visit_is_put_off_handed_on_and_cancelled(make, visit, street, plan):
    row, staff = (
        plan(street.old, street.helper, on=street.today + timedelta(days=1), why="腿脚不便"),
        visit(street.organiser),
    )
    day = street.today + timedelta(days=5)
    changed = staff.submit(
        f"/study/visits/{row.id}/change", helpers=[str(street.second.id)], planned_on=day.isoformat()
    )
    assert changed.status == 303, changed.errors()
    kept = make.get(HomeVisit)
    assert (kept.planned_on, kept.why) == (day, "腿脚不便")
    assert [one.person_id for one in make.rows(VisitHelper)] == [street.second.id]
    assert staff.post(f"/study/visits/{row.id}/cancel").status == 303
    assert make.get(HomeVisit).state is VisitState.CANCELLED
    assert staff.post(f"/study/visits/{row.id}/cancel").status == 422


def test_where_somebody_lives_is_shown_until_the_visit_is_over(make, visit, street, plan, lives):
    lives(street.old, "红旗里", "3", "201")
    row = plan(street.old, street.helper)
    helper = visit(street.helper)
    assert "红旗里 3 201" in helper.get(f"/study/visits/{row.id}").text
    assert fill(helper, row, minutes="30").status == 303
    page = helper.get(f"/study/visits/{row.id}").text
    assert "30" in page
    assert "红旗里" not in page
    assert "敲门要重" not in page


def test_who_may_not_read_cards_does_not_send_themselves(make, visit, street, plan):
    keeper = make.staff(Role.ADMINISTRATOR, name="机房甲")
    asked = {"people": str(street.old.id), "helper": "机房甲", "helper_id": str(keeper.id)}
    planned = {**asked, "planned_on": street.today.isoformat(), "form_key": "a" * 32}
    answer = visit(keeper).post("/study/visits/new", planned)
    assert "您不能看住址和联系卡，不能排自己去，请组织者或书记来排。" in answer.text
    assert make.rows(HomeVisit) == []
    row = plan(street.old, street.helper)
    changed = {**asked, "planned_on": street.today.isoformat(), "version": "1", "helpers": str(street.helper.id)}
    assert visit(keeper).post(f"/study/visits/{row.id}/change", changed).status == 422
    assert [one.person_id for one in make.rows(VisitHelper)] == [street.helper.id]
