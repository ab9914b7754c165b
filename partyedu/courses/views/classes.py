"""Classes: the list, one class as everybody sees it, the form of those who put it together."""

from collections.abc import Sequence
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
from partyedu.courses.access import manages_class
from partyedu.courses.forms import ClassForm, ReasonForm
from partyedu.courses.models import CLASS_ENTRIES, CLASS_STATES, LESSON_FORMATS, Course, CourseClass
from partyedu.courses.queries import ClassFilter, Readiness
from partyedu.courses.showing import haves, meetings_shown, rhythm, teachers_shown
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import unit_reached, units_reached

WORDS: dict[str, Any] = {"entries": CLASS_ENTRIES, "states": CLASS_STATES, "formats": LESSON_FORMATS}


@blueprint.get("/classes")
@anyone
def classes() -> Response:
    """The classes that run or begin soon; past ones; for those who manage, what is in preparation."""
    actor = current_actor()
    chosen = ClassFilter(which=request.args.get("which", "")[:20], words=query_text())
    return render_page(
        "courses/classes.html",
        fragment="listed",
        page=paged(queries.classes_listed(actor, chosen), page_number()),
        chosen=chosen,
        manages=actor is not None and actor.may(Permission.COURSE_MANAGE),
        today=clock.today(),
        **WORDS,
    )


@blueprint.get("/classes/<int:class_id>")
@anyone
def class_page(class_id: int) -> Response:
    """A class: what it runs, who teaches, when it meets, what it still lacks."""
    return page_of_class(found(queries.class_seen(current_actor(), class_id)))


def page_of_class(row: CourseClass, form: Form | None = None) -> Response:
    """The first page of a class; ``form``: a step that was refused."""
    manages = manages_class(current_actor(), row)
    courses, teachers, meetings, taught, ready = ask_together(
        queries.class_course_rows(row.id),
        queries.class_teacher_rows(row.id),
        queries.meeting_rows(row.id, public=not manages),
        queries.meeting_teachers(row.id),
        queries.readiness_row(row.id),
    )
    return render_page(
        "courses/class.html",
        status=form.status if form else 200,
        course_class=row,
        courses=courses,
        teachers=teachers_shown(teachers, row.unit.path),
        meetings=meetings_shown(meetings, taught),
        rhythm=rhythm(meetings),
        haves=haves(row.id, Readiness(*ready[0])) if manages else [],
        pending=sum(bool(meeting.pending) for meeting in meetings),
        manages=manages,
        reason=form if isinstance(form, ReasonForm) else ReasonForm(formdata=None),
        refusal=form.form_errors if form else [],
        today=clock.today(),
        **WORDS,
    )


def _own_unit() -> Unit:
    """Whose class it is to be: the unit asked for, the one the actor works for, or the first they look after."""
    actor = signed_in()
    wanted = request.values.get("unit", type=int)
    chosen = unit_reached(actor, Permission.COURSE_MANAGE, wanted) if wanted else None
    units = units_reached(actor, Permission.COURSE_MANAGE)
    return chosen or next((unit for unit in units if unit.id == actor.unit_id), units[0])


@blueprint.route("/classes/new", methods=["GET", "POST"])
@requires(Permission.COURSE_MANAGE)
def new_class() -> Response:
    """Put a class together: what it runs, where, who teaches."""
    unit = _own_unit()
    courses = queries.courses_to_run(unit.path)
    form = ClassForm(unit, courses, chosen=[request.args.get("course", 0, type=int)])
    if form.validate_on_submit():
        key = (form.form_key.data or "")[:32]
        if form.attempt(operations.add_class, signed_in(), unit.id, form_key=key, **form.values()):
            flash(_("班次建好了，还在筹备。下一步：排上课的日子。"))
            return see_other(url_for("courses.plan", class_id=form.result.id))
    return _form_page(form, None, unit, courses)


@blueprint.route("/classes/<int:class_id>/edit", methods=["GET", "POST"])
@requires(Permission.COURSE_MANAGE)
def edit_class(class_id: int) -> Response:
    """Change a class."""
    row = found(queries.class_to_manage(signed_in(), class_id))
    own, teachers = ask_together(queries.class_course_rows(class_id), queries.class_teacher_rows(class_id))
    courses = queries.courses_to_run(row.unit.path, class_id)
    form = ClassForm(row.unit, courses, row, [one.id for one in teachers], [one.id for one in own])
    if form.validate_on_submit():
        if form.attempt(operations.edit_class, row, form.form_version, **form.values()):
            flash(_("已保存。"), "done")
            return see_other(url_for("courses.class_page", class_id=class_id))
        form.take_version(row.version)
    return _form_page(form, row, row.unit, courses)


def _form_page(form: ClassForm, row: CourseClass | None, unit: Unit, courses: Sequence[Course]) -> Response:
    units = [] if row else units_reached(signed_in(), Permission.COURSE_MANAGE)
    status = form.status if form.is_submitted() else 200
    return render_page(
        "courses/class_edit.html",
        fragment="form",
        status=status,
        form=form,
        course_class=row,
        unit=unit,
        units=[(one.id, one.name) for one in units] if len(units) > 1 else [],
        courses=courses,
    )


@blueprint.post("/classes/<int:class_id>/announce")
@requires(Permission.COURSE_MANAGE)
def announce(class_id: int) -> Response:
    """Open a class: its meetings go on the schedule together."""
    row = found(queries.class_to_manage(signed_in(), class_id))
    form = Form()
    if form.validate_on_submit() and form.attempt(operations.announce, row):
        flash(_("已开班，上课的日子都在日程上了。"), "done")
        return see_other(url_for("courses.class_page", class_id=class_id))
    return page_of_class(row, form)


@blueprint.post("/classes/<int:class_id>/release")
@requires(Permission.COURSE_MANAGE)
def release_changes(class_id: int) -> Response:
    """Release what was changed in the meetings, together."""
    row = found(queries.class_to_manage(signed_in(), class_id))
    form = Form()
    if form.validate_on_submit() and form.attempt(operations.release_changes, row):
        flash(_("改动已公布。要通知的人都列在“通知”里了。"), "done")
        return see_other(url_for("courses.class_meetings", class_id=class_id))
    return page_of_class(row, form)


@blueprint.post("/classes/<int:class_id>/cancel")
@requires(Permission.COURSE_MANAGE)
def cancel_class(class_id: int) -> Response:
    """Cancel a class with all its meetings to come."""
    row = found(queries.class_to_manage(signed_in(), class_id))
    form = ReasonForm()
    if form.validate_on_submit() and form.attempt(operations.cancel_class, row, form.reason.data):
        flash(_("这个班已取消，后面的课也都取消了。"))
        return see_other(url_for("courses.class_page", class_id=class_id))
    return page_of_class(row, form)


@blueprint.post("/classes/<int:class_id>/delete")
@requires(Permission.COURSE_MANAGE)
def delete_class(class_id: int) -> Response:
    """Delete a class that nobody has seen."""
    row = found(queries.class_to_manage(signed_in(), class_id))
    form = Form()
    if form.validate_on_submit() and form.attempt(operations.delete_class, row):
        flash(_("这个班已删除。"))
        return see_other(url_for("courses.classes", which="preparing"))
    return page_of_class(row, form)
