"""In a real Chromium: days and programmes are dragged, with a mouse and with a finger; sheets fit their paper."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from io import BytesIO
from typing import Any

import pytest
from browser import OpenHouse, Tab, tab_of
from factories import Factory
from visitor import Visitor

from partyedu.accounts.models import Role
from partyedu.app import create_app
from partyedu.core import clock, migrations
from partyedu.core.db import db
from partyedu.organisation.models import Person, PublicName
from partyedu.schedule.models import Event, EventKind, EventPart, Room
from partyedu.theatre.models import ProgrammeItem

pytestmark = pytest.mark.browser

# A month that lies wholly ahead, whenever this runs.
MONTH = clock.month_after(clock.today().replace(day=1), 2)


def day(number: int) -> date:
    return MONTH + timedelta(days=number - 1)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenHouse]:
    """A house in which somebody plans: a month of events, a session of five items."""
    app = create_app(tmp_path_factory.mktemp("planning"), TESTING=True)
    with app.app_context():
        migrations.bring_up_to_date()
    make = Factory(app)
    make.centre()
    make.venue()
    room, planner, host = make.get(Room).id, make.staff(Role.ORGANISER), make.member("欧阳甲")
    more: dict[str, Any] = {"room_id": room, "people": ((host, EventPart.HOST),)}
    make.event("读书会", clock.at(day(10), time(14, 30)), kind=EventKind.MEETING, **more)
    make.event("占着大厅", clock.at(day(12), time(14, 30)), kind=EventKind.FILM, **more)
    session = make.event("我的学习故事", clock.at(day(20), time(14, 30)), people=((host, EventPart.HOST),))
    for title in ("开场", "夜校三年", "孙女教我用手机", "四十年一本账", "提问与讨论"):
        make.item(session, title=title, public_note="")
    make.talk(make.member("等着的人"), "等着的一篇")
    visitor = Visitor(app, planner)
    house = OpenHouse(app)
    house.cookie, house.make = visitor.client.get_cookie("partyedu").value, make  # type: ignore[attr-defined]
    house.open()
    yield house
    house.close()


def opened(tab: Tab, house: OpenHouse, path: str) -> Any:
    """The planner's own browser, at an address."""
    tab.context.add_cookies([{"name": "partyedu", "value": house.cookie, "url": house.url}])  # type: ignore[attr-defined]
    return tab.open(path)


def middle(page: Any, selector: str) -> tuple[float, float]:
    page.locator(selector).first.scroll_into_view_if_needed()
    box = page.locator(selector).first.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Any, handle: str, target: str) -> None:
    """With the mouse, in steps, as a hand does."""
    x, y = middle(page, handle)
    box = page.locator(target).first.bounding_box()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 6, y + 6, steps=3)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=12)
    page.wait_for_timeout(400)  # the others make room for it, on a busy machine too
    page.mouse.up()


def written(page: Any) -> Any:
    """Wait until what is done in this block was answered: what is dragged stands in its place before that."""
    return page.expect_response(lambda answer: answer.request.method == "POST")


def touch(page: Any, handle: str, target: str) -> None:
    """With a finger on the glass: real touches of the browser, not made up in the page."""
    x, y = middle(page, handle)
    box = page.locator(target).first.bounding_box()
    to_x, to_y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session = page.context.new_cdp_session(page)

    def send(kind: str, *points: dict[str, float]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    send("touchStart", {"x": x, "y": y})
    for step in range(1, 13):
        send("touchMove", {"x": x + (to_x - x) * step / 12, "y": y + (to_y - y) * step / 12})
        page.wait_for_timeout(20)
    page.wait_for_timeout(150)
    send("touchEnd")


def card(title: str) -> str:
    return f".plan-card:has(> a:text-is('{title}'))"


def begins(house: OpenHouse, title: str) -> date:
    return clock.local(house.make.get(Event, title=title).starts_at).date()  # type: ignore[attr-defined]


def order(house: OpenHouse) -> list[str]:
    items = house.make.rows(ProgrammeItem)  # type: ignore[attr-defined]
    return [item.title for item in sorted(items, key=lambda item: item.position)]


def put_back(house: OpenHouse) -> None:
    with house.app.app_context():
        event = db.session.scalars(db.select(Event).filter_by(title="读书会")).one()
        event.starts_at, event.ends_at = clock.at(day(10), time(14, 30)), clock.at(day(10), time(16, 0))
        for place, item in enumerate(db.session.scalars(db.select(ProgrammeItem).order_by(ProgrammeItem.id)), 1):
            item.position = place
        db.session.commit()


def test_a_day_is_dragged_with_the_mouse_warned_of_and_undone(chromium, house: OpenHouse) -> None:
    put_back(house)
    with tab_of(chromium, house, "desktop", "board") as tab:
        page = opened(tab, house, f"/schedule/board?month={MONTH:%Y-%m}")
        tab.look("month")
        drag(page, f"{card('读书会')} .handle", f"[data-day='{day(12)}']")
        page.wait_for_selector(".moved .done")
        assert begins(house, "读书会") == day(12)
        assert "这段时间已经有“占着大厅”" in page.inner_text(".moved")
        assert "改了日子" in page.inner_text("#said")  # read out, for who cannot see the card move
        tab.look("moved")
        page.click("text=撤回这一步")
        page.wait_for_selector(f"[data-day='{day(10)}'] {card('读书会')}")
        assert begins(house, "读书会") == day(10)


def test_a_card_goes_back_to_its_day_when_nobody_answers(chromium, house: OpenHouse) -> None:
    put_back(house)
    with tab_of(chromium, house, "desktop", "board-offline") as tab:
        page = opened(tab, house, f"/schedule/board?month={MONTH:%Y-%m}")
        page.route("**/move", lambda route: route.abort())
        drag(page, f"{card('读书会')} .handle", f"[data-day='{day(13)}']")
        page.wait_for_selector("#trouble .notice")
        page.wait_for_selector(f"[data-day='{day(10)}'] {card('读书会')}")
        assert begins(house, "读书会") == day(10)


def test_a_day_is_changed_with_the_keyboard_alone(chromium, house: OpenHouse) -> None:
    put_back(house)
    with tab_of(chromium, house, "desktop", "board-keys") as tab:
        page = opened(tab, house, f"/schedule/board?month={MONTH:%Y-%m}")
        page.focus(f"{card('读书会')} summary")
        page.keyboard.press("Enter")
        page.focus(f"{card('读书会')} button[value='1']")
        page.keyboard.press("Enter")
        page.wait_for_selector(f"[data-day='{day(11)}'] {card('读书会')}")
        assert begins(house, "读书会") == day(11)


def test_a_programme_is_dragged_with_the_mouse(chromium, house: OpenHouse) -> None:
    put_back(house)
    with tab_of(chromium, house, "desktop", "programme") as tab:
        number = house.make.get(Event, title="我的学习故事").id  # type: ignore[attr-defined]
        page = opened(tab, house, f"/theatre/{number}/programme")
        drag(page, "ol.acts > li:nth-child(4) .handle", "ol.acts > li:nth-child(2) h3")
        page.wait_for_selector("text=有改动还没公布")
        assert order(house) == ["开场", "四十年一本账", "夜校三年", "孙女教我用手机", "提问与讨论"]
        tab.look("dragged")
        waits = "li:has-text('等着的一篇')"
        page.wait_for_selector(f"[data-pool] > {waits}")
        with written(page):
            drag(page, "[data-pool] .handle", "ol.acts > li:nth-child(3)")
        page.wait_for_selector(f"ol.acts > {waits}")
        assert order(house)[1:4].count("") == 1  # a talk has its title of its own
        with written(page):
            drag(page, f"ol.acts > {waits} .handle", "[data-stand-by]")
        page.wait_for_selector(f"ol.acts > {waits}.reserve")
        tab.look("dragged from the pool")
        with written(page):
            drag(page, f"ol.acts > {waits} .handle", "ol.acts > li:nth-child(5)")
        page.wait_for_selector(f"ol.acts > {waits}:not(.reserve)")
        with written(page):
            page.click(f"ol.acts > {waits} >> text=拿下")
        page.wait_for_selector(f"[data-pool] > {waits}")


def test_a_thumb_scrolls_and_only_the_handle_drags(chromium, house: OpenHouse) -> None:
    put_back(house)
    with tab_of(chromium, house, "phone", "programme-touch") as tab:
        number = house.make.get(Event, title="我的学习故事").id  # type: ignore[attr-defined]
        page = opened(tab, house, f"/theatre/{number}/programme")
        box = page.locator("ol.acts .handle").first.bounding_box()
        assert min(box["width"], box["height"]) >= 48
        touch(page, "ol.acts > li:nth-child(2) h3", "ol.acts > li:nth-child(3) h3")
        assert order(house) == ["开场", "夜校三年", "孙女教我用手机", "四十年一本账", "提问与讨论"]
        touch(page, "ol.acts > li:nth-child(2) .handle", "ol.acts > li:nth-child(3) .handle")
        page.wait_for_selector("text=有改动还没公布")
        assert order(house) == ["开场", "孙女教我用手机", "夜校三年", "四十年一本账", "提问与讨论"]
        tab.look("dragged")


@pytest.mark.parametrize("size", ["phone", "desktop", "large"])
@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_the_month_and_the_sheets_can_be_read_on_every_screen(chromium, house: OpenHouse, size, language) -> None:
    with tab_of(chromium, house, size, f"sheets-{size}-{language}", language=language) as tab:
        number = house.make.get(Event, title="我的学习故事").id  # type: ignore[attr-defined]
        opened(tab, house, f"/schedule/?view=month&month={MONTH:%Y-%m}")
        tab.look("month")
        for name, path in (
            ("day", f"/schedule/?day={day(10)}"),
            ("board", f"/schedule/board?month={MONTH:%Y-%m}"),
            ("message", f"/theatre/{number}/message"),
            ("poster", f"/theatre/{number}/poster"),
            ("playbill", f"/theatre/{number}/playbill"),
            ("month-poster", f"/schedule/month-poster?month={MONTH:%Y-%m}"),
            ("cards", f"/schedule/{number}/cards"),
        ):
            tab.open(path)
            tab.look(name)


def pages(page: Any) -> list[tuple[int, int]]:
    """The printed pages: width and height of each in millimetres."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(BytesIO(page.pdf(prefer_css_page_size=True)))
    return [tuple(round(side * 25.4 / 72) for side in sheet.get_size()) for sheet in pdf]


A4, A3 = (210, 297), (297, 420)


def test_a_session_fits_one_sheet_of_either_size_and_a_long_one_loses_nothing(chromium, house: OpenHouse) -> None:
    import pypdfium2

    make = house.make  # type: ignore[attr-defined]
    number = make.get(Event, title="我的学习故事").id
    with tab_of(chromium, house, "desktop", "print") as tab:
        for sheet in (f"/theatre/{number}/poster", f"/theatre/{number}/playbill", "/schedule/1/poster"):
            assert pages(opened(tab, house, f"{sheet}?size=a4")) == [A4], sheet
            assert pages(opened(tab, house, f"{sheet}?size=a3")) == [A3], sheet
        long = make.event("一场很长很长的讲述会" * 6, clock.at(day(25), time(14, 30)))
        titles = [f"第{place}个讲述，题目也很长很长很长很长很长很长" for place in range(40)]
        for title in titles:
            make.item(long, title=title, note="仪式的一步。")
        page = opened(tab, house, f"/theatre/{long.id}/playbill")
        pdf = pypdfium2.PdfDocument(BytesIO(page.pdf(prefer_css_page_size=True)))
        words = "".join(sheet.get_textpage().get_text_bounded() for sheet in pdf).replace("\r\n", "").replace("\n", "")
        assert len(pdf) > 1
        assert [title for title in titles if title.split("，")[0] not in words] == []


def test_each_card_is_one_sheet_and_a_name_of_forty_stays_on_it(chromium, house: OpenHouse) -> None:
    make = house.make  # type: ignore[attr-defined]
    with house.app.app_context():
        long = ("阿" * 40, "Anna-Maria Alexandrovna of the East Lane")
        names = [make.member(name, public_name=PublicName.FULL) for name in long]
    event = make.event("长名字", clock.at(day(26), time(9)), people=tuple((one, EventPart.SPEAKER) for one in names))
    assert make.get(Person, id=names[0].id).name == "阿" * 40
    with tab_of(chromium, house, "desktop", "cards") as tab:
        page = opened(tab, house, f"/schedule/{event.id}/cards")
        assert pages(page) == [A4, A4]
        over = page.evaluate("""[...document.querySelectorAll('.half')].filter(half =>
            half.scrollWidth > half.clientWidth + 1 || half.scrollHeight > half.clientHeight + 1).length""")
        assert over == 0


def test_the_text_is_copied_on_plain_http(chromium, house: OpenHouse) -> None:
    number = house.make.get(Event, title="我的学习故事").id  # type: ignore[attr-defined]
    with tab_of(chromium, house, "phone", "copy") as tab:
        page = opened(tab, house, f"/theatre/{number}/message")
        assert page.evaluate("navigator.clipboard") is None  # no secure context, as in the centre
        page.click("[data-copy='#text-zh_Hans']")
        page.wait_for_selector("#trouble .notice")
        assert page.evaluate("getSelection().toString() || document.activeElement.value").startswith("【先锋剧场】")
