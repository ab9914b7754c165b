"""When a class meets: its list, the rule with its preview, one meeting by itself."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Permission, current_actor
from partyedu.core.errors import found
from partyedu.core.forms import Form
from partyedu.core.pages import render_page, see_other
from partyedu.core.together import ask_together
from partyedu.core.words import _
from partyedu.courses import blueprint, operations, queries
from partyedu.courses.access import is_over, manages_class
from partyedu.courses.forms import DaysForm, MeetingForm, ReasonForm, RuleForm
from partyedu.courses.forms.meetings import span
from partyedu.courses.models import CLASS_STATES, ClassMeeting, CourseClass
from partyedu.courses.showing import first_teachers, meetings_shown, rhythm
from partyedu.courses.timetable import Timetable, timetable
from partyedu.schedule import queries as calendar
from partyedu.schedule.models import EVENT_STATUSES, ClashKind, DayKind
from partyedu.schedule.queries import Clash, Slot


@blueprint.get("/classes/<int:class_id>/meetings")
@anyone
def class_meetings(class_id: int) -> Response:
    """The meetings of a class; for those who manage it as they are planned, for all others as they were released."""
    actor = current_actor()
    row = found(queries.class_seen(actor, class_id))
    manages = manages_class(actor, row)
    meetings, taught = ask_together(
        queries.meeting_rows(class_id, public=not manages), queries.meeting_teachers(class_id)
    )
    return render_page(
        "courses/meetings.html",
        course_class=row,
        manages=manages,
        meetings=meetings_shown(meetings, taught, whole_names=manages),
        rhythm=rhythm(meetings),
        pending=sum(bool(meeting.pending) for meeting in meetings),
        over=is_over(row),
        states=CLASS_STATES,
        statuses=EVENT_STATUSES,
    )


@blueprint.get("/classes/<int:class_id>/clashes")
@requires(Permission.COURSE_MANAGE)
def class_clashes(class_id: int) -> Response:
    """What stands in the way of the meetings to come: a region of the list, and a page of its own."""
    row = found(queries.class_to_manage(signed_in(), class_id))
    now = clock.now()
    meetings = [meeting for meeting in queries.meetings_of(class_id) if meeting.event.starts_at > now]
    [taught] = ask_together(queries.meeting_teachers(class_id))
    clashes = calendar.clashes_of_all(queries.slots_of_class(meetings, taught), signed_in())
    return render_page(
        "courses/clashes.html",
        fragment="clashes",
        course_class=row,
        unknown=_unknown_years(clashes),
        rows=[(meeting, found) for meeting, found in zip(meetings, map(_of_day, clashes), strict=True) if found],
    )


@blueprint.get("/classes/<int:class_id>/changes")
@requires(Permission.COURSE_MANAGE)
def class_changes(class_id: int) -> Response:
    """What the next release of the class would tell: a region of the list, and a page of its own."""
    row = found(queries.class_to_manage(signed_in(), class_id))
    return render_page(
        "courses/changes.html",
        fragment="changes",
        course_class=row,
        changes=operations.changes_in_words(queries.meetings_of(class_id)),
    )


def _of_day(clashes: Sequence[Clash]) -> list[Clash]:
    """The warnings of one day; that a year's holidays are not entered is said once for all days."""
    return [clash for clash in clashes if clash.kind is not ClashKind.YEAR_UNKNOWN]


def _unknown_years(clashes: Sequence[Sequence[Clash]]) -> list[Clash]:
    """The years whose holidays nobody has entered, each once."""
    unknown = {clash.text: clash for some in clashes for clash in some if clash.kind is ClashKind.YEAR_UNKNOWN}
    return list(unknown.values())


@blueprint.get("/classes/<int:class_id>/plan")
@requires(Permission.COURSE_MANAGE)
def plan(class_id: int) -> Response:
    """The rule, and once it is filled in the days it gives, to be looked at before anything is written."""
    row = found(queries.class_to_manage(signed_in(), class_id))
    form = RuleForm(request.args, first_on=clock.today())
    if not request.args:
        return _plan_page(row, form)
    result = _days_of(form) if form.validate() else None
    if result is None:
        return _plan_page(row, form, status=form.status)
    known = _known(row)
    days = form.rows(result.days, known.courses, known.first, known.planned)
    looked_at = DaysForm(row, known.courses, known.teachers, known.occasions, days)
    return _plan_page(row, form, looked_at, result, planned=known.planned)


def _days_of(form: RuleForm) -> Timetable | None:
    rule = form.rule
    known = calendar.calendar_of_years(rule.first_on.year, rule.first_on.year + 3)
    holidays = {day: name for day, (kind, name) in known.items() if kind is DayKind.HOLIDAY}
    return form.result if form.attempt(timetable, rule, holidays) else None


@dataclass(frozen=True, slots=True)
class _Known:
    """What a preview begins with: courses and teachers of the class, who teaches what, days it meets on already."""

    courses: list[tuple[int, str]]
    teachers: list[tuple[int, str]]
    occasions: list[tuple[int, str]]
    first: dict[int, int]
    planned: set[date]


def _known(row: CourseClass) -> _Known:
    courses, teachers, taught, starts, occasions = ask_together(
        queries.class_course_rows(row.id),
        queries.class_teacher_rows(row.id),
        queries.teachers_of_courses(row.id),
        queries.starts_planned(row.id),
        calendar.occasion_rows(),
    )
    by_course: dict[int, list[int]] = {}
    for course_id, person_id in taught:
        by_course.setdefault(course_id, []).append(person_id)
    return _Known(
        [(one.id, one.title) for one in courses],
        [(one.id, one.name) for one in teachers],
        [(key, name) for key, name in occasions],
        first_teachers(by_course, [one.id for one in teachers]),
        {clock.local(start).date() for (start,) in starts},
    )


@blueprint.post("/classes/<int:class_id>/meetings")
@requires(Permission.COURSE_MANAGE)
def plan_meetings(class_id: int) -> Response:
    """Plan the days that were looked at; or look once more, after some were moved."""
    row = found(queries.class_to_manage(signed_in(), class_id))
    known = _known(row)
    form = DaysForm(row, known.courses, known.teachers, known.occasions)
    rule = RuleForm(request.args, first_on=clock.today())
    right = form.validate_on_submit()
    if not right or request.form.get("step") == "check":
        return _plan_page(row, rule, form, status=200 if right else form.status, planned=known.planned)
    more = (form.chosen_room_id, form.chosen_place, form.occasion_id.data)
    if form.attempt(operations.plan_meetings, signed_in(), row, form.planned(), *more):
        flash(_("排好了 %(n)s 次课。", n=len(form.result)) if form.result else _("这些课已经排过了。"), "done")
        return see_other(url_for("courses.class_meetings", class_id=class_id))
    return _plan_page(row, rule, form, status=form.status)


def _plan_page(
    row: CourseClass,
    rule: RuleForm,
    days: DaysForm | None = None,
    result: Timetable | None = None,
    status: int = 200,
    planned: Collection[date] = (),
) -> Response:
    """The page of the rule; with the days it gave, what stands in the way of each."""
    kept = days.kept() if days else []
    slots = [_slot(row, days, day) for day in kept] if days else []
    clashes = calendar.clashes_of_all(slots, signed_in())
    return render_page(
        "courses/plan.html",
        fragment="plan",
        status=status,
        course_class=row,
        form=rule,
        days=days,
        result=result,
        kept=len(kept),
        clashes={day.on.id: _of_day(found) for day, found in zip(kept, clashes, strict=True)},
        unknown=_unknown_years(clashes),
        planned=planned,
        query=request.query_string.decode(),
    )


def _slot(row: CourseClass, form: DaysForm, day: Any) -> Slot:
    teachers = (day.teacher_id.data,) if day.teacher_id.data else ()
    return Slot(*span(day), room_id=form.chosen_room_id, capacity=row.capacity, person_ids=teachers)


@blueprint.route("/meetings/<int:event_id>", methods=["GET", "POST"])
@requires(Permission.COURSE_MANAGE)
def meeting(event_id: int) -> Response:
    """One meeting: moved, given its course and teachers; seen by all after the next release of the class."""
    row = found(queries.meeting_to_manage(signed_in(), event_id))
    form = _meeting_form(row)
    if form.validate_on_submit():
        if form.attempt(operations.change_meeting, row, form.form_version, **form.values()):
            flash(_("已保存，再公布一次大家才看得到新内容。") if row.event.release_number else _("已保存。"))
            return see_other(url_for("courses.class_meetings", class_id=row.class_id))
        form.take_version(row.event.version)
    return _meeting_page(row, form)


def _meeting_form(row: ClassMeeting) -> MeetingForm:
    courses, teachers, taught, occasions = ask_together(
        queries.class_course_rows(row.class_id),
        queries.class_teacher_rows(row.class_id),
        queries.meeting_teachers(row.class_id),
        calendar.occasion_rows(),
    )
    own = {one.person_id: one.name for one in taught if one.event_id == row.event_id}
    people = {one.id: one.name for one in teachers} | own
    counts_as = [(key, name) for key, name in occasions]
    return MeetingForm(row, [(one.id, one.title) for one in courses], list(people.items()), counts_as, list(own))


def _meeting_page(row: ClassMeeting, form: MeetingForm, reason: ReasonForm | None = None) -> Response:
    refused = reason or form
    return render_page(
        "courses/meeting.html",
        status=refused.status if refused.is_submitted() else 200,
        meeting=row,
        form=form,
        reason=reason or ReasonForm(formdata=None),
        statuses=EVENT_STATUSES,
        now=clock.now(),
    )


@blueprint.post("/meetings/<int:event_id>/drop")
@requires(Permission.COURSE_MANAGE)
def drop_meeting(event_id: int) -> Response:
    """Drop a meeting that nobody has seen."""
    row = found(queries.meeting_to_manage(signed_in(), event_id))
    form, class_id = Form(), row.class_id
    if form.validate_on_submit() and form.attempt(operations.drop_meeting, row):
        flash(_("这次课去掉了。"))
    else:
        flash(" ".join(form.form_errors), "error")
    return see_other(url_for("courses.class_meetings", class_id=class_id))


@blueprint.post("/meetings/<int:event_id>/cancel")
@requires(Permission.COURSE_MANAGE)
def cancel_meeting(event_id: int) -> Response:
    """Cancel one released meeting, with the reason."""
    row = found(queries.meeting_to_manage(signed_in(), event_id))
    form = ReasonForm()
    if form.validate_on_submit() and form.attempt(operations.cancel_meeting, row, form.reason.data):
        flash(_("这次课已取消，名单上的人会收到通知。"))
        return see_other(url_for("courses.class_meetings", class_id=row.class_id))
    return _meeting_page(row, _meeting_form(row), form)
