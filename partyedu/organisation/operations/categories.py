"""Categories of members (离退休, 在职, 流动 …), edited in place."""

from partyedu.core import audit, clock
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.organisation import queries
from partyedu.organisation.models import Category


def add(name: str) -> Category:
    """A new category at the end; one of this name that was put away comes back."""
    standing = queries.category_named(name)
    if standing is not None and standing.archived_at is None:
        raise Problem(_("已经有这个类别了。"), "name")
    if standing is not None:
        standing.archived_at = None
        audit.record("restore", standing, ["archived_at"])
        return standing
    row = Category(name=name, position=len(queries.categories(archived=True)) + 1)
    db.session.add(row)
    audit.record("add", row)
    return row


def rename(row: Category, name: str) -> None:
    """Give a category another name; its people keep it."""
    if queries.category_named(name, besides=row.id):
        raise Problem(_("已经有这个类别了。"), "name")
    row.name = name
    audit.record("edit", row, ["name"])


def shift(row: Category, step: int) -> None:
    """Move a category up (-1) or down (1)."""
    rows = list(queries.categories())
    at = next((place for place, other in enumerate(rows) if other.id == row.id), None)
    if at is None or not 0 <= at + step < len(rows):
        return
    rows[at], rows[at + step] = rows[at + step], rows[at]
    for place, other in enumerate(rows, 1):
        other.position = place
    audit.record("shift", row, ["position"])


def archive(row: Category) -> None:
    """Offer a category no longer; those who have it keep it."""
    row.archived_at = clock.now()
    audit.record("archive", row, ["archived_at"])


def restore(row: Category) -> None:
    """Offer a category again."""
    row.archived_at = None
    audit.record("restore", row, ["archived_at"])
