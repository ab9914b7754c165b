"""The ground tests stand on: a real application over a real database, and visitors who read its pages.

``PARTYEDU_TEST_POSTGRES`` is the address of a PostgreSQL whose superuser we are (``start.py test`` starts one);
``PARTYEDU_NOTHING_SKIPPED`` turns a missing Chromium or PostgreSQL into a failure.
"""

import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from flask import Flask
from flask_migrate import stamp
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine

sys.path.insert(0, str(Path(__file__).parent))

from browser import FLAGS, chromium_path
from factories import Factory
from visitor import Visitor

from partyedu.app import create_app
from partyedu.core import clock, doors, migrations, watch
from partyedu.core.actor import set_actor
from partyedu.core.db import db

# How long an example takes says something about the machine. Times are held by tests/bench, with their margins.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The one browser of this process: Playwright cannot be started twice in it. Everybody in it has a context."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def _house(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for the whole run, over an empty, set-up centre."""
    data = tmp_path_factory.mktemp("data")
    overrides = {"TESTING": True, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{data / 'partyedu.db'}"}
    app = create_app(data, **overrides)
    doors.open_all(app)  # tests look at all views; that rooms open by themselves is tested in tests/core/test_doors.py
    with app.app_context():
        db.create_all()
        stamp(directory=str(migrations.FOLDER))
        Factory().centre()
        db.session.commit()
        db.engine.dispose()
    _checkpoint(data / "partyedu.db")
    shutil.copy(data / "partyedu.db", data / "template.db")
    return app


def _checkpoint(path: Path) -> None:
    import sqlite3

    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


@pytest.fixture
def app(_house: Flask) -> Iterator[Flask]:
    """The application over a fresh copy of the empty centre (its name is set, its root unit and themes are there)."""
    data = Path(_house.config["DATA"])
    with _house.app_context():
        db.engine.dispose()
        for ending in ("-wal", "-shm"):
            Path(f"{data / 'partyedu.db'}{ending}").unlink(missing_ok=True)
        shutil.copy(data / "template.db", data / "partyedu.db")
        for folder in ("uploads", "keys", "backups"):
            shutil.rmtree(data / folder, ignore_errors=True)
        watch.forget()
    set_actor(None)
    yield _house
    with _house.app_context():
        db.session.remove()
        db.engine.dispose()


@contextmanager
def _new_postgres() -> Iterator[str]:
    server = create_engine(os.environ["PARTYEDU_TEST_POSTGRES"], isolation_level="AUTOCOMMIT")
    name = f"partyedu_{secrets.token_hex(6)}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
    yield server.url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """A new, empty database on the PostgreSQL of this run; dropped afterwards."""
    with _new_postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def each_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """A set-up centre on its own migrations, once on each database."""
    on_postgres = request.param == "postgresql"
    overrides = {"SQLALCHEMY_DATABASE_URI": request.getfixturevalue("postgres_url")} if on_postgres else {}
    app = create_app(tmp_path / "centre", TESTING=True, **overrides)
    with app.app_context():
        migrations.bring_up_to_date()
        Factory().centre()
        db.session.remove()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def another_database(each_database: Flask) -> Iterator[str]:
    """The address of a further, empty database of the same kind, for what is restored ("sqlite": in its own folder)."""
    if each_database.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        yield "sqlite"
        return
    with _new_postgres() as url:
        yield url


@pytest.fixture
def make(app: Flask) -> Factory:
    """Makes rows: ``make.member(name="…")``. Every call commits, in an application context of its own."""
    return Factory(app)


@pytest.fixture
def visit(app: Flask):
    """Opens the house for somebody: ``visit()`` for a passer-by, ``visit(member)`` signed in."""

    def open_for(person: object | None = None, **options: object) -> Visitor:
        return Visitor(app, person, **options)

    return open_for


# Hundreds of tests ask for today's date at their beginning and again at their end.
LAST_SECONDS_OF_A_DAY = 45


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """A test sees one date in the hall: one that would begin in the last seconds of a day waits for the next."""
    left = (clock.day_bounds(clock.today())[1] - clock.now()).total_seconds()
    if left < LAST_SECONDS_OF_A_DAY:
        sleep(left)


@pytest.fixture(autouse=True)
def _nothing_left_over() -> Iterator[None]:
    """No actor of one test acts in the next."""
    yield
    set_actor(None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this machine cannot do, and say so; in CI nothing may be left out."""
    from browser import chromium_path

    if os.environ.get("PARTYEDU_NOTHING_SKIPPED"):
        return
    missing = {
        "certutil": None if shutil.which("certutil") else "certutil, which tells a browser whom to trust, is missing",
        "browser": None if chromium_path() else "Chromium is not on this machine",
        "postgres": None if os.environ.get("PARTYEDU_TEST_POSTGRES") else "PARTYEDU_TEST_POSTGRES is not set",
    }
    for item in items:
        for mark, reason in missing.items():
            if mark in item.keywords and reason:
                item.add_marker(pytest.mark.skip(reason=reason))
