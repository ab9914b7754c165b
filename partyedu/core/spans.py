"""The length of a span of time inside a statement, on every database of ours."""

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class seconds_between(FunctionElement[int]):  # noqa: N801 - written like the database's own functions
    """Whole seconds from the first instant (or day) to the second one."""

    type = Integer()
    inherit_cache = True


@compiles(seconds_between)
def _of_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    first, last = (compiler.process(clause, **more) for clause in element.clauses)
    return f"(CAST(strftime('%s', {last}) AS INTEGER) - CAST(strftime('%s', {first}) AS INTEGER))"


@compiles(seconds_between, "postgresql")
def _of_postgres(element: Any, compiler: Any, **more: Any) -> str:
    first, last = (compiler.process(clause, **more) for clause in element.clauses)
    return f"CAST(EXTRACT(EPOCH FROM CAST({last} AS timestamp) - CAST({first} AS timestamp)) AS INTEGER)"
