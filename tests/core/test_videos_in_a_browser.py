"""A video in a real Chromium: it plays, it is wound forward, and one that is too large never leaves the phone."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "speakers"))

import papers
from browser import OpenHouse, Tab, tab_of
from filming import add_page

from partyedu.app import create_app
from partyedu.core import migrations, uploads
from partyedu.core.db import db

pytestmark = pytest.mark.browser

FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[OpenHouse]:
    """A house with two short films and the page that shows them."""
    from factories import Factory

    app = create_app(tmp_path_factory.mktemp("film"), TESTING=True)
    with app.app_context():
        migrations.bring_up_to_date()
    Factory(app).centre()
    with app.app_context():
        for name in ("small.mp4", "small.webm"):
            film = papers.storage(name, (FIXTURES / name).read_bytes())
            uploads.store(uploads.read(film, uploads.VIDEOS))
            db.session.commit()
    house = OpenHouse(add_page(app))
    house.open()
    yield house
    house.close()


@pytest.fixture
def phone(chromium, house) -> Iterator[Tab]:
    """A phone that opens the page of films."""
    with tab_of(chromium, house, "phone", "film") as tab:
        tab.open("/film")
        yield tab


WATCH = """async number => {
    const video = document.querySelectorAll('video')[number];
    const happens = (name, doing) => new Promise((done, fail) => {
        video.addEventListener(name, done, {once: true});
        video.addEventListener('error', () => fail(video.error.message), {once: true});
        doing();
    });
    video.muted = true;
    if (video.readyState < 1) await happens('loadedmetadata', () => video.load());
    const length = video.duration;
    await happens('playing', () => video.play());
    video.pause();
    await happens('seeked', () => { video.currentTime = 6; });
    return [Math.round(length), Math.round(video.currentTime), video.videoWidth];
}"""


@pytest.mark.parametrize(("number", "width"), [(0, 96), (1, 64)], ids=["mp4", "webm"])
def test_a_video_plays_and_is_wound_forward(phone, number, width):
    asked = []
    phone.page.on("response", lambda answer: asked.append(answer.status) if "/film/" in answer.url else None)
    phone.page.reload()
    assert phone.page.evaluate(WATCH, number) == [8, 6, width]
    assert 206 in asked
    phone.look("film")


def test_a_video_opened_by_itself_plays_too(phone):
    phone.page.goto(f"{phone.url}/film/1")
    film = "document.querySelector('video')"
    for _try in range(100):  # no script runs on this page, so the page cannot be asked to tell
        if phone.page.evaluate(f"{film}.readyState"):
            break
        time.sleep(0.1)
    assert (phone.page.evaluate(f"{film}.videoWidth"), phone.trouble) == (96, [])


def test_a_file_that_is_too_large_is_named_and_never_sent(phone, tmp_path):
    large, good = tmp_path / "长片.mp4", FIXTURES / "small.mp4"
    with large.open("wb") as file:
        file.truncate(101 << 20)
    sent = []
    phone.page.on("request", lambda request: sent.append(request.method))
    phone.page.set_input_files("input[type=file]", large)
    said = phone.page.locator(".too-large")
    assert said.inner_text() == "《长片.mp4》有 101 MB，这里最大收 100 MB，没有选上。请换一个小一些的。"
    assert phone.page.evaluate("document.querySelector('input[type=file]').files.length") == 0
    phone.look("too-large")
    phone.page.set_input_files("input[type=file]", good)
    assert said.count() == 0
    assert phone.page.evaluate("document.querySelector('input[type=file]').files.length") == 1
    assert "POST" not in sent


def test_without_a_script_the_limit_stands_all_the_same(chromium, house):
    with tab_of(chromium, house, "phone", "film", script=False) as tab:
        tab.open("/film")
        assert tab.page.locator("video").count() == 2
