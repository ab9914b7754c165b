"""What everybody may read: whose sums, and the honours of a year."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from partyedu.core.db import db
from partyedu.organisation.models import Person, Unit, UnitKind
from partyedu.organisation.queries import home_on, within
from partyedu.reports.queries.sources import Scope
from partyedu.speakers.models import Honour

# Sums of smaller units would speak of single people.
_PUBLIC_KINDS = (UnitKind.DISTRICT, UnitKind.STREET, UnitKind.COMMUNITY)


def public_units() -> Sequence[Unit]:
    """The units whose sums everybody may read, in the order of the tree."""
    query = select(Unit).where(Unit.kind.in_(_PUBLIC_KINDS), Unit.archived_at.is_(None))
    return db.session.scalars(query.order_by(Unit.in_order)).all()


def honours_of_year(scope: Scope, limit: int = 60) -> list[tuple[date, str, str, str, Any]]:
    """Honours given in the year to people at home in the units then: (day, title, by whom, name, how it is shown)."""
    query = (
        select(Honour.given_on, Honour.title, Honour.given_by, Person.name, Person.public_name)
        .join(Person, Honour.person_id == Person.id)
        .join(Unit, home_on(scope.day) == Unit.id)
        .where(within([scope.path]))
        .order_by(Honour.given_on.desc(), Honour.id)
        .limit(limit)
    )
    if scope.year is not None:
        query = query.where(Honour.given_on.between(date(scope.year, 1, 1), date(scope.year, 12, 31)))
    return [tuple(row) for row in db.session.execute(query)]  # type: ignore[misc]
