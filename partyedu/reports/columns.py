"""The rows behind a figure as a page and a workbook show them: which columns, in which words, leading where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from partyedu.attendance.models import ATTENDANCE_STATES, VIAS, AttendanceState, Via
from partyedu.contests.models import CONTEST_KINDS, CONTEST_STATES, ENTRY_STATES, ContestKind, ContestState, EntryState
from partyedu.core.actor import Actor, Permission
from partyedu.core.words import _, _l
from partyedu.courses.models import (
    CLASS_ENTRIES,
    CLASS_STATES,
    COURSE_KINDS,
    LESSON_FORMATS,
    ClassEntry,
    ClassState,
    CourseKind,
    LessonFormat,
)
from partyedu.discussions.models import MATTER_CHANNELS, MATTER_STATES, MatterChannel, MatterState
from partyedu.library.models import (
    BASE_KINDS,
    DISTINCTIONS,
    ORIGINS,
    STAGES,
    TIERS,
    BaseKind,
    Distinction,
    Origin,
    Stage,
    Tier,
)
from partyedu.orders.models import ORDER_CHANNELS, ORDER_MODES, ORDER_STATES, OrderChannel, OrderMode, OrderState
from partyedu.organisation.models import PERSON_KINDS, UNIT_KINDS, PersonKind, UnitKind
from partyedu.organisation.queries import UnitLine
from partyedu.plans.models import PLAN_KINDS, PlanKind
from partyedu.reports.models import FigureName
from partyedu.reports.queries.studied import STUDIED
from partyedu.speakers.models import SOURCES, Source
from partyedu.study.models import PAIR_KINDS, PairKind
from partyedu.surveys.models import (
    NEED_KINDS,
    NEED_SOURCES,
    NEED_STATES,
    SURVEY_STATES,
    NeedKind,
    NeedSource,
    NeedState,
    SurveyState,
)

_WORDS: dict[type[StrEnum] | type[bool], Mapping[Any, Any]] = {
    AttendanceState: ATTENDANCE_STATES,
    BaseKind: BASE_KINDS,
    ClassEntry: CLASS_ENTRIES,
    ClassState: CLASS_STATES,
    ContestKind: CONTEST_KINDS,
    ContestState: CONTEST_STATES,
    CourseKind: COURSE_KINDS,
    Distinction: DISTINCTIONS,
    EntryState: ENTRY_STATES,
    LessonFormat: LESSON_FORMATS,
    MatterChannel: MATTER_CHANNELS,
    MatterState: MATTER_STATES,
    NeedKind: NEED_KINDS,
    NeedSource: NEED_SOURCES,
    NeedState: NEED_STATES,
    OrderChannel: ORDER_CHANNELS,
    OrderMode: ORDER_MODES,
    OrderState: ORDER_STATES,
    PairKind: PAIR_KINDS,
    Origin: ORIGINS,
    PlanKind: PLAN_KINDS,
    PersonKind: PERSON_KINDS,
    Source: SOURCES,
    Stage: STAGES,
    SurveyState: SURVEY_STATES,
    Tier: TIERS,
    UnitKind: UNIT_KINDS,
    Via: VIAS,
    bool: {True: _l("匿名"), False: _l("署名")},
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the rows behind a figure: its heading, and which value of the row stands in it."""

    head: str
    key: int | str

    def value(self, row: Any) -> Any:
        """The value; what is one of a list of kinds is put into words."""
        return in_words(getattr(row, self.key) if isinstance(self.key, str) else row[self.key])


def in_words(value: Any) -> Any:
    """A value as people read it; what is none of the kinds stays as it is."""
    words = _WORDS.get(type(value))
    return str(words[value]) if words else value


_Columns = list[tuple[Any, int | str]]
_WHEN, _TITLE, _UNIT, _THEME, _PERSON = _l("时间"), _l("题目"), _l("组织"), _l("主题"), _l("姓名")
_EVENT, _STATE, _KIND, _CLASS = _l("活动"), _l("情况"), _l("种类"), _l("哪个班")

_PEOPLE: _Columns = [(_PERSON, 1), (_UNIT, 2), (_l("身份"), 3), (_l("类别"), "category")]
_THERE: _Columns = [
    (_WHEN, 1), (_EVENT, 2), (_PERSON, 3), (_l("所在组织"), 4), (_STATE, 5), (_l("签到方式"), 6),
]  # fmt: skip
_COURSEWARE: _Columns = [
    (_TITLE, "title"), (_l("类别"), "category"), (_UNIT, "unit"), (_l("来路"), "origin"), (_l("级别"), "tier"),
    (_l("到了哪一步"), "stage"), (_l("评为"), "distinction"), (_l("入库时间"), "admitted_at"),
]  # fmt: skip
_ENTRY: _Columns = [
    (_l("名称"), "title"), (_UNIT, "unit"), (_l("合作单位"), "partner"), (_l("开始"), "begun_on"),
    (_l("结束"), "ended_on"),
]  # fmt: skip
_SURVEY: _Columns = [
    (_l("调查"), "title"), (_l("发出时间"), "opened_at"), (_UNIT, "unit"), (_STATE, "state"),
    (_l("署名还是匿名"), "is_anonymous"), (_l("答卷"), "answers"),
]  # fmt: skip
_NEED: _Columns = [
    (_l("学习需求"), "title"), (_l("听到的日子"), "heard_on"), (_KIND, "kind"), (_l("来源"), "source"), (_UNIT, "unit"),
    (_l("进展"), "state"), (_l("结果"), "result"),
]  # fmt: skip
_ORDER: _Columns = [
    (_l("点单时间"), "placed_at"), (_l("点了什么"), "what"), (_l("谁点的"), "by"), (_l("替谁点的"), "for_whom"),
    (_l("人数"), "people"), (_l("怎么学"), "mode"), (_l("从哪儿点的"), "channel"), (_l("进展"), "state"),
]  # fmt: skip

_TASK: _Columns = [
    (_l("任务"), "task"), (_l("计划"), "plan"), (_UNIT, "unit"), (_l("做什么"), "content"), (_l("期限"), "due_on"),
    (_l("负责人"), "owner"), (_l("怎么办好的"), "done_words"),
]  # fmt: skip
_KEY_MATTER: _Columns = [
    (_l("办结时间"), "closed_at"), (_l("关键小事"), "title"), (_UNIT, "unit"), (_l("结果"), "outcome"),
    (_l("服务户数"), "households"),
]  # fmt: skip
_VISIT: _Columns = [
    (_l("哪一天"), "visited_on"), (_l("去看谁"), "name"), (_UNIT, "unit"), (_l("学了什么"), "studied"),
    (_l("学时（分钟）"), "minutes"),
]  # fmt: skip

# The columns of each list: heading, and the value's place in the row or its name there.
_COLUMNS: dict[FigureName, _Columns] = {
    FigureName.SESSIONS: [(_WHEN, 1), (_TITLE, 2), (_THEME, 3), (_l("主办组织"), 4), (_l("协办组织"), 5)],
    FigureName.TALKS: [
        (_WHEN, 1), (_TITLE, 2), (_THEME, 3), (_l("主讲人"), 4), (_l("主讲人所在组织"), 5), (_l("哪一场"), 6),
    ],
    FigureName.DIFFERENT_SPEAKERS: _PEOPLE,
    FigureName.NEVER_SPOKEN: _PEOPLE,
    FigureName.MEMBERS: _PEOPLE,
    FigureName.MEMBERS_OVER_60: _PEOPLE,
    FigureName.COVERAGE: _PEOPLE,
    FigureName.STUDY_HOURS: [(_PERSON, 1), (_UNIT, 2), (_l("学时（小时）"), "hours")],
    FigureName.MEMBERS_REACHED_TARGET: [(_PERSON, 1), (_UNIT, 2), (_l("学时（小时）"), "hours")],
    FigureName.EXEMPT: [(_PERSON, 1), (_UNIT, 2)],
    FigureName.ATTENDANCES: _THERE,
    FigureName.THEATRE_ATTENDANCES: _THERE,
    FigureName.CLASS_ATTENDANCES: _THERE,
    FigureName.DISCUSSIONS: [
        (_WHEN, "starts_at"), (_EVENT, "title"), (_UNIT, "unit"), (_l("发言"), "posts"), (_l("小组记录"), "records"),
    ],
    FigureName.REFLECTIONS: [(_l("写的时间"), "written_at"), (_EVENT, "title"), (_PERSON, "name")],
    FigureName.MATTERS: [
        (_l("提出时间"), "raised_at"), (_l("议题"), "title"), (_l("来源"), "channel"), (_UNIT, "unit"),
        (_l("进展"), "state"), (_l("期限"), "due_on"),
    ],
    FigureName.MATTERS_CLOSED: [
        (_l("办结时间"), "closed_at"), (_l("议题"), "title"), (_UNIT, "unit"), (_l("结果"), "outcome"),
        (_l("服务户数"), "households"),
    ],
    FigureName.COURSES: [
        (_l("课程"), "title"), (_THEME, "theme"), (_KIND, "kind"), (_l("课型"), "format"), (_UNIT, "unit"),
        (_l("设立时间"), "created_at"),
    ],
    FigureName.CLASSES: [
        (_l("第一次上课"), "began_at"), (_CLASS, "title"), (_UNIT, "unit"), (_l("怎么进班"), "entry"),
        (_STATE, "state"), (_l("在班人数"), "people"),
    ],
    FigureName.CLASS_MEETINGS: [
        (_WHEN, "starts_at"), (_l("哪一次课"), "title"), (_CLASS, "class_title"), (_l("课程"), "course"),
        (_UNIT, "unit"),
    ],
    FigureName.COMPLETIONS: [
        (_l("结业时间"), "completed_at"), (_PERSON, "name"), (_l("所在组织"), "home"), (_CLASS, "class_title"),
        (_l("办班组织"), "unit"),
    ],
    FigureName.CERTIFICATES: [
        (_l("发证时间"), "issued_at"), (_l("证书编号"), "number"), (_PERSON, "name"), (_CLASS, "class_title"),
        (_l("学时（分钟）"), "minutes"),
    ],
    FigureName.COURSEWARES: _COURSEWARE,
    FigureName.TEXTBOOK: _COURSEWARE,
    FigureName.GOOD_COURSES: _COURSEWARE,
    FigureName.MODEL_LESSONS: _COURSEWARE,
    FigureName.EXPERTS: [
        (_PERSON, "name"), (_l("来自"), "source"), (_l("所在单位"), "partner"), (_l("擅长"), "field"), (_UNIT, "unit"),
        (_l("从"), "since"), (_l("到"), "until"),
    ],
    FigureName.PROJECTS: _ENTRY,
    FigureName.CASES: _ENTRY,
    FigureName.PARTNERS: [
        (_l("单位名称"), "title"), (_UNIT, "unit"), (_l("协议从哪天起"), "begun_on"), (_l("到哪天为止"), "ended_on"),
    ],
    FigureName.BASES: [
        (_l("阵地"), "name"), (_KIND, "kind"), (_UNIT, "unit"), (_l("和谁合用"), "shared_with"),
        (_l("步行几分钟"), "walking_minutes"),
    ],
    FigureName.CENTRES: [(_l("社区"), "unit")],
    FigureName.DAILY_ELSEWHERE: [
        (_PERSON, "name"), (_l("自己的组织"), "unit"), (_l("日常在哪里"), "daily"), (_l("从"), "since_on"),
        (_l("为什么"), "reason"),
    ],
    FigureName.COMMUNITIES: [(_l("社区"), "unit"), (_l("类型"), "label"), (_l("上级组织"), "above")],
    FigureName.TEMPORARY_GROUPS: [
        (_l("临时党小组"), "unit"), (_l("上级组织"), "above"), (_l("到哪一天结束"), "ends_on"), (_l("人数"), "people"),
    ],
    FigureName.UNITS: [(_UNIT, 1), (_l("级别"), 2), (_l("上级组织"), 3)],
    FigureName.SURVEYS: _SURVEY,
    FigureName.SURVEY_ANSWERS: _SURVEY,
    FigureName.NEEDS: _NEED,
    FigureName.NEEDS_MET: _NEED,
    FigureName.ORDERS: _ORDER,
    FigureName.ORDERS_DELIVERED: _ORDER,
    FigureName.CONTESTS: [
        (_l("征文、晒家规"), "title"), (_l("发起时间"), "created_at"), (_KIND, "kind"), (_UNIT, "unit"),
        (_STATE, "state"),
    ],
    FigureName.PLANS: [
        (_l("计划"), "title"), (_KIND, "kind"), (_UNIT, "unit"), (_l("负责人"), "owner"),
        (_l("公布时间"), "published_at"),
    ],
    FigureName.TASKS_DONE: _TASK,
    FigureName.TASKS_LATE: _TASK,
    FigureName.KEY_MATTERS: _KEY_MATTER,
    FigureName.HOUSEHOLDS_SERVED: _KEY_MATTER,
    FigureName.CONTEST_ENTRIES: [
        (_l("交来时间"), "handed_in_at"), (_TITLE, "title"), (_l("交到哪里"), "contest"), (_UNIT, "unit"),
        (_STATE, "state"),
    ],
    FigureName.HOME_VISITS: _VISIT,
    FigureName.HOME_STUDY_MINUTES: _VISIT,
    FigureName.PAIRS: [
        (_l("从哪一天起"), "since_on"), (_l("到哪一天为止"), "until_on"), (_KIND, "kind"), (_l("年长的一位"), "elder"),
        (_l("年轻的一位"), "younger"), (_UNIT, "unit"),
    ],
    FigureName.DISTANCE_ANSWERS: [
        (_l("交来时间"), "handed_in_at"), (_PERSON, "name"), (_TITLE, "title"), (_CLASS, "class_title"),
        (_UNIT, "unit"), (_l("学时（分钟）"), "minutes"),
    ],
}  # fmt: skip


def columns_of(name: FigureName) -> list[Column]:
    """The columns of the rows behind a figure, in the order of the list and of the workbook."""
    return [Column(str(head), key) for head, key in _COLUMNS[name]]


# Where a row leads: the address, with a place for its number, and what one must be allowed to open it.
_P = Permission
_LEADS_TO: dict[FigureName, tuple[str, Permission]] = {
    FigureName.SESSIONS: ("/reports/events/%s", _P.FIGURES_READ),
    FigureName.TALKS: ("/reports/events/%s", _P.FIGURES_READ),
    FigureName.ATTENDANCES: ("/attendance/%s", _P.FIGURES_READ),
    FigureName.THEATRE_ATTENDANCES: ("/attendance/%s", _P.FIGURES_READ),
    FigureName.CLASS_ATTENDANCES: ("/attendance/%s", _P.FIGURES_READ),
    FigureName.CLASS_MEETINGS: ("/attendance/%s", _P.FIGURES_READ),
    FigureName.DISCUSSIONS: ("/discussions/%s", _P.FIGURES_READ),
    FigureName.MATTERS: ("/discussions/matters/%s", _P.FIGURES_READ),
    FigureName.MATTERS_CLOSED: ("/discussions/matters/%s", _P.FIGURES_READ),
    FigureName.COURSES: ("/courses/%s", _P.FIGURES_READ),
    FigureName.CLASSES: ("/courses/classes/%s", _P.FIGURES_READ),
    FigureName.COMPLETIONS: ("/courses/classes/%s", _P.FIGURES_READ),
    FigureName.CERTIFICATES: ("/courses/classes/%s", _P.FIGURES_READ),
    FigureName.COURSEWARES: ("/library/%s", _P.FIGURES_READ),
    FigureName.TEXTBOOK: ("/library/%s", _P.FIGURES_READ),
    FigureName.GOOD_COURSES: ("/library/%s", _P.FIGURES_READ),
    FigureName.MODEL_LESSONS: ("/library/%s", _P.FIGURES_READ),
    FigureName.EXPERTS: ("/library/experts/%s", _P.LIBRARY_MANAGE),
    FigureName.PROJECTS: ("/library/entries/%s", _P.FIGURES_READ),
    FigureName.CASES: ("/library/entries/%s", _P.FIGURES_READ),
    FigureName.PARTNERS: ("/library/entries/%s", _P.FIGURES_READ),
    FigureName.BASES: ("/library/bases/%s", _P.FIGURES_READ),
    FigureName.SURVEYS: ("/surveys/%s/lead", _P.SURVEY_MANAGE),
    FigureName.SURVEY_ANSWERS: ("/surveys/%s/lead", _P.SURVEY_MANAGE),
    FigureName.NEEDS: ("/surveys/needs/%s", _P.SURVEY_MANAGE),
    FigureName.NEEDS_MET: ("/surveys/needs/%s", _P.SURVEY_MANAGE),
    FigureName.ORDERS: ("/orders/%s", _P.ORDER_MANAGE),
    FigureName.ORDERS_DELIVERED: ("/orders/%s", _P.ORDER_MANAGE),
    FigureName.PLANS: ("/plans/%s", _P.PLAN_MANAGE),
    FigureName.TASKS_DONE: ("/plans/%s", _P.PLAN_MANAGE),
    FigureName.TASKS_LATE: ("/plans/%s", _P.PLAN_MANAGE),
    FigureName.KEY_MATTERS: ("/discussions/matters/%s", _P.FIGURES_READ),
    FigureName.HOUSEHOLDS_SERVED: ("/discussions/matters/%s", _P.FIGURES_READ),
    FigureName.CONTESTS: ("/contests/%s", _P.FIGURES_READ),
    FigureName.DAILY_ELSEWHERE: ("/organisation/people/%s", _P.PEOPLE_READ),
    FigureName.TEMPORARY_GROUPS: ("/organisation/units/%s", _P.PEOPLE_READ),
    FigureName.CONTEST_ENTRIES: ("/contests/%s", _P.FIGURES_READ),
    FigureName.HOME_VISITS: ("/study/visits/%s", _P.VISIT_MANAGE),
    FigureName.HOME_STUDY_MINUTES: ("/study/visits/%s", _P.VISIT_MANAGE),
    FigureName.PAIRS: ("/study/pairs/%s", _P.VISIT_MANAGE),
    FigureName.DISTANCE_ANSWERS: ("/study/distance/%s/people", _P.STUDY_MANAGE),
    FigureName.STUDY_HOURS: ("/study/hours/people/%s", _P.HOURS_READ),
    FigureName.MEMBERS_REACHED_TARGET: ("/study/hours/people/%s", _P.HOURS_READ),
    FigureName.EXEMPT: ("/study/hours/people/%s", _P.HOURS_READ),
}


def leads_to(actor: Actor, name: FigureName, unit: UnitLine, year: int | None) -> str:
    """The address of a row of this figure with ``%s`` for its number; '' where the actor could not open it.

    Hours are opened in the year they are counted in (all years: in this one): who has moved since is read only there.
    """
    address, needed = _LEADS_TO.get(name, ("", Permission.FIGURES_READ))
    year_then = f"?year={year}" if year and name in STUDIED else ""
    return address + year_then if actor.may(needed, unit.path) else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row as a page shows it: words for each column, and where it leads ('' for nowhere; ``note`` may say why)."""

    cells: list[Any]
    url: str
    note: str = ""


def lines(name: FigureName, rows: Iterable[Any], leads: str = "") -> list[Line]:
    """The rows behind a figure for a page; ``leads`` as ``leads_to`` gives it."""
    columns = columns_of(name)
    return [_line([column.value(row) for column in columns], row, leads) for row in rows]


def _line(cells: list[Any], row: Any, leads: str) -> Line:
    if getattr(row, "moved_away", False):
        return Line(cells, "", _("后来转到了别的组织"))
    return Line(cells, leads % row[0] if leads else "")


def is_instant(value: Any) -> bool:
    """Whether a value is a point in time (template test)."""
    return isinstance(value, datetime)


def is_day(value: Any) -> bool:
    """Whether a value is a day without a time (template test)."""
    return isinstance(value, date) and not isinstance(value, datetime)
