"""The host's console as people work it: buttons, or the script that sends."""

import itertools
from typing import Any

from visitor import Answer, Visitor

from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.organisation.models import Person

_numbers = itertools.count(1)


class Console:
    """One device with the console open. ``press`` reads the page and presses, ``send`` sends what it saw before."""

    def __init__(self, visitor: Visitor, event_id: int) -> None:
        self.visitor = visitor
        self.event_id = event_id
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

    def present(self, person: Person) -> None:
        """Somebody has checked in at this session."""
        with self.visitor.app.app_context():
            row = {"event_id": self.event_id, "person_id": person.id, "at": clock.now()}
            db.session.add(Attendance(state=AttendanceState.PRESENT, via=Via.QR, **row))
            db.session.commit()

    def titles(self, place: str) -> list[str]:
        """The titles of the parts at a place: done, now, next, later, off."""
        return [tag.get_text() for tag in self.look().all(f".part.{place} h2")]
