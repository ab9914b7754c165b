"""The categories of courseware."""

from collections.abc import Sequence

from sqlalchemy import select

from partyedu.core.db import db
from partyedu.core.search import fold
from partyedu.library.models import CoursewareCategory


def categories(archived: bool = False) -> Sequence[CoursewareCategory]:
    """The categories in their order; those put away only where asked for."""
    query = select(CoursewareCategory).order_by(CoursewareCategory.position, CoursewareCategory.id)
    return db.session.scalars(query if archived else query.where(CoursewareCategory.archived_at.is_(None))).all()


def category_choices(chosen: int | None = None) -> list[tuple[int, str]]:
    """Choices of a select; one that was put away stays for the piece that has it."""
    shown = [row for row in categories(archived=True) if row.archived_at is None or row.id == chosen]
    return [(row.id, row.name) for row in shown]


def category_named(name: str, besides: int | None = None) -> CoursewareCategory | None:
    """A category of this name, however it is written."""
    rows = categories(archived=True)
    return next((row for row in rows if fold(row.name) == fold(name) and row.id != besides), None)


def category(category_id: int) -> CoursewareCategory | None:
    """One category."""
    return db.session.get(CoursewareCategory, category_id)
