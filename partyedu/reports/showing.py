"""What the pages show of figures: decided here, before a template gets it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from partyedu.core.actor import Actor, Permission
from partyedu.core.words import _, _l, figure, numeral
from partyedu.library.models import STAGES
from partyedu.organisation.queries import UnitLine
from partyedu.reports.columns import in_words
from partyedu.reports.models import FIGURE_LABELS, FIGURE_RULES, FigureName
from partyedu.reports.queries import Figures, Period
from partyedu.schedule.models import Theme

# What everybody may read: sums only. Who has not been on stage is nobody's business but the organiser's.
PUBLIC_FIGURES = tuple(name for name in FigureName if name not in (FigureName.NEVER_SPOKEN, FigureName.EXEMPT))

# Whose names stand behind a figure is not for everybody who reads figures.
OPENED_BY = {
    FigureName.NEVER_SPOKEN: Permission.ROTATION_READ,
    FigureName.STUDY_HOURS: Permission.HOURS_READ,
    FigureName.MEMBERS_REACHED_TARGET: Permission.HOURS_READ,
    FigureName.EXEMPT: Permission.HOURS_READ,
}


# By what somebody was last reached: keys of ``queries.last_reached``.
REACHED_BY = {
    "came": _l("来参加了活动"),
    "signed-in": _l("自己登录过"),
    "read": _l("看了通知"),
    "told": _l("通知告诉到了"),
    "visited": _l("上门看过"),
    "card": _l("填了联系卡"),
    "ticked": _l("有人打勾说联系上了"),
}


@dataclass(frozen=True, slots=True)
class Stat:
    """A figure as a large number. ``url`` opens its rows, '' for those who may not see them."""

    name: FigureName
    label: str
    number: int
    shown: str
    rule: str
    note: str = ""
    url: str = ""


def stats(figures: Figures, names: Sequence[FigureName] = tuple(FigureName), rows_url: str = "") -> list[Stat]:
    """Figures in order; ``rows_url`` holds ``NAME`` in the place of the figure's name, '' when no rows are opened."""
    found = []
    for name in names:
        number = figures.numbers[name]
        shown, note = figure(number), ""
        if name is FigureName.COVERAGE:
            shown = percent(figures.coverage)
            note = _("%(members)s 人中来过 %(reached)s 人", members=figures.numbers[FigureName.MEMBERS], reached=number)
        url = rows_url.replace("NAME", name.value)
        found.append(Stat(name, str(FIGURE_LABELS[name]), number, shown, str(FIGURE_RULES[name]), note, url))
    return found


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that belong together, the one that says most first. ``is_empty``: there is nothing in any of them."""

    title: str
    stats: list[Stat]
    is_empty: bool


# In the order in which people tell of their year.
_GROUPS: tuple[tuple[Any, tuple[FigureName, ...]], ...] = (
    (
        _l("党员和参加"),
        (
            FigureName.MEMBERS,
            FigureName.MEMBERS_OVER_60,
            FigureName.COVERAGE,
            FigureName.ATTENDANCES,
            FigureName.THEATRE_ATTENDANCES,
            FigureName.CLASS_ATTENDANCES,
            FigureName.UNITS,
            FigureName.COMMUNITIES,
            FigureName.TEMPORARY_GROUPS,
            FigureName.DAILY_ELSEWHERE,
        ),
    ),
    (
        _l("党员学时"),
        (FigureName.STUDY_HOURS, FigureName.MEMBERS_REACHED_TARGET, FigureName.EXEMPT),
    ),
    (
        _l("先锋剧场"),
        (FigureName.SESSIONS, FigureName.TALKS, FigureName.DIFFERENT_SPEAKERS, FigureName.NEVER_SPOKEN),
    ),
    (
        _l("讨论和办事"),
        (
            FigureName.DISCUSSIONS,
            FigureName.REFLECTIONS,
            FigureName.MATTERS,
            FigureName.MATTERS_CLOSED,
            FigureName.KEY_MATTERS,
            FigureName.HOUSEHOLDS_SERVED,
        ),
    ),
    (
        _l("工作计划"),
        (FigureName.PLANS, FigureName.TASKS_DONE, FigureName.TASKS_LATE),
    ),
    (
        _l("课程和班次"),
        (
            FigureName.CLASSES,
            FigureName.CLASS_MEETINGS,
            FigureName.COURSES,
            FigureName.COMPLETIONS,
            FigureName.CERTIFICATES,
        ),
    ),
    (
        _l("课件"),
        (FigureName.COURSEWARES, FigureName.TEXTBOOK, FigureName.GOOD_COURSES, FigureName.MODEL_LESSONS),
    ),
    (
        _l("专家、项目、案例、阵地、共建单位"),
        (
            FigureName.EXPERTS,
            FigureName.PROJECTS,
            FigureName.CASES,
            FigureName.BASES,
            FigureName.CENTRES,
            FigureName.PARTNERS,
        ),
    ),
    (
        _l("调查和需求"),
        (FigureName.NEEDS, FigureName.NEEDS_MET, FigureName.SURVEYS, FigureName.SURVEY_ANSWERS),
    ),
    (
        _l("上门、结对和网络共学"),
        (
            FigureName.HOME_VISITS,
            FigureName.HOME_STUDY_MINUTES,
            FigureName.PAIRS,
            FigureName.DISTANCE_ANSWERS,
        ),
    ),
    (
        _l("点单和征文"),
        (FigureName.ORDERS, FigureName.ORDERS_DELIVERED, FigureName.CONTESTS, FigureName.CONTEST_ENTRIES),
    ),
)


def groups(figures: Figures, names: Sequence[FigureName] = tuple(FigureName), rows_url: str = "") -> list[Group]:
    """Those of the figures that are named, in calm groups."""
    found = []
    for title, members in _GROUPS:
        own = [name for name in members if name in names]
        empty = not any(figures.numbers[name] for name in own)
        found.append(Group(str(title), stats(figures, own, rows_url), empty))
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a figure's rows: its words, its number, and the same by the second key where there is one."""

    label: str
    number: int
    split: list[int]


@dataclass(frozen=True, slots=True)
class Parts:
    """How the rows of a figure fall into parts; ``heads`` are the words of the second key."""

    rows: list[Part]
    heads: list[str]

    @property
    def top(self) -> int:
        """The largest number."""
        return max((part.number for part in self.rows), default=0)


def parts(found: Sequence[tuple[Any, ...]]) -> Parts:
    """The parts for a page. What was never filled in says so."""
    split = {row[1] for row in found if len(row) == 3}
    seconds = [stage for stage in STAGES if stage in split]
    numbers: dict[Any, dict[Any, int]] = {}
    for first, *second, number in found:
        numbers.setdefault(first, {})[second[0] if second else None] = number
    rows = [
        Part(str(in_words(first)) if first else _("没有填"), sum(own.values()), [own.get(key, 0) for key in seconds])
        for first, own in numbers.items()
    ]
    return Parts(rows, [str(in_words(second)) for second in seconds])


def may_open(actor: Actor, name: FigureName, unit: UnitLine) -> bool:
    """Whether somebody may see the names behind a figure of a unit."""
    return actor.may(OPENED_BY.get(name, Permission.FIGURES_READ), unit.path)


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
    values: list[int | str]  # whole numbers, and the share that was reached in words

    @property
    def numbers(self) -> list[str]:
        """The same as a page shows them."""
        return [figure(value) if isinstance(value, int) else value for value in self.values]


COMPARED = (
    FigureName.SESSIONS,
    FigureName.CLASSES,
    FigureName.ATTENDANCES,
    FigureName.MEMBERS,
    FigureName.COVERAGE,
    FigureName.DISCUSSIONS,
    FigureName.MATTERS_CLOSED,
)


def compared(figures: Figures, unit: UnitLine, units: Sequence[UnitLine], year: str) -> list[Compared]:
    """The units right below a unit, each with everything below it, and what belongs to the unit itself."""
    children = [other for other in units if other.parent_id == unit.id]
    if not children:
        return []
    paths = {other.id: other.path for other in units}
    rows = [Compared(unit.id, _("%(unit)s本级", unit=unit.name), "", _values(figures, {unit.id}))]
    for child in children:
        inside = {key for key, path in paths.items() if path.startswith(child.path)}
        url = f"/reports/?{urlencode({'unit': child.id, 'year': year})}"
        rows.append(Compared(child.id, child.name, url, _values(figures, inside)))
    return rows


def _values(figures: Figures, inside: set[int]) -> list[int | str]:
    sums = {
        name: sum(number for unit_id, number in figures.by_unit[name].items() if unit_id in inside) for name in COMPARED
    }
    members = sums[FigureName.MEMBERS]
    share = percent(sums[FigureName.COVERAGE] / members) if members else "—"
    return [share if name is FigureName.COVERAGE else sums[name] for name in COMPARED]
