"""Announcing a class, releasing what changed in its meetings, cancelling it: together, and people are told once."""

from collections.abc import Iterable, Sequence

from flask_babel import force_locale

from partyedu.core import audit, clock
from partyedu.core.actor import current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _, formatted
from partyedu.courses import queries
from partyedu.courses.models import ClassMeeting, ClassState, CourseClass
from partyedu.courses.operations.meetings import arrange
from partyedu.courses.operations.seats import bring_in_line
from partyedu.notices.models import NoticeKind
from partyedu.notices.operations import tell
from partyedu.schedule import operations as schedule
from partyedu.schedule import queries as calendar
from partyedu.schedule.models import EventStatus


def announce(course_class: CourseClass) -> CourseClass:
    """Open a class: its meetings go on the schedule together, its teachers are told, its roster has seats."""
    if course_class.state is not ClassState.DRAFT:
        raise Problem(_("这个班已经公布过了。"))
    meetings = queries.meetings_of(course_class.id)
    if not meetings:
        raise Problem(_("还没有排上课的日子。先排课，再公布。"))
    course_class.state = ClassState.OPEN
    course_class.version += 1
    for meeting in meetings:
        schedule.release(meeting.event, quietly=True)
    bring_in_line(course_class)
    with force_locale("zh_Hans"):
        first = formatted(meetings[0].event.starts_at, "datetime")
        detail = _("一共 %(n)s 次课，第一次：%(when)s", n=len(meetings), when=first)
    _tell(course_class, queries.teachers_told(course_class.id), NoticeKind.EVENT_PUBLISHED, detail)
    audit.record("announce", course_class, ["state"])
    return course_class


def waiting_for_release(meetings: Sequence[ClassMeeting]) -> list[ClassMeeting]:
    """Those of the meetings of a class that are new or were changed since they were last released."""
    changed = schedule.changes_waiting_of([meeting.event for meeting in meetings])
    return [meeting for meeting in meetings if meeting.event.status is EventStatus.DRAFT or meeting.event_id in changed]


def release_changes(course_class: CourseClass) -> list[ClassMeeting]:
    """Release together what was changed or added in the meetings of an open class; everybody concerned is told once."""
    if course_class.state is not ClassState.OPEN:
        raise Problem(_("这个班现在不能公布改动。"))
    meetings = waiting_for_release(queries.meetings_of(course_class.id))
    if not meetings:
        raise Problem(_("没有新的改动，不用再公布。"))
    with force_locale("zh_Hans"):
        lines = changes_in_words(meetings)
    for meeting in meetings:
        schedule.release(meeting.event, quietly=True)
    bring_in_line(course_class)
    concerned = [*queries.seated_people(course_class.id), *queries.teachers_told(course_class.id)]
    _tell(course_class, concerned, NoticeKind.EVENT_CHANGED, "\n".join(lines))
    audit.record("release-changes", course_class, ["meetings"])
    return meetings


def changes_in_words(meetings: Sequence[ClassMeeting]) -> list[str]:
    """What the next release of a class tells, a line for each change, in the language of the reader."""
    changes = schedule.changes_waiting_of([meeting.event for meeting in meetings])
    worded = dict(zip(changes, calendar.worded(list(changes.values())), strict=True))
    fresh = {meeting.event_id for meeting in meetings if meeting.event.status is EventStatus.DRAFT}
    waiting = [meeting for meeting in meetings if meeting.event_id in worded or meeting.event_id in fresh]
    return [line for meeting in waiting for line in _lines(meeting, worded.get(meeting.event_id, ()))]


def _lines(meeting: ClassMeeting, changes: Iterable[calendar.Worded]) -> list[str]:
    """What changed in one meeting, a line for each change; a new one is one line."""
    which = _("第 %(n)s 次课", n=meeting.number)
    if not changes:
        return [_("%(which)s：新加，%(when)s", which=which, when=formatted(meeting.event.starts_at, "datetime"))]
    return [
        _("%(which)s %(label)s：%(old)s → %(new)s", which=which, label=change.label, old=change.old, new=change.new)
        for change in changes
    ]


def cancel_class(course_class: CourseClass, reason: str) -> CourseClass:
    """Cancel an open class: its meetings to come are cancelled together, everybody is told once why."""
    if course_class.state is not ClassState.OPEN:
        raise Problem(_("只有已开班的班次可以取消。"))
    if not reason.strip():
        raise Problem(_("请写明原因，名单上的人会看到。"), field="reason")
    now = clock.now()
    concerned = [*queries.seated_people(course_class.id), *queries.teachers_told(course_class.id)]
    for meeting in queries.meetings_of(course_class.id):
        if meeting.event.status is EventStatus.DRAFT:
            event = meeting.event
            db.session.delete(meeting)
            db.session.flush()
            schedule.delete_draft(event)
        elif meeting.event.starts_at > now and meeting.event.status is not EventStatus.CANCELLED:
            schedule.cancel(meeting.event, reason, quietly=True)
    course_class.state, course_class.state_reason = ClassState.CANCELLED, reason.strip()[:300]
    course_class.version += 1
    arrange(course_class)
    _tell(course_class, concerned, NoticeKind.EVENT_CANCELLED, course_class.state_reason)
    audit.record("cancel-class", course_class, ["state", "state_reason"])
    return course_class


def _tell(course_class: CourseClass, person_ids: Iterable[int], kind: NoticeKind, detail: str) -> None:
    """One notice for each person; nobody is told what they have just done themselves."""
    actor = current_actor()
    own = actor.person_id if actor else None
    others = [number for number in dict.fromkeys(person_ids) if number != own]
    url = f"/courses/classes/{course_class.id}"
    tell(others, kind, course_class.title, url, detail, about=f"class:{course_class.id}")
