"""The schedule for everybody: what is released and nothing else, by week, as a list, filtered, searched."""

from datetime import date, datetime, time

import pytest
import time_machine

from partyedu.accounts.models import Role
from partyedu.core import clock, watch
from partyedu.core.actor import Actor, acting_as
from partyedu.core.db import db
from partyedu.organisation.models import Person
from partyedu.schedule import operations
from partyedu.schedule.models import Event, EventKind, EventPart, EventStatus, Room

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=clock.now().tzinfo)  # Tuesday, 9 o'clock in the hall


@pytest.fixture(autouse=True)
def _tuesday():
    with time_machine.travel(NOW, tick=False):
        yield


def at(day: int, hour: int = 14, minute: int = 30) -> datetime:
    return clock.at(date(2026, 11, day), time(hour, minute))


def titles(page) -> list[str]:
    return [tag.get_text() for tag in page.all("#event-list h3 a")]


def test_the_week_shows_monday_to_sunday_and_leads_to_the_next(make, visit):
    for day, title in ((22, "上周日"), (23, "周一"), (29, "周日"), (30, "下周一")):
        make.event(title, at(day), kind=EventKind.MEETING)
    make.event("没有公布的", at(25), published=False)
    page = visit().get("/schedule/")
    assert titles(page) == ["周一", "周日"]
    assert "本周 · 11月23日 – 11月29日 · 2 场" in page.text
    following = next(tag for tag in page.all("#event-list nav a") if tag.get_text() == "下一周")
    assert titles(visit().get(following["href"])) == ["下周一"]
    assert titles(visit().get("/schedule/?week=2026-11-18")) == ["上周日"]
    assert titles(visit().get("/schedule/?week=nonsense")) == ["周一", "周日"]


def test_the_list_goes_on_and_past_years_can_be_reached(make, visit):
    make.event("去年的", clock.at(date(2025, 3, 5), time(9, 0)))
    make.event("昨天的", at(23))
    make.event("今天上午", at(24, 8, 0))
    make.event("明年的", clock.at(date(2027, 3, 5), time(9, 0)))
    page = visit().get("/schedule/?view=list")
    assert titles(page) == ["今天上午", "明年的"]
    year = next(tag for tag in page.all("#event-list a") if tag.get_text() == "2025")
    assert titles(visit().get(year["href"])) == ["去年的"]


def test_a_fragment_holds_the_list_only(make, visit):
    make.event("周三的电影", at(25), kind=EventKind.FILM)
    page = visit().get("/schedule/", htmx=True)
    assert titles(page) == ["周三的电影"]
    assert page.soup.h1 is None


def test_theme_unit_venue_and_kind_narrow_the_schedule(make, visit):
    branch, other = make.unit("第一支部"), make.unit("第二支部")
    group = make.unit("第一小组", parent=branch)
    make.venue("社区中心", rooms=("二楼大厅",))
    room = make.get(Room, name="二楼大厅")
    theme = make.theme("家风")
    make.event("甲", at(25), unit=group, theme_id=theme.id, kind=EventKind.FILM)
    make.event("乙", at(26), unit=other, room_id=room.id)
    visitor = visit()
    assert titles(visitor.get(f"/schedule/?theme={theme.id}")) == ["甲"]
    assert titles(visitor.get(f"/schedule/?unit={branch.id}")) == ["甲"]
    assert titles(visitor.get(f"/schedule/?venue={room.venue_id}")) == ["乙"]
    assert titles(visitor.get("/schedule/?kind=film")) == ["甲"]
    assert titles(visitor.get("/schedule/?kind=film&unit=99999")) == []
    assert titles(visitor.get("/schedule/?theme=abc&kind=none&page=x&week=9")) == ["甲", "乙"]


@pytest.mark.parametrize("words", ["家风故事", "jfgs", "jiafeng", "家風", "大厅", "　家风　故事 "])
def test_words_pinyin_and_initials_find_an_event(make, visit, words):
    make.venue()
    make.event("家风故事会", at(25), room_id=make.get(Room, name="二楼大厅").id)
    make.event("防火演练", at(26))
    assert titles(visit().get(f"/schedule/?q={words}")) == ["家风故事会"]


def test_nothing_found_says_so(make, visit):
    page = visit().get("/schedule/?q=%25_'\"<script>")
    assert "没有找到" in page.text


def test_an_edit_shows_only_after_its_release(app, make, visit):
    event = make.event("旧的题目", at(25), kind=EventKind.MEETING, summary="原来的简介")
    with app.app_context(), acting_as(Actor(name="机器")):
        row = db.session.get(Event, event.id)
        operations.edit(row, row.version, title="新的题目", starts_at=at(26), ends_at=at(26, 16), summary="新简介")
        db.session.commit()
    assert titles(visit().get("/schedule/")) == ["旧的题目"]
    assert "原来的简介" in visit().get(f"/schedule/{event.id}").text
    assert titles(visit().get("/schedule/?q=新的题目")) == []
    with app.app_context(), acting_as(Actor(name="机器")):
        operations.release(db.session.get(Event, event.id))
        db.session.commit()
    assert titles(visit().get("/schedule/")) == ["新的题目"]
    changes = visit().get(f"/schedule/{event.id}/releases").text
    assert "旧的题目 → 新的题目" in changes
    assert "2026年11月25日 星期三 14:30 → 2026年11月26日 星期四 14:30" in changes


def test_cancelled_and_postponed_stay_on_the_schedule_marked(app, make, visit):
    one, two = make.event("取消的", at(25), kind=EventKind.FILM), make.event("延期的", at(26), kind=EventKind.FILM)
    with app.app_context(), acting_as(Actor(name="机器")):
        operations.cancel(db.session.get(Event, one.id), "放映机坏了")
        operations.postpone(db.session.get(Event, two.id), "下大雨")
        db.session.commit()
    page = visit().get("/schedule/")
    assert [tag.get_text() for tag in page.all(".day .tag")] == ["电影", "已取消", "电影", "已延期"]
    assert not page.all(".day .btn:not(.plain)")
    assert "放映机坏了" in visit().get(f"/schedule/{one.id}").text


def test_who_has_signed_in_sees_what_they_have_done(app, make, visit):
    member = make.member("陈甲")
    mine, full = make.event("我的", at(25), capacity=5), make.event("满的", at(26), capacity=1)
    make.event("别的", at(27))
    with app.app_context(), acting_as(Actor(name="机器")):
        for event, person in ((mine, member), (full, make.member("乙")), (full, member)):
            operations.sign_up(db.session.get(Event, event.id), db.session.get(Person, person.id))
        db.session.commit()
    buttons = [tag.get_text().split("：")[0] for tag in visit(member).get("/schedule/").all(".day .btn")]
    assert buttons == ["已报名", "候补中", "我要报名"]
    buttons = [tag.get_text().split("：")[0] for tag in visit().get("/schedule/").all(".day .btn")]
    assert buttons == ["我要报名", "加入候补", "我要报名"]


def test_the_page_costs_the_same_few_statements_for_any_number_of_events(app, make, visit):
    member = make.member()
    for person, cold, warm in ((None, 3, 0), (member, 5, 2)):
        costs = {}
        visitor = visit(person) if person else visit()
        for number in (1, 3):
            while len(make.rows(Event)) < number:
                make.event("又一场", at(26), expected_unit_id=make.root.id, capacity=3)
            with app.app_context():
                watch.touch("schedule")
                db.session.commit()
            costs[number] = len(visitor.get("/schedule/").statements)
            again = [one for one in visitor.get("/schedule/").statements if "public_version" not in one]
            assert len(again) == warm, again
        assert costs[1] == costs[3] <= cold, costs


def test_three_languages(make, visit):
    event = make.event("家风故事会", at(25), kind=EventKind.FILM)
    for language in ("zh_Hans", "zh_Hant", "en"):
        visitor = visit(language=language)
        assert titles(visitor.get("/schedule/")) == ["家风故事会"]
        assert visitor.get(f"/schedule/{event.id}").heading == "家风故事会"
        assert visitor.get(f"/schedule/{event.id}/releases").status == 200
        assert visitor.get("/schedule/?view=list").status == 200


def test_a_theatre_session_has_its_own_page_and_a_draft_has_none(make, visit):
    session, draft = make.event(), make.event(published=False, kind=EventKind.FILM)
    answer = visit().get(f"/schedule/{session.id}")
    assert (answer.status, answer.location) == (303, f"/theatre/{session.id}")
    assert visit().get(f"/schedule/{draft.id}").status == 404
    assert visit(make.member()).get(f"/schedule/{draft.id}").status == 404
    answer = visit(make.staff(Role.ORGANISER)).get(f"/schedule/{draft.id}")
    assert answer.location == f"/schedule/{draft.id}/manage"
    other = make.staff(Role.ORGANISER, make.unit("别的支部"))
    assert visit(other).get(f"/schedule/{draft.id}").status == 404
    assert visit().get("/schedule/999").status == 404


def test_the_page_of_an_event_names_people_as_they_wish(make, visit):
    host, shy = make.member("欧阳甲"), make.member("王乙", public_name="none")
    event = make.event(
        "读书会", at(25), kind=EventKind.OTHER, people=((host, EventPart.HOST), (shy, EventPart.OWNER)),
        place="湘林路口", open_to_residents=True, expected_unit_id=make.root.id, summary="带上老花镜",
    )  # fmt: skip
    page = visit().get(f"/schedule/{event.id}")
    for words in ("欧阳老师", "湘林路口", "示范社区，欢迎居民", "带上老花镜", "登录后报名"):
        assert words in page.text
    assert "欧阳甲" not in page.text and "王乙" not in page.text
    assert len(page.statements) <= 8


def test_an_event_that_is_over_takes_no_sign_up(make, visit):
    event = make.event("昨天的", at(23), kind=EventKind.FILM)
    member = make.member()
    page = visit(member).get(f"/schedule/{event.id}")
    assert "活动已经结束" in page.text
    answer = visit(member).post(f"/schedule/{event.id}/sign-up")
    assert answer.status == 422
    assert "报名截止了" in answer.text
    assert EventStatus.PUBLISHED is make.get(Event, id=event.id).status


def test_an_event_of_several_hours_over_midnight_stands_in_its_week(make, visit):
    make.event("跨周", clock.at(date(2026, 11, 22), time(23, 0)), minutes=120)
    assert titles(visit().get("/schedule/")) == ["跨周"]
    assert titles(visit().get("/schedule/?week=2026-11-16")) == ["跨周"]
