"""Lists in pages; the number of queries of a page does not grow with its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request
from sqlalchemy import Select, func, select

from partyedu.core.db import db

T = TypeVar("T")

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list: its rows, where it stands, how many rows there are in all."""

    rows: Sequence[T]
    number: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.per_page))

    @property
    def first(self) -> int:
        """Number of the first row on this page, counted from 1."""
        return (self.number - 1) * self.per_page + 1

    def url(self, number: int) -> str:
        """The address of another page of the same list, with the same filters."""
        from urllib.parse import urlencode

        pairs = [(key, value) for key, value in request.args.items(multi=True) if key != "page"]
        return f"{request.path}?{urlencode([*pairs, ('page', str(number))])}"


def page_number() -> int:
    """The page asked for in the address; 1 when it is missing or no number."""
    return max(1, min(request.args.get("page", 1, type=int) or 1, 100_000))


def paged(
    query: Select[*tuple[Any, ...]],
    number: int,
    per_page: int = PER_PAGE,
    counted: Select[*tuple[int]] | int | None = None,
) -> Page[Any]:
    """One page of a query: two statements, whatever its length. Entities come as scalars, columns as tuples.

    ``counted``: a query that counts the same rows and has less to do than the list itself, or their number if known.
    """
    if counted is None:
        counted = query.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
        if query._group_by_clauses or query._distinct:
            counted = select(func.count()).select_from(query.order_by(None).subquery())
    total = counted if isinstance(counted, int) else db.session.scalar(counted) or 0
    number = min(number, max(1, -(-total // per_page)))
    result = db.session.execute(query.limit(per_page).offset((number - 1) * per_page))
    rows: Sequence[Any] = result.all() if len(query.column_descriptions) > 1 else result.unique().scalars().all()
    return Page(rows, number, per_page, total)
