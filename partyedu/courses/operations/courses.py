"""A course as a whole: designed, changed, offered, retired, copied."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, select, update

from partyedu.core import audit, clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.search import index_text
from partyedu.core.words import _, duration
from partyedu.courses import queries
from partyedu.courses.models import (
    CLASSROOM_KINDS,
    COURSE_KINDS,
    COURSE_MODES,
    COURSE_WAYS,
    LESSON_FORMATS,
    AudienceKind,
    Course,
    CourseAudience,
    CourseCourseware,
    CourseNeed,
    CourseOffering,
    CourseState,
    CourseTeacher,
    LessonFormat,
)
from partyedu.organisation.queries import unit_reached
from partyedu.schedule.models import Theme

# What makes each format what it is (S4.4); the fields of the others are emptied.
FORMAT_FIELDS: Mapping[LessonFormat, tuple[str, ...]] = {
    LessonFormat.MICRO: ("cap_minutes",),
    LessonFormat.OPEN: ("shows",),
    LessonFormat.MODEL: ("shows",),
    LessonFormat.PRACTICE: ("task", "task_place"),
    LessonFormat.REVIEW: ("reviews",),
}
_OWN_FIELDS = {"cap_minutes": None, "shows": "", "task": "", "task_place": "", "reviews": ""}
_COLUMNS = (
    "theme_id", "kind", "format", "classroom", "mode", "way", "title", "summary", "is_required", "minutes",
    *_OWN_FIELDS,
)  # fmt: skip


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns among the values; what belongs to another format is emptied, what makes this one is asked for."""
    columns = {name: values[name] for name in _COLUMNS if name in values}
    chosen = columns["format"]
    for name, nothing in _OWN_FIELDS.items():
        if name not in FORMAT_FIELDS[chosen]:
            columns[name] = nothing
    needed = {
        "cap_minutes": _("微党课要短：请写最多讲几分钟。"),
        "shows": _("示范课请写明示范什么，别人来学什么。"),
        "task": _("实践课请写明要做成一件什么事。"),
        "task_place": _("实践课请写明在哪里做。"),
        "reviews": _("讲评课请写明讲评什么。"),
    }
    for name in () if chosen is LessonFormat.OPEN else FORMAT_FIELDS[chosen]:
        if not columns.get(name):
            raise Problem(needed[name], field=name)
    cap = columns["cap_minutes"]
    if cap and columns["minutes"] > cap:
        raise Problem(_("微党课最多讲 %(limit)s 分钟，您写的时长超过了。", limit=cap), field="minutes")
    return columns


def design(
    actor: Actor, unit_id: int, audience: Mapping[AudienceKind, Iterable[Any]], form_key: str = "", **values: Any
) -> Course:
    """Design a course for a unit, as a draft.

    ``values``: ``theme_id kind format classroom mode way title summary is_required minutes`` and the fields of the
    format (``FORMAT_FIELDS``). ``audience``: numbers of categories, words of the other kinds; nothing: for everybody.
    The same ``form_key`` makes only one course.
    """
    made = queries.course_of_form(form_key) if form_key else None
    if made is not None and made.created_by_id == actor.person_id:
        return made
    if unit_reached(actor, Permission.COURSE_MANAGE, unit_id) is None:
        raise Problem(_("请选您管的一个组织。"), field="unit_id")
    course = Course(
        unit_id=unit_id, state=CourseState.DRAFT, created_at=clock.now(), created_by_id=actor.person_id,
        form_key=None if made is not None else form_key or None, **_checked(values),
    )  # fmt: skip
    db.session.add(course)
    db.session.flush()
    _put_audience(course, audience)
    _index(course)
    audit.record("design", course, ["unit_id", "audience", *values])
    return course


def edit_course(
    course: Course, version: int | None, audience: Mapping[AudienceKind, Iterable[Any]], **values: Any
) -> Course:
    """Change a course (values as in ``design``). Raises ``Conflict`` when it was saved since ``version``."""
    columns = _checked(values)
    checked_version(course, version, _standing(course, columns) if version != course.version else {})
    changed = [name for name, value in columns.items() if getattr(course, name) != value]
    for name in changed:
        setattr(course, name, columns[name])
    db.session.flush()
    db.session.expire(course, ["theme"])
    _put_audience(course, audience)
    _index(course)
    audit.record("edit", course, [*changed, "audience"])
    return course


def _standing(course: Course, typed: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the fields of the form that differ from what was typed, in words."""
    words: dict[str, Any] = {
        "theme_id": lambda key: theme.name if (theme := db.session.get(Theme, key)) else "",
        "kind": COURSE_KINDS.get,
        "format": LESSON_FORMATS.get,
        "classroom": CLASSROOM_KINDS.get,
        "mode": COURSE_MODES.get,
        "way": COURSE_WAYS.get,
        "is_required": lambda yes: _("是") if yes else _("否"),
        "minutes": duration,
    }
    found = {}
    for name, value in typed.items():
        stands = getattr(course, name)
        if (stands or None) != (value or None):
            found[name] = str(words.get(name, str)(stands)) if stands not in (None, "") else _("（空）")
    return found


def _put_audience(course: Course, audience: Mapping[AudienceKind, Iterable[Any]]) -> None:
    db.session.execute(delete(CourseAudience).where(CourseAudience.course_id == course.id))
    for kind, meant in audience.items():
        for one in dict.fromkeys(meant):
            row = CourseAudience(course_id=course.id, kind=kind)
            if kind is AudienceKind.CATEGORY:
                row.category_id = one
            else:
                row.words = str(one)[:60]
            db.session.add(row)
    db.session.flush()


def _index(course: Course) -> None:
    theme = course.theme.name if course.theme else ""
    own = (course.shows, course.task, course.task_place, course.reviews)
    course.search_text = index_text(course.title, course.summary[:400], theme, *own, spelled_part=course.title)
    db.session.flush()


def offer(course: Course) -> Course:
    """Offer a course: everybody may read it, the units below may run classes of it."""
    if course.state is CourseState.OFFERED:
        return course
    course.state = CourseState.OFFERED
    course.version += 1
    db.session.add(CourseOffering(course_id=course.id, since_at=clock.now()))
    audit.record("offer", course, ["state"])
    return course


def retire(course: Course) -> Course:
    """Retire a course: no new class is put together of it, those that run go on."""
    if course.state is not CourseState.OFFERED:
        raise Problem(_("这门课现在没有开出。"))
    course.state = CourseState.RETIRED
    course.version += 1
    standing = CourseOffering.course_id == course.id, CourseOffering.until_at.is_(None)
    db.session.execute(update(CourseOffering).where(*standing).values(until_at=clock.now()))
    audit.record("retire", course, ["state"])
    return course


def delete_draft_course(course: Course) -> None:
    """Delete a course that was never offered and that no class runs."""
    if course.state is not CourseState.DRAFT or queries.is_run(course.id):
        raise Problem(_("开出过或排进班次的课程不能删除，可以改成“不再开”。"))
    audit.record("delete", course)
    for part in (CourseAudience, CourseTeacher, CourseCourseware, CourseNeed):
        db.session.execute(delete(part).where(part.course_id == course.id))
    db.session.delete(course)
    db.session.flush()


def copy_course(actor: Actor, course: Course, unit_id: int) -> Course:
    """A draft of one's own from a course: with its audience, teachers and courseware; needs stay with the first."""
    if unit_reached(actor, Permission.COURSE_MANAGE, unit_id) is None:
        raise Problem(_("请选您管的一个组织。"), field="unit_id")
    columns = {name: getattr(course, name) for name in _COLUMNS}
    columns["title"] = _("%(title)s（副本）", title=course.title[:72])
    copied = Course(
        unit_id=unit_id, state=CourseState.DRAFT, created_at=clock.now(), created_by_id=actor.person_id, **columns
    )
    db.session.add(copied)
    db.session.flush()
    parts = {
        CourseAudience: ("kind", "category_id", "words"),
        CourseTeacher: ("person_id", "position"),
        CourseCourseware: ("courseware_id", "position"),
    }
    for part, names in parts.items():
        rows = db.session.scalars(select(part).where(part.course_id == course.id).order_by(part.id)).all()
        db.session.add_all(part(course_id=copied.id, **{name: getattr(row, name) for name in names}) for row in rows)
    _index(copied)
    audit.record("copy", copied, ["unit_id", *columns])
    return copied
