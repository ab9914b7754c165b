"""The stage in a real Chromium: the console goes on without a connection, two consoles follow each other, and the phone
and the speaker's clock follow them."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from browser import OpenHouse, tab_of
from factories import Factory
from visitor import Visitor

from partyedu.accounts.models import Role
from partyedu.app import create_app
from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.core import clock, migrations
from partyedu.core.db import db
from partyedu.theatre.models import ProgrammeItem, Stage, StageStep

pytestmark = pytest.mark.browser
LONG_NAME = "我和老街的四十年：从一间小屋到一条大街的故事，还有那些已经不在了的老邻居们和老朋友们"[:40]


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[SimpleNamespace]:
    """An open house; ``session()`` makes a session that begins now, ``tab(who, size)`` a browser of somebody."""
    app = create_app(tmp_path_factory.mktemp("stage"), TESTING=True)
    with app.app_context():
        migrations.bring_up_to_date()
    make = Factory(app)
    make.centre()
    people = {"host": make.staff(Role.SECRETARY), "helper": make.staff(Role.ORGANISER), "member": make.member("甲手")}
    cookies = {name: Visitor(app, person).client.get_cookie("partyedu").value for name, person in people.items()}
    speakers = [make.member(name) for name in ("甲讲", "乙讲", "丙备")]
    titles = ("第一篇", LONG_NAME, "候补篇")
    talks = [make.talk(person, title, minutes=5) for person, title in zip(speakers, titles, strict=True)]
    open_house = OpenHouse(app)

    def session(in_minutes: int = -1) -> SimpleNamespace:
        event = make.event(starts_at=clock.now() + timedelta(minutes=in_minutes), minutes=60)
        make.item(event, title="开场", minutes=3, cue="各位同志，今天的主题是学习。")
        for talk in talks[:2]:
            make.item(event, talk)
        make.item(event, title="提问", minutes=20)
        make.item(event, talks[2], is_reserve=True)
        with app.app_context():
            row = {"event_id": event.id, "person_id": people["member"].id, "at": clock.now()}
            db.session.add(Attendance(state=AttendanceState.PRESENT, via=Via.QR, **row))
            db.session.commit()
        return event

    def sign_in(tab, who: str):
        tab.context.add_cookies([{"name": "partyedu", "value": cookies[who], "url": open_house.url}])
        return tab

    open_house.open()
    yield SimpleNamespace(house=open_house, make=make, session=session, sign_in=sign_in)
    open_house.close()


def on_stage(page, title: str, within: int = 3) -> None:
    """The console or the phone shows this as being on stage, within so many seconds."""
    page.wait_for_selector(f".part.now h2:text-is('{title}'), .on-now b:text-is('{title}')", timeout=within * 1000)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("size", ["large", "desktop"])
def test_the_console_goes_on_without_a_connection(chromium, house, size) -> None:
    event = house.session()
    with tab_of(chromium, house.house, size, f"console-{size}") as tab:
        page = house.sign_in(tab, "host").open(f"/theatre/{event.id}/stage")
        tab.look("before")
        page.click("text=开始：开场")
        on_stage(page, "开场")
        tab.look("on stage")
        page.wait_for_timeout(1200)
        tab.context.set_offline(True)
        page.click("form.main button")
        on_stage(page, "第一篇")
        page.wait_for_timeout(1500)
        page.click(".part:has-text('提问') summary")
        for button, following in (("提前一位", "提问"), ("推后一位", LONG_NAME)):
            page.click(f".part:has-text('提问') >> text={button}")
            page.wait_for_selector(f"form.main button:has-text('下一项：{following}')")
        page.click("form.main button")
        on_stage(page, LONG_NAME)
        page.wait_for_timeout(1500)
        page.click("text=加两分钟")
        page.wait_for_selector("text=未连接，按的几步已记下 · 5")
        assert len(house.make.rows(StageStep, event_id=event.id)) == 1
        tab.trouble.clear()  # the browser says that it cannot connect
        page.wait_for_timeout(1500)
        tab.context.set_offline(False)
        page.wait_for_selector(".offline", state="hidden")
        stage = house.make.get(Stage, event_id=event.id)
        assert (stage.turn, stage.added_minutes) == (3, 2)
        steps = house.make.rows(StageStep, event_id=event.id)
        assert [step.action for step in steps] == ["start", "next", "earlier", "later", "next", "add"]
        assert all(step.received_at - step.pressed_at > timedelta(seconds=1) for step in steps[1:])
        first = house.make.rows(ProgrammeItem, event_id=event.id)[1]
        assert 1 <= (first.ended_at - first.began_at).total_seconds() < 6
        on_stage(page, LONG_NAME)
        tab.trouble.clear()
        tab.look("back again")


@pytest.mark.timeout(300)
def test_a_server_that_is_gone_for_a_while_and_a_page_that_is_opened_anew(chromium, house) -> None:
    event = house.session()
    with tab_of(chromium, house.house, "phone", "restart") as tab:
        page = house.sign_in(tab, "host").open(f"/theatre/{event.id}/stage")
        page.click("text=开始：开场")
        on_stage(page, "开场")
        page.wait_for_timeout(500)
        house.house.close()
        page.click("form.main button")
        page.wait_for_selector("text=未连接，按的几步已记下 · 1", timeout=15_000)
        with page.expect_event("dialog") as asked:
            page.evaluate("setTimeout(function () { location.reload(); })")
        asked.value.dismiss()  # the browser asks first; who stays goes on
        assert asked.value.type == "beforeunload" and page.locator(".offline").is_visible()
        house.house.open()
        page.reload()
        on_stage(page, "第一篇")  # what the phone has kept is on top of what the server knows, and sent to it
        page.wait_for_timeout(2000)
        assert house.make.get(Stage, event_id=event.id).turn == 2


@pytest.mark.timeout(300)
def test_who_signs_in_anew_goes_on_where_the_console_stood(chromium, house) -> None:
    event = house.session()
    with tab_of(chromium, house.house, "phone", "anew") as tab:
        page = house.sign_in(tab, "host").open(f"/theatre/{event.id}/stage")
        page.click("text=开始：开场")
        on_stage(page, "开场")
        page.wait_for_timeout(1500)
        tab.context.clear_cookies()
        page.click("form.main button")
        page.wait_for_selector(".offline:has-text('登录过期了')")
        tab.trouble.clear()  # the browser says that it was refused
        house.sign_in(tab, "host")
        page.wait_for_selector(".offline", state="hidden", timeout=15_000)
        page.wait_for_timeout(1500)
        assert house.make.get(Stage, event_id=event.id).turn == 2
        assert page.locator("form.main button").inner_text().startswith("下一项")


@pytest.mark.timeout(300)
def test_what_is_opened_covers_neither_the_stage_nor_that_the_connection_is_lost(chromium, house) -> None:
    event = house.session()
    with tab_of(chromium, house.house, "large", "covered") as tab:
        page = house.sign_in(tab, "host").open(f"/theatre/{event.id}/stage")
        page.click("text=开始：开场")
        for title in ("第一篇", LONG_NAME):
            page.click("form.main button")
            on_stage(page, title)
        page.wait_for_timeout(1500)
        on, controls = page.locator(".part.now h2").bounding_box(), page.locator(".controls").bounding_box()
        assert 0 <= on["y"] < controls["y"]
        page.click(".controls summary")
        page.fill("#words", "空调坏了")
        page.click("text=记下 >> visible=true")
        page.wait_for_selector("[data-noted]:has-text('记下了')")
        assert not page.locator("#words").is_visible()
        page.click(".controls summary")
        tab.context.set_offline(True)
        page.click("form.main button")
        page.wait_for_selector(".offline:has-text('未连接')")
        assert page.locator(".offline").bounding_box()["y"] >= 0
        tab.trouble.clear()
        tab.context.set_offline(False)
        page.wait_for_selector(".offline", state="hidden", timeout=15_000)
        tab.trouble.clear()


@pytest.mark.timeout(300)
def test_two_consoles_and_a_phone_follow_each_other(chromium, house) -> None:
    event = house.session(in_minutes=5)
    with (
        tab_of(chromium, house.house, "desktop", "two") as one,
        tab_of(chromium, house.house, "phone", "two") as two,
        tab_of(chromium, house.house, "phone", "phone") as three,
    ):
        host = house.sign_in(one, "host").open(f"/theatre/{event.id}/stage")
        helper = house.sign_in(two, "helper").open(f"/theatre/{event.id}/stage")
        phone = house.sign_in(three, "member").open(f"/theatre/{event.id}")
        assert phone.locator("#do-now").inner_text() == ""
        host.click("text=开始：开场")
        on_stage(helper, "开场", 4)
        on_stage(phone, "开场", 5)
        phone.wait_for_selector("#do-now a:text-is('发言和提问')", timeout=15_000)  # they began early: nobody reloads
        three.look("begun")
        # Both press "next" before either has heard of the other: one step.
        host.evaluate("document.querySelector('form.main').requestSubmit()")
        helper.evaluate("document.querySelector('form.main').requestSubmit()")
        on_stage(host, "第一篇")
        on_stage(helper, "第一篇")
        on_stage(phone, "第一篇", 5)
        phone.click("text=发言和提问")
        three.look("floor")
        phone.click("text=我要发言")
        phone.wait_for_selector("text=您排在第 1 位")
        host.wait_for_selector(".in-line:has-text('甲手')", timeout=4000)
        # The console is drawn anew while somebody types on it: what was to be found for the letters is asked for again,
        # what is found and chosen stays.
        helper.wait_for_selector(".in-line:has-text('甲手')", timeout=4000)
        helper.route("**/people/suggest?*", lambda route: route.fulfill(status=204), times=1)
        helper.click("summary:text-is('替人举手')")
        with helper.expect_response("**/people/suggest?*"):
            helper.locator("#person").press_sequentially("乙讲")
        host.click(".in-line >> text=请发言")
        helper.check(".choices input", timeout=4000)
        phone.wait_for_selector("text=请您发言", timeout=5000)
        three.look("called")
        one.look("queue")
        two.look("queue on a phone")
        host.click("#floor >> text=开始讲")
        helper.wait_for_selector("#floor >> text=讲完了", timeout=4000)
        assert helper.is_checked(".choices input")


@pytest.mark.timeout(300)
def test_the_speakers_clock_turns_amber_and_red_by_itself(chromium, house) -> None:
    event = house.session()
    with (
        tab_of(chromium, house.house, "desktop", "clock") as tab,
        tab_of(chromium, house.house, "phone", "clock") as two,
    ):
        host = house.sign_in(two, "host").open(f"/theatre/{event.id}/stage")
        host.click("text=开始：开场")
        on_stage(host, "开场")
        host.wait_for_timeout(800)
        tab.page.clock.install()
        page = tab.open(f"/theatre/{event.id}/clock")
        page.wait_for_selector("#digits:text-matches('^2:5')")
        assert page.locator("#speakers-clock").get_attribute("class") == "speakers-clock"
        tab.look("running")
        page.clock.fast_forward("01:10")
        page.wait_for_selector("#speakers-clock.near")
        tab.look("near")
        tab.context.set_offline(True)
        page.clock.fast_forward("02:00")
        page.wait_for_selector("#speakers-clock.over >> text=超时")
        assert page.locator("#digits").text_content() in {"0:10", "0:11", "0:12", "0:13", "0:14", "0:15"}
        size = page.locator("#digits").bounding_box()
        assert size is not None
        assert size["height"] > 400
