"""A phone's first visit, in a real Chromium with nothing kept: what it loads, and what paint waits for."""

from pathlib import Path
from typing import Any

import pytest
from browser import chromium_path

from partyedu.bench import measures
from partyedu.bench.servers import serving

BYTES_AT_MOST = 40 * 1024
PAGES = ("schedule", "session", "home", "check-in")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(chromium_path() is None, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory):
    """The shipped server over a centre with sixty events to come, and what may be opened first."""
    folder: Path = tmp_path_factory.mktemp("first-visit")
    app = measures.prepare(folder, 60)
    measures.import_roster(app, 50)
    pages = measures.first_pages(app)
    with serving(folder) as server:
        yield f"http://127.0.0.1:{server.port}", pages


@pytest.fixture(scope="module")
def visits(house, chromium):
    """What each page loaded: (address, bytes over the line, whether paint waited for it), and its own checks."""
    url, pages = house
    found = {}
    for name, (path, cookie) in pages.items():
        context = chromium.new_context(viewport={"width": 360, "height": 780}, locale="zh-CN")
        if cookie:
            key, _equals, value = cookie.partition("=")
            context.add_cookies([{"name": key, "value": value, "domain": "127.0.0.1", "path": "/c"}])
        page = context.new_page()
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        bytes_of, addresses = {}, {}
        line.on("Network.responseReceived", lambda sent, known=addresses: known.update({sent["requestId"]: sent}))
        line.on(
            "Network.loadingFinished",
            lambda sent, known=bytes_of: known.update({sent["requestId"]: sent["encodedDataLength"]}),
        )
        page.goto(url + path, wait_until="networkidle")
        found[name] = {
            "bytes": {
                sent["response"]["url"].removeprefix(url): bytes_of[number] - _headers(sent["response"])
                for number, sent in addresses.items()
                if bytes_of.get(number)
            },
            "blocking": page.evaluate(
                "performance.getEntriesByType('resource').filter(one => one.renderBlockingStatus === 'blocking')"
                ".map(one => [one.initiatorType, new URL(one.name).pathname])"
            ),
            "undeferred": page.evaluate(
                "[...document.scripts].filter(one => !one.defer && !one.type).map(one => one.src)"
            ),
            "fonts": page.evaluate("document.fonts.size"),
        }
        context.close()
    return found


def _headers(response: dict[str, Any]) -> int:
    """The bytes of an answer before its content begins."""
    return len("HTTP/1.1 200 OK\r\n\r\n") + sum(
        len(f"{name}: {text}\r\n") for name, text in response["headers"].items()
    )


@pytest.mark.parametrize("name", PAGES)
def test_everything_fits_into_forty_kilobytes(visits, name):
    loaded = visits[name]["bytes"]
    assert len(loaded) > 3
    assert sum(loaded.values()) <= BYTES_AT_MOST, loaded


@pytest.mark.parametrize("name", PAGES)
def test_paint_waits_for_the_page_and_its_styles_alone(visits, name):
    seen = visits[name]
    assert {kind for kind, _path in seen["blocking"]} <= {"link"}
    assert all(path.startswith("/static/css/") for _kind, path in seen["blocking"])
    assert (seen["undeferred"], seen["fonts"]) == ([], 0)
