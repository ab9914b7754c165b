"""Walking through the demonstration as people do: a browser of a size, the words on buttons, and a picture of it."""

from __future__ import annotations

import contextlib
import io
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from partyedu.scenarios import demo

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = ROOT / "docs" / "pictures"
LARGEST_BYTES = 150 * 1024
HOST = "partyedu.lan"  # pages that tell an address tell this one
Chapters = dict[Callable[["Walk"], None], tuple[str, ...]]  # what is walked, and the pictures it takes
DESK, PHONE, TELEVISION = (1100, 820), (360, 740), (1920, 1080)


def _morning() -> str:
    """A zone where it is past ten now: the pictures show a centre by day, whenever they are taken."""
    hours = (10 - datetime.now(UTC).hour + 9) % 24 - 9  # from nine hours behind to fourteen ahead, all of them zones
    return f"Etc/GMT{-hours:+d}"  # the sign of these names is turned around


ZONE = _morning()


@dataclass
class Walk:
    """A browser before the demonstration."""

    browser: Browser
    url: str
    wanted: set[str]
    folder: Path
    on_stage: str = ""  # the number of the session that is on now
    session: str = ""  # and of the one that begins soon

    @contextlib.contextmanager
    def visit(self, size: tuple[int, int] = DESK, who: str = "", secret: str = demo.PASSWORD) -> Iterator[Page]:
        """A fresh browser of a size, signed in as ``who``; html only forms work the same with scripts."""
        context = self._context(size)
        page = context.new_page()
        if who:
            sign_in(page, self.url, who, secret)
        yield page
        context.close()

    def _context(self, size: tuple[int, int]) -> BrowserContext:
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN", timezone_id=ZONE,
            device_scale_factor=2 if size is PHONE else 1, has_touch=size is PHONE,
        )  # fmt: skip
        context.set_default_timeout(10_000)
        return context

    def show(
        self, page: Page, name: str,
        width: int = 0, height: int = 0, top: str = "", until: str = "", whole: bool = False,
    ) -> None:  # fmt: skip
        """Write a picture of what stands there, if its chapter was asked for.

        ``top``: text, class or id of the element at the upper edge; ``height``: cut there; ``whole``: the whole page
        without what stands at its foot; ``until``: down to this selector, which is left out (from ``top`` on, if both
        are given).
        """
        settled(page)
        if name not in self.wanted:
            return
        page.mouse.move(0, 0)  # nothing looks touched
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        if top:
            upper = page.locator(top) if top[0] in ".#" else page.get_by_text(top, exact=True)
            upper.first.evaluate("one => scrollTo(0, scrollY + one.getBoundingClientRect().top - 12)")
        image = Image.open(io.BytesIO(page.screenshot(full_page=(whole or bool(until)) and not top)))
        end = page.locator(until or ".footer").first
        if (until or (whole and end.count())) and (box := end.bounding_box()):
            height = min(height or image.height, round(box["y"] * image.width / page.evaluate("innerWidth")))
        if height:
            image = image.crop((0, 0, image.width, min(height, image.height)))
        if width:
            image = image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
        save(image, PICTURES / f"{name}.png")


def save(image: Image.Image, file: Path) -> None:
    """As a palette picture, with as many colours as 150 KB allow."""
    for colours in (128, 64, 32, 16):
        small = image.convert("RGB").quantize(colours, dither=Image.Dither.NONE)
        small.save(file, optimize=True)
        if file.stat().st_size <= LARGEST_BYTES:
            break
    else:
        sys.exit(f"{file.name}: {file.stat().st_size} bytes")
    sys.stdout.write(f"{file.relative_to(ROOT)} {image.width}×{image.height} {file.stat().st_size // 1024} KB\n")


def settled(page: Page) -> None:
    """Wait until HTMX has brought everything."""
    page.wait_for_load_state("load")
    busy = page.locator(".htmx-request, .htmx-swapping, .htmx-settling")
    for _try in range(200):
        if busy.count() == 0:
            return
        page.wait_for_timeout(25)


def sign_in(page: Page, url: str, who: str, secret: str) -> None:
    """Through the form, as anybody does."""
    page.goto(f"{url}/sign-in" + ("" if who.isdigit() else "?staff=1"))
    page.get_by_label("手机号、党员编号或用户名").fill(who)
    page.get_by_label("PIN（六位数字）" if who.isdigit() else "密码", exact=True).fill(secret)
    press(page, "登录", inside="#sign-in-form")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    settled(page)


def press(page: Page, words: str, inside: str = "main") -> None:
    """Press the first button of these words."""
    page.locator(inside).get_by_role("button", name=re.compile(words)).first.click()
    settled(page)


def follow(page: Page, words: str, inside: str = "main") -> None:
    """Follow the first link of these words."""
    page.locator(inside).get_by_role("link", name=re.compile(words)).first.click()
    settled(page)


def find_person(page: Page, label: str, words: str) -> None:
    """Type some letters and choose the first person who is offered."""
    page.get_by_label(label).press_sequentially(words, delay=30)
    page.locator("main .choices input[type=radio]").first.check()


def unfold(page: Page, words: str) -> None:
    """Open what stands folded under these words."""
    page.locator("summary", has_text=words).first.click()


def in_days(days: int) -> str:
    """A date of the hall, as a date box takes it."""
    return str((datetime.now(ZoneInfo(ZONE)) + timedelta(days=days)).date())


def more(page: Page, words: str) -> None:
    """Follow a link that stands under 更多 in the bar of pages."""
    page.locator("header details summary", has_text="更多").first.click()
    follow(page, words, "header")


def answer_waiting(page: Page, words: str) -> None:
    """Follow what the home page reminds of, unfolded if it stands below the first five."""
    page.goto(re.sub(r"(?<=[^/:])/.*", "", page.url) + "/")
    if page.locator("main summary", has_text=re.compile("^\\s*还有 .* 件")).count():
        unfold(page, "还有")
    follow(page, words)


def large(page: Page) -> None:
    """Large text, as most readers have it."""
    page.context.add_cookies([{"name": "size", "value": "large", "url": page.url}])
    page.reload()
    settled(page)


def study(page: Page, words: str) -> None:
    """One of the pages of study, by its tab."""
    page.goto(re.sub(r"(?<=[^/:])/.*", "", page.url) + "/study/")
    page.evaluate("document.querySelectorAll('main .tabs details').forEach(folded => folded.open = true)")
    follow(page, f"^{words}", "main nav, main .tabs")
