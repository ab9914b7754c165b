"""You said, we did: what everybody may read of the matters that were closed. No names, no text of the matter itself."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.discussions.models import BROUGHT_UP, Matter, MatterState
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import within


def _published() -> ColumnElement[bool]:
    return and_(Matter.kind.in_(BROUGHT_UP), Matter.state == MatterState.CLOSED, Matter.public_title != "")


def board(unit_path: str | None = None, year: int | None = None) -> Select[*tuple[Any, ...]]:
    """Column query of the public board, the latest first: title, outcome, households, closed_at, unit."""
    query = (
        select(
            Matter.public_title.label("title"), Matter.public_outcome.label("outcome"), Matter.households,
            Matter.closed_at, Unit.name.label("unit"),
        )
        .join(Unit, Matter.unit_id == Unit.id)
        .where(_published())
        .order_by(Matter.closed_at.desc(), Matter.id.desc())
    )  # fmt: skip
    if unit_path:
        query = query.where(within([unit_path]))
    if year:
        since, until = clock.year_bounds(year)
        query = query.where(Matter.closed_at >= since, Matter.closed_at < until)
    return query


def board_sums(unit_path: str | None = None, year: int | None = None) -> tuple[int, int]:
    """How many matters stand on the board, and how many households they served."""
    query = board(unit_path, year).order_by(None)
    sums = query.with_only_columns(func.count(Matter.id), func.coalesce(func.sum(Matter.households), 0))
    row = db.session.execute(sums).one()
    return row[0], int(row[1] or 0)


def board_units() -> list[tuple[int, str, str]]:
    """Units that have something on the board: number, name, path."""
    shown = select(Matter.unit_id).where(_published())
    query = select(Unit.id, Unit.name, Unit.path).where(Unit.id.in_(shown)).order_by(Unit.in_order)
    return [(number, name, path) for number, name, path in db.session.execute(query)]


def board_years(today: date) -> list[int]:
    """The years from now back to the first closed matter on the board."""
    first = db.session.scalar(select(func.min(Matter.closed_at)).where(_published()))
    return list(range(today.year, (clock.local(first).year if first else today.year) - 1, -1))


@dataclass(frozen=True, slots=True)
class SaidAndDone:
    """One line of the board."""

    title: str
    outcome: str
    households: int | None
    closed_at: datetime
    unit: str


def you_said_we_did(limit: int = 5, unit_path: str | None = None) -> list[SaidAndDone]:
    """The latest lines of the board, in a subtree of units, for home and screens."""
    return [SaidAndDone(*row) for row in db.session.execute(board(unit_path).limit(limit))]
