"""Browsers by the hundred over real connections on loopback: phones at the door, televisions, desks.

One thread waits for all of them, so that the crowd costs little beside the server it stands before. A browser keeps its
cookies and its connection; whatever is not a complete answer counts as failed.
"""

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import unescape
from typing import Any, TypeVar
from urllib.parse import urlencode

T = TypeVar("T")

_FORM = re.compile(r'<form[^>]*action="(/c/[^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
_NAME, _VALUE = re.compile(r'name="([^"]+)"'), re.compile(r'value="([^"]*)"')
PATIENCE_SECONDS = 30


def in_own_loop(work: Coroutine[Any, Any, T]) -> T:
    """Run a crowd to its end on a thread of its own: whoever measures may have a loop that runs already."""
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, work).result()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how many seconds. Status 0: nothing did."""

    status: int
    seconds: float
    location: str = ""
    text: str = ""


class Browser:
    """One browser: cookies, and a connection that stays open."""

    def __init__(self, port: int, **cookies: str) -> None:
        self.port = port
        self.cookies = cookies
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def get(self, path: str, **headers: str) -> Answer:
        """A page, or a region of it."""
        return await self._ask("GET", path, "", headers)

    async def post(self, path: str, fields: dict[str, str]) -> Answer:
        """A form that is sent off."""
        return await self._ask("POST", path, urlencode(fields), {})

    async def _ask(self, method: str, path: str, body: str, headers: dict[str, str]) -> Answer:
        begun = time.perf_counter()
        try:
            answered = await asyncio.wait_for(self._exchange(method, path, body, headers), PATIENCE_SECONDS)
        except (OSError, EOFError, TimeoutError, ValueError, LookupError):
            return Answer(0, time.perf_counter() - begun)
        status, location, text = answered
        return Answer(status, time.perf_counter() - begun, location, text)

    async def _exchange(self, method: str, path: str, body: str, headers: dict[str, str]) -> tuple[int, str, str]:
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Accept-Language: zh-CN"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        reader, writer = await self._connection()
        writer.write(("\r\n".join(lines) + f"\r\n\r\n{body}").encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status, length, location = int(head[0].split()[1]), 0, ""
        for line in head[1:]:
            name, _colon, value = line.partition(":")
            if (name := name.lower()) == "content-length":
                length = int(value)
            elif name == "location":
                location = value.strip()
            elif name == "set-cookie":
                cookie, _equals, text = value.strip().partition(";")[0].partition("=")
                self.cookies[cookie] = text
        text = (await reader.readexactly(length)).decode("utf-8", "replace")
        self._free.append((reader, writer))
        return status, location, text

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """One that is free and that the server has not closed meanwhile; else a new one, as a browser does."""
        while self._free:
            reader, writer = self._free.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)

    def close(self) -> None:
        """Leave."""
        for _reader, writer in self._free:
            writer.close()
        self._free.clear()


def fields_of(form: str) -> dict[str, str]:
    """The hidden fields of a form, by name."""
    tags = _HIDDEN.findall(form)
    return {
        name[1]: unescape(value[1]) for tag in tags if (name := _NAME.search(tag)) and (value := _VALUE.search(tag))
    }


def button_of(page: str) -> tuple[str, dict[str, str]]:
    """Where the large button of the check-in page leads, and what its form carries. ValueError without a button."""
    for action, inside in _FORM.findall(page):
        fields = fields_of(inside)
        if "ticket" in fields and "person" in fields:
            return unescape(action), fields
    raise ValueError("the check-in page has no button")


@dataclass(frozen=True, slots=True)
class Phone:
    """What became of one phone: the page, each press, and where they led."""

    page: Answer
    presses: tuple[Answer, ...]
    end: Answer | None
    answered_at: float = 0.0  # the last press; by time.perf_counter

    @property
    def is_done(self) -> bool:
        """Whether its owner read that they are checked in."""
        pressed = bool(self.presses) and all(press.status == 303 for press in self.presses)
        return pressed and self.end is not None and self.end.status == 200


async def check_in(port: int, token: str, path: str, delay: float = 0.0, presses: int = 1) -> Phone:
    """A phone that knows its owner opens the check-in page after ``delay`` seconds, and its button is pressed.

    Several presses come a tenth of a second apart, whether or not the one before was answered: impatient fingers.
    """
    await asyncio.sleep(delay)
    browser = Browser(port, **{"check-in": token})
    try:
        page = await browser.get(path)
        try:
            action, fields = button_of(page.text)
        except ValueError:
            return Phone(page, (), None)
        pressed = await asyncio.gather(*(_later(0.1 * n, browser.post(action, fields)) for n in range(presses)))
        answered_at, leads_to = time.perf_counter(), pressed[-1].location
        end = (
            await browser.get("/" + leads_to.split("/", 3)[-1] if "://" in leads_to else leads_to) if leads_to else None
        )
        return Phone(page, tuple(pressed), end, answered_at)
    finally:
        browser.close()


class Lag:
    """How late the crowd's own thread comes to what is due: a share of every time it measures is its own.

    It shares the cores with the server; a timer of fifty a second says how long it waited for its turn.
    """

    EVERY = 0.02

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def watch(self, until: asyncio.Event) -> None:
        """Look at the clock until it is over."""
        while not until.is_set():
            due = time.perf_counter() + self.EVERY
            await asyncio.sleep(self.EVERY)
            self.seconds.append(max(0.0, time.perf_counter() - due))


async def _later(delay: float, asked: Awaitable[T]) -> T:
    await asyncio.sleep(delay)
    return await asked


class Television(Browser):
    """A screen that shows its page and asks for what is new."""

    def __init__(self, port: int, token: str) -> None:
        super().__init__(port, screen=token)
        self.poll_url, self.seconds, self.version, self.region = "", 10.0, "", ""
        self.changed_at = 0.0
        self.answers: list[Answer] = []

    async def switch_on(self) -> None:
        """Open the page. ValueError when that is not what came."""
        answer = await self.get("/screens/")
        self.answers.append(answer)
        self.poll_url = unescape(_attribute(answer.text, "poll-url"))
        self._take(answer.text)

    def _take(self, html: str) -> None:
        self.region, self.version = html, unescape(_attribute(html, "version"))
        self.seconds, self.changed_at = float(_attribute(html, "poll-seconds")), time.perf_counter()

    async def poll(self) -> Answer:
        """Ask whether something is new."""
        mark = "&" if "?" in self.poll_url else "?"
        answer = await self.get(
            f"{self.poll_url}{mark}{urlencode({'version': self.version})}", **{"HX-Request": "true"}
        )
        self.answers.append(answer)
        if answer.status == 200:
            self._take(answer.text)
        return answer

    async def stay(self, until: asyncio.Event, first_after: float = 0.0) -> None:
        """Poll as often as the region says and as unevenly as the page does, until it is switched off."""
        wait, chance = first_after, random.Random(self.cookies["screen"])
        while not await _within(until, wait):
            await self.poll()
            wait = self.seconds * chance.uniform(0.9, 1.1)


def _attribute(html: str, name: str) -> str:
    found = re.search(rf'data-{name}="([^"]*)"', html)
    if found is None:
        raise ValueError(f"a screen's page without data-{name}")
    return found[1]


async def _within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True


async def poll_again_and_again(browser: Browser, path: str, every: float, until: asyncio.Event) -> list[Answer]:
    """A page that asks for one region every so many seconds: the desk."""
    answers = []
    while not await _within(until, every):
        answers.append(await browser.get(path, **{"HX-Request": "true"}))
    return answers


def percentile(seconds: list[float], percent: int) -> float:
    """So many percent took no longer than this, in milliseconds."""
    ordered = sorted(seconds)
    return round(1000 * ordered[min(len(ordered) - 1, len(ordered) * percent // 100)], 1) if ordered else 0.0
