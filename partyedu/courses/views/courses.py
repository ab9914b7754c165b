"""Courses: the public list, one course, the forms of those who design them."""

from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Permission, current_actor
from partyedu.core.errors import found
from partyedu.core.forms import Form, query_text
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.together import ask_together
from partyedu.core.words import _
from partyedu.courses import blueprint, operations, queries
from partyedu.courses.access import manages_course
from partyedu.courses.forms import CopyForm, CourseForm
from partyedu.courses.forms.courses import USUAL
from partyedu.courses.models import (
    CLASS_ENTRIES,
    CLASSROOM_KINDS,
    COURSE_KINDS,
    COURSE_MODES,
    COURSE_STATES,
    COURSE_WAYS,
    LESSON_FORMATS,
    Course,
    LessonFormat,
)
from partyedu.courses.queries import CourseFilter
from partyedu.courses.showing import audience_shown, teachers_shown
from partyedu.organisation.queries import category_choices
from partyedu.schedule.queries import theme_choices
from partyedu.surveys.models import NEED_STATES

WORDS: dict[str, Any] = {
    "kinds": COURSE_KINDS,
    "formats": LESSON_FORMATS,
    "classrooms": CLASSROOM_KINDS,
    "modes": COURSE_MODES,
    "ways": COURSE_WAYS,
    "states": COURSE_STATES,
}


def _asked() -> CourseFilter:
    """What the address narrows the list to."""
    return CourseFilter(
        state=request.args.get("state", "")[:30],
        format=request.args.get("format", "")[:30],
        theme_id=request.args.get("theme", type=int),
        required=request.args.get("required", "")[:5],
        category_id=request.args.get("category", type=int),
        words=query_text(),
    )


@blueprint.get("/")
@anyone
def index() -> Response:
    """The courses that are offered."""
    actor, chosen = current_actor(), _asked()
    return render_page(
        "courses/index.html",
        fragment="listed",
        page=paged(queries.courses_listed(actor, chosen), page_number()),
        chosen=chosen,
        themes=theme_choices(),
        categories=category_choices(),
        manages=actor is not None and actor.may(Permission.COURSE_MANAGE),
        **WORDS,
    )


@blueprint.get("/<int:course_id>")
@anyone
def course(course_id: int) -> Response:
    """One course: what it is about, for whom, and when it is next taught."""
    actor = current_actor()
    row = found(queries.course_seen(actor, course_id))
    return render_page(
        "courses/course.html",
        course=row,
        manages=manages_course(actor, row),
        may_manage=actor is not None and actor.may(Permission.COURSE_MANAGE),
        need_states=NEED_STATES,
        entries=CLASS_ENTRIES,
        **_parts(row, manages_course(actor, row)),
        **WORDS,
    )


def _parts(row: Course, manages: bool) -> dict[str, Any]:
    """What a course is made of, as this reader may see it; needs are for those who manage it."""
    audience, teachers, courseware, classes, needs = ask_together(
        queries.audience_rows(row.id),
        queries.teacher_rows(row.id),
        queries.courseware_rows(row.id),
        queries.classes_to_come(row.id, clock.today()),
        queries.need_rows(row.id),
    )
    return {
        "audience": audience_shown(audience),
        "teachers": teachers_shown(teachers, row.unit.path),
        "courseware": [piece for piece in courseware if piece.readable],
        "classes": classes,
        "needs": needs if manages else [],
    }


def _lesson(otherwise: LessonFormat | None = None) -> LessonFormat | None:
    """The format that was chosen: by the button pressed last, by the form, or by the address."""
    for said in (request.form.get("to_format"), request.form.get("format"), request.args.get("format")):
        if said in list(LessonFormat):
            return LessonFormat(said)
    return otherwise


@blueprint.get("/new")
@requires(Permission.COURSE_MANAGE)
def new() -> Response:
    """First the format is chosen, then its own fields are filled in."""
    lesson = _lesson()
    if lesson is None:
        return render_page("courses/formats.html", **WORDS)
    return _form_page(CourseForm(lesson, unit_id=signed_in().unit_id, **USUAL[lesson]), None)


@blueprint.post("/new")
@requires(Permission.COURSE_MANAGE)
def design() -> Response:
    """Design a course, as a draft."""
    form = CourseForm(_lesson(LessonFormat.OPEN) or LessonFormat.OPEN)
    if "to_format" in request.form:
        return _form_page(form, None)
    if form.validate_on_submit():
        key = (form.form_key.data or "")[:32]
        if form.attempt(operations.design, signed_in(), form_key=key, **form.values()):
            flash(_("草稿已保存。下一步：加上教师和课件。"))
            return see_other(url_for("courses.pieces", course_id=form.result.id))
    return _form_page(form, None, form.status)


@blueprint.route("/<int:course_id>/edit", methods=["GET", "POST"])
@requires(Permission.COURSE_MANAGE)
def edit(course_id: int) -> Response:
    """Change a course; another format may be chosen, then the fields of the first are gone."""
    row = found(queries.course_to_manage(signed_in(), course_id))
    [audience] = ask_together(queries.audience_rows(course_id))
    form = CourseForm(_lesson(row.format) or row.format, row, audience)
    if not form.is_submitted() or "to_format" in request.form:
        return _form_page(form, row)
    if form.validate():
        if form.attempt(operations.edit_course, row, form.form_version, **form.values("unit_id")):
            flash(_("已保存。"), "done")
            return see_other(url_for("courses.course", course_id=course_id))
        form.take_version(row.version)
    return _form_page(form, row, form.status)


def _form_page(form: CourseForm, row: Course | None, status: int = 200) -> Response:
    return render_page("courses/edit.html", fragment="form", status=status, form=form, course=row, **WORDS)


def _done(course_id: int, operation: Any, said: str) -> Response:
    """Take a step with a course, and come back to it."""
    row = found(queries.course_to_manage(signed_in(), course_id))
    form = Form()
    if form.validate_on_submit() and form.attempt(operation, row):
        flash(said, "done")
    else:
        flash(" ".join(form.form_errors), "error")
    return see_other(url_for("courses.course", course_id=course_id))


@blueprint.post("/<int:course_id>/offer")
@requires(Permission.COURSE_MANAGE)
def offer(course_id: int) -> Response:
    """Offer a course to everybody."""
    return _done(course_id, operations.offer, _("课程已开出，大家都看得到了。"))


@blueprint.post("/<int:course_id>/retire")
@requires(Permission.COURSE_MANAGE)
def retire(course_id: int) -> Response:
    """Retire a course."""
    return _done(course_id, operations.retire, _("这门课不再开了，正在上的班不受影响。"))


@blueprint.post("/<int:course_id>/delete")
@requires(Permission.COURSE_MANAGE)
def delete(course_id: int) -> Response:
    """Delete a draft that no class runs."""
    row = found(queries.course_to_manage(signed_in(), course_id))
    form = Form()
    if form.validate_on_submit() and form.attempt(operations.delete_draft_course, row):
        flash(_("草稿已删除。"))
        return see_other(url_for("courses.index", state="draft"))
    flash(" ".join(form.form_errors), "error")
    return see_other(url_for("courses.course", course_id=course_id))


@blueprint.route("/<int:course_id>/copy", methods=["GET", "POST"])
@requires(Permission.COURSE_MANAGE)
def copy(course_id: int) -> Response:
    """Make a draft of one's own from a course, of one's own or of another unit."""
    row = found(queries.course_seen(signed_in(), course_id))
    form = CopyForm()
    if form.validate_on_submit() and form.attempt(operations.copy_course, signed_in(), row, form.unit_id.data):
        flash(_("抄好了，是一份草稿，可以改成您自己的。"), "done")
        return see_other(url_for("courses.edit", course_id=form.result.id))
    status = form.status if form.is_submitted() else 200
    return render_page("courses/copy.html", fragment="form", status=status, form=form, course=row)
