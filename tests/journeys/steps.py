"""Steps that many journeys take."""

import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
from browser import Tab
from factories import PASSWORD, PIN
from furnished import STAFF, Furnished


def sign_in(tab: Tab, furnished: Furnished, name: str, wanted: str = "/", shared: bool = False) -> None:
    """The person signs in with the form and is where they wanted to go."""
    staff = name in STAFF
    page = tab.open(f"/sign-in?next={wanted}" + ("&staff=1" if staff else ""))
    page.fill("#name", furnished.users[name])
    page.fill("#secret", PASSWORD if staff else PIN)
    page.set_checked("#shared_device", shared)
    page.click("#sign-in-form .buttons button")
    page.wait_for_url(f"{tab.url}{wanted}")


def file(name: str, content: bytes, kind: str = "application/octet-stream") -> Any:
    """A file as Playwright hands it to a page."""
    return {"name": name, "mimeType": kind, "buffer": content}


def lines_of(path: Path) -> int:
    """How many lines a downloaded workbook has, its heading among them."""
    sheet = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).active
    assert sheet is not None
    return int(sheet.max_row)


def in_days(days: int, time: str) -> str:
    """A day from today and an hour of the hall, as a browser's field for date and time takes it."""
    day = datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=days)
    return f"{day:%Y-%m-%d}T{time}"
