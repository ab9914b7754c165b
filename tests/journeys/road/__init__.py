"""The whole road, chapter by chapter: one town, its people, and what they do with real forms.

``people`` the roster and signing in · ``talks`` from outline to approval · ``session`` from plan to publication ·
``day`` sign-up, check-in, stage · ``afterwards`` discussion, matter, ratings · ``sums`` figures, file, backup.
"""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bs4 import Tag
from factories import PASSWORD, Factory
from flask import Flask
from visitor import Answer, Visitor

from partyedu.accounts.models import Role

HALL = ZoneInfo("Asia/Shanghai")


class Town:
    """The centre of the story. ``clock.move_to`` moves time; people are known by name."""

    def __init__(self, app: Flask, clock: Any) -> None:
        self.app = app
        self.clock = clock
        self.visitors: dict[str, Visitor] = {}
        self.ids: dict[str, int] = {}  # persons by name
        self.units: dict[str, int] = {}
        self.secrets: dict[str, tuple[str, str]] = {}  # what somebody types to sign in, by name
        self.talks: dict[str, int] = {}
        self.event = 0
        administrator = Factory(app).staff(Role.ADMINISTRATOR, name="管机器的")
        self.secrets["管机器的"] = (f"staff{administrator.id}", PASSWORD)

    def at(self, moment: str) -> None:
        """It is now ``2026-03-02 09:00`` by the clock in the hall."""
        self.clock.move_to(datetime.fromisoformat(moment).replace(tzinfo=HALL), tick=True)

    def passer_by(self) -> Visitor:
        """Somebody with a browser of their own whom nobody knows."""
        return Visitor(self.app)

    def signs_in(self, name: str) -> Visitor:
        """The person signs in with the form, on a new browser."""
        visitor = self.visitors[name] = self.passer_by()
        user, secret = self.secrets[name]
        answer = visitor.submit("/sign-in", name=user, secret=secret)
        assert answer.location == "/", answer.errors()
        return visitor

    def __getitem__(self, name: str) -> Visitor:
        """The browser on which the person signed in."""
        return self.visitors[name]


def done(answer: Answer, leads_to: str = "") -> Answer:
    """It worked: the answer leads on (to an address that begins so)."""
    assert answer.status == 303, (answer.status, answer.errors(), answer.text[:600])
    assert answer.location.startswith(leads_to), answer.location
    return answer


def number_in(url: str) -> int:
    """The last number of an address."""
    return int(re.findall(r"/(\d+)", url)[-1])


def line_with(answer: Answer, words: str, within: str = "li, tr, article") -> Tag:
    """The innermost list line, row or article of a page that holds these words."""
    fitting = [tag for tag in answer.all(within) if words in tag.get_text(" ")]
    assert fitting, f"nothing with {words}: {answer.text[:600]}"
    return min(fitting, key=lambda tag: len(tag.get_text()))


def press(visitor: Visitor, page_url: str, button: str, about: str = "") -> Answer:
    """Press the button of that name on a page (in the line that holds ``about``), and send its form as it is."""
    page = visitor.get(page_url)
    scope = line_with(page, about) if about else page.soup
    fitting: list[Tag] = [
        found for found in scope.select("form button") if re.sub(r"\s+", "", found.get_text()).startswith(button)
    ]
    assert fitting, f"no button {button} on {page_url}: {page.text[:600]}"
    form = fitting[0].find_parent("form")
    fields = {str(tag["name"]): str(tag.get("value", "")) for tag in form.select("input[name]")}
    if fitting[0].get("name"):
        fields[str(fitting[0]["name"])] = str(fitting[0].get("value", ""))
    return visitor.post(str(form["action"]), fields)
