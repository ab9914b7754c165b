"""The loop order → event → rated → menu: over HTTP page by page, and in a real Chromium on a phone and at the desk."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from browser import OpenHouse
from conftest import Tabs
from factories import Factory
from furnished import Furnished, ends_now, inside
from playwright.sync_api import expect
from steps import sign_in
from visitor import Visitor

from partyedu.accounts.models import Role
from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.notices.models import Notice, NoticeKind
from partyedu.orders.models import MenuItem, Order, OrderState
from partyedu.organisation.models import Person
from partyedu.schedule.models import Event, Room, SignUp
from partyedu.speakers.models import Talk
from partyedu.theatre import operations as theatre
from partyedu.theatre.models import ProgrammeItem

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)


def in_days(days: int) -> str:
    """A day from today as a form takes it."""
    return (clock.today() + timedelta(days=days)).isoformat()


def new_menu(desk: Visitor, unit_id: int, talk_id: int) -> str:
    """A menu with one talk on it, open; its address."""
    made = desk.submit(
        "/orders/menus/new", title="冬季学习菜单", unit_id=str(unit_id), starts_on=in_days(0), ends_on=in_days(40)
    )
    menu = made.location.removesuffix("/arrange")
    assert desk.post(f"{menu}/talks/{talk_id}").status == 303
    assert desk.post(f"{menu}/open").status == 303
    return menu


def test_from_the_order_to_the_next_menu(make: Factory, visit: Any, time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)
    branch = make.unit("东街支部")
    organiser = make.staff(Role.ORGANISER, branch)
    talk = make.talk(make.member("讲者", branch), "父亲的旧算盘", theme=make.theme("家风"))
    make.venue(unit=branch)
    listeners = [make.member(name, branch) for name in ("周一", "吴二", "郑三", "王四", "陈六")]
    no_phone = make.member("冯五", branch, account=False, phone="")
    menu = new_menu(visit(organiser), branch.id, talk.id)
    item = make.get(MenuItem)

    # Five order on their phones with a day in mind; one is on paper.
    for person in listeners:
        assert visit(person).submit(f"/orders/items/{item.id}/order", wished_on=in_days(6)).status == 303
    assert visit(organiser).submit(f"{menu}/slips", person="冯五", numbers="1").status == 303
    assert "已有 6 人点" in visit().get(menu).text

    # One step: a session on the wished day, everybody signed up and told; who has no phone is on the call list.
    desk = visit(organiser)
    assert "有 6 张新点单，还没有人接" in desk.get("/").text
    planned = desk.submit(f"/orders/plan?item={item.id}", "/orders/plan", room_id=str(make.get(Room).id))
    assert planned.status == 303, planned.errors()
    event = make.get(Event)
    assert clock.local(event.starts_at).date() == clock.local(NOW).date() + timedelta(days=6)
    assert len(make.rows(SignUp)) == 6
    assert {one.person_id for one in make.rows(Notice, kind=NoticeKind.ORDER_PLANNED)} == {
        one.id for one in (*listeners, no_phone)
    }
    assert "冯五" in desk.get(f"/notices/calls?about=event:{event.id}").text

    # It takes place; the sheet is typed in; the orders are delivered by that.
    time_machine.move_to(event.ends_at + timedelta(hours=1), tick=False)
    desk = visit(organiser)
    came = [str(person.id) for person in (*listeners, no_phone)]
    assert desk.submit(f"/attendance/{event.id}/type-in", mode="came", tick=came).status == 303
    own = visit(listeners[0])
    mine = own.get("/orders/mine")
    assert "已送到" in mine.text
    order = str(mine.one("#my-orders a")["href"])
    assert own.get(order).one(f"a[href='/theatre/{event.id}/rate']")

    # Four rate on their phones: nothing is shown; a fifth answer, and the next menu tells.
    for person, stars in zip(listeners[:4], (5, 4, 5, 5), strict=True):
        rated = visit(person).submit(f"/theatre/{event.id}/rate", **{f"stars-{talk.id}": str(stars)})
        assert rated.status == 303, rated.errors()
    assert "人评" not in visit().get(menu).text
    assert visit(listeners[4]).submit(f"/theatre/{event.id}/rate", **{f"stars-{talk.id}": "4"}).status == 303
    desk.post(f"{menu}/close")
    copied = desk.submit(f"{menu}/copy", title="春季学习菜单", starts_on=in_days(1), ends_on=in_days(80))
    fresh = copied.location.removesuffix("/arrange")
    assert desk.post(f"{fresh}/open").status == 303
    shown = visit().get("/orders/")
    assert "春季学习菜单" in shown.text
    assert "4.6 分（5 人评）" in shown.one(".dishes").get_text(" ")
    assert "已有" not in shown.text, "the new menu begins with nobody's orders"


@pytest.mark.browser
@pytest.mark.slow
def test_the_loop_in_a_real_browser(tabs: Tabs, house: OpenHouse, furnished: Furnished) -> None:
    desk = tabs("desktop", "organiser")
    sign_in(desk, furnished, "组织干事", "/orders/menus")
    page = desk.page
    desk.look("no-menus")
    page.click("a:has-text('做一份菜单') >> nth=0")
    page.fill("#title", "冬季学习菜单")
    page.fill("#starts_on", in_days(0))
    page.fill("#ends_on", in_days(60))
    page.click("#menu-form .buttons button")
    page.click("a:has-text('加几道')")
    desk.look("choose")
    page.click("#choices li:has-text('奶奶的顶针') button")
    expect(page.locator(".dishes")).to_contain_text("奶奶的顶针")
    desk.look("arrange")
    page.click("button:has-text('开出来，让大家点')")
    expect(page.locator(".head .tag")).to_have_text("可以点单")

    # Three taps on the phone.
    phone = tabs("phone", "member")
    sign_in(phone, furnished, "甲一", "/orders/")
    phone.look("menu")
    phone.page.click("a:has-text('我要点')")
    phone.look("order")
    phone.page.click("button:has-text('点这一道')")
    expect(phone.page.locator("h1")).to_contain_text("奶奶的顶针")
    expect(phone.page.locator(".thread .now")).to_contain_text("已点单")
    phone.look("ordered")

    # One step at the desk, warned as everywhere, released, told.
    page.goto(f"{desk.url}/orders/asked")
    desk.look("asked")
    page.click("tbody a:has-text('奶奶的顶针')")
    page.click("a:has-text('排成一场')")
    page.select_option("#room_id", index=1)
    expect(page.locator("#clashes .notice")).to_be_visible()
    desk.look("plan")
    page.click("button:has-text('排好，公布，通知大家')")
    expect(page.locator("#messages")).to_contain_text("1 单的人都收到了通知")
    phone.page.reload()
    expect(phone.page.locator(".thread .now")).to_contain_text("已排上")
    phone.look("planned")

    # It was held; five were there, four have rated, the fifth is the one with the phone.
    with house.app.app_context():
        order = db.session.scalars(db.select(Order)).one()
        assert order.state is OrderState.PLANNED
        event_id, talk_id = (
            int(order.event_id or 0),
            db.session.scalars(db.select(Talk.id).filter_by(title="奶奶的顶针")).one(),
        )
    ends_now(house.app, event_id)
    with inside(house.app):
        event = db.session.get_one(Event, event_id)
        people = {one.name: one.id for one in db.session.scalars(db.select(Person))}
        there = [people[name] for name in ("甲一", "乙二", "丁四", "戊五", "己六")]
        for person_id in there:
            db.session.add(
                Attendance(
                    event_id=event_id, person_id=person_id, state=AttendanceState.PRESENT, via=Via.DESK,
                    at=event.starts_at,
                )
            )  # fmt: skip
        db.session.flush()
        assert db.session.scalars(db.select(ProgrammeItem.talk_id).filter_by(event_id=event_id, talk_id=talk_id)).all()
        for person_id in there[1:]:
            theatre.rate(event, person_id, {talk_id: (5, "")})
    phone.page.reload()
    expect(phone.page.locator(".tag").first).to_contain_text("已送到")
    phone.look("delivered")
    phone.page.click("a:has-text('说说听得怎么样')")
    phone.page.locator(f"input[name='stars-{talk_id}'][value='4']").check(force=True)
    phone.page.click("main form button.btn:not(.plain) >> nth=-1")
    phone.look("rated")

    # The next menu, made from this one, shows what they said.
    page.goto(f"{desk.url}/orders/menus")
    page.click("a:has-text('照它做下一份')")
    page.fill("#title", "春季学习菜单")
    page.fill("#starts_on", in_days(1))
    page.fill("#ends_on", in_days(90))
    page.click("#menu-form .buttons button")
    expect(page.locator(".dishes")).to_contain_text("4.8 分（5 人评）")
    page.click("button:has-text('开出来，让大家点')")
    phone.page.goto(f"{phone.url}/orders/")
    phone.page.click(".tabs a:has-text('春季学习菜单')")
    expect(phone.page.locator(".dishes")).to_contain_text("4.8 分（5 人评）")
    phone.look("next-menu")
