"""Calling up: members are chosen or pasted, everybody sees first who is called, then the notices go out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.forms import Form, query_text, row_number, stripped
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _n
from partyedu.courses import blueprint, operations, queries
from partyedu.courses.forms.roster import NamesForm
from partyedu.courses.models import CourseClass
from partyedu.courses.queries import CallFilter, Line
from partyedu.courses.views.roster import managed_class
from partyedu.organisation.models import STUDY_MODES
from partyedu.organisation.queries import category_choices, unit_choices

PER_PAGE = 60
FILTERS = ("q", "unit", "category", "study_mode", "education", "trade")


@dataclass
class Preview:
    """Who would be called: people found, people of whom one has to be chosen, lines that mean nobody."""

    people: Sequence[Any] = ()
    unclear: list[Line] = field(default_factory=list)
    missing: list[Line] = field(default_factory=list)

    @property
    def without_phone(self) -> int:
        """How many have to be told in person."""
        return sum(not row.phone for row in self.people)


def _asked(sent: Any) -> CallFilter:
    """What address or form narrow the list to."""

    def text(name: str) -> str:
        return str(stripped(sent.get(name, "")))[:60]

    return CallFilter(
        text("q"), row_number(text("unit")), row_number(text("category")), text("study_mode"), text("education"),
        text("trade"),
    )  # fmt: skip


@blueprint.get("/classes/<int:class_id>/call-up")
@requires(Permission.COURSE_MANAGE)
def call_up_list(class_id: int) -> Response:
    """Whom one may call up, narrowed as one likes."""
    return _list_page(managed_class(class_id), Form(formdata=None))


def _list_page(row: CourseClass, form: Form, status: int = 200) -> Response:
    actor, chosen = signed_in(), _asked(request.args)
    educations, trades = queries.educations_and_trades(actor)
    return render_page(
        "courses/roster_call_up.html",
        fragment="listed",
        status=status,
        course_class=row,
        page=paged(queries.people_to_call(actor, row, chosen), page_number(), PER_PAGE),
        chosen=chosen,
        filters_sent={name: query_text(name) for name in FILTERS if query_text(name)},
        units=unit_choices(actor, Permission.COURSE_MANAGE),
        categories=category_choices(),
        study_modes=STUDY_MODES,
        educations=[(word, word) for word in educations],
        trades=[(word, word) for word in trades],
        at_most=operations.CALLED_AT_MOST,
        form=form,
    )


@blueprint.get("/classes/<int:class_id>/call-up/names")
@requires(Permission.COURSE_MANAGE)
def call_up_names(class_id: int) -> Response:
    """The page for a list that is pasted."""
    return _names_page(managed_class(class_id), NamesForm(formdata=None))


def _names_page(row: CourseClass, form: NamesForm, status: int = 200) -> Response:
    return render_page(
        "courses/roster_names.html", fragment="form", status=status, course_class=row, form=form
    )  # fmt: skip


@blueprint.post("/classes/<int:class_id>/call-up/names")
@requires(Permission.COURSE_MANAGE)
def read_names(class_id: int) -> Response:
    """Whom the pasted list means, line by line."""
    row, form = managed_class(class_id), NamesForm()
    if not form.validate_on_submit():
        return _names_page(row, form, form.status)
    lines = queries.people_on_lines(signed_in(), row, form.lines)
    sure = [line.people[0] for line in lines if len(line.people) == 1]
    people = list({person.id: person for person in sure}.values())
    unclear = [line for line in lines if len(line.people) > 1]
    return _preview_page(row, Preview(people, unclear, [line for line in lines if line.why]))


@blueprint.post("/classes/<int:class_id>/call-up/preview")
@requires(Permission.COURSE_MANAGE)
def call_up_preview(class_id: int) -> Response:
    """Who is going to be called: those who were ticked, or everybody the filters leave."""
    row, form = managed_class(class_id), Form()
    if not form.validate_on_submit():
        return _list_page(row, form, form.status)
    if request.form.get("all"):
        people = queries.everybody_to_call(signed_in(), row, _asked(request.form), operations.CALLED_AT_MOST)
        return _preview_page(row, Preview(people))
    return _preview_page(row, Preview(queries.chosen_to_call(signed_in(), row, _ticked())))


def _ticked() -> list[int]:
    return [number for text in request.form.getlist("person") if (number := row_number(text))]


def _preview_page(row: CourseClass, preview: Preview, form: Form | None = None, status: int = 200) -> Response:
    taken = queries.places_taken(row.id)
    return render_page(
        "courses/roster_preview.html",
        status=status,
        course_class=row,
        preview=preview,
        taken=taken,
        free=None if row.capacity is None else row.capacity - taken,
        form=form or Form(formdata=None),
    )


@blueprint.post("/classes/<int:class_id>/call-up")
@requires(Permission.COURSE_MANAGE)
def call_up(class_id: int) -> Response:
    """Call the people of the preview: they are told and asked to answer."""
    row, form = managed_class(class_id), Form()
    if form.validate_on_submit() and form.attempt(operations.call_up, signed_in(), row, _ticked()):
        words = _n("已通知 %(num)s 人，等他们回话。", "已通知 %(num)s 人，等他们回话。", form.result)
        flash(words, "done")
        return see_other(url_for("courses.roster", class_id=class_id, state="called"))
    preview = Preview(queries.chosen_to_call(signed_in(), row, _ticked()))
    return _preview_page(row, preview, form, form.status)
