"""What a course is made of: its teachers, its courseware in order, the needs it answers."""

from typing import Any

from flask import Response, flash, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form, query_text
from partyedu.core.pages import render_page, see_other
from partyedu.core.together import ask_together
from partyedu.core.words import _
from partyedu.courses import blueprint, operations, queries
from partyedu.courses.forms import NeedForm, TeacherForm
from partyedu.courses.models import Course
from partyedu.courses.showing import teachers_shown
from partyedu.surveys.models import NEED_STATES


@blueprint.get("/<int:course_id>/pieces")
@requires(Permission.COURSE_MANAGE)
def pieces(course_id: int) -> Response:
    """The teachers, the courseware and the needs of a course."""
    return _page(found(queries.course_to_manage(signed_in(), course_id)))


def _page(row: Course, teacher_form: TeacherForm | None = None, need_form: NeedForm | None = None) -> Response:
    """The page; ``…_form``: one that was filled in and refused."""
    teachers, courseware, needs = ask_together(
        queries.teacher_rows(row.id), queries.courseware_rows(row.id), queries.need_rows(row.id)
    )
    words, refused = query_text(), teacher_form or need_form
    return render_page(
        "courses/pieces.html",
        fragment="found",
        status=refused.status if refused else 200,
        course=row,
        teachers=teachers_shown(teachers, row.unit.path, whole_names=True),
        courseware=courseware,
        needs=needs,
        need_states=NEED_STATES,
        words=words,
        found=queries.courseware_to_add(row.id, words),
        teacher_form=teacher_form or _teacher_form(row),
        need_form=need_form or NeedForm(queries.needs_to_answer(signed_in())),
    )


def _teacher_form(row: Course) -> TeacherForm:
    return TeacherForm(queries.experts_to_choose(row.unit.path, clock.today()))


@blueprint.post("/<int:course_id>/teachers")
@requires(Permission.COURSE_MANAGE)
def add_teacher(course_id: int) -> Response:
    """Name somebody as teacher, by name or from the bank of experts."""
    row = found(queries.course_to_manage(signed_in(), course_id))
    form = _teacher_form(row)
    if form.validate_on_submit():
        expert_id = form.expert_id.data
        person = form.teacher.data
        if person is None and expert_id:
            person = queries.expert_to_choose(row.unit.path, expert_id, clock.today())
        if person is None:
            form.teacher.errors = [_("请写姓名，或者从专家库里选一位。")]
        elif form.attempt(operations.add_teacher, row, person):
            return _back(course_id, "teachers")
    return _page(row, teacher_form=form)


def _back(course_id: int, place: str) -> Response:
    return see_other(url_for("courses.pieces", course_id=course_id, _anchor=place))


def _take(course_id: int, place: str, operation: Any, *more: Any) -> Response:
    """Change what a course is made of by one button."""
    row = found(queries.course_to_manage(signed_in(), course_id))
    form = Form()
    if not form.validate_on_submit() or not form.attempt(operation, row, *more):
        flash(" ".join(form.form_errors), "error")
    return _back(course_id, place)


@blueprint.post("/<int:course_id>/teachers/<int:person_id>/remove")
@requires(Permission.COURSE_MANAGE)
def remove_teacher(course_id: int, person_id: int) -> Response:
    """Take a teacher off the course."""
    return _take(course_id, "teachers", operations.remove_teacher, person_id)


@blueprint.post("/<int:course_id>/courseware/<int:courseware_id>/add")
@requires(Permission.COURSE_MANAGE)
def add_courseware(course_id: int, courseware_id: int) -> Response:
    """Put a piece of the library into the course."""
    courseware = found(queries.courseware_to_use(courseware_id))
    return _take(course_id, "courseware", operations.add_courseware, courseware)


@blueprint.post("/<int:course_id>/courseware/<int:courseware_id>/remove")
@requires(Permission.COURSE_MANAGE)
def remove_courseware(course_id: int, courseware_id: int) -> Response:
    """Take a piece out of the course."""
    return _take(course_id, "courseware", operations.remove_courseware, courseware_id)


@blueprint.post("/<int:course_id>/courseware/<int:courseware_id>/<any(up, down):way>")
@requires(Permission.COURSE_MANAGE)
def move_courseware(course_id: int, courseware_id: int, way: str) -> Response:
    """Move a piece one place up or down."""
    piece = found(queries.courseware_of_course(course_id, courseware_id))
    return _take(course_id, "courseware", operations.move_courseware, piece.courseware_id, way == "up")


@blueprint.post("/<int:course_id>/needs")
@requires(Permission.COURSE_MANAGE)
def answer_need(course_id: int) -> Response:
    """Say which need the course answers."""
    actor = signed_in()
    row = found(queries.course_to_manage(actor, course_id))
    form = NeedForm(queries.needs_to_answer(actor))
    if form.validate_on_submit():
        need = found(queries.need_to_answer(actor, form.need_id.data or 0))
        if form.attempt(operations.answer_need, row, need):
            return _back(course_id, "needs")
    return _page(row, need_form=form)


@blueprint.post("/<int:course_id>/needs/<int:need_id>/remove")
@requires(Permission.COURSE_MANAGE)
def part_from_need(course_id: int, need_id: int) -> Response:
    """Say that the course does not answer a need after all."""
    return _take(course_id, "needs", operations.part_from_need, need_id)
