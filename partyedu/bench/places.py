"""Where the bench puts its made-up places: a temporary folder each, and an empty database if one is handed over."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, inspect

DATABASE = "PARTYEDU_DATABASE"


class NotEmpty(Exception):
    """The database that was handed over holds something: it may be a centre's."""


@contextmanager
def measured_in(database: str) -> Iterator[None]:
    """Measure in this database (an SQLAlchemy address), or, without one, in files of the bench's own.

    ``NotEmpty`` if the database has tables. What the environment says about the centre's own is not heard meanwhile.
    """
    own = os.environ.pop(DATABASE, None)
    try:
        if database:
            _refuse_what_holds_something(database)
            os.environ[DATABASE] = database
        yield
    finally:
        os.environ.pop(DATABASE, None)
        if own is not None:
            os.environ[DATABASE] = own


def _refuse_what_holds_something(database: str) -> None:
    engine = create_engine(database)
    try:
        if inspect(engine).get_table_names():
            raise NotEmpty(engine.url.render_as_string(hide_password=True))
    finally:
        engine.dispose()


@contextmanager
def fresh() -> Iterator[Path]:
    """The folder of a new, empty place. Its database lies in it; one that was handed over is emptied afterwards.

    Inside ``measured_in``, which has seen to it that nobody else's is.
    """
    with tempfile.TemporaryDirectory(prefix="partyedu-bench-") as folder:
        database = os.environ.get(DATABASE)
        if database:
            _refuse_what_holds_something(database)
        try:
            yield Path(folder)
        finally:
            if database:
                _empty(database)


def _empty(database: str) -> None:
    engine = create_engine(database)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
