"""Every page a GET can open, over a centre that is lived in and over the same centre with three times its rows: as many
statements, and at most eight. The district's page must not cost more than the branch's.
"""

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Column, Table, UniqueConstraint, event, func, insert, select
from sqlalchemy.exc import IntegrityError
from visitor import Visitor

from partyedu.app import create_app
from partyedu.core import clock, migrations, watch
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.db import db
from partyedu.organisation.models import Person
from partyedu.scenarios import demo

AT_MOST = 8
# Pages that ask more, and why they may.
MORE = {
    "theatre.programme": (11, "programme, speakers, requests, reserves, clashes and preparation of one session"),
    "theatre.edit": (9, "the session, its people and partners, and a list for each of four choices"),
    "reports.event_file": (10, "one session out of every room on one page: notice, programme, sign-in, photos, talk"),
    "reports.event_sheet": (10, "the same to be printed"),
}
# Asks one question only where there is something to ask about: with three times the rows, people clash.
ONE_MORE = {"theatre.programme": "the names of those who stand in two sessions at once"}
# Not pages: files made of many tables (their statements grow with nothing either), and what is asked by machines.
NOT_PAGES = {"static", "admin.healthz", "admin.backup_file"}
ROWS_OF_ONE_TABLE = 900  # more of it would only make the test slow


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demonstration: every room has something in it."""
    app = create_app(tmp_path_factory.mktemp("demo"), TESTING=True)
    with app.app_context(), acting_as(MACHINE):
        migrations.bring_up_to_date()
        demo.build()
        db.session.remove()
    yield app
    with app.app_context():
        db.engine.dispose()


def addresses(app: Flask) -> dict[str, str]:
    """An address for every rule a GET can open: without arguments, or naming the newest row it can name."""
    found = {}
    with app.test_request_context():
        adapter = app.url_map.bind("testserver")
        for rule in app.url_map.iter_rules():
            if "GET" not in rule.methods or rule.endpoint in NOT_PAGES:
                continue
            values = {name: _number(name) for name in rule.arguments}
            if all(value is not None for value in values.values()):
                found[rule.endpoint] = adapter.build(rule.endpoint, values)
    return found


def _number(argument: str) -> int | None:
    """The number of a row of the first copy of the centre that shows much."""
    table = db.metadata.tables.get("course_class" if argument == "class_id" else argument.removesuffix("_id"))
    if table is None or not argument.endswith("_id"):
        return None
    busiest = {"event": "attendance", "talk": "programme_item", "person": "attendance", "matter": "matter_step"}
    if table.name in busiest:
        child = db.metadata.tables[busiest[table.name]]
        return db.session.scalar(select(child.c[argument]).where(child.c[argument].is_not(None)).order_by(child.c.id))
    return db.session.scalar(select(table.c.id).order_by(table.c.id))


def counted(app: Flask, keeper: Any, pages: dict[str, str]) -> dict[str, tuple[int, list[str]]]:
    """How many statements each page takes that answers 200, what is kept in memory warm and asked anew."""
    client = Visitor(app, keeper).client
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not re.match("BEGIN|PRAGMA", statement) and not re.search(r"FROM (public_version|setting)\b", statement):
            statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    found = {}
    for endpoint, address in pages.items():
        with app.app_context():
            watch.forget()
        client.get("/help/")  # what every page keeps is kept
        statements.clear()
        answer = client.get(address)
        answer.close()
        if answer.status_code == 200:
            found[endpoint] = (len(statements), list(statements))
    event.remove(engine, "before_cursor_execute", note)
    return found


def multiply(app: Flask, copies: int = 2) -> None:
    """Two more copies of every row: each beside the old ones (of the same event, unit, person), and with its own."""
    with app.app_context(), db.engine.begin() as connection:
        twins: dict[str, list[dict[int, int]]] = {}
        for table in db.metadata.sorted_tables:
            if "id" not in table.c or table.name in ("setting", "account", "role_grant", "sign_in", "audit"):
                continue
            rows = connection.execute(select(table).order_by(table.c.id).limit(ROWS_OF_ONE_TABLE)).mappings().all()
            twins[table.name] = [{} for _copy in range(copies)]
            for copy, row in itertools.product(range(copies), rows):
                _twin(connection, table, dict(row), copy, twins)
    with app.app_context():
        _hang_paths()
        watch.forget()


def _twin(connection: Any, table: Table, row: dict[str, Any], copy: int, twins: Any) -> None:
    """A copy of a row: beside the old one where that is possible, else with the copies of what it belongs to."""
    keys = [column for column in table.c if column.foreign_keys and row[column.name] is not None]
    old = row.pop("id")
    for moved in _choices(keys):
        values = {name: _unique(table, table.c[name], value, copy) for name, value in row.items()}
        for column in moved:
            [key] = column.foreign_keys
            known = twins[key.column.table.name][copy] if key.column.table.name in twins else {}
            values[column.name] = known.get(row[column.name], row[column.name])
        try:
            with connection.begin_nested():
                made = connection.execute(insert(table).values(**values)).inserted_primary_key[0]
        except IntegrityError:
            continue
        twins[table.name][copy].setdefault(old, made)
        return


def _choices(keys: list[Column[Any]]) -> Iterator[tuple[Column[Any], ...]]:
    """Which of the rows it belongs to are copies too: none, one, …, all."""
    for number in range(len(keys) + 1):
        yield from itertools.combinations(keys, number)


def _unique(table: Table, column: Column[Any], value: Any, copy: int) -> Any:
    alone = column.unique or any(
        isinstance(one, UniqueConstraint) and [part.name for part in one.columns] == [column.name]
        for one in table.constraints
    )
    if alone and isinstance(value, str):
        return f"{value[:20]}-{copy}"
    return value


def _hang_paths() -> None:
    """Every copied unit hangs where it says it does."""
    from partyedu.organisation.models import Unit

    units = list(db.session.scalars(select(Unit).order_by(Unit.id)))
    for unit in units:
        if not unit.path.endswith(f"/{unit.id}/"):
            above = db.session.get(Unit, unit.parent_id) if unit.parent_id else None
            unit.path = f"{above.path if above else '/'}{unit.id}/"
    db.session.commit()


def complaints(few: dict[str, Any], many: dict[str, Any]) -> list[str]:
    """Pages that ask more over more rows, or more than they may."""
    found = []
    for endpoint, (number, _statements) in few.items():
        if endpoint not in many:
            found.append(f"{endpoint}: opens no longer")
            continue
        most, _reason = MORE.get(endpoint, (AT_MOST, ""))
        after, statements = many[endpoint]
        if after not in (number, number + (endpoint in ONE_MORE)):
            again = {one for one in statements if statements.count(one) > 1}
            found.append(f"{endpoint}: {number} statements, {after} over three times the rows; asked again: {again}")
        if max(number, after) > most:
            found.append(f"{endpoint}: {max(number, after)} statements, {most} at most")
    return found


@pytest.mark.slow
def test_no_page_asks_more_over_more_rows(centre: Flask) -> None:
    with centre.app_context():
        keeper = db.session.scalars(select(Person).where(Person.name == "管理员")).one()
        pages = addresses(centre)
        db.session.remove()
    moment = clock.now()  # a session that ends between the two rounds would show another picture on the television
    with clock.standing_at(moment):
        few = counted(centre, keeper, pages)
    assert len(few) >= 70, f"{len(few)} pages of {len(pages)}"
    before = _rows(centre)
    multiply(centre)
    after = _rows(centre)
    for name in ("event", "talk", "person", "programme_item", "attendance", "sign_up", "matter", "post", "notice"):
        assert after[name] >= 2 * before[name], (name, before[name], after[name])
    with clock.standing_at(moment):
        found = complaints(few, counted(centre, keeper, pages))
    assert not found, "\n".join(found)


def _rows(app: Flask) -> dict[str, int]:
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in db.metadata.sorted_tables
        }


def test_a_page_that_asks_for_each_row_is_caught(app: Flask, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def asks_for_each() -> str:
        people = db.session.scalars(select(Person)).all()
        return "".join(str(db.session.scalar(select(Person.name).where(Person.id == person.id))) for person in people)

    monkeypatch.setitem(app.view_functions, "home.help_page", asks_for_each)
    keeper = make.member()
    few = counted(app, keeper, {"home.help_page": "/help/"})
    for _person in range(12):
        make.member(account=False)
    found = complaints(few, counted(app, keeper, {"home.help_page": "/help/"}))
    assert len(found) == 2
    assert "asked again" in found[0]
    assert "8 at most" in found[1]
