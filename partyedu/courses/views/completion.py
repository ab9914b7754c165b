"""Attendance of a class as a grid, its completion list, and the one step that completes it."""

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import Page, page_number, paged
from partyedu.core.words import _, _n
from partyedu.courses import blueprint, exports, operations, queries
from partyedu.courses.forms.roster import DecisionForm
from partyedu.courses.models import PLACE_STATES, ClassState, CourseClass
from partyedu.courses.queries import Completing, Meeting
from partyedu.courses.views.roster import managed_class, workbook

GRID_PER_PAGE = 40
LIST_PER_PAGE = 60
# As many meetings stand side by side on a sheet of A4 across.
PRINTED_MEETINGS = 16


def _lines(row: CourseClass, people: Sequence[Any], meetings: Sequence[Meeting]) -> list[tuple[Any, list[str]]]:
    """Each person of the grid with how they stand at each meeting."""
    now = clock.now()
    recorded = queries.cells(row.id, [person.person_id for person in people])
    return [
        (
            person,
            [
                queries.roll_state(one, recorded[person.person_id].get(one.event_id), person.entered_at, now)
                for one in meetings
            ],
        )
        for person in people
    ]


@blueprint.get("/classes/<int:class_id>/attendance")
@requires(Permission.COURSE_MANAGE)
def class_attendance(class_id: int) -> Response:
    """Who was there at which meeting."""
    row = managed_class(class_id)
    meetings = queries.meetings_on_grid(row.id)
    page = paged(queries.people_on_grid(row.id), page_number(), GRID_PER_PAGE)
    return render_page(
        "courses/roster_grid.html",
        fragment="grid",
        course_class=row,
        meetings=meetings,
        page=page,
        lines=_lines(row, page.rows, meetings),
        place_states=PLACE_STATES,
    )


@blueprint.get("/classes/<int:class_id>/attendance/print")
@requires(Permission.COURSE_MANAGE)
def class_attendance_sheet(class_id: int) -> Response:
    """The grid on paper, A4 across; many meetings go on several sheets."""
    row = managed_class(class_id)
    meetings, people = queries.meetings_on_grid(row.id), queries.everybody_on_grid(row.id)
    cut = range(0, max(1, len(meetings)), PRINTED_MEETINGS)
    return render_page(
        "courses/roster_grid_print.html",
        layout="print",
        course_class=row,
        parts=[(at, meetings[at : at + PRINTED_MEETINGS]) for at in cut],
        lines=_lines(row, people, meetings),
        per_sheet=PRINTED_MEETINGS,
        back_url=url_for("courses.class_attendance", class_id=class_id),
    )


@blueprint.get("/classes/<int:class_id>/attendance.xlsx")
@requires(Permission.COURSE_MANAGE)
def class_attendance_file(class_id: int) -> Response:
    """The grid as a workbook."""
    row = managed_class(class_id)
    meetings, people = queries.meetings_on_grid(row.id), queries.everybody_on_grid(row.id)
    content = exports.grid_workbook(row, meetings, _lines(row, people, meetings))
    return workbook(content, f"class-{class_id}-attendance")


@blueprint.get("/classes/<int:class_id>/completion")
@requires(Permission.COURSE_MANAGE)
def completion(class_id: int) -> Response:
    """Who completes the class by its rule, and what staff decided."""
    return _completion_page(managed_class(class_id))


def _completion_page(row: CourseClass, form: Form | None = None, status: int = 200) -> Response:
    now = clock.now()
    meetings = queries.meetings_on_grid(row.id)
    rows = queries.completing(row, [one for one in meetings if one.is_held(now)])
    return render_page(
        "courses/completion.html",
        fragment="listed",
        status=status,
        course_class=row,
        held=[one for one in meetings if one.is_held(now)],
        open_ends=[one for one in meetings if one.is_open_end(now)],
        page=_page_of(_narrowed(rows)),
        everybody=len(rows),
        completes=sum(one.completes for one in rows),
        departs=sum(one.decided is not None for one in rows),
        show=request.args.get("show", ""),
        certificates=sum(one.certificate_id is not None for one in rows),
        is_completed=row.state is ClassState.COMPLETED,
        form=form or Form(formdata=None),
    )


def _narrowed(rows: list[Completing]) -> list[Completing]:
    show = request.args.get("show", "")
    if show in ("yes", "no"):
        return [row for row in rows if row.completes is (show == "yes")]
    return [row for row in rows if row.decided is not None] if show == "departs" else rows


def _page_of(rows: list[Completing]) -> Page[Completing]:
    pages = max(1, -(-len(rows) // LIST_PER_PAGE))
    number = min(page_number(), pages)
    return Page(rows[(number - 1) * LIST_PER_PAGE : number * LIST_PER_PAGE], number, LIST_PER_PAGE, len(rows))


@blueprint.get("/classes/<int:class_id>/completion.xlsx")
@requires(Permission.COURSE_MANAGE)
def completion_file(class_id: int) -> Response:
    """The completion list as a workbook."""
    row = managed_class(class_id)
    rows = queries.completing(row, queries.meetings_held(row.id, clock.now()))
    return workbook(exports.completion_workbook(row, rows), f"class-{class_id}-completion")


@blueprint.get("/classes/<int:class_id>/completion/<int:place_id>")
@requires(Permission.COURSE_MANAGE)
def decision(class_id: int, place_id: int) -> Response:
    """One person's figures, and the decision."""
    row = managed_class(class_id)
    standing = _standing(row, place_id)
    data = {"completes": "yes" if standing.completes else "no", "reason": standing.decided_reason}
    return _decision_page(row, standing, DecisionForm(formdata=None, data=data))


def _standing(row: CourseClass, place_id: int) -> Completing:
    rows = queries.completing(row, queries.meetings_held(row.id, clock.now()))
    return found(next((one for one in rows if one.place_id == place_id), None))


def _decision_page(row: CourseClass, standing: Completing, form: DecisionForm, status: int = 200) -> Response:
    return render_page(
        "courses/completion_person.html", fragment="form", status=status, course_class=row, one=standing, form=form,
        is_own=standing.person_id == signed_in().person_id,
        certificates=queries.certificates_of_place(standing.place_id),
    )  # fmt: skip


@blueprint.post("/classes/<int:class_id>/completion/<int:place_id>")
@requires(Permission.COURSE_MANAGE)
def decide(class_id: int, place_id: int) -> Response:
    """Decide, with a reason where the rule says otherwise."""
    row, form = managed_class(class_id), DecisionForm()
    standing = _standing(row, place_id)
    place = found(queries.place_in_class(row, place_id))
    if form.validate_on_submit() and form.attempt(
        operations.decide, place, form.completes.data == "yes", form.reason.data or ""
    ):
        flash(_("记下了：%(name)s", name=standing.name), "done")
        return see_other(url_for("courses.completion", class_id=class_id))
    return _decision_page(row, standing, form, form.status)


@blueprint.post("/classes/<int:class_id>/complete")
@requires(Permission.COURSE_MANAGE)
def complete(class_id: int) -> Response:
    """Complete the class: list, certificates, notices, meetings closed."""
    row, form = managed_class(class_id), Form()
    if form.validate_on_submit() and form.attempt(operations.complete, row):
        words = _n("结业了，%(num)s 人拿到证书。", "结业了，%(num)s 人拿到证书。", form.result)
        flash(words, "done")
        return see_other(url_for("courses.completion", class_id=class_id))
    return _completion_page(managed_class(class_id), form, form.status)
