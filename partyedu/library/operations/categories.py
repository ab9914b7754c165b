"""The categories of courseware: added, renamed, moved, put away."""

from partyedu.core import audit, clock
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.library import queries
from partyedu.library.models import CoursewareCategory
from partyedu.library.operations.road import public_change


def _unused(name: str, own_id: int | None = None) -> str:
    if queries.category_named(name, besides=own_id) is not None:
        raise Problem(_("已经有一个这样的类别了。"), field="name")
    return name


def add_category(name: str) -> CoursewareCategory:
    """Add a category at the end."""
    rows = queries.categories(archived=True)
    row = CoursewareCategory(name=_unused(name), position=max((one.position for one in rows), default=0) + 1)
    db.session.add(row)
    audit.record("add-category", row, ["name"])
    return row


def rename_category(row: CoursewareCategory, name: str) -> CoursewareCategory:
    """Give a category another name; its pieces follow."""
    row.name = _unused(name, row.id)
    public_change()
    audit.record("rename-category", row, ["name"])
    db.session.flush()
    return row


def move_category(row: CoursewareCategory, up: bool) -> None:
    """Move a category one place up or down among those in use."""
    rows = list(queries.categories())
    if row not in rows:
        return
    place = rows.index(row)
    other = place + (-1 if up else 1)
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    for position, one in enumerate(rows):
        one.position = position
    audit.record("move-category", row, ["position"])
    db.session.flush()


def archive_category(row: CoursewareCategory) -> None:
    """Take a category out of use; pieces that have it keep it. One has to stay."""
    if [one.id for one in queries.categories()] == [row.id]:
        raise Problem(_("至少要留一个类别。"))
    row.archived_at = row.archived_at or clock.now()
    audit.record("archive-category", row, ["archived_at"])
    db.session.flush()


def restore_category(row: CoursewareCategory) -> None:
    """Take a category into use again."""
    row.archived_at = None
    audit.record("restore-category", row, ["archived_at"])
    db.session.flush()
