"""A real Chromium, where there is one; a real house for it to open; and a tab that looks critically at every page."""

from __future__ import annotations

import os
import re
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from cheroot import wsgi
    from flask import Flask
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

HOST = "partyedu.lan"  # a name of the LAN on plain http: no secure context, as in the centre
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", f"--host-resolver-rules=MAP {HOST} 127.0.0.1",
)  # fmt: skip
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
SHOTS = os.environ.get("PARTYEDU_SHOTS")

Size = Literal["phone", "desktop", "large"]
VIEWPORTS: dict[Size, tuple[int, int]] = {"phone": (360, 780), "desktop": (1920, 1080), "large": (360, 780)}
# What a form that was refused, a sign-in that is over or a lost edit answers; everything else is trouble.
REFUSALS = (401, 409, 422)


def chromium_path() -> str | None:
    """Where Chromium stands on this machine, or None."""
    named = os.environ.get("PARTYEDU_CHROMIUM")
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return named or next((path for path in found if path), None)


class OpenHouse:
    """The application behind a real server on a port of its own; it can stop and open again on the same port."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.server: wsgi.Server | None = None

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        return f"http://{HOST}:{self.port}"

    def open(self) -> None:
        """Serve."""
        from cheroot import wsgi

        self.server = wsgi.Server(("127.0.0.1", self.port), self.app, numthreads=6, shutdown_timeout=1)
        self.server.prepare()
        threading.Thread(target=self.server.serve, daemon=True).start()

    def close(self) -> None:
        """Answer nobody."""
        if self.server is not None:
            self.server.stop()
            self.server = None


class Tab:
    """One browser of one person. ``look`` judges the page that stands there; ``journey`` names its pictures."""

    def __init__(self, context: BrowserContext, url: str, journey: str) -> None:
        self.context = context
        self.url = url
        self.journey = journey
        self.pictures = 0
        self.trouble: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.trouble.append(f"script: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        refused = re.search(r"status of (\d+)", message.text)
        if message.type == "error" and not (refused and int(refused[1]) in REFUSALS):
            self.trouble.append(f"console: {message.text} {message.location}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.trouble.append(f"outside: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.trouble.append(f"{response.status}: {response.url}")

    def open(self, path: str) -> Page:
        """Go to an address of the house."""
        self.page.goto(f"{self.url}{path}")
        return self.page

    def look(self, name: str) -> None:
        """Nothing in the console, nothing wider than the screen, nothing that axe finds; and a picture."""
        self._settled()
        if SHOTS:
            self._picture(name)
        wide, screen, drift = self._measured()
        assert wide <= screen + drift, f"{name}: {wide} px wide on a screen of {screen}: {self._wide_things()}"
        assert self.trouble == [], f"{name}: {self.trouble}"
        assert (found := self._axe()) == [], f"{name}: {found}"

    def _settled(self) -> None:
        self.page.wait_for_load_state("load")
        busy = self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling")
        for _try in range(200):
            if busy.count() == 0:
                return
            self.page.wait_for_timeout(25)

    def _measured(self) -> tuple[int, int, int]:
        """Width of the page and of the window, and how far a television may drift (against burn-in), in pixels.

        A page that is just arriving has no document to measure yet.
        """
        for _try in range(200):
            found = self.page.evaluate(
                "document.documentElement && document.readyState === 'complete' && [document.documentElement"
                ".scrollWidth, window.innerWidth, document.querySelector('#drift') ? 4 : 0]"
            )
            if found:
                return found[0], found[1], found[2]
            self.page.wait_for_timeout(25)
        raise AssertionError(f"{self.page.url} never arrived")

    def _picture(self, name: str) -> None:
        self.pictures += 1
        Path(str(SHOTS)).mkdir(parents=True, exist_ok=True)
        file = Path(str(SHOTS)) / f"{self.journey}-{self.pictures:02d}-{name}.png"
        self.page.screenshot(path=file, full_page=True, caret="initial")

    def _axe(self) -> list[str]:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: dict[str, Any] = self.page.evaluate(
            "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
        )
        return [
            f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
            for one in found["violations"]
            for node in one["nodes"]
        ]

    def _wide_things(self) -> list[str]:
        script = """() => [...document.querySelectorAll('body *')]
            .filter(one => one.getBoundingClientRect().right > window.innerWidth + 1)
            .map(one => one.outerHTML.slice(0, 120)).slice(0, 5)"""
        found: list[str] = self.page.evaluate(script)
        return found


@contextmanager
def tab_of(
    browser: Browser, house: OpenHouse, size: Size, journey: str, script: bool = True, language: str = ""
) -> Iterator[Tab]:
    """A fresh browser of a size, as of a person who comes for the first time."""
    width, height = VIEWPORTS[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai",
        java_script_enabled=script, has_touch=size != "desktop",
    )  # fmt: skip
    context.set_default_timeout(15_000)
    chosen = {"size": "large"} if size == "large" else {}
    chosen |= {"language": language} if language else {}
    context.add_cookies([{"name": name, "value": value, "url": house.url} for name, value in chosen.items()])
    try:
        yield Tab(context, house.url, journey)
    finally:
        context.close()
