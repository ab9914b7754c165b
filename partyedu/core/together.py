"""Several questions asked of the database in one statement.

What a page costs grows with how often it asks more than with what it asks. So the small questions of a page travel as
the parts of one UNION ALL. Each part is planned and answered as if it had been asked alone.
"""

from collections import Counter, namedtuple
from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Enum, Integer, Select, String, cast, func, literal_column, null, select, union_all
from sqlalchemy.types import TypeEngine

from partyedu.core.db import db

Rows = Sequence[Any]
# The parts of a union share their columns, and a column has one type: so each value lies on a shelf of its kind.
_Shelf = tuple[Hashable, int]

# A union promises no order: where there is one, each row brings its place.
_PLACE, _NO_PLACE = func.row_number().over().label("place"), literal_column("0", Integer).label("place")
_NOTHING = [null().label(f"s{at}") for at in range(60)]


def ask_together(*queries: Select[*tuple[Any, ...]]) -> list[Rows]:
    """The rows of each of some column queries, in its own order: one statement, however many they are.

    No entities, only columns: a row is a tuple that knows the names of its columns.
    """
    if len(queries) < 2:
        return [db.session.execute(query).all() for query in queries]
    columns = [query.subquery().c for query in queries]
    parts = [tuple(own) for own in columns]
    shelves = [_shelves(part) for part in parts]
    types: dict[_Shelf, TypeEngine[Any]] = {}
    for part, own in zip(parts, shelves, strict=True):
        for shelf, column in zip(own, part, strict=True):
            types.setdefault(shelf, column.type)
    at = {shelf: number for number, shelf in enumerate(types)}
    taken = [[at[shelf] for shelf in own] for own in shelves]
    arms = []
    for number, (part, places) in enumerate(zip(parts, taken, strict=True)):
        # The first part says of which type each column is, also of those that it leaves empty.
        spread: list[Any] = _NOTHING[: len(types)] if number else [cast(null(), of) for of in types.values()]
        for column, place in zip(part, places, strict=True):
            spread[place] = column
        place_of_row = _PLACE if queries[number]._order_by_clauses else _NO_PLACE
        arms.append(select(_number(number), place_of_row, *spread))
    makers = [_row_of(tuple(own.keys())) for own in columns]
    answers: list[list[Any]] = [[] for _query in queries]
    for row in db.session.execute(union_all(*arms).order_by("part", "place")):
        number, values = row[0], row[2:]
        answers[number].append(makers[number]._make([values[place] for place in taken[number]]))
    return list(answers)


def _shelves(part: Sequence[Any]) -> list[_Shelf]:
    used: Counter[Hashable] = Counter()
    found = []
    for column in part:
        kind = _kind(column.type)
        found.append((kind, used[kind]))
        used[kind] += 1
    return found


def _kind(of: TypeEngine[Any]) -> Hashable:
    """Types that may share a column: texts of any length do, enumerations of one class do."""
    if isinstance(of, Enum):
        return of.enum_class
    return "text" if isinstance(of, String) else type(of).__name__


@lru_cache(maxsize=100)
def _number(number: int) -> Any:
    return literal_column(str(number), Integer).label("part")


@lru_cache(maxsize=500)
def _row_of(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names, rename=True)
