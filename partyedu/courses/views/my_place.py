"""How I stand in a class: answer a call-up, enrol, leave; my meetings and what I attended."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Response, flash, url_for

from partyedu.core import clock
from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Permission, current_actor
from partyedu.core.errors import found
from partyedu.core.forms import Form
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _
from partyedu.courses import blueprint, operations, queries
from partyedu.courses.access import enrolment_refusal
from partyedu.courses.forms.roster import AnswerForm, LeaveClassForm
from partyedu.courses.models import Certificate, ClassPlace, CourseClass, PlaceState
from partyedu.courses.queries import Meeting, roll_state
from partyedu.organisation.models import Person
from partyedu.schedule.models import EventStatus
from partyedu.schedule.queries import person_of


@dataclass(frozen=True, slots=True)
class Mine:
    """What a reader sees of their own place. ``refusal``: why they cannot enrol; '' when they can."""

    place: ClassPlace | None = None
    line: int = 0
    refusal: str = ""
    certificate: Certificate | None = None
    meetings: list[tuple[Meeting, str]] = field(default_factory=list)
    anonymous: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether an answer is awaited: called up, or just moved up."""
        place = self.place
        if place is None:
            return False
        moved_up = place.state is PlaceState.IN and place.moved_up_at is not None and place.answered_at is None
        return moved_up or place.state is PlaceState.CALLED

    @property
    def came(self) -> int:
        """How many of the meetings I attended."""
        return sum(state in ("present", "late") for _meeting, state in self.meetings)


def mine_in(row: CourseClass, person: Person | None, now: datetime) -> Mine:
    """How this person stands in a class; who has not signed in sees the days alone."""
    shown = [one for one in queries.meetings_on_grid(row.id) if one.status is not EventStatus.DRAFT]
    if person is None:
        return Mine(meetings=[(one, "") for one in shown], anonymous=True)
    place = queries.place_of(row.id, person.id)
    recorded = queries.cells(row.id, [person.id])[person.id]
    entered = place.entered_at if place else now
    return Mine(
        place=place,
        line=queries.line_number(place) if place and place.state is PlaceState.WAITING else 0,
        refusal=enrolment_refusal(row, person, clock.today(), own=True),
        certificate=queries.certificate_of_place(place.id) if place and place.completed_at else None,
        meetings=[(one, roll_state(one, recorded.get(one.event_id), entered, now)) for one in shown],
    )


def _class(class_id: int) -> CourseClass:
    return found(queries.class_seen(current_actor(), class_id))


def _me() -> Person:
    return found(person_of(signed_in()))


def _own_place(row: CourseClass) -> ClassPlace:
    return found(queries.place_of(row.id, signed_in().person_id))


@blueprint.get("/classes/<int:class_id>/place")
@anyone
def my_place(class_id: int) -> Response:
    """My place in the class, and what I can do about it: a page, and a region that the page of the class shows."""
    return _page(_class(class_id))


def _page(row: CourseClass, form: Form | None = None, status: int = 200) -> Response:
    forms: dict[str, Any] = {
        "answer": form if isinstance(form, AnswerForm) else AnswerForm(formdata=None),
        "leaving": form if isinstance(form, LeaveClassForm) else LeaveClassForm(formdata=None),
    }
    actor = current_actor()
    mine = mine_in(row, person_of(actor) if actor else None, clock.now())
    return render_page(
        "courses/roster_mine.html", fragment="place", status=status, course_class=row, mine=mine, refused=form, **forms
    )


def _do(row: CourseClass, form: Form, words: str, operation: Any, *more: Any) -> Response:
    if form.validate_on_submit() and form.attempt(operation, *more):
        flash(words, "done")
        return see_other(url_for("courses.my_place", class_id=row.id))
    return _page(row, form, form.status)


@blueprint.post("/classes/<int:class_id>/place/enrol")
@requires(Permission.MEMBER)
def enrol(class_id: int) -> Response:
    """Enrol myself: a seat, or a place on the waiting list."""
    row = _class(class_id)
    return _do(row, Form(), _("报好了。"), operations.enrol, row, _me())


@blueprint.post("/classes/<int:class_id>/place/answer")
@requires(Permission.MEMBER)
def answer(class_id: int) -> Response:
    """Say that I come, or why not."""
    row = _class(class_id)
    form, place = AnswerForm(), _own_place(row)
    coming = form.coming.data == "yes"
    words = _("好，给您留着位置，到时候见。") if coming else _("知道了，谢谢您告诉我们。")
    return _do(row, form, words, operations.answer_call, place, coming, form.reason.data or "")


@blueprint.post("/classes/<int:class_id>/place/leave")
@requires(Permission.MEMBER)
def leave_class(class_id: int) -> Response:
    """Leave the class, with the reason."""
    row = _class(class_id)
    form, place = LeaveClassForm(), _own_place(row)
    return _do(row, form, _("已退班。还想来，可以再报名。"), operations.leave_class, place, form.why.data or "")
