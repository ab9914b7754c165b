"""What the host does, what is cancelled, what runs past midnight, on every layout; and what no screen may tell."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from console import Console
from naming import paired
from sqlalchemy import update
from visitor import Answer, Visitor

from partyedu.accounts.models import Role
from partyedu.core import clock, watch
from partyedu.core.db import db
from partyedu.organisation.models import PublicName
from partyedu.schedule.models import Event
from partyedu.screens.models import Screen, ScreenLayout
from partyedu.theatre.models import FloorQuestion, ItemKind

OF_THE_SESSION = ("hall", "door", "roll-call", "programme")


def at(text: str) -> datetime:
    """An instant by the hall's clock, in November 2026."""
    return datetime.fromisoformat(f"2026-11-{text}+08:00")


@pytest.fixture
def evening(make):
    """A session from eleven until half past twelve at night: opening, two talks of forty minutes, a reserve."""
    with time_machine.travel(at("24T22:50"), tick=False) as moment:
        event = make.event("守岁讲故事", at("24T23:00"), minutes=90, theme_id=make.theme().id)
        people = [make.member(name, public_name=PublicName.FULL) for name in ("甲讲者", "乙讲者", "丙候补")]
        make.item(event, title="开场", kind=ItemKind.OPENING, minutes=5)
        first = make.item(event, make.talk(people[0], "第一篇", minutes=40))
        make.item(event, make.talk(people[1], "第二篇", minutes=40))
        reserve = make.item(event, make.talk(people[2], "候补篇", minutes=40), is_reserve=True)
        make.event("早晨的太极", at("25T08:00"))
        yield SimpleNamespace(event=event, first=first, reserve=reserve, moment=moment)


@pytest.fixture
def host(visit, make, evening) -> Console:
    return Console(visit(make.staff(Role.SECRETARY)), evening.event.id)


@pytest.fixture
def television(visit, make, evening) -> Visitor:
    return paired(visit, make, layout="programme")[0]


@pytest.fixture
def on_each_layout(television, make):
    """What the television shows on each layout, one after the other."""

    def shown() -> dict[str, Answer]:
        found = {}
        for layout in ScreenLayout:
            with make.app.app_context():
                db.session.execute(update(Screen).values(layout=layout))
                watch.touch("screens")
                db.session.commit()
            found[layout.value] = television.get("/screens/")
        return found

    return shown


def polled(television: Visitor, page: Answer) -> Answer:
    """The next answer for a television on which ``page`` stands."""
    return television.get(f"/screens/content?version={page.one('#screen')['data-version']}", htmx=True)


def acts(page: Answer) -> list[str]:
    return [row.get_text(" ", strip=True) for row in page.all(".acts li")]


def test_one_who_is_skipped_goes_from_the_programme_and_comes_back_when_restored(host, television, evening):
    evening.moment.move_to(at("24T23:00"))
    for step in ("start", "next"):
        host.press(step)
    page = television.get("/screens/")
    assert page.one(".acts .lit b").get_text() == "第一篇"
    host.press("skip", item_id=evening.first.id)
    page = polled(television, page)
    assert page.one(".acts .lit b").get_text() == page.one("aside h2").get_text() == "第二篇"
    assert not page.all(".next"), "reserves are not announced as the next"
    assert "第一篇" not in page.text and "甲讲者" not in page.text
    host.press("restore", item_id=evening.first.id)
    page = polled(television, page)
    assert page.one(".acts .lit b").get_text() == "第二篇"
    assert page.one(".next b").get_text() == "第一篇"


def test_a_reserve_stands_where_the_one_stood_for_whom_it_steps_in(host, television, evening):
    evening.moment.move_to(at("24T23:00"))
    host.press("start")
    page = television.get("/screens/")
    assert acts(page)[-1] == "备 候补篇 丙候补 40 分钟"
    host.press("swap", item_id=evening.first.id, other_id=evening.reserve.id)
    page = polled(television, page)
    assert acts(page) == ["一 开场 5 分钟", "二 候补篇 丙候补 40 分钟", "三 第二篇 乙讲者 40 分钟"]
    assert page.one(".next").get_text(" ", strip=True) == "下一位 候补篇 丙候补"
    host.press("next")
    page = polled(television, page)
    assert page.one(".acts .lit b").get_text() == "候补篇"
    assert page.one("aside .who").get_text() == "丙候补"


def test_who_is_put_earlier_is_the_next_at_once(host, television, evening):
    evening.moment.move_to(at("24T23:00"))
    host.press("start")
    page = television.get("/screens/")
    host.press("later", item_id=evening.first.id)
    page = polled(television, page)
    assert acts(page)[:3] == ["一 开场 5 分钟", "二 第二篇 乙讲者 40 分钟", "三 第一篇 甲讲者 40 分钟"]
    assert page.one(".next").get_text(" ", strip=True) == "下一位 第二篇 乙讲者"


def test_what_the_host_chose_to_ask_stands_beside_the_talk_until_it_was_put(host, television, make, evening):
    evening.moment.move_to(at("24T23:00"))
    for step in ("start", "next"):
        host.press(step)
    page = television.get("/screens/")
    author = make.member("戊问者", public_name=PublicName.SURNAME)
    asked = {"event_id": evening.event.id, "asked_at": clock.now()}
    with make.app.app_context():
        db.session.add(FloorQuestion(text="路灯何时修？", person_id=author.id, form_key="one", **asked))
        db.session.add(FloorQuestion(text="没有选上的问题", form_key="two", **asked))
        watch.touch("stage")
        db.session.commit()
    assert polled(television, page).status == 204
    number = make.rows(FloorQuestion)[0].id
    host.visitor.post(f"/theatre/{evening.event.id}/questions/{number}/choose")
    page = polled(television, page)
    assert page.one(".ask").get_text(" ", strip=True) == "大家想问 路灯何时修？ 戊老师"
    assert "戊问者" not in page.html
    assert "没有选上的问题" not in page.html
    host.visitor.post(f"/theatre/{evening.event.id}/questions/{number}/put")
    page = polled(television, page)
    assert not page.all(".ask")
    assert page.one(".next b").get_text() == "第二篇"


def test_what_the_host_notes_is_on_no_screen_and_changes_none(host, television, on_each_layout, visit, evening):
    evening.moment.move_to(at("24T23:00"))
    for step in ("start", "next"):
        host.press(step)
    page = television.get("/screens/")
    host.press("note", words="前排老人不舒服")
    assert polled(television, page).status == 204
    pages = [*on_each_layout().values(), visit().get("/screens/"), visit().get(f"/theatre/{evening.event.id}/now")]
    assert [one for one in pages if "不舒服" in one.html] == []


def test_a_session_that_runs_past_midnight_is_on_stage_there_until_its_host_ends_it(host, on_each_layout, evening):
    evening.moment.move_to(at("24T23:00"))
    for step in ("start", "next"):
        host.press(step)
    evening.moment.move_to(at("25T00:10"))
    host.press("next")
    for layout, page in on_each_layout().items():
        assert page.one("#screen")["data-today"] == "11月25日 周三", layout
        assert "第二篇" in page.text or layout in ("roll-call", "year"), layout
        assert "早晨的太极" not in page.one("h1").get_text(), layout
    evening.moment.move_to(at("25T00:45"))  # by the plan it is over, the talk has five minutes
    pages = on_each_layout()
    assert pages["programme"].one(".acts .lit b").get_text() == "第二篇"
    assert pages["programme"].one(".left .countdown").get_text() == "5:00"
    assert pages["hall"].one(".now h1").get_text() == "第二篇"
    assert "第二篇" in pages["door"].one(".now .facts").get_text()
    assert pages["roll-call"].one(".roll h1").get_text() == "守岁讲故事"
    assert pages["roll-call"].one(".facts").get_text(strip=True) == "11月24日 周二 23:00 – 11月25日 周三 00:30"
    host.press("end")
    for layout, page in on_each_layout().items():
        assert "第二篇" not in page.one("h1").get_text(), layout
        assert not page.all(".acts .lit"), layout


def test_one_that_is_cancelled_on_stage_is_called_off_on_every_layout(host, on_each_layout, visit, make, evening):
    evening.moment.move_to(at("24T23:00"))
    for step in ("start", "next"):
        host.press(step)
    assert [name for name, page in on_each_layout().items() if page.all("[data-expires]")][:2] == ["hall", "roll-call"]
    event = make.get(Event, id=evening.event.id)
    cancelled = visit(make.staff(Role.ORGANISER)).post(
        f"/schedule/{event.id}/cancel", {"reason": "停电了", "version": event.version}
    )
    assert cancelled.status < 400
    pages = on_each_layout()
    for layout in OF_THE_SESSION:
        assert pages[layout].one("h1").get_text() == "守岁讲故事", layout
        assert "已取消" in pages[layout].text and "停电了" in pages[layout].text, layout
    for layout, page in pages.items():
        assert not page.all("[data-expires], .acts"), f"{layout}: nobody checks in any more, nobody is on stage"
        assert "第一篇" not in page.text and "甲讲者" not in page.text, layout
    evening.moment.shift(timedelta(minutes=20))
    pages = on_each_layout()
    assert {pages[layout].one("h1").get_text() for layout in OF_THE_SESSION} == {"早晨的太极"}
    assert clock.now() < evening.event.ends_at
