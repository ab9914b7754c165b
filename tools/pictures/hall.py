"""Pictures of every layout of the televisions, lying and standing: 1920 × 1080 and 1080 × 1920."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page
from walking import TELEVISION, ZONE, Chapters, Walk, follow, press

UPRIGHT = (1080, 1920)
SIZES = {"": TELEVISION, "-upright": UPRIGHT}
SCREENS = ("一楼走廊", "三楼教室门口", "大厅右边", "二楼大厅台口")
LAYOUTS = ("hall", "door", "roll-call", "programme", "words", "year", "notice")


def layouts(walk: Walk) -> None:
    """05: each layout on a screen in the hall, the programme while somebody speaks; an urgent notice over all."""
    number, begins = _hall_screen(walk)
    for ending, size in SIZES.items():
        with walk.visit(size, who="organiser") as page:
            for layout in LAYOUTS:
                on = (begins + timedelta(minutes=20)).strftime("%Y-%m-%dT%H:%M")
                at = f"&at={on}" if layout in ("programme", "door") else ""
                page.goto(f"{walk.url}/screens/{number}/picture?layout={layout}{at}")
                walk.show(page, f"screen-{layout}{ending}", width=size[0] * 2 // 3)
    _alarm(walk, number)


def _hall_screen(walk: Walk) -> tuple[str, datetime]:
    """The number of a screen in the hall, and when today's session begins there, by the hall's clock."""
    with walk.visit(who="organiser") as page, contextlib.ExitStack() as televisions:
        for name in SCREENS:
            _switch_on(page, televisions.enter_context(walk.visit(TELEVISION)), walk.url, name)
        page.goto(f"{walk.url}/screens/manage")
        walk.show(page, "screens", height=1500, whole=True)
        follow(page, "^大厅右边")
        number = page.url.rsplit("/", 2)[-2]
        page.goto(f"{walk.url}/screens/{number}/preview")
        walk.show(page, "screen-preview")
        page.goto(f"{walk.url}/screens/manage")
        page.locator("li", has_text="大厅右边").get_by_role("link", name="轮换表").click()
        walk.show(page, "screen-rota", whole=True)
        page.goto(f"{walk.url}/theatre/{walk.session}")
        begins = page.locator(".playbill .when").inner_text()
    hour, minute = map(int, begins.split("–")[0].split()[-1].split(":"))
    today = datetime.now(ZoneInfo(ZONE))
    return number, today.replace(hour=hour, minute=minute)


def _switch_on(page: Page, television: Page, url: str, name: str) -> None:
    """A television takes the place, the settings and the rota of one that was there."""
    television.goto(f"{url}/screens/")
    code = television.locator(".pairing b").inner_text()
    page.goto(f"{url}/screens/manage")
    card = page.locator("li", has_text=name)
    card.get_by_role("button", name="停用").click()
    card.get_by_role("link", name="重新配对").click()
    page.get_by_label("电视右下角的代码").fill(code)
    press(page, "配好")
    television.locator(".pairing").wait_for(state="detached", timeout=30_000)


def _alarm(walk: Walk, number: str) -> None:
    with walk.visit(who="organiser") as page:
        page.goto(f"{walk.url}/screens/notices/new?urgent=1")
        page.locator("#title").fill("三楼电梯停用，请走楼梯")
        page.locator("#text").fill("电梯正在检修，下午五点前不能用。腿脚不便的同志请在一楼大厅坐一坐，工作人员来接您。")
        _until(page)
        walk.show(page, "screen-notice-form", whole=True)
        press(page, "马上盖住所有屏幕")
        page.get_by_role("heading", name="屏幕上的通知").wait_for()
        walk.show(page, "screen-notices", height=620)
    for ending, size in SIZES.items():
        with walk.visit(size, who="organiser") as page:
            page.goto(f"{walk.url}/screens/{number}/picture")
            walk.show(page, f"screen-urgent{ending}", width=size[0] * 2 // 3)
    with walk.visit(who="organiser") as page:
        page.goto(f"{walk.url}/screens/notices")
        page.locator("li", has_text="三楼电梯停用").get_by_role("button").click()


def _until(page: Page) -> None:
    ends = datetime.now(ZoneInfo(ZONE)) + timedelta(hours=3)
    page.locator("#ends_at").fill(ends.strftime("%Y-%m-%dT%H:%M"))


_OF_LAYOUTS = tuple(f"screen-{layout}{ending}" for layout in (*LAYOUTS, "urgent") for ending in SIZES)
CHAPTERS: Chapters = {
    layouts: (*_OF_LAYOUTS, "screens", "screen-preview", "screen-rota", "screen-notice-form", "screen-notices"),
}
