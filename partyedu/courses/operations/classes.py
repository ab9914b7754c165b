"""A class as a whole: put together, changed, announced, cancelled."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select

from partyedu.core import audit, clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.search import index_text
from partyedu.core.words import _, formatted
from partyedu.courses import queries
from partyedu.courses.models import CLASS_ENTRIES, ClassCourse, ClassState, ClassTeacher, Course, CourseClass
from partyedu.courses.operations.meetings import title_of
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import unit_reached
from partyedu.schedule import operations as schedule

_COLUMNS = (
    "title", "summary", "entry", "capacity", "enrol_until", "starts_on", "ends_on", "room_id", "place",
    "share_percent", "test_id", "project_id", "platform",
)  # fmt: skip


def add_class(
    actor: Actor,
    unit_id: int,
    course_ids: Iterable[int],
    teacher_ids: Iterable[int] = (),
    form_key: str = "",
    **values: Any,
) -> CourseClass:
    """Put a class together, in preparation: what it runs, in this order, and who teaches.

    ``values``: ``title entry`` and, as needed, ``summary capacity enrol_until starts_on ends_on room_id place
    share_percent test_id project_id platform``. The same ``form_key`` makes only one class.
    """
    made = queries.class_of_form(form_key) if form_key else None
    if made is not None and made.created_by_id == actor.person_id:
        return made
    if unit_reached(actor, Permission.COURSE_MANAGE, unit_id) is None:
        raise Problem(_("请选您管的一个组织。"), field="unit_id")
    columns = _checked(values)
    row = CourseClass(
        unit_id=unit_id, state=ClassState.DRAFT, created_at=clock.now(), created_by_id=actor.person_id,
        form_key=None if made is not None else form_key or None, **columns,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _put_courses(row, course_ids)
    _put_teachers(row, teacher_ids)
    audit.record("add-class", row, ["unit_id", "course_ids", "teacher_ids", *columns])
    return row


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """The columns among the values, with the rules that one row can be asked for."""
    columns = {name: values[name] for name in _COLUMNS if name in values}
    if columns.get("room_id") and columns.get("place"):
        raise Problem(_("选了房间，又写了外面的地点，只能是一个。在外面办的，请选“在外面”。"), field="place")
    if not 1 <= columns.get("share_percent", 100) <= 100:
        raise Problem(_("请填 1 到 100 之间的数。"), field="share_percent")
    return columns


def edit_class(
    row: CourseClass,
    version: int | None,
    course_ids: Iterable[int],
    teacher_ids: Iterable[int],
    **values: Any,
) -> CourseClass:
    """Change a class (values as in ``add_class``). Raises ``Conflict`` when it was saved since ``version``.

    Its meetings keep what they have; their titles follow the class as long as they have not been released.
    """
    columns = _checked(values)
    checked_version(row, version, _standing(row, columns) if version != row.version else {})
    changed = [name for name, value in columns.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, columns[name])
    db.session.flush()
    db.session.expire(row, ["room", "test", "project"])
    _put_courses(row, course_ids)
    _put_teachers(row, teacher_ids)
    if "title" in changed:
        for meeting in queries.meetings_of(row.id):
            if not meeting.event.release_number:
                meeting.event.title = title_of(row, meeting.number, meeting.course)
    audit.record("edit-class", row, [*changed, "course_ids", "teacher_ids"])
    return row


def _standing(row: CourseClass, typed: dict[str, Any]) -> dict[str, str]:
    """What stands in the fields of the form that differ from what was typed, in words."""
    words: dict[str, Any] = {
        "entry": CLASS_ENTRIES.get,
        "enrol_until": lambda day: formatted(day, "date"),
        "room_id": lambda _key: f"{row.room.venue.name} {row.room.name}" if row.room else "",
        "test_id": lambda _key: row.test.title if row.test else "",
        "project_id": lambda _key: row.project.title if row.project else "",
    }
    found = {}
    for name, value in typed.items():
        stands = getattr(row, name)
        if (stands or None) != (value or None):
            found[name] = str(words.get(name, str)(stands)) if stands not in (None, "") else _("（空）")
    return found


def delete_class(row: CourseClass) -> None:
    """Delete a class that was never announced and has nobody on its roster, with its planned meetings."""
    if row.state is not ClassState.DRAFT or queries.has_places(row.id):
        raise Problem(_("公布过或已经有名单的班次不能删除，请用“取消这个班”。"))
    for meeting in queries.meetings_of(row.id):
        event = meeting.event
        db.session.delete(meeting)
        db.session.flush()
        schedule.delete_draft(event)
    audit.record("delete-class", row)
    for part in (ClassCourse, ClassTeacher):
        db.session.execute(delete(part).where(part.class_id == row.id))
    db.session.delete(row)
    db.session.flush()


def _put_courses(row: CourseClass, course_ids: Iterable[int]) -> None:
    """The courses in order; new ones must be on offer for the unit (its own, or of a unit above)."""
    standing = set(db.session.scalars(select(ClassCourse.course_id).where(ClassCourse.class_id == row.id)))
    numbers = list(dict.fromkeys(course_ids))
    unit = db.session.get_one(Unit, row.unit_id)
    if set(numbers) - standing - {course.id for course in queries.courses_to_run(unit.path)}:
        raise Problem(_("有一门课这个组织不能开，请重新选。"), field="course_ids")
    db.session.execute(delete(ClassCourse).where(ClassCourse.class_id == row.id))
    db.session.add_all(
        ClassCourse(class_id=row.id, course_id=number, position=place) for place, number in enumerate(numbers)
    )
    titles = [course.title for number in numbers if (course := db.session.get(Course, number))]
    row.search_text = index_text(row.title, row.summary[:400] if row.summary else "", *titles, spelled_part=row.title)
    db.session.flush()


def _put_teachers(row: CourseClass, teacher_ids: Iterable[int]) -> None:
    db.session.execute(delete(ClassTeacher).where(ClassTeacher.class_id == row.id))
    db.session.add_all(ClassTeacher(class_id=row.id, person_id=number) for number in dict.fromkeys(teacher_ids))
    db.session.flush()
