"""The figures of a unit and a year. Each is one question about rows; its number (``figures``) is the count of these.

``SOURCES`` says which rows count and to which unit each belongs; ``rows.py`` adds what a list of them shows.

What counts members (their number, coverage, who never spoke, hours) asks where each was at home on the last day of the
year, so that who moves later changes no year that is over. What happened counts for the unit that held or keeps it (the
event's, the class's, the plan's, the matter's, the visit's), wherever those who took part were at home.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    func,
    select,
    union,
)
from sqlalchemy.orm import outerjoin

from partyedu.attendance.models import HERE, Attendance
from partyedu.contests.queries import figures as written
from partyedu.core import clock
from partyedu.courses.queries import figures as taught
from partyedu.discussions.queries import figures as discussed
from partyedu.library.queries import figures as kept
from partyedu.orders.queries import figures as ordered
from partyedu.organisation.models import Person, Unit, UnitKind
from partyedu.organisation.queries import figures as belonging
from partyedu.organisation.queries import home_on, homes_on, on_roster, within
from partyedu.plans.queries import figures as planned
from partyedu.reports.models import FigureName
from partyedu.reports.queries.studied import STUDIED, members_behind
from partyedu.schedule.models import Event, EventKind
from partyedu.schedule.queries import begun
from partyedu.speakers.models import CastMember, Talk
from partyedu.study.queries import door_figures as at_the_door
from partyedu.surveys.queries import figures as asked
from partyedu.theatre.models import ProgrammeItem
from partyedu.theatre.queries import was_given

ALL_TIMES = (datetime(1900, 1, 1, tzinfo=UTC), datetime(2300, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Scope:
    """What figures are asked of: the subtree of a unit (its path), and a calendar year of the hall (None: all)."""

    path: str
    year: int | None
    now: datetime

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """Half-open interval of the instants that count."""
        return ALL_TIMES if self.year is None else clock.year_bounds(self.year)

    @property
    def until_now(self) -> tuple[datetime, datetime]:
        """The same, ending now at the latest: for what has not begun yet."""
        since, until = self.bounds
        return since, min(until, self.now)

    @property
    def day(self) -> date:
        """The day whose roster counts: the end of the year, or today while it is not over."""
        today = clock.local(self.now).date()
        return today if self.year is None else min(today, date(self.year, 12, 31))

    @property
    def is_over(self) -> bool:
        """Whether that day is over, so that somebody may have another home today."""
        return self.day < clock.local(self.now).date()

    @property
    def end(self) -> datetime:
        """The end of that day, as an instant: what was there then counts."""
        return clock.day_bounds(self.day)[1]

    def covers(self, column: Any) -> list[ColumnElement[bool]]:
        """Conditions: the instant lies in the year."""
        since, until = self.bounds
        return [column >= since, column < until]


def held(scope: Scope, anywhere: bool = False) -> list[ColumnElement[bool]]:
    """Conditions on Event (joined with Unit): released, begun, neither postponed nor cancelled, in the scope.

    ``anywhere``: whichever unit of the house held it.
    """
    conditions = begun(*scope.until_now)
    return conditions if anywhere else [*conditions, within([scope.path])]


# --- which rows count -------------------------------------------------------------------------------------------------


def held_by(scope: Scope) -> Select[Any]:
    """The events that count, beside the unit that held them."""
    return select(Unit.id).select_from(Event).join(Unit, Event.unit_id == Unit.id).where(*held(scope))


def _sessions(scope: Scope) -> Select[Any]:
    return held_by(scope).where(Event.kind == EventKind.THEATRE)


def _given(scope: Scope, anywhere: bool = False) -> Select[Any]:
    """Items of programmes that were given, by the one rule of the theatre (``was_given``)."""
    conditions = [*held(scope, anywhere), Event.kind == EventKind.THEATRE]
    # Asked first, as a list of numbers: so the year's events are read along the index on their start, and once.
    sessions = select(Event.id).join(Unit, Event.unit_id == Unit.id).where(*conditions)
    return (
        select(Unit.id)
        .select_from(ProgrammeItem)
        .join(Event, ProgrammeItem.event_id == Event.id)
        .join(Unit, Event.unit_id == Unit.id)
        .where(ProgrammeItem.event_id.in_(sessions), was_given(scope.now))
    )


def _talks(scope: Scope) -> Select[Any]:
    return _given(scope)


def _on_stage(scope: Scope, anywhere: bool = False) -> Select[Any]:
    """Numbers of the persons who gave those talks or played in them."""
    is_all = scope.path.count("/") == 2  # the uppermost unit: here is anywhere
    return select(_stage(scope, anywhere and not is_all).c.person_id)


@lru_cache(maxsize=16)
def _stage(scope: Scope, anywhere: bool) -> CTE:
    # The very same object for the same question, so that one statement asks it once.
    where = "anywhere" if anywhere else "here"
    given = _given(scope, anywhere).with_only_columns(ProgrammeItem.talk_id, maintain_column_froms=True)
    talks = given.where(ProgrammeItem.talk_id.is_not(None)).cte(f"given_{where}")
    return union(
        select(Talk.person_id).where(Talk.id.in_(select(talks.c.talk_id))),
        select(CastMember.person_id).where(
            CastMember.talk_id.in_(select(talks.c.talk_id)), CastMember.person_id.is_not(None)
        ),
    ).cte(f"on_stage_{where}")


def _different_speakers(scope: Scope) -> Select[Any]:
    """Each once, beside the unit they were at home in; outside experts belong to no unit of the tree."""
    query = select(Unit.id).select_from(outerjoin(Person, Unit, home_on(scope.day) == Unit.id))
    return query.where(Person.id.in_(_on_stage(scope)))


@lru_cache(maxsize=16)
def _homes(scope: Scope) -> CTE:
    # The very same object for the same question, as in ``_stage``.
    return homes_on(scope.day, [scope.path]).cte("homes")


def _members(scope: Scope) -> Select[Any]:
    """Members on the roster, at home in the units on the day that counts: who has moved since is where they were."""
    if scope.is_over:
        homes = _homes(scope)
        there = select(Unit.id).select_from(homes).join(Unit, homes.c.unit_id == Unit.id)
        return there.join(Person, homes.c.person_id == Person.id).where(on_roster(scope.day))
    # With the nought SQLite goes from unit to unit in their order and from each to its people: a branch costs a branch,
    # and a page of the list is found without putting all members in order.
    query = select(Unit.id).select_from(Unit).join(Person, Person.unit_id == Unit.id + 0)
    return query.where(within([scope.path]), on_roster(scope.day))


def _members_over_60(scope: Scope) -> Select[Any]:
    """Members who were 60 by the end of that day's month; without a month of birth, as if born in December."""
    born = Person.birth_year * 12 + func.coalesce(Person.birth_month, 12)
    return _members(scope).where(born <= (scope.day.year - 60) * 12 + scope.day.month)


def _never_spoken(scope: Scope) -> Select[Any]:
    """Members who were on stage nowhere in the house that year (in no year at all when all years are asked for)."""
    return _members(scope).where(Person.id.not_in(_on_stage(scope, anywhere=True)))


def _attendances(scope: Scope) -> Select[Any]:
    query = held_by(scope).join(Attendance, Attendance.event_id == Event.id)
    return query.where(Attendance.state.in_(HERE))


def _reached(scope: Scope) -> Select[Any]:
    """Members who attended at least one event, whichever unit of the house held it."""
    # One look into the index (person, event, state) for each member: the first and last number of these events make it
    # a short range (without them every attendance of a member's whole life is looked at), and whether an event of it
    # counts is asked of a list made once. Numbers with a nought added are read from no index: SQLite would otherwise
    # look for the smallest one through all events, and for the list through each event's own attendances.
    number = Event.id + 0
    first = select(func.min(number)).where(*held(scope, anywhere=True)).scalar_subquery()
    last = select(func.max(number)).where(*held(scope, anywhere=True)).scalar_subquery()
    there = (
        select(Attendance.id)
        .where(Attendance.person_id == Person.id, Attendance.event_id.between(first, last))
        .where(Attendance.state.in_(HERE), (Attendance.event_id + 0).in_(select(Event.id).where(*held(scope, True))))
        .correlate(Person)
    )
    return _members(scope).where(there.exists())


def of_room(scope: Scope, name: FigureName) -> Select[Any]:
    """The rows of a figure that a room gives as they are, with the columns and the order of its list."""
    if name in _AT_THE_END:
        return _AT_THE_END[name]([scope.path], scope.end)
    return _IN_THE_SPAN[name]([scope.path], *(scope.until_now if name in _BEGUN else scope.bounds))


def _of_room(name: FigureName) -> Callable[[Scope], Select[Any]]:
    return lambda scope: of_room(scope, name).order_by(None).with_only_columns(Unit.id, maintain_column_froms=True)


def _summed(name: FigureName) -> Callable[[Scope], Select[Any]]:
    """Rows with the column that is added up: the figure is the sum of these, not the number of rows."""

    def source(scope: Scope) -> Select[Any]:
        rows = of_room(scope, name).order_by(None)
        return rows.with_only_columns(Unit.id, rows.selected_columns[SUMMED[name]], maintain_column_froms=True)

    return source


def _studied(name: FigureName) -> Callable[[Scope], Select[Any]]:
    return lambda scope: members_behind(scope, name)


def _units(scope: Scope) -> Select[Any]:
    """Units below, as they stood at the end of the year; not the unit itself, and no household points."""
    return select(Unit.id).where(
        within([scope.path]),
        Unit.path != scope.path,
        Unit.parent_id.is_not(None),  # the house is no unit below itself
        Unit.kind != UnitKind.HOUSEHOLD_POINT,
        belonging.in_use(scope.end),
    )


def _daily_elsewhere(paths: list[str], end: datetime) -> Select[Any]:
    return belonging.daily_elsewhere(on_roster((clock.local(end) - timedelta(days=1)).date()), paths, end)


# What happened in the year, by the span of its instants.
_IN_THE_SPAN: dict[FigureName, Callable[..., Select[Any]]] = {
    FigureName.DISCUSSIONS: discussed.discussions,
    FigureName.REFLECTIONS: discussed.reflections,
    FigureName.MATTERS: discussed.matters_raised,
    FigureName.MATTERS_CLOSED: discussed.matters_closed,
    FigureName.CLASSES: taught.classes_begun,
    FigureName.CLASS_MEETINGS: taught.meetings_held,
    FigureName.COMPLETIONS: taught.completions,
    FigureName.CERTIFICATES: taught.certificates,
    FigureName.SURVEYS: asked.surveys_opened,
    FigureName.SURVEY_ANSWERS: asked.surveys_opened,
    FigureName.NEEDS: asked.needs_heard,
    FigureName.NEEDS_MET: asked.needs_met,
    FigureName.ORDERS: ordered.orders_placed,
    FigureName.ORDERS_DELIVERED: ordered.orders_delivered,
    FigureName.CONTESTS: written.contests_called,
    FigureName.CONTEST_ENTRIES: written.entries,
    FigureName.PLANS: planned.plans_published,
    FigureName.TASKS_DONE: planned.tasks_done,
    FigureName.TASKS_LATE: planned.tasks_late,
    FigureName.KEY_MATTERS: discussed.key_matters,
    FigureName.HOUSEHOLDS_SERVED: discussed.key_matters,
    FigureName.HOME_VISITS: at_the_door.home_visits,
    FigureName.HOME_STUDY_MINUTES: at_the_door.home_visits,
    FigureName.PAIRS: at_the_door.pairs,
    FigureName.DISTANCE_ANSWERS: at_the_door.distance_answers,
}

# Of these, what stands on the calendar counts once it has begun.
_BEGUN = (FigureName.DISCUSSIONS, FigureName.CLASSES, FigureName.CLASS_MEETINGS)

# What was there when the year ended (or is now, while it is not over).
_AT_THE_END: dict[FigureName, Callable[..., Select[Any]]] = {
    FigureName.COURSES: taught.courses_offered,
    FigureName.COURSEWARES: kept.coursewares,
    FigureName.TEXTBOOK: kept.textbook,
    FigureName.GOOD_COURSES: kept.good_courses,
    FigureName.MODEL_LESSONS: kept.model_lessons,
    FigureName.EXPERTS: kept.experts,
    FigureName.PROJECTS: kept.projects,
    FigureName.CASES: kept.cases,
    FigureName.BASES: kept.bases,
    FigureName.CENTRES: kept.centres,
    FigureName.PARTNERS: kept.partners,
    FigureName.DAILY_ELSEWHERE: _daily_elsewhere,
    FigureName.COMMUNITIES: belonging.communities,
    FigureName.TEMPORARY_GROUPS: belonging.temporary_groups,
}

# Figures that add up a column of their rows, by its name.
SUMMED = {
    FigureName.SURVEY_ANSWERS: "answers",
    FigureName.HOUSEHOLDS_SERVED: "households",
    FigureName.HOME_STUDY_MINUTES: "minutes",
    FigureName.STUDY_HOURS: "hours",
}

SOURCES: dict[FigureName, Callable[[Scope], Select[Any]]] = {
    FigureName.SESSIONS: _sessions,
    FigureName.TALKS: _talks,
    FigureName.DIFFERENT_SPEAKERS: _different_speakers,
    FigureName.NEVER_SPOKEN: _never_spoken,
    FigureName.ATTENDANCES: _attendances,
    FigureName.THEATRE_ATTENDANCES: lambda scope: _attendances(scope).where(Event.kind == EventKind.THEATRE),
    FigureName.CLASS_ATTENDANCES: lambda scope: _attendances(scope).where(Event.kind == EventKind.CLASS),
    FigureName.MEMBERS: _members,
    FigureName.MEMBERS_OVER_60: _members_over_60,
    FigureName.COVERAGE: _reached,
    FigureName.UNITS: _units,
    **{name: _of_room(name) for name in (*_IN_THE_SPAN, *_AT_THE_END)},
    **{name: _summed(name) for name in SUMMED},
    **{name: _studied(name) for name in STUDIED},
}
