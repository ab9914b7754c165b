"""A television in a real Chromium, over a real line, against the shipped server as its own process.

What goes wrong in a hall goes wrong here: power cuts, a dead network, a hotel's sign-in page, a full disk, a clock
that is wrong, a night. Each time the screen comes back by itself, and in between shows nothing false.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from browser import HOST
from factories import Factory
from network import Line, Shipped
from playwright.sync_api import Page, expect
from visitor import Visitor

from partyedu.accounts.models import Role
from partyedu.app import create_app
from partyedu.core import clock, migrations, watch
from partyedu.core.db import db
from partyedu.screens.models import Screen, ScreenDistance, ScreenLayout
from partyedu.screens.operations import hashed

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KEY = "a-television-of-the-tests"
POLL = 12_500  # more than one turn of asking
SOON = 6000  # milliseconds; the machine of the tests has other things to do
SILENT = "暂未连接 · 内容更新于"


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre with one paired television and nothing on."""
    data = tmp_path_factory.mktemp("hall") / "data"
    app = create_app(data, TESTING=True)
    with app.app_context():
        migrations.bring_up_to_date()
    make = Factory(app)
    make.centre()
    make.staff(Role.ORGANISER, name="组织干事")
    with app.app_context():
        db.session.add(Screen(name="大厅左边", unit_id=make.root.id, token_hash=hashed(KEY), language="zh_Hans"))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return data


class Hall:
    """A centre that is served, somebody who changes things in it, and the line its televisions hang on."""

    def __init__(self, data: Path, server: str = "granian", moved: bool = False) -> None:
        self.app = create_app(data, TESTING=True)
        self.make = Factory(self.app)
        self.shipped = Shipped(data, server, moved)
        self.shipped.start()
        self.line = Line(self.shipped.port)
        self.url = f"http://{HOST}:{self.line.port}"

    def changed(self) -> None:
        """Rows were written past the operations: say to the server what an operation says."""
        with self.app.app_context():
            watch.touch("schedule", "screens", "stage")
            db.session.commit()
        time.sleep(1.1)  # a server looks once a second

    def event(self, title: str, starts_in: timedelta = timedelta(hours=2), **more: Any) -> Any:
        """An event that begins then."""
        now = (more.pop("now", None) or clock.now()).replace(microsecond=0)
        event = self.make.event(title, now + starts_in, **more)
        self.changed()
        return event

    def settings(self, **values: Any) -> None:
        """Somebody changes the settings of the screen."""
        with self.app.app_context():
            screen = db.session.scalars(db.select(Screen)).one()
            for name, value in values.items():
                setattr(screen, name, value)
            db.session.commit()
        self.changed()

    def close(self) -> None:
        self.shipped.kill()
        self.line.close()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def hall(furnished: Path, tmp_path: Path) -> Iterator[Hall]:
    """The centre behind the shipped server."""
    shutil.copytree(furnished, tmp_path / "data")
    hall = Hall(tmp_path / "data")
    yield hall
    hall.close()


Opened = Callable[..., Page]


@pytest.fixture
def television(chromium: Any, hall: Hall) -> Iterator[Opened]:
    """Opens a television that was paired (or with another key, or none); the test may move its clock."""
    with ExitStack() as stack:

        def opened(key: str = KEY, script: str = "", at: datetime | None = None, url: str = "") -> Page:
            context = chromium.new_context(viewport={"width": 1920, "height": 1080}, timezone_id="Asia/Shanghai")
            stack.callback(context.close)
            context.set_default_timeout(20_000)
            if key:
                context.add_cookies([{"name": "screen", "value": key, "domain": HOST, "path": "/screens"}])
            if script:
                context.add_init_script(script)
            page = context.new_page()
            page.clock.install(**({"time": at} if at else {}))
            page.goto(f"{url or hall.url}/screens/")
            return page

        yield opened


def later(page: Page, milliseconds: int = POLL) -> None:
    """Time passes on the television; what it asked then is answered (or not)."""
    page.clock.run_for(milliseconds)
    page.wait_for_timeout(400)


def screen(page: Page) -> Any:
    return page.locator("#screen")


def is_whole(page: Page) -> None:
    """No error page, no half page: the frame, a clock, a region with its foot."""
    assert page.url.endswith("/screens/")
    for part in ("#place", "#clock", "#screen .foot"):
        expect(page.locator(part)).to_be_visible()


def reloads_of(page: Page) -> list[str]:
    """Every address the television opens as a page from now on."""
    opened: list[str] = []
    page.on("framenavigated", lambda frame: opened.append(frame.url))
    return opened


def test_a_power_cut_of_the_server(hall: Hall, television: Opened) -> None:
    hall.event("冬天里的一把火")
    session = hall.event("我的学习故事", timedelta(minutes=5))
    page = television()
    expect(screen(page)).to_contain_text("冬天里的一把火")
    code = page.locator(".qr[data-expires]")
    expect(code).to_be_visible()
    reloads = reloads_of(page)
    hall.shipped.kill()
    # So shortly before a session it asks every second and a half, a little unevenly: one poll at each step.
    later(page, 1700)
    later(page, 1700)
    expect(page.locator("#silent")).to_be_hidden()
    later(page, 1700)
    expect(page.locator("#silent")).to_be_visible()
    expect(page.locator("#silent")).to_contain_text(SILENT)
    expect(screen(page)).to_contain_text("冬天里的一把火")
    page.clock.run_for(120_000)
    expect(code).to_be_hidden()
    is_whole(page)
    # Meanwhile the world goes on; when the power is back, so does the screen.
    hall.event("冬天里的两把火")
    hall.shipped.start()
    later(page)
    expect(screen(page)).to_contain_text("冬天里的两把火")
    expect(page.locator("#silent")).to_be_hidden()
    expect(code).to_be_visible()
    assert reloads == []
    assert session.title in page.inner_text("#screen")


def test_minutes_without_a_network(hall: Hall, television: Opened) -> None:
    hall.event("冬天里的一把火")
    page = television()
    told = screen(page).get_attribute("data-silent")
    page.context.set_offline(True)
    for _minute in range(5):
        later(page, 60_000)
    expect(page.locator("#silent")).to_have_text(str(told))
    expect(screen(page)).to_contain_text("冬天里的一把火")
    is_whole(page)
    hall.event("冬天里的两把火")
    page.context.set_offline(False)
    later(page)
    expect(screen(page)).to_contain_text("冬天里的两把火")
    expect(page.locator("#silent")).to_be_hidden()


@pytest.mark.parametrize("way", ["trouble", "portal", "half"])
def test_what_a_bad_line_says_is_never_shown(hall: Hall, television: Opened, way: Any) -> None:
    """A gateway's error, a hotel's sign-in page, an answer that broke off in the middle."""
    hall.event("冬天里的一把火")
    page = television()
    before = screen(page).inner_html()
    reloads = reloads_of(page)
    hall.event("冬天里的两把火")
    hall.line.turn(way)
    for _poll in range(3):
        later(page)
    expect(page.locator("#silent")).to_be_visible()
    assert screen(page).inner_html() == before
    # In the night it would reload; not into that.
    four = (datetime.now(UTC) + timedelta(days=1)).replace(hour=20, minute=0, second=5)
    page.clock.fast_forward(int((four - datetime.now(UTC)).total_seconds() * 1000))
    later(page, 61_000)
    is_whole(page)
    assert reloads == []
    hall.line.turn("good")
    later(page)
    expect(screen(page)).to_contain_text("冬天里的两把火")
    expect(page.locator("#silent")).to_be_hidden()


BLOCKED = """for (const name of ['localStorage', 'sessionStorage'])
  Object.defineProperty(window, name, {get() { throw new DOMException('blocked', 'SecurityError'); }});"""
FULL = "Storage.prototype.setItem = function () { throw new DOMException('full', 'QuotaExceededError'); };"


def test_a_television_that_loses_its_cookie_is_known_by_its_copy_and_the_other_way_round(
    hall: Hall, television: Opened
) -> None:
    hall.event("冬天里的一把火")
    page = television()
    assert "大厅左边" in page.inner_text("#place")
    context = page.context
    page.wait_for_function(f"localStorage.getItem('partyedu-screen') === '{KEY}'")
    context.clear_cookies()
    page.goto(f"{hall.url}/screens/")
    expect(page.locator("#place")).to_contain_text("大厅左边")
    expect(page.locator(".pairing")).to_have_count(0)
    assert [cookie["value"] for cookie in context.cookies() if cookie["name"] == "screen"] == [KEY]
    assert [cookie["httpOnly"] for cookie in context.cookies() if cookie["name"] == "screen"] == [True]
    page.evaluate("localStorage.clear(); window.name = ''")
    page.goto(f"{hall.url}/screens/")
    page.wait_for_function(f"localStorage.getItem('partyedu-screen') === '{KEY}'")
    assert "大厅左边" in page.inner_text("#place")
    # A copy of another time gives way to what staff have named.
    page.evaluate("localStorage.setItem('partyedu-screen', 'an-old-key-of-another-year')")
    page.goto(f"{hall.url}/screens/")
    later(page)
    page.wait_for_function(f"localStorage.getItem('partyedu-screen') === '{KEY}'")
    expect(page.locator("#place")).to_contain_text("大厅左边")
    # Revoked, because somebody may hold a copy: with the code it is given another key, and keeps that everywhere.
    hall.settings(token_hash=None)
    later(page)
    page.wait_for_function(f"localStorage.getItem('partyedu-screen') !== '{KEY}'")
    with hall.app.app_context():
        number = db.session.scalars(db.select(Screen.id)).one()
    _pair(hall, page.locator(".pairing b").inner_text(), screen_id=str(number))
    later(page)
    expect(page.locator(".pairing")).to_have_count(0)
    new = page.evaluate("localStorage.getItem('partyedu-screen')")
    assert page.evaluate("window.name") == f"partyedu-screen {new}"
    assert [cookie["value"] for cookie in context.cookies() if cookie["name"] == "screen"] == [new]
    with hall.app.app_context():
        assert db.session.scalars(db.select(Screen.token_hash)).one() == hashed(new) != hashed(KEY)
    page.reload()
    expect(page.locator("#place")).to_contain_text("大厅左边")
    expect(television().locator(".pairing")).to_be_visible()  # whoever comes with the old key


@pytest.mark.parametrize("script", [FULL, BLOCKED])
def test_pairing_holds_where_nothing_can_be_stored(hall: Hall, television: Opened, script: str) -> None:
    """The browser's disk is full, or cookies are blocked and every storage throws: paired once, it stays paired."""
    hall.event("冬天里的一把火")
    hall.line.turn("no cookies" if script == BLOCKED else "good")
    page = television(key="", script=script)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    code = page.locator(".pairing b").inner_text()
    _pair(hall, code, name="新的一台")
    later(page)
    expect(page.locator("#place")).to_contain_text("新的一台")
    page.reload()
    expect(page.locator("#place")).to_contain_text("新的一台")
    assert bool(page.context.cookies()) is (script == FULL)
    with hall.app.app_context():
        screen_row = db.session.scalars(db.select(Screen).filter_by(name="新的一台")).one()
        screen_row.distance, screen_row.language = ScreenDistance.FAR, "en"
        db.session.commit()
    hall.changed()
    reloads = reloads_of(page)
    later(page)
    expect(page.locator("html.far[lang=en]")).to_be_attached()
    for _poll in range(6):
        later(page)
    assert len(reloads) == 0, "it dresses itself; no reload, and no loop of them"
    assert errors == []


def _pair(hall: Hall, code: str, **more: str) -> None:
    with hall.app.app_context():
        from partyedu.organisation.models import Person

        organiser = db.session.scalars(db.select(Person).filter_by(name="组织干事")).one()
    answer = Visitor(hall.app, organiser).submit("/screens/pair", code=code, **more)
    assert answer.location == "/screens/manage", answer.errors()
    time.sleep(watch.RECHECK_SECONDS)  # the server hears of what is done beside it within a second


@pytest.mark.parametrize("wrong", [timedelta(minutes=10), timedelta(minutes=-10), timedelta(days=-9000)])
def test_a_television_whose_clock_is_wrong(hall: Hall, television: Opened, wrong: timedelta) -> None:
    """The clock, the countdown and the life of a code are the server's, whatever the television believes."""
    hall.settings(layout=ScreenLayout.ROLL_CALL)
    hall.event("我的学习故事", timedelta(minutes=20))
    page = television(at=datetime.now(UTC) + wrong)
    expect(page.locator(".qr[data-expires]")).to_be_visible()
    left = [int(part) for part in page.locator(".countdown").inner_text().split(":")]
    assert 19 * 60 < left[0] * 60 + left[1] <= 20 * 60
    now = clock.local(clock.now())
    hours, minutes = (int(part) for part in page.locator("#clock").inner_text().split(":"))
    assert abs((hours * 60 + minutes) - (now.hour * 60 + now.minute)) in (0, 1, 1439)
    page.clock.run_for(100_000)  # asks again several times, and the code goes on
    expect(page.locator(".qr[data-expires]")).to_be_visible()


def test_new_software_is_one_reload(hall: Hall, television: Opened) -> None:
    hall.event("冬天里的一把火")
    page = television()
    page.wait_for_load_state("load")
    reloads = reloads_of(page)
    # The page that stands there is of an earlier version than the server that answers now.
    page.evaluate("document.body.setAttribute('data-software', '0.0.1')")
    hall.event("冬天里的两把火")
    for _poll in range(6):
        later(page)
    expect(screen(page)).to_contain_text("冬天里的两把火")
    assert len(reloads) == 1
    # Two servers of different versions behind one address: never more than once a minute.
    page.context.add_init_script(
        "addEventListener('DOMContentLoaded', () => document.body.setAttribute('data-software', '0.0.1'))"
    )
    page.reload()
    before = len(reloads)
    hall.event("冬天里的三把火")
    for _poll in range(9):
        later(page, 12_000)
    assert len(reloads) - before <= 2


def test_long_lists_turn_their_pages(hall: Hall, television: Opened) -> None:
    for number in range(12):
        hall.make.event(f"第{number}场", clock.now() + timedelta(days=1, hours=number))
    hall.changed()
    page = television()
    seen: set[str] = set()
    rows = page.locator(".lines li:not(.off)")
    turns = []
    for _second in range(45):
        now = rows.all_inner_texts()
        assert 1 <= len(now) <= 7
        if not set(now) <= seen or (turns and turns[-1][1] != now):
            turns.append((_second, now))
        seen |= set(now)
        page.clock.run_for(1000)
    assert len(seen) == 11
    gaps = [b[0] - a[0] for a, b in pairwise(turns)]
    assert gaps
    assert all(12 <= gap <= 15 for gap in gaps), gaps


# --- a day passes: the shipped server lives it too ---


@pytest.fixture
def tonight(furnished: Path, tmp_path: Path) -> Iterator[Hall]:
    """The centre behind the shipped server, whose clock can be moved; it is a quarter to two in the afternoon there."""
    shutil.copytree(furnished, tmp_path / "data")
    Shipped(tmp_path / "data", moved=True).move(seconds_to(AFTERNOON))
    hall = Hall(tmp_path / "data", "cheroot", moved=True)
    yield hall
    hall.close()


AFTERNOON = datetime(2027, 3, 9, 5, 45, tzinfo=UTC)  # a Tuesday


def seconds_to(moment: datetime) -> float:
    return (moment - datetime.now(UTC)).total_seconds()


def test_a_night_and_a_day(tonight: Hall, chromium: Any) -> None:
    """Dimmed at ten, tomorrow at midnight, anew at four as soon as the house answers, and the right things all day."""
    hall = tonight
    hall.event("深夜的读书会", timedelta(hours=9.5), minutes=90, now=AFTERNOON)  # until a quarter to one
    hall.event("明天上午的故事", timedelta(hours=20), now=AFTERNOON)
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, timezone_id="Asia/Shanghai")
    context.add_cookies([{"name": "screen", "value": KEY, "domain": HOST, "path": "/screens"}])
    page = context.new_page()
    page.clock.install(time=AFTERNOON)
    now = AFTERNOON

    def pass_until(hour: int, minute: int) -> None:
        nonlocal now
        then = clock.local(now).replace(hour=hour, minute=minute)
        then = then if then > now else then + timedelta(days=1)
        if hall.shipped.process is not None:
            hall.shipped.move(seconds_to(then))
        page.clock.fast_forward(int((then - now).total_seconds() * 1000))
        now = then
        time.sleep(1.1)
        later(page)
        later(page)

    try:
        page.goto(f"{hall.url}/screens/")
        assert "3月9日 周二" in page.inner_text("#today")
        assert "今天 23:15" in page.inner_text(".now")
        expect(page.locator("body.night")).to_have_count(0)
        pass_until(22, 1)
        expect(page.locator("body.night")).to_have_count(1)
        pass_until(23, 30)
        expect(page.locator(".now")).to_contain_text("正在进行")
        pass_until(0, 20)
        expect(page.locator("#today")).to_have_text("3月10日 周三")
        expect(page.locator(".now")).to_contain_text("深夜的读书会")
        expect(page.locator(".lines")).to_contain_text("今天 09:45")
        pass_until(1, 30)
        expect(screen(page)).not_to_contain_text("深夜的读书会")
        expect(page.locator(".now")).to_contain_text("明天上午的故事")
        pass_until(3, 50)
        hall.shipped.kill()
        reloads = reloads_of(page)
        pass_until(4, 5)
        later(page, 120_000)
        assert reloads == []
        is_whole(page)
        expect(page.locator("#silent")).to_be_visible()
        hall.shipped.move(seconds_to(now + timedelta(minutes=3)))
        hall.shipped.start()
        for _minute in range(3):
            later(page, 60_000)
        page.wait_for_load_state("load")
        is_whole(page)
        assert reloads == [f"{hall.url}/screens/"]
        expect(page.locator("#silent")).to_be_hidden()
        pass_until(9, 50)
        expect(page.locator("body.night")).to_have_count(0)
        expect(page.locator(".now")).to_contain_text("正在进行")
        assert page.inner_text("#clock")[:4] in ("09:5", "09:4")
        assert len(reloads) == 1
    finally:
        context.close()


# --- the stage ---


def test_every_step_of_the_host_is_soon_on_the_screen_and_on_phones(hall: Hall, chromium: Any) -> None:
    """In real time, with the shipped server's processes between them: start, next, two minutes more, back.

    How often a screen asks is told by its page, so that with the second of the server it is three.
    """
    make = hall.make
    event = make.event("我的学习故事", clock.now() + timedelta(minutes=2), minutes=60, theme_id=make.theme().id)
    make.item(event, title="开场", minutes=3)
    for title in ("第一篇", "第二篇", "第三篇"):
        make.item(event, make.talk(make.member(), title, minutes=5))
    make.item(event, make.talk(make.member(), "候补篇", minutes=5), is_reserve=True)
    hall.settings(layout=ScreenLayout.PROGRAMME)
    host = Visitor(hall.app, make.staff(Role.SECRETARY)).client.get_cookie("partyedu").value
    contexts = [chromium.new_context(locale="zh-CN") for _browser in range(3)]
    contexts[0].add_cookies([{"name": "screen", "value": KEY, "domain": HOST, "path": "/screens"}])
    contexts[1].add_cookies([{"name": "partyedu", "value": host, "url": hall.url}])
    try:
        television, console, phone = (context.new_page() for context in contexts)
        television.goto(f"{hall.url}/screens/")
        console.goto(f"{hall.url}/theatre/{event.id}/stage")
        phone.goto(f"{hall.url}/theatre/{event.id}")
        expect(television.locator(".sheet h1")).to_have_text("我的学习故事")

        def shown(title: str) -> None:
            expect(television.locator(".acts .lit b")).to_have_text(title, timeout=SOON)
            expect(phone.locator(".on-now b")).to_have_text(title, timeout=SOON)

        console.click("text=开始：开场")
        shown("开场")
        assert float(str(screen(television).get_attribute("data-poll-seconds"))) * 1.1 + watch.RECHECK_SECONDS < 3
        console.click("form.main button")
        shown("第一篇")
        left = television.locator(".left .countdown")
        before = left.inner_text()
        console.click("text=加两分钟")
        television.wait_for_function(
            "was => Number(document.querySelector('.left .countdown').textContent.split(':')[0]) > Number(was)",
            arg=before.split(":")[0], timeout=SOON,
        )  # fmt: skip
        console.click("form.main button")
        shown("第二篇")
        console.click("form[data-step=back] button")
        shown("第一篇")
    finally:
        for context in contexts:
            context.close()
