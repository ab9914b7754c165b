"""Nothing lives only in the memory of one process that another must know: a change in one is seen through the other.

"Here" is the process of the test, "there" the shipped server over the same data folder and the same database. What
everybody may see is there within a second or two; who may do what, and how often, at once.
"""

import http.client
import re
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from factories import PIN, Factory
from sqlalchemy import func, select
from visitor import Visitor

from partyedu.accounts.models import Role
from partyedu.attendance import codes
from partyedu.attendance import operations as attendance
from partyedu.attendance.models import Attendance
from partyedu.bench.crowd import button_of
from partyedu.bench.servers import serving
from partyedu.core import clock, urn, watch
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.db import db, transaction
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Event

WITHIN_SECONDS = 5.0  # what everybody may see is at most a second old; the rest is for a machine that does other work


class There:
    """A browser at the other process; its cookies can be taken along from here."""

    def __init__(self, port: int, **cookies: str) -> None:
        self.port, self.cookies = port, cookies

    def get(self, path: str) -> tuple[int, str]:
        """Status and text."""
        status, text, _location = self._ask("GET", path, {})
        return status, text

    def post(self, path: str, fields: dict[str, Any], token_from: str = "/") -> tuple[int, str]:
        """Send a form with a token of this browser: status, and the text or where it leads."""
        page = self.get(token_from)[1]
        token = re.search(r'name="(?:csrf_token|csrf-token)"[^>]*? (?:value|content)="([^"]+)"', page)
        assert token, "the page offers no token"
        status, text, location = self._ask("POST", path, {"csrf_token": token[1], **fields})
        return status, location or text

    def _ask(self, method: str, path: str, fields: dict[str, Any]) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(fields) if fields else None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return answer.status, text, answer.headers.get("Location", "")


@pytest.fixture
def here(each_database, monkeypatch):
    """The house in this process."""
    address = each_database.config["SQLALCHEMY_DATABASE_URI"]
    if not address.startswith("sqlite"):
        monkeypatch.setenv("PARTYEDU_DATABASE", address)
    return each_database


@pytest.fixture
def make(here):
    return Factory(here)


@pytest.fixture
def there(here, make):
    """Opens the house in the other process for a browser; ``make`` has been asked for, so that all starts from one."""
    with here.app_context():
        db.engine.dispose()  # the server forks
    with serving(Path(here.config["DATA"])) as server:
        yield lambda **cookies: There(server.port, **cookies)


def taken_along(visitor: Visitor) -> dict[str, str]:
    """The cookies of a browser here."""
    cookie = visitor.client.get_cookie("partyedu")
    assert cookie is not None
    return {"partyedu": cookie.value}


def seen_soon(look: Any) -> bool:
    """Whether something can be seen within the time."""
    until = time.monotonic() + WITHIN_SECONDS
    while not look():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def test_a_change_of_the_schedule_is_seen_on_the_page_that_the_other_had_kept(here, make, there):
    event = make.event("四十年一本账")
    reader, passer_by = there(), Visitor(here)
    assert seen_soon(lambda: "四十年一本账" in reader.get("/schedule/?view=list")[1])
    assert "四十年一本账" in passer_by.get("/schedule/?view=list").text
    with here.test_request_context("/", method="POST"), acting_as(MACHINE), transaction():
        row = db.session.get_one(Event, event.id)
        schedule.edit(row, None, title="五十年两本账", **{
            name: getattr(row, name) for name in ("kind", "unit_id", "starts_at", "ends_at", "theme_id")
        })  # fmt: skip
        schedule.release(row)
    assert "五十年两本账" in passer_by.get("/schedule/?view=list").text  # at once, where it was changed
    assert seen_soon(lambda: "五十年两本账" in reader.get("/schedule/?view=list")[1])
    time.sleep(watch.RECHECK_SECONDS)  # the one over there has two workers: each looks once a second
    assert all("四十年一本账" not in reader.get("/schedule/?view=list")[1] for _turn in range(6))


def test_who_has_signed_in_here_is_known_there_and_who_has_left_is_not(here, make, there):
    member = make.member("甲一")
    visitor = Visitor(here, member)
    browser = there(**taken_along(visitor))
    assert "甲一" in browser.get("/account")[1]
    kept = dict(browser.cookies)
    assert visitor.post("/sign-out").status == 303
    browser.cookies = kept  # a copy of the old cookie is worth nothing in either
    status, text = browser.get("/account")
    assert status != 200 or "甲一" not in text


def test_wrong_pins_are_counted_together(here, make, there):
    make.member("甲一", phone="13900001111")
    visitor, browser = Visitor(here), there()
    for number in range(6):
        fields = {"name": "13900001111", "secret": f"73920{number}"}
        if number % 2:
            visitor.submit("/sign-in", **fields)
        else:
            browser.post("/sign-in", fields, token_from="/sign-in")
    status, text = browser.post("/sign-in", {"name": "13900001111", "secret": PIN}, token_from="/sign-in")
    assert status != 303 and "请等" in text
    assert Visitor(here).submit("/sign-in", name="13900001111", secret=PIN).status != 303


def test_a_television_that_shows_its_code_there_is_named_here_and_revoked_here(here, make, there):
    organiser = Visitor(here, make.staff(Role.ORGANISER))
    television = there()
    code = re.search(r'class="pairing".*?<b[^>]*>([A-Z0-9]+)</b>', television.get("/screens/")[1], re.DOTALL)
    assert code
    fields = organiser.get("/screens/pair").form("/screens/pair")
    assert (
        organiser.post("/screens/pair", {**fields, "code": code[1], "name": "大厅左边"}).location == "/screens/manage"
    )
    assert seen_soon(lambda: code[1] not in television.get("/screens/content")[1])
    assert seen_soon(lambda: "大厅左边" in television.get("/screens/")[1])
    listed = organiser.get("/screens/manage")
    revoke = next(form["action"] for form in listed.all("form") if form["action"].endswith("/revoke"))
    organiser.post(revoke)
    assert seen_soon(lambda: "大厅左边" not in television.get("/screens/")[1])


def test_a_code_made_here_lets_in_there_and_a_press_in_each_is_one_record(here, make, there):
    member = make.member("甲一", account=False)
    event = make.event("四十年一本账", starts_at=clock.now() + timedelta(minutes=10))
    with here.app_context():
        with transaction():
            token = attendance.remember_phone(member.id)
        path = codes.current(event).path
        db.session.remove()
    phone = there(**{"check-in": token})
    status, page = phone.get(path)
    assert status == 200
    action, fields = button_of(page)
    client = here.test_client()
    for name, value in phone.cookies.items():
        client.set_cookie(name, value, path="/" if name == "partyedu" else "/c")
    assert client.post(action, data=fields).status_code == 303
    status, _text, leads_to = phone._ask("POST", action, fields)
    assert status == 303
    assert "签到成功" in phone.get(leads_to)[1]
    with here.app_context():
        assert db.session.scalar(select(func.count()).select_from(Attendance)) == 1
        db.session.remove()


SEAL = """
import sys
from partyedu.app import create_app
from partyedu.core import urn
with create_app(sys.argv[1]).app_context():
    sys.stdout.write(urn.seal(sys.argv[2], "好".encode(), 100).hex())
"""


def test_a_sheet_that_another_process_seals_is_read_by_the_one_that_opens_the_urn(here):
    with here.app_context():
        with transaction():
            name = urn.new("story")
        folder = here.config["DATA"]
        sealed = subprocess.run([sys.executable, "-c", SEAL, folder, name], capture_output=True, text=True, check=True)
        assert urn.open_all(name, [bytes.fromhex(sealed.stdout)]) == ["好".encode()]
        db.session.remove()
