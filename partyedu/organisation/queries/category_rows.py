"""Questions about categories of members."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from partyedu.core.db import db
from partyedu.core.search import fold
from partyedu.organisation.models import (
    ACTIVE,
    Category,
    Person,
    PersonKind,
)


def categories(archived: bool = False) -> Sequence[Category]:
    """The categories in their order; those put away only where asked for."""
    query = select(Category).order_by(Category.position, Category.id)
    return db.session.scalars(query if archived else query.where(Category.archived_at.is_(None))).all()


def category_choices(chosen: int | None = None) -> list[tuple[int, str]]:
    """Choices of a select; one that was put away stays for the person who has it."""
    shown = [row for row in categories(archived=True) if row.archived_at is None or row.id == chosen]
    return [(row.id, row.name) for row in shown]


def category(category_id: int) -> Category | None:
    """The category."""
    return db.session.get(Category, category_id)


def category_named(name: str, besides: int | None = None) -> Category | None:
    """A category of this name, however it is written."""
    rows = categories(archived=True)
    return next((row for row in rows if fold(row.name) == fold(name) and row.id != besides), None)


def people_by_category() -> Mapping[int, int]:
    """Active members of the whole house by category."""
    query = select(Person.category_id, func.count()).where(
        Person.kind == PersonKind.MEMBER, Person.status.in_(ACTIVE), Person.category_id.is_not(None)
    )
    rows = db.session.execute(query.group_by(Person.category_id))
    return {category_id: count for category_id, count in rows if category_id is not None}
