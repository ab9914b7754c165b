"""Hours among the figures: how members stand, asked of the ledger of study."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, Select, cast, literal, select

from partyedu.core import clock
from partyedu.organisation.models import Person, Unit
from partyedu.reports.models import FigureName
from partyedu.study.queries.ledger import Ledger
from partyedu.study.queries.rules import rulebook
from partyedu.study.queries.standing import Belongs, Standing, here, standings, sums_by_unit
from partyedu.study.queries.years import Year

if TYPE_CHECKING:
    from partyedu.reports.queries.sources import Scope

STUDIED = (FigureName.STUDY_HOURS, FigureName.MEMBERS_REACHED_TARGET, FigureName.EXEMPT)


def _ledger(scope: "Scope") -> Ledger:
    """The ledger of the year (all years: of this one), of everybody or of those at home in the unit."""
    year = Year(scope.year or clock.local(scope.now).year, scope.now)
    is_all = scope.path.count("/") <= 2  # the uppermost unit
    return Ledger(year, rulebook(), None if is_all else here([scope.path], Belongs.HOME, year))


def members_behind(scope: "Scope", name: FigureName) -> Select[*tuple[Any, ...]]:
    """Members at home in the unit, with their whole ``hours``; narrowed to those of the figure."""
    rows = standings(_ledger(scope), scope.path, Belongs.HOME).subquery("studied")
    query = (
        select(Unit.id, (cast(rows.c.minutes, Integer) // 60).label("hours"))
        .select_from(rows)
        .join(Person, rows.c.person_id == Person.id)
        .join(Unit, rows.c.unit_id == Unit.id)
    )
    if name is FigureName.STUDY_HOURS:
        return query.where(rows.c.minutes >= 60)
    return query.where(rows.c.standing == (Standing.EXEMPT if name is FigureName.EXEMPT else Standing.REACHED).value)


def studied_by_unit(scope: "Scope") -> list[Select[*tuple[Any, ...]]]:
    """The three figures as (name, unit, number), for one statement with the others: the ledger is read once for all."""
    sums = sums_by_unit(_ledger(scope), scope.path).cte("studied_sums")
    columns = (sums.c.hours, sums.c.reached, sums.c.exempt)
    return [select(literal(name.value), sums.c.unit_id, column) for name, column in zip(STUDIED, columns, strict=True)]
