"""How members stand: what they have studied in a year beside what they owe.

What is owed: the target of the rule of their unit on the last day of the year (today while it runs; who has moved since
counts where they belonged then), the higher one for
a post of secretary or committee, a twelfth for each month begun on the roster. Exempt that day, on the last day of the
year, or for more than half of it: nothing. Those who died, left or moved are not on the roster and are not asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    except_,
    exists,
    extract,
    func,
    literal,
    or_,
    select,
    union,
)
from sqlalchemy.orm import aliased

from partyedu.core.search import matches
from partyedu.core.spans import seconds_between
from partyedu.core.words import _l
from partyedu.organisation.models import DailyBelonging, Duty, DutyKind, Person, Unit
from partyedu.organisation.queries import holds_on, home_on, homes_on, on_roster, within
from partyedu.study.models import Exemption
from partyedu.study.queries.ledger import Ledger
from partyedu.study.queries.years import Year

POSTS = (DutyKind.SECRETARY, DutyKind.COMMITTEE)

# Before so many months nobody is told that it will not be enough.
MONTHS_BEFORE_JUDGING = 3


class Standing(StrEnum):
    """How a member stands in a year."""

    REACHED = "reached"
    ON_THE_WAY = "on-the-way"
    BEHIND = "behind"  # at this pace it will not be enough; in a year that is over: it was not
    EXEMPT = "exempt"


STANDINGS = {
    Standing.REACHED: _l("已学满"),
    Standing.ON_THE_WAY: _l("正在学"),
    Standing.BEHIND: _l("照这样学不满"),
    Standing.EXEMPT: _l("免学"),
}

STANDINGS_AFTER = {**STANDINGS, Standing.BEHIND: _l("没有学满")}


class Belongs(StrEnum):
    """Who of a unit: those whose home it is, those who only study there day by day, or both."""

    ALL = ""
    HOME = "home"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which members a list shows: of the subtree of a unit (its path), narrowed."""

    path: str
    standing: str = ""
    belongs: Belongs = Belongs.ALL
    words: str = ""
    person_id: int | None = None


def here(paths: Iterable[str], belongs: Belongs, year: Year) -> Any:
    """Query of the numbers of those who belonged to the subtrees on the day that decides, by home or by daily study."""
    paths = list(paths)
    homes = homes_on(year.day, paths).subquery("homes")
    home = select(homes.c.person_id)
    if belongs is Belongs.HOME:
        return home
    units = select(Unit.id).where(within(paths))
    if year.running:
        daily = select(Person.id).where(Person.daily_unit_id.in_(units))
    else:
        held = holds_on(DailyBelonging.since_on, DailyBelonging.until_on, year.day)
        daily = select(DailyBelonging.person_id).where(DailyBelonging.unit_id.in_(units), held)
    return except_(daily, home) if belongs is Belongs.DAILY else union(home, daily)


def exempt(year: Year) -> CTE:
    """Numbers of those who owe nothing in the year."""
    first = case((Exemption.from_on < year.first, year.first), else_=Exemption.from_on)
    last = case((Exemption.until_on > year.last, year.last), else_=Exemption.until_on)
    days = func.sum(seconds_between(first, last) // 86400 + 1)
    half = ((year.last - year.first).days + 1) / 2
    on_a_day = func.max(case((or_(_covers(year.last), _covers(year.day)), 1), else_=0))
    return (
        select(Exemption.person_id)
        .where(Exemption.from_on <= year.last, Exemption.until_on >= year.first)
        .group_by(Exemption.person_id)
        .having(or_(on_a_day == 1, days > half))
        .cte("exempted")
    )


def _covers(day: date) -> ColumnElement[bool]:
    return and_(Exemption.from_on <= day, Exemption.until_on >= day)


def _has_post(day: date) -> ColumnElement[bool]:
    return exists().where(
        Duty.person_id == Person.id,
        Duty.kind.in_(POSTS),
        Duty.since_on <= day,
        or_(Duty.until_on.is_(None), Duty.until_on >= day),
    )


def months_owed(year: Year) -> ColumnElement[int]:
    """Of how many months of the year a member owes hours: all twelve, or from the month they came onto the roster."""
    since = Person.on_roster_since
    return case((since > year.first, 13 - cast(extract("month", since), Integer)), else_=12)


def standings(ledger: Ledger, path: str | None = None, belongs: Belongs = Belongs.ALL) -> Select[*tuple[Any, ...]]:
    """Column query of members on the roster and how they stand, one row each.

    person_id, unit_id, minutes, target (0 for the exempt), months, exempt, standing. ``path``: of this subtree only.
    """
    year, hours, free = ledger.year, ledger.hours, exempt(ledger.year)
    post = ledger.rules.choose("post_target", Unit.path, year.day)
    whole = case((_has_post(year.day), post), else_=ledger.rules.choose("target", Unit.path, year.day))
    months = months_owed(year)
    minutes = func.coalesce(hours.c.minutes, 0)
    is_free = free.c.person_id.is_not(None)
    base = (
        select(
            Person.id.label("person_id"), Unit.id.label("unit_id"), minutes.label("minutes"), months.label("months"),
            cast(whole * months // 12, Integer).label("owed"), is_free.label("exempt"),
        )
        .select_from(Person)
        .join(Unit, home_on(year.day) == Unit.id)
        .outerjoin(hours, hours.c.person_id == Person.id)
        .outerjoin(free, free.c.person_id == Person.id)
        .where(on_roster(year.day))
    )  # fmt: skip
    if path is not None:
        base = base.where(Person.id.in_(here([path], belongs, year)))
    rows = base.subquery("member_hours")
    return select(
        rows.c.person_id, rows.c.unit_id, rows.c.minutes, rows.c.months, rows.c.exempt,
        case((rows.c.exempt, 0), else_=rows.c.owed).label("target"),
        _standing(rows, year).label("standing"),
    )  # fmt: skip


def _standing(rows: Any, year: Year) -> ColumnElement[str]:
    """The pace: of each month that is over a twelfth of what a year owes (a share of what is left, for newcomers)."""
    over = year.months_over - (12 - rows.c.months)  # of the months they owe
    judged = literal(True) if not year.running else over >= MONTHS_BEFORE_JUDGING
    return case(
        (rows.c.exempt, literal(Standing.EXEMPT.value)),
        (rows.c.minutes >= rows.c.owed, literal(Standing.REACHED.value)),
        (and_(judged, rows.c.minutes * rows.c.months < rows.c.owed * over), literal(Standing.BEHIND.value)),
        else_=literal(Standing.ON_THE_WAY.value),
    )


def members(ledger: Ledger, chosen: Chosen) -> Select[*tuple[Any, ...]]:
    """Column query of the members of a unit as its page lists them, by unit and name.

    person_id, name, unit, home (whether it is their home), minutes, target, exempt, standing, until_on (of exemption).
    """
    rows = standings(ledger, chosen.path, chosen.belongs).subquery("standings")
    home = aliased(Unit)
    query = (
        select(
            rows.c.person_id, Person.name, home.name.label("unit"), within([chosen.path], home.path).label("home"),
            rows.c.minutes, rows.c.target, rows.c.exempt, rows.c.standing,
        )
        .join(Person, Person.id == rows.c.person_id)
        .join(home, home.id == rows.c.unit_id)
        .order_by(home.path, Person.search_text, Person.id)
    )  # fmt: skip
    if chosen.standing in list(Standing):
        query = query.where(rows.c.standing == chosen.standing)
    if chosen.words.strip():
        query = query.where(matches(Person.search_text, chosen.words))
    if chosen.person_id is not None:
        query = query.where(rows.c.person_id == chosen.person_id)
    return query


def sums_by_unit(ledger: Ledger, path: str) -> Select[*tuple[Any, ...]]:
    """Column query of the sums of the members at home in a subtree, by the unit they belong to.

    unit_id, members, hours (whole ones of each member), and how many stand how: reached, on_the_way, behind, exempt.
    """
    rows = standings(ledger, path, Belongs.HOME).subquery("standings")

    def number(standing: Standing) -> ColumnElement[int]:
        return func.sum(case((rows.c.standing == standing.value, 1), else_=0))

    return select(
        rows.c.unit_id, func.count().label("members"), func.sum(cast(rows.c.minutes, Integer) // 60).label("hours"),
        number(Standing.REACHED).label("reached"), number(Standing.ON_THE_WAY).label("on_the_way"),
        number(Standing.BEHIND).label("behind"), number(Standing.EXEMPT).label("exempt"),
    ).group_by(rows.c.unit_id)  # fmt: skip


def due_by_now(standing: Any, year: Year) -> int:
    """What somebody would have by now who studies as much each month: minutes; 0 for those who owe nothing."""
    if standing is None or standing.exempt:
        return 0
    over = max(year.months_over - (12 - standing.months), 0)
    return int(standing.target) * over // int(standing.months)
