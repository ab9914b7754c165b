"""What the pages show of figures: decided here, before a template gets it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from partyedu.attendance.models import ATTENDANCE_STATES, VIAS, AttendanceState, Via
from partyedu.core.actor import Actor, Permission
from partyedu.core.words import _, numeral
from partyedu.discussions.models import MATTER_CHANNELS, MATTER_STATES, MatterChannel, MatterState
from partyedu.organisation.models import PERSON_KINDS, PersonKind, Unit
from partyedu.reports.models import FIGURE_LABELS, FIGURE_RULES, FigureName
from partyedu.reports.queries import Figures, Period
from partyedu.schedule.models import Theme

_WORDS: dict[type[StrEnum], Mapping[Any, Any]] = {
    AttendanceState: ATTENDANCE_STATES,
    Via: VIAS,
    PersonKind: PERSON_KINDS,
    MatterChannel: MATTER_CHANNELS,
    MatterState: MATTER_STATES,
}

# What everybody may read: sums only. Who has not been on stage is nobody's business but the organiser's.
PUBLIC_FIGURES = tuple(name for name in FigureName if name is not FigureName.NEVER_SPOKEN)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the rows behind a figure: its heading, and which value of the row stands in it."""

    head: str
    key: int | str

    def value(self, row: Any) -> Any:
        """The value; what is one of a list of kinds is put into words."""
        found = getattr(row, self.key) if isinstance(self.key, str) else row[self.key]
        words = _WORDS.get(type(found))
        return str(words[found]) if words else found


def columns_of(name: FigureName) -> list[Column]:
    """The columns of the rows behind a figure, in the order of the list and of the workbook."""
    when, title, unit, theme, person = _("时间"), _("题目"), _("组织"), _("主题"), _("姓名")
    people = [person, unit, _("身份"), _("类别")]
    listed: dict[FigureName, list[str]] = {
        FigureName.SESSIONS: [when, title, theme, _("主办组织"), _("协办组织")],
        FigureName.TALKS: [when, title, theme, _("主讲人"), _("主讲人所在组织"), _("哪一场")],
        FigureName.DIFFERENT_SPEAKERS: people,
        FigureName.NEVER_SPOKEN: people,
        FigureName.MEMBERS: people,
        FigureName.COVERAGE: people,
        FigureName.ATTENDANCES: [when, _("活动"), person, _("所在组织"), _("情况"), _("签到方式")],
    }
    named: dict[FigureName, list[tuple[str, str]]] = {
        FigureName.DISCUSSIONS: [
            (when, "starts_at"), (_("活动"), "title"), (unit, "unit"), (_("发言"), "posts"), (_("小组记录"), "records"),
        ],
        FigureName.REFLECTIONS: [(_("写的时间"), "written_at"), (_("活动"), "title"), (person, "name")],
        FigureName.MATTERS: [
            (_("提出时间"), "raised_at"), (_("议题"), "title"), (_("来源"), "channel"), (unit, "unit"),
            (_("进展"), "state"), (_("期限"), "due_on"),
        ],
        FigureName.MATTERS_CLOSED: [
            (_("办结时间"), "closed_at"), (_("议题"), "title"), (unit, "unit"), (_("结果"), "outcome"),
            (_("服务户数"), "households"),
        ],
    }  # fmt: skip
    if name in named:
        return [Column(head, key) for head, key in named[name]]
    return [Column(head, place) for place, head in enumerate(listed[name], 1)]


# Where a row leads: the address before its number.
_LEADS_TO = {
    FigureName.SESSIONS: "/reports/events/",
    FigureName.TALKS: "/reports/events/",
    FigureName.ATTENDANCES: "/attendance/",
    FigureName.DISCUSSIONS: "/discussions/",
    FigureName.MATTERS: "/discussions/matters/",
    FigureName.MATTERS_CLOSED: "/discussions/matters/",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row as a page shows it: words for each column, and where it leads ('' for nowhere)."""

    cells: list[Any]
    url: str


def lines(name: FigureName, rows: Iterable[Any]) -> list[Line]:
    """The rows behind a figure for a page."""
    columns, base = columns_of(name), _LEADS_TO.get(name)
    return [Line([column.value(row) for column in columns], f"{base}{row[0]}" if base else "") for row in rows]


def is_instant(value: Any) -> bool:
    """Whether a value is a point in time (template test)."""
    return isinstance(value, datetime)


def is_day(value: Any) -> bool:
    """Whether a value is a day without a time (template test)."""
    return isinstance(value, date) and not isinstance(value, datetime)


@dataclass(frozen=True, slots=True)
class Stat:
    """A figure as a large number. ``url`` opens its rows, '' for those who may not see them."""

    name: FigureName
    label: str
    shown: str
    rule: str
    note: str = ""
    url: str = ""


def stats(figures: Figures, names: Sequence[FigureName] = tuple(FigureName), rows_url: str = "") -> list[Stat]:
    """Figures in order; ``rows_url`` holds ``NAME`` in the place of the figure's name, '' when no rows are opened."""
    found = []
    for name in names:
        number = figures.numbers[name]
        shown, note = f"{number:,}", ""
        if name is FigureName.COVERAGE:
            shown = percent(figures.coverage)
            note = _("%(members)s 人中来过 %(reached)s 人", members=figures.numbers[FigureName.MEMBERS], reached=number)
        url = rows_url.replace("NAME", name.value)
        found.append(Stat(name, str(FIGURE_LABELS[name]), shown, str(FIGURE_RULES[name]), note, url))
    return found


def may_open(actor: Actor, name: FigureName, unit: Unit) -> bool:
    """Whether somebody may see the names behind a figure of a unit."""
    needed = Permission.ROTATION_READ if name is FigureName.NEVER_SPOKEN else Permission.FIGURES_READ
    return actor.may(needed, unit.path)


def percent(share: float) -> str:
    """0.873 → 87.3%; never 100 % before everybody is there."""
    return "100%" if share >= 1 else f"{int(share * 1000) / 10:g}%"


@dataclass(frozen=True, slots=True)
class Chart:
    """Sessions by period and theme: rows of (period, number by theme), one theme a column."""

    themes: list[str]
    rows: list[tuple[str, list[int]]]
    top: int

    @property
    def sums(self) -> list[int]:
        """Numbers by theme."""
        return [sum(numbers) for numbers in zip(*(numbers for _label, numbers in self.rows), strict=True)]


def chart(
    cells: Mapping[tuple[int, int | None], int], parts: Sequence[Period], themes: Sequence[Theme], year: int | None
) -> Chart:
    """The picture of quarters (or years) and themes. Themes put away show only where they have sessions."""
    used = {theme_id for _number, theme_id in cells}
    shown = [theme for theme in themes if theme.archived_at is None or theme.id in used]
    keys: list[int | None] = [theme.id for theme in shown]
    heads = [theme.name for theme in shown]
    if None in used:
        keys.append(None)
        heads.append(_("没定主题"))
    rows = [(period_words(part, year), [cells.get((part.number, key), 0) for key in keys]) for part in parts]
    return Chart(heads, rows, max((number for _label, numbers in rows for number in numbers), default=0))


def period_words(part: Period, year: int | None) -> str:
    """第一季度, or the year."""
    return _("%(year)s年", year=part.number) if year is None else _("%(ordinal)s季度", ordinal=numeral(part.number))


@dataclass(frozen=True, slots=True)
class Compared:
    """The sums of one part of a unit, in the order of the tree: no ranking."""

    unit_id: int
    name: str
    url: str
    numbers: list[str]


COMPARED = (
    FigureName.SESSIONS,
    FigureName.TALKS,
    FigureName.ATTENDANCES,
    FigureName.MEMBERS,
    FigureName.COVERAGE,
    FigureName.DISCUSSIONS,
    FigureName.MATTERS_CLOSED,
)


def compared(figures: Figures, unit: Unit, units: Sequence[Unit], year: str) -> list[Compared]:
    """The units right below a unit, each with everything below it, and what belongs to the unit itself."""
    children = [other for other in units if other.parent_id == unit.id]
    if not children:
        return []
    paths = {other.id: other.path for other in units}
    rows = [Compared(unit.id, _("%(unit)s本级", unit=unit.name), "", _numbers(figures, {unit.id}))]
    for child in children:
        inside = {key for key, path in paths.items() if path.startswith(child.path)}
        url = f"/reports/?{urlencode({'unit': child.id, 'year': year})}"
        rows.append(Compared(child.id, child.name, url, _numbers(figures, inside)))
    return rows


def _numbers(figures: Figures, inside: set[int]) -> list[str]:
    sums = {
        name: sum(number for unit_id, number in figures.by_unit[name].items() if unit_id in inside) for name in COMPARED
    }
    members = sums[FigureName.MEMBERS]
    share = percent(sums[FigureName.COVERAGE] / members) if members else "—"
    return [share if name is FigureName.COVERAGE else f"{sums[name]:,}" for name in COMPARED]
