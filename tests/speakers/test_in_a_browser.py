"""In a real Chromium: keepsakes walked through with a finger, a screen that turns by itself, pages when seen."""

from collections.abc import Iterator

import papers
import pytest
from browser import OpenHouse, Tab, tab_of
from factories import Factory
from visitor import Visitor

from partyedu.app import create_app
from partyedu.core import migrations, uploads
from partyedu.core.db import db
from partyedu.speakers.models import Keepsake, Outline, OutlineFile, TalkState

pytestmark = pytest.mark.browser
NAMES = ("四十年的账本", "搪瓷缸", "奖章")


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[OpenHouse]:
    """A house with one talk: a PDF of forty pages, two versions, three keepsakes."""
    app = create_app(tmp_path_factory.mktemp("reading"), TESTING=True)
    with app.app_context():
        migrations.bring_up_to_date()
    make = Factory(app)
    make.centre()
    speaker = make.member("讲者甲")
    talk = make.talk(speaker, title="四十年一本账", state=TalkState.APPROVED)
    with app.app_context():
        photo_read = uploads.read(papers.storage("照片.jpg", papers.photo((900, 700))), uploads.PICTURES)
        book_read = uploads.read(papers.storage("册.pdf", papers.pdf_of(40)), uploads.DOCUMENTS)
        for place, name in enumerate(NAMES):
            photo = uploads.store(photo_read)
            db.session.add(Keepsake(talk_id=talk.id, name=name, consent=True, photo_id=photo.id, position=place))
        newest = db.session.scalars(db.select(Outline).order_by(Outline.number.desc())).first()
        db.session.add(OutlineFile(outline_id=newest.id, stored_file_id=uploads.store(book_read).id))
        again = {"text": "先问大家一句。\n" + newest.text, "written_at": newest.written_at}
        db.session.add(Outline(talk_id=talk.id, number=newest.number + 1, submitted_at=newest.submitted_at, **again))
        db.session.commit()
    visitor = Visitor(app, speaker)
    house = OpenHouse(app)
    house.cookie = visitor.client.get_cookie("partyedu").value
    house.open()
    yield house
    house.close()


def signed_in(tab: Tab, house: OpenHouse) -> Tab:
    """The speaker's own browser."""
    tab.context.add_cookies([{"name": "partyedu", "value": house.cookie, "url": house.url}])
    return tab


SWIPE = """to => {
    const box = document.querySelector('[data-swipe]');
    const touch = x => new Touch({identifier: 1, target: box, clientX: x, clientY: 300});
    box.dispatchEvent(new TouchEvent('touchstart', {touches: [touch(180)], changedTouches: [touch(180)]}));
    box.dispatchEvent(new TouchEvent('touchend', {touches: [], changedTouches: [touch(to)]}));
}"""


@pytest.mark.parametrize("size", ["phone", "large", "desktop"])
def test_keepsakes_are_walked_through_by_links_and_by_swiping(chromium, house, size):
    with tab_of(chromium, house, size, "keepsakes") as tab:
        page = tab.open("/speakers/keepsakes")
        tab.look("wall")
        page.click("text=从第一件看起")
        assert page.inner_text("h1") == NAMES[0]
        tab.look("piece")
        page.click("text=下一件")
        assert page.inner_text("h1") == NAMES[1]
        if size == "desktop":
            page.keyboard.press("ArrowRight")
        else:
            page.evaluate(SWIPE, 60)
        page.wait_for_url("**page=3")
        assert page.inner_text("h1") == NAMES[2]
        page.click("text=上一件")
        assert page.inner_text("h1") == NAMES[1]
        if size == "phone":
            page.evaluate(SWIPE, 170)  # a tap that trembles
            page.evaluate(SWIPE, 300)
            page.wait_for_url("**page=1")


def test_the_walk_works_without_a_script(chromium, house):
    with tab_of(chromium, house, "phone", "keepsakes-plain", script=False) as tab:
        page = tab.open("/speakers/keepsakes/walk")
        page.click("text=下一件")
        assert page.inner_text("h1") == NAMES[1]


def test_a_screen_turns_by_itself_within_one_page(chromium, house):
    with tab_of(chromium, house, "desktop", "keepsakes-screen") as tab:
        tab.page.clock.install()
        page = tab.open("/speakers/keepsakes/screen")
        seen = page.locator(".pieces li:visible :is(h1, h2)")
        address = page.url
        for name in (*NAMES, NAMES[0]):
            assert seen.all_inner_texts() == [name]
            assert page.locator(".pieces li:visible img").evaluate("image => image.decode().then(() => 1)") == 1
            page.clock.run_for(13_000)
        assert page.url == address
        tab.look("screen")


def test_pages_of_a_file_are_asked_for_when_they_come_into_sight(chromium, house):
    with tab_of(chromium, house, "phone", "pages") as tab:
        asked: list[str] = []
        tab.page.on("request", lambda request: asked.append(request.url) if "/pages/" in request.url else None)
        signed_in(tab, house)
        page = tab.open("/speakers/talks/1?version=1")
        page.wait_for_load_state("networkidle")
        assert len(asked) < 20, "not all forty at once"
        last = page.locator(".page-pictures img").last
        last.scroll_into_view_if_needed()
        last.evaluate("image => image.decode()")
        assert any(url.endswith("/pages/40") for url in asked)
        tab.look("pages")


@pytest.mark.parametrize("size", ["phone", "large", "desktop"])
def test_two_versions_are_readable_on_any_screen(chromium, house, size):
    with tab_of(chromium, house, size, "changes") as tab:
        page = signed_in(tab, house).open("/speakers/talks/1/changes")
        assert page.locator("ins").first.inner_text().endswith("先问大家一句。")
        tab.look("changes")
        page.select_option("#pick-from", "2")
        page.wait_for_selector("text=两边选了同一稿")
