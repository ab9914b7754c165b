"""Notices on the screens: who may hang one, for how long, what must not stand on it."""

from datetime import timedelta

import time_machine

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.audit import AuditRow
from partyedu.screens.models import ScreenNotice

NOON = "2026-11-24T06:00:00+00:00"  # 14:00 in the hall
NEW, URGENT = "/screens/notices/new", "/screens/notices/new?urgent=1"


def hang(organiser, page=NEW, **more):
    fields = {"title": "周六上午停水", "text": "请提前接好。", "ends_at": "2026-11-28T12:00", **more}
    return organiser.submit(page, **fields)


def test_a_notice_hangs_in_the_hall_and_goes_by_itself(visit, make):
    with time_machine.travel(NOON, tick=False) as moment:
        organiser = visit(make.staff(Role.ORGANISER))
        assert hang(organiser).location == "/screens/notices"
        assert "周六上午停水" in visit().get("/screens/").one(".strip").get_text()
        assert [row.action for row in make.rows(AuditRow, table="screen_notice")] == ["hang-notice"]
        moment.shift(timedelta(days=4))
        assert not visit().get("/screens/").all(".strip")


def test_an_urgent_one_is_begun_for_some_hours(visit, make):
    with time_machine.travel(NOON, tick=False):
        organiser = visit(make.staff(Role.ORGANISER))
        for page in ("/screens/notices", NEW):
            assert organiser.get(page).one(f'a[href="{URGENT}"]').get_text(strip=True) == "发紧急通知"
        page = organiser.get(URGENT)
        assert page.heading == "发紧急通知"
        assert page.one("#notice-form")["action"] == page.one("#notice-form")["hx-post"] == URGENT
        assert organiser.submit(URGENT, title="三楼漏水，请走东楼梯").status == 303
        notice = make.get(ScreenNotice)
        assert (notice.urgent, notice.ends_at - notice.starts_at) == (True, timedelta(hours=4))


def test_one_that_is_changed_stays_what_it_was(visit, make):
    with time_machine.travel(NOON, tick=False):
        organiser = visit(make.staff(Role.ORGANISER))
        hang(organiser)
        hang(organiser, URGENT, title="三楼漏水", ends_at="2026-11-24T18:00")
        for notice in make.rows(ScreenNotice):
            answer = organiser.submit(f"/screens/notices/{notice.id}/edit", title=f"{notice.title}，请互相转告")
            assert answer.status == 303
        now = {notice.title: notice.urgent for notice in make.rows(ScreenNotice)}
        assert now == {"周六上午停水，请互相转告": False, "三楼漏水，请互相转告": True}


def test_it_is_taken_down_at_once_and_stays_on_the_list(visit, make):
    with time_machine.travel(NOON, tick=False):
        organiser = visit(make.staff(Role.ORGANISER))
        hang(organiser)
        organiser.post(f"/screens/notices/{make.get(ScreenNotice).id}/take-down")
        assert not visit().get("/screens/").all(".strip")
        assert "已撤下" in organiser.get("/screens/notices").text


def test_what_must_not_be_is_refused_at_its_field_and_the_text_stays(visit, make):
    with time_machine.travel(NOON, tick=False):
        make.member("甲一二", phone="13911112222")
        organiser = visit(make.staff(Role.ORGANISER))
        for given, sentence in (
            ({"ends_at": "2026-11-24T13:00"}, "结束要在开始之后"),
            ({"starts_at": "2026-11-20T13:00", "ends_at": "2026-11-24T13:00"}, "已经过去了"),
            ({"page": URGENT}, "最长挂一天"),
            ({"ends_at": "2028-01-01T00:00"}, "三个月"),
            ({"text": "找老甲，13911112222"}, "一位党员的电话"),
            ({"text": "找老甲，139 1111-2222"}, "一位党员的电话"),
            ({"title": "１３９１１１１２２２２"}, "一位党员的电话"),
            ({"title": "长" * 61}, "最多 60 个字"),
            ({"text": "长" * 5001}, "最多 5000 个字"),
            ({"ends_at": "改天"}, "2026-03-05 14:30"),
        ):
            answer = hang(organiser, **given)
            assert answer.status == 422, given
            assert sentence in " ".join(answer.errors())
        assert answer.form(NEW)["text"].strip() == "请提前接好。"
        assert make.rows(ScreenNotice) == []


def test_the_same_form_sent_twice_hangs_one(visit, make):
    organiser = visit(make.staff(Role.ORGANISER))
    ends = (clock.now() + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M")
    fields = {**organiser.get(NEW).form(NEW), "title": "停水", "ends_at": ends}
    organiser.post(NEW, fields)
    organiser.post(NEW, fields)
    assert len(make.rows(ScreenNotice)) == 1


def test_two_who_change_it_at_once_see_both_texts(visit, make):
    with time_machine.travel(NOON, tick=False):
        organiser = visit(make.staff(Role.ORGANISER))
        hang(organiser)
        url = f"/screens/notices/{make.get(ScreenNotice).id}/edit"
        fields = organiser.get(url).form(url)
        organiser.post(url, {**fields, "title": "先改的"})
        answer = organiser.post(url, {**fields, "title": "后改的"})
        assert answer.status == 409
        assert "先改的" in answer.text
        assert make.get(ScreenNotice).title == "先改的"


def test_a_branch_hangs_notices_on_its_own_screens_only(visit, make):
    with time_machine.travel(NOON, tick=False):
        organiser = visit(make.staff(Role.ORGANISER, make.unit("第一支部")))
        assert hang(organiser, unit_id=str(make.root.id)).status == 422
        assert visit(make.member("甲一二")).get("/screens/notices").status == 404
        keeper = visit(make.staff(Role.ORGANISER))
        hang(keeper)
        number = make.get(ScreenNotice).id
        assert organiser.get(f"/screens/notices/{number}/edit").status == 404
        assert organiser.post(f"/screens/notices/{number}/take-down").status == 404


def test_an_urgent_one_that_still_hangs_waits_on_the_home_page(visit, make):
    with time_machine.travel(NOON, tick=False):
        organiser = visit(make.staff(Role.ORGANISER))
        hang(organiser, URGENT, ends_at="2026-11-24T17:00", title="三楼电梯停用")
        assert "紧急通知还盖着屏幕" in organiser.get("/").text
