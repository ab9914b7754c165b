"""A session that is about to begin, and the host's console as people work it: buttons, or the script that sends."""

import itertools
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from factories import Factory
from visitor import Answer, Visitor

from partyedu.accounts.models import Role
from partyedu.core import clock

_numbers = itertools.count(1)


class Console:
    """One device with the console open. ``press`` reads the page and presses, ``send`` sends what it saw before."""

    def __init__(self, visitor: Visitor, event_id: int) -> None:
        self.visitor = visitor
        self.page = f"/theatre/{event_id}/stage"
        self.turn, self.added = 0, 0

    def look(self) -> Answer:
        """Open the page; what it shows is what the next steps are pressed from."""
        answer = self.visitor.get(self.page)
        self.seen(answer)
        return answer

    def seen(self, answer: Answer) -> None:
        """What an answer shows is what stands."""
        shown = answer.one("#stage")
        self.turn, self.added = int(shown["data-turn"]), int(shown["data-added"])

    def press(self, step: str, words: str = "", **more: Any) -> Answer:
        """Press a button of the page as a browser without a script does; gives the page that follows."""
        form = next(
            form
            for form in self.look().all(f"form[data-step={step}]")
            if all(form.select_one(f"input[name={name}][value='{value}']") for name, value in more.items())
        )
        fields = {tag["name"]: tag.get("value", "") for tag in form.select("input")}
        return self.visitor.post(form["action"], fields | ({"words": words} if words else {}), follow=True)

    def send(self, step: str, key: str = "", **more: Any) -> Answer:
        """Send a step as the script does, from what was seen last."""
        fields = {"key": key or f"k{next(_numbers)}", "action": step, "turn": self.turn, "added": self.added, **more}
        return self.visitor.post(f"{self.page}/steps", fields, htmx=True)

    def titles(self, place: str) -> list[str]:
        """The titles of the parts at a place: done, now, next, later, off."""
        return [tag.get_text() for tag in self.look().all(f".part.{place} h2")]


@pytest.fixture
def hall(make: Factory) -> SimpleNamespace:
    """A session that begins now: opening (5), two talks (12, 10), questions (20), a reserve (8)."""
    event = make.event(starts_at=clock.now() - timedelta(minutes=1), minutes=60, theme_id=make.theme().id)
    people = [make.member(name) for name in ("甲讲", "乙讲", "丙备")]
    opening = make.item(event, title="开场", minutes=5, cue="各位同志，今天的主题是学习。")
    first = make.item(event, make.talk(people[0], "第一篇", minutes=12))
    second = make.item(event, make.talk(people[1], "第二篇", minutes=10))
    questions = make.item(event, title="提问", minutes=20)
    reserve = make.item(event, make.talk(people[2], "候补篇", minutes=8), is_reserve=True)
    return SimpleNamespace(
        event=event, people=people, opening=opening, first=first, second=second, questions=questions, reserve=reserve
    )


@pytest.fixture
def host(make: Factory, visit, hall) -> Console:
    """The host's device."""
    return Console(visit(make.staff(Role.SECRETARY)), hall.event.id)


@pytest.fixture
def helper(make: Factory, visit, hall) -> Console:
    """A second device with the same console."""
    return Console(visit(make.staff(Role.ORGANISER)), hall.event.id)
