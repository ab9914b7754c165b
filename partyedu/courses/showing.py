"""What a page of courses may show, decided before a template gets it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from partyedu.core import clock
from partyedu.core.words import _, _l
from partyedu.courses.models import AUDIENCE_KINDS, AudienceKind
from partyedu.courses.queries import Readiness
from partyedu.courses.timetable import in_words
from partyedu.organisation.models import PersonKind, shown_name
from partyedu.schedule.models import EventStatus

HAVES = {
    "teacher": _l("有师资"),
    "course": _l("有课程"),
    "classroom": _l("有课堂"),
    "venue": _l("有阵地"),
    "project": _l("有项目"),
    "platform": _l("有平台"),
}
LACKS = {
    "teacher": _l("还没有教师"),
    "course": _l("还没选课程"),
    "classroom": _l("还没排上课的日子，或者有的课没定房间"),
    "venue": _l("还没定在哪里上课"),
    "project": _l("还没有实践项目"),
    "platform": _l("课后在哪里交流还没写"),
}


@dataclass(frozen=True, slots=True)
class Have:
    """One of the six haves: its name, whether it is there, and where what lacks is mended."""

    label: Any
    there: bool
    lacks: Any
    url: str


def haves(class_id: int, readiness: Readiness) -> list[Have]:
    """The six haves of a class, each with the place where it is mended."""
    form, plan = f"/courses/classes/{class_id}/edit", f"/courses/classes/{class_id}/plan"
    at = {"teacher": "#teacher", "course": "#course_ids", "venue": "#where", "project": "#project_id"}
    return [
        Have(
            label,
            getattr(readiness, name),
            LACKS[name],
            plan if name == "classroom" else form + at.get(name, "#platform"),
        )
        for name, label in HAVES.items()
    ]


@dataclass(frozen=True, slots=True)
class Teacher:
    """Somebody who teaches, as everybody may read it; ``tours``: the unit they come from, where it is another."""

    id: int
    name: str
    expert: bool
    tours: str


def teachers_shown(rows: Iterable[Any], unit_path: str, whole_names: bool = False) -> list[Teacher]:
    """Who teaches: members by the name they chose, an expert by their own; those who chose none are not named."""
    found = []
    for row in rows:
        name = row.name if whole_names else shown_name(row.name, row.public_name)
        away = row.unit_path is not None and not row.unit_path.startswith(unit_path)
        if name:
            expert = row.kind is PersonKind.EXPERT
            found.append(Teacher(row.id, name, expert, row.unit if away and not expert else ""))
    return found


def audience_shown(rows: Sequence[Any]) -> list[tuple[str, str]]:
    """For whom a course is meant, a line for each kind; nothing: for everybody."""
    found = []
    for kind, label in AUDIENCE_KINDS.items():
        meant = [row.category if kind is AudienceKind.CATEGORY else row.words for row in rows if row.kind is kind]
        if meant:
            found.append((str(label), _("、").join(meant)))
    return found


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting in a list, with the names of those who teach it."""

    row: Any
    teachers: str
    past: bool

    @property
    def place(self) -> str:
        """Where it is: venue and room, or the place in words."""
        return f"{self.row.venue} {self.row.room}" if self.row.room else self.row.place


def meetings_shown(rows: Sequence[Any], teachers: Sequence[Any], whole_names: bool = False) -> list[Meeting]:
    """The meetings of a class; who teaches stands by the name everybody may read."""
    names: dict[int, list[str]] = {}
    for row in teachers:
        name = row.name if whole_names else shown_name(row.name, row.public_name)
        if name:
            names.setdefault(row.event_id, []).append(name)
    now = clock.now()
    return [Meeting(row, _("、").join(names.get(row.event_id, ())), row.ends_at <= now) for row in rows]


def rhythm(rows: Sequence[Any]) -> str:
    """When a class meets, said shortly; '' when its meetings follow no one sentence."""
    on = [row for row in rows if row.status is not EventStatus.CANCELLED]
    return in_words([clock.local(row.starts_at) for row in on], [clock.local(row.ends_at) for row in on])


def first_teachers(by_course: Mapping[int, Sequence[int]], of_class: Sequence[int]) -> dict[int, int]:
    """Who teaches each course of a class where nobody said otherwise: its first teacher that the class has.

    Person by course; under 0 the one for courses without any, when there is no choice.
    """
    found = {
        course_id: next(person for person in people if person in of_class)
        for course_id, people in by_course.items()
        if set(people) & set(of_class)
    }
    return {**found, 0: of_class[0]} if len(of_class) == 1 else found
