"""Questions about categories of members."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, func, select

from partyedu.core.db import db
from partyedu.core.search import fold
from partyedu.core.words import _, _l
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


# What uses categories, by table; the rooms above are known here by the names of their tables only.
_USES = {
    "person": _l("党员"),
    "survey": _l("调查"),
    "course_audience": _l("课程"),
    "announcement": _l("通知"),
    "plan": _l("计划"),
    "task": _l("计划里的任务"),
    "list_rule": _l("学习清单"),
    "distance_class": _l("网络共学班"),
}


def columns_of_categories() -> list[Column[Any]]:
    """Every column of the house that names a category, whichever room it belongs to."""
    return [
        column
        for table in db.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == Category.__tablename__ for key in column.foreign_keys)
    ]


def uses_of_category(category_id: int) -> list[tuple[str, int]]:
    """Where a category is used: words and how many rows; nothing where it is not. One statement."""
    columns = columns_of_categories()
    counts = [
        select(func.count()).select_from(column.table).where(column == category_id).scalar_subquery()
        for column in columns
    ]
    found: dict[str, int] = {}
    for column, count in zip(columns, db.session.execute(select(*counts)).one(), strict=True):
        words = str(_USES.get(column.table.name, _("别处")))
        found[words] = found.get(words, 0) + count
    return [(words, count) for words, count in found.items() if count]


def people_by_category() -> Mapping[int, int]:
    """Active members of the whole house by category."""
    query = select(Person.category_id, func.count()).where(
        Person.kind == PersonKind.MEMBER, Person.status.in_(ACTIVE), Person.category_id.is_not(None)
    )
    rows = db.session.execute(query.group_by(Person.category_id))
    return {category_id: count for category_id, count in rows if category_id is not None}
