"""The database: one session and one transaction per request, the column types of the house, and how SQLite is opened.

A GET never commits. An unsafe request is committed once, after the view has answered with a status below 400, and
rolled back otherwise; features only flush. Writes take the write lock at once (BEGIN IMMEDIATE), because a transaction
that reads first and writes later is refused under load. On PostgreSQL an advisory lock does the same: there the second
of two who read the same version would not be refused, it would overwrite the first without a word.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Enum, Index, MetaData, Select, String, Table, TypeDecorator, event, text
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.types import TypeEngine

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

# How long a write waits for its turn before it is refused.
_WAIT_SECONDS = 10
_WRITE_LOCK = 20_261_122  # the number of the advisory lock; any will do

_NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all tables; constraint names follow one convention, so that migrations can address them."""

    metadata = MetaData(naming_convention=_NAMES)


db = SQLAlchemy(model_class=Base)


class UTCDateTime(TypeDecorator[datetime]):
    """An instant. Takes aware datetimes only, keeps UTC, gives aware UTC back (SQLite would give naive ones)."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


# Compared by bytes on every database, so that a subtree of units is one range of an index.
PathText = String(200).with_variant(String(200, collation="C"), "postgresql")


def enum_column(kind: type[StrEnum]) -> Enum:
    """The column type of a StrEnum: its value as text, checked in Python."""
    return Enum(
        kind,
        native_enum=False,
        length=30,
        values_callable=lambda members: [member.value for member in members],
        validate_strings=True,
    )


def unique_where(name: str, *columns: str, where: str) -> Index:
    """A unique index over the rows that meet a condition, on either database.

    PostgreSQL hears of the condition when it makes the table: saying ``postgresql_where`` beforehand makes SQLAlchemy
    read all its ways to that database, a tenth of the start.
    """
    return Index(name, *columns, unique=True, sqlite_where=text(where), info={"where": where})


@event.listens_for(Table, "before_create")
def _tell_postgresql(table: Table, connection: Connection, **_more: Any) -> None:
    for index in table.indexes:
        if connection.dialect.name == "postgresql" and "where" in index.info:
            index.dialect_options["postgresql"]["where"] = text(index.info["where"])


class Row(db.Model):  # type: ignore[name-defined]
    """A table row with its number."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


class Versioned:
    """A row that two people may edit: the form carries ``version``, saving with an old one is refused."""

    version: Mapped[int] = mapped_column(default=1)


_writing: ContextVar[bool] = ContextVar("writing", default=True)


def is_writing() -> bool:
    """Whether transactions begin with the write lock here: in unsafe requests, commands and jobs."""
    return _writing.get()


@contextmanager
def reading() -> Iterator[None]:
    """Only read in this block: transactions begin without the write lock, and nothing is kept."""
    token = _writing.set(False)
    try:
        yield
    finally:
        db.session.rollback()
        _writing.reset(token)


@contextmanager
def beside() -> Iterator[Connection]:
    """A connection of its own that only reads, whatever transaction the session is in.

    Without it a request that holds the write lock would wait for itself.
    """
    token = _writing.set(False)
    try:
        with db.engine.connect() as connection:
            yield connection
    finally:
        _writing.reset(token)


class Prepared:
    """A SELECT asked at nearly every request, made ready once and handed straight to the driver; beside the session.

    For such a question SQLAlchemy's own road (a transaction begun and taken back, a result that learns its columns)
    costs six times what the database and the pool do. The types of parameters and columns still do their work, whoever
    counts or logs statements still hears of it, and what fails is still an error of SQLAlchemy.
    """

    def __init__(self, build: Callable[[], Select[*tuple[Any, ...]]]) -> None:
        self._build = build
        self._ready: dict[str, _Ready] = {}

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """The answer for the parameters ``given``, as plain tuples."""
        engine = db.engine
        ready = self._ready.get(engine.name)
        if ready is None:
            ready = self._ready[engine.name] = _Ready(self._build(), engine.dialect)
        bound = ready.bound(given)
        connection = None
        try:
            connection = engine.raw_connection()
            with _single_statements(engine, connection):
                cursor = connection.cursor()
                engine.dispatch.before_cursor_execute(None, cursor, ready.sql, bound, None, False)
                cursor.execute(ready.sql, bound)
                rows = cursor.fetchall()
                cursor.close()
        except engine.dialect.loaded_dbapi.Error as error:
            if connection is not None:
                connection.invalidate(error)
            base = engine.dialect.loaded_dbapi.Error
            raise DBAPIError.instance(ready.sql, bound, error, base, dialect=engine.dialect) from error
        finally:
            if connection is not None:
                connection.close()
        return ready.typed(rows)


@contextmanager
def _single_statements(engine: Engine, connection: PoolProxiedConnection) -> Iterator[None]:
    """On PostgreSQL no transaction around one question: two ways to the server less, and the driver keeps the plan (it
    lets go of all plans when a transaction is taken back)."""
    driver: Any = connection.driver_connection
    if engine.name != "sqlite":
        driver.autocommit = True
    yield
    if engine.name != "sqlite":
        driver.autocommit = False


class _Ready:
    """A statement as the driver of one dialect takes it, and what turns its values to and from Python's."""

    def __init__(self, query: Select[*tuple[Any, ...]], dialect: Dialect) -> None:
        compiled: Any = query.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        self.sql = str(compiled)
        self._places: list[str] | None = compiled.positiontup  # None: parameters go by their names
        self._fixed = compiled.construct_params(_check=False)
        self._into = {name: _processor(bind.type, dialect, "bind") for name, bind in compiled.binds.items()}
        self._from = [_processor(column.type, dialect, "result") for column in query.selected_columns]

    def bound(self, given: dict[str, Any]) -> Any:
        """The parameters for the driver: a tuple, or a mapping where it wants names."""
        values = {}
        for name, fixed in self._fixed.items():
            value, into = given.get(name, fixed), self._into.get(name)
            values[name] = into(value) if into else value
        return values if self._places is None else tuple([values[name] for name in self._places])

    def typed(self, rows: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The rows with values of the columns' types."""
        return [
            tuple([turn(value) if turn else value for turn, value in zip(self._from, row, strict=True)]) for row in rows
        ]


def _processor(kind: TypeEngine[Any], dialect: Dialect, way: str) -> Callable[[Any], Any] | None:
    impl = kind.dialect_impl(dialect)
    return impl.bind_processor(dialect) if way == "bind" else impl.result_processor(dialect, None)


def release() -> None:
    """End the transaction before slow work that needs no database (reading a file, hashing a password).

    The write lock is free meanwhile; rows loaded before are read anew when next touched.
    """
    db.session.rollback()


def keep() -> None:
    """Commit this request although it answers with a refusal (a wrong PIN must be counted)."""
    g.keep = True


@contextmanager
def transaction() -> Iterator[None]:
    """One transaction outside a request: a command, a job, a scheduled task."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def count_rows() -> None:
    """Let the database note how many rows its tables and indexes hold: by that it chooses the short way to an answer.

    SQLite never does it by itself, and then reads two million rows where the newest ten would do. It looks only at
    tables that have grown tenfold since, and at them whole (two seconds for ten years of a district): a count from a
    part of each index leads to other, longer ways.
    """
    db.session.execute(text("PRAGMA optimize = 0x10002" if db.engine.name == "sqlite" else "ANALYZE"))


@contextmanager
def aside() -> Iterator[Connection]:
    """A short write of its own beside the request's transaction: the heartbeat of a screen, which is a GET.

    Its first statement must be the write: one that reads first may be refused under load.
    """
    token = _writing.set(True)
    try:
        with db.engine.begin() as connection:
            yield connection
    finally:
        _writing.reset(token)


def _begin_request() -> None:
    _writing.set(request.method not in SAFE_METHODS)


def _end_request(response: Response) -> Response:
    if not db.session.registry.has():
        return response  # nobody asked the database; a session made only to be rolled back costs more than the answer
    if request.method not in SAFE_METHODS and (response.status_code < 400 or g.get("keep")):
        db.session.commit()
    else:
        db.session.rollback()
    return response


def _open_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transaction handling is off: `begin` below says BEGIN itself.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={_WAIT_SECONDS * 1000}",
        "foreign_keys=ON",
        # For each connection; the system keeps the file in its own memory, once for all. With four times as much the
        # pages of ten years of a district took as long, and a process held 12 MB more for each connection.
        "cache_size=-4096",
        "temp_store=MEMORY",
        "secure_delete=ON",  # what was deleted is written over: a copy of the file holds it in no free page
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _writers_queue(engine: Engine) -> None:
    """Let the writers of this process wait for each other, one by one, before they ask SQLite.

    SQLite lets those who wait try again now and then; of eight on a busy machine one was passed over for ten seconds
    and refused.
    """
    turn = threading.Lock()

    def begin(connection: Connection) -> None:
        if not _writing.get():
            connection.exec_driver_sql("BEGIN")
            return
        connection.info["turn"] = turn.acquire(timeout=_WAIT_SECONDS)
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def over(connection: Connection) -> None:
        if connection.info.pop("turn", False):
            turn.release()

    def handed_back(_connection: Any, record: Any) -> None:
        if record.info.pop("turn", False):
            turn.release()

    for name, listener in (("begin", begin), ("commit", over), ("rollback", over), ("checkin", handed_back)):
        event.listen(engine, name, listener)


def _begin_postgres(connection: Connection) -> None:
    if _writing.get():
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITE_LOCK})")


def tune(engine: Engine) -> None:
    """Set up an engine: one transaction writes at a time, on every database; SQLite gets its pragmas."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        _writers_queue(engine)
    else:
        event.listen(engine, "begin", _begin_postgres)


def engine_options(url: str) -> dict[str, Any]:
    """Engine options for a database URL; SQLite gets the newer library from pysqlite3 (see docs/reliability.md)."""
    # SQLAlchemy keeps statements with all they are made of, 60 to 140 KB each: 500, as it would, are 70 MB. The last
    # connection handed back is the next handed out, so that only as many as compute at once fill their memory.
    lean = {"query_cache_size": 150, "pool_use_lifo": True}
    if not url.startswith("sqlite"):
        # Compiling (jit) a statement of many parts takes PostgreSQL longer than answering it (figures: 7.6 s, now 1.9).
        waits = {"options": f"-c lock_timeout={_WAIT_SECONDS}s -c jit=off"}
        return lean | {"pool_size": 4, "max_overflow": 16, "pool_pre_ping": True, "connect_args": waits}
    try:
        import pysqlite3.dbapi2 as driver
    except ImportError:
        import sqlite3 as driver
    return lean | {"module": driver, "connect_args": {"timeout": _WAIT_SECONDS}}


def sqlite_path(app: Flask) -> Path | None:
    """The database file, or None on PostgreSQL."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


def init_app(app: Flask) -> None:
    """Bind the database and close one transaction per request."""
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    db.init_app(app)
    with app.app_context():
        tune(db.engine)
    app.before_request(_begin_request)
    app.after_request(_end_request)
