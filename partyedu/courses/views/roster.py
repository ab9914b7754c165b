"""The roster of a class, for those who manage it: who is in, who waits, who has not answered."""

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form, query_text
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.courses import blueprint, exports, operations, queries
from partyedu.courses.forms.roster import AnswerForm, EnrolForm, LeaveClassForm
from partyedu.courses.models import CLASS_ENTRIES, PLACE_STATES, ClassPlace, CourseClass, PlaceState

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def managed_class(class_id: int) -> CourseClass:
    """The class, if it is the actor's to manage."""
    return found(queries.class_to_manage(signed_in(), class_id))


def workbook(content: bytes, name: str) -> Response:
    """A workbook to keep."""
    response = Response(content, mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{clock.today().isoformat()}.xlsx"'
    return response


@blueprint.get("/classes/<int:class_id>/roster")
@requires(Permission.COURSE_MANAGE)
def roster(class_id: int) -> Response:
    """Who is in the class, by how they stand."""
    return _roster_page(managed_class(class_id), EnrolForm(formdata=None))


def _roster_page(row: CourseClass, form: EnrolForm, status: int = 200) -> Response:
    counts = queries.place_counts(row.id)
    shown = _shown(counts)
    return render_page(
        "courses/roster.html",
        fragment="listed",
        status=status,
        course_class=row,
        page=paged(queries.places_listed(row.id, [shown], query_text()), page_number()),
        counts=counts,
        shown=shown,
        words=query_text(),
        states=PLACE_STATES,
        taken=counts[PlaceState.IN] + counts[PlaceState.CALLED],
        about=operations.about_class(row.id),
        form=form,
    )


def _shown(counts: dict[PlaceState, int]) -> PlaceState:
    """The state the address asks for; else who is in, or, before anybody is, who is there at all."""
    asked = request.args.get("state", "")
    if asked in list(PlaceState):
        return PlaceState(asked)
    return next((state for state in (PlaceState.IN, PlaceState.CALLED) if counts[state]), PlaceState.IN)


@blueprint.get("/classes/<int:class_id>/roster.xlsx")
@requires(Permission.COURSE_MANAGE)
def roster_file(class_id: int) -> Response:
    """The whole roster as a workbook."""
    return workbook(exports.roster_workbook(managed_class(class_id)), f"class-{class_id}-roster")


@blueprint.post("/classes/<int:class_id>/roster/add")
@requires(Permission.COURSE_MANAGE)
def add_to_roster(class_id: int) -> Response:
    """Let somebody in at the desk."""
    row, form = managed_class(class_id), EnrolForm()
    if form.validate_on_submit() and form.attempt(operations.enrol, row, form.person.data):
        waits = form.result.state is PlaceState.WAITING
        words = _("座位满了，排进了候补：%(name)s") if waits else _("已进班：%(name)s")
        flash(words % {"name": form.person.data.name}, "done")
        return see_other(url_for("courses.roster", class_id=class_id, state=form.result.state.value))
    return _roster_page(row, form, form.status)


@blueprint.get("/classes/<int:class_id>/roster/<int:place_id>")
@requires(Permission.COURSE_MANAGE)
def roster_place(class_id: int, place_id: int) -> Response:
    """One person of the roster: answer for them, let them leave, give them a seat."""
    return _place_page(_place(class_id, place_id))


def _place(class_id: int, place_id: int) -> ClassPlace:
    return found(queries.place_in_class(managed_class(class_id), place_id))


def _place_page(place: ClassPlace, form: Form | None = None, status: int = 200) -> Response:
    return render_page(
        "courses/roster_place.html",
        status=status,
        place=place,
        course_class=place.course_class,
        states=PLACE_STATES,
        entries=CLASS_ENTRIES,
        line=queries.line_number(place) if place.state is PlaceState.WAITING else 0,
        answer=form if isinstance(form, AnswerForm) else AnswerForm(formdata=None),
        leaving=form if isinstance(form, LeaveClassForm) else LeaveClassForm(formdata=None),
        refused=form,
    )


def _back(place: ClassPlace, words: str) -> Response:
    flash(words, "done")
    return see_other(url_for("courses.roster", class_id=place.class_id, state=place.state.value))


@blueprint.post("/classes/<int:class_id>/roster/<int:place_id>/answer")
@requires(Permission.COURSE_MANAGE)
def answer_for(class_id: int, place_id: int) -> Response:
    """Type in what somebody said to the call-up."""
    place, form = _place(class_id, place_id), AnswerForm()
    if form.validate_on_submit() and form.attempt(
        operations.answer_call, place, form.coming.data == "yes", form.reason.data or ""
    ):
        return _back(place, _("记下了：%(name)s%(said)s", name=place.person.name, said=_said(place)))
    return _place_page(place, form, form.status)


def _said(place: ClassPlace) -> str:
    return _("能来") if place.state is PlaceState.IN else _("来不了")


@blueprint.post("/classes/<int:class_id>/roster/<int:place_id>/leave")
@requires(Permission.COURSE_MANAGE)
def leave_for(class_id: int, place_id: int) -> Response:
    """Let somebody leave the class, with the reason."""
    place, form = _place(class_id, place_id), LeaveClassForm()
    if form.validate_on_submit() and form.attempt(operations.leave_class, place, form.why.data or ""):
        return _back(place, _("已退班：%(name)s", name=place.person.name))
    return _place_page(place, form, form.status)


@blueprint.post("/classes/<int:class_id>/roster/<int:place_id>/seat")
@requires(Permission.COURSE_MANAGE)
def give_place(class_id: int, place_id: int) -> Response:
    """Give somebody who waits a seat by hand."""
    place, form = _place(class_id, place_id), Form()
    if form.validate_on_submit() and form.attempt(operations.give_place, place):
        return _back(place, _("已转正，会通知：%(name)s", name=place.person.name))
    return _place_page(place, form, form.status)


@blueprint.post("/classes/<int:class_id>/roster/<int:place_id>/back")
@requires(Permission.COURSE_MANAGE)
def take_back(class_id: int, place_id: int) -> Response:
    """Let somebody in again who has left or said no."""
    place, form = _place(class_id, place_id), Form()
    if form.validate_on_submit() and form.attempt(operations.enrol, place.course_class, place.person):
        return _back(place, _("又回到名单上了：%(name)s", name=place.person.name))
    return _place_page(place, form, form.status)
