"""Bringing the tables of a centre up to date."""

import re
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from sqlalchemy import inspect, text
from werkzeug.local import LocalProxy

from partyedu.core.db import beside, db

FOLDER = Path(__file__).parents[1] / "migrations"
_REVISION = re.compile(r"^(down_)?revision\b[^=\n]*= *['\"]([^'\"]+)['\"]", re.MULTILINE)


def init_app(app: Flask) -> None:
    """Know where the migrations are. The tool that runs them is loaded when one is run: it is a sixth of the start."""

    def loaded() -> Any:
        from flask_migrate import Migrate

        Migrate(app, db, directory=str(FOLDER))
        return app.extensions["migrate"]

    app.extensions["migrate"] = LocalProxy(loaded)


def bring_up_to_date() -> None:
    """Run every migration that this database has not seen. Needs an application context; idempotent."""
    standing = _standing()
    if standing != _newest():
        from flask_migrate import upgrade

        upgrade(directory=str(FOLDER))
        if standing:
            _write_anew()


def _write_anew() -> None:
    """Let SQLite write its file anew: what a migration took away (or an earlier edition deleted) lies in no free page.

    Needs as much room again, for a moment. An upgrade holds without it too.
    """
    if db.engine.dialect.name != "sqlite":
        return
    connection = db.engine.raw_connection()
    cursor = connection.cursor()
    try:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except db.engine.dialect.loaded_dbapi.Error:
        current_app.logger.warning("The database could not be written anew; run VACUUM when there is room.")
    finally:
        cursor.close()
        connection.close()


def _standing() -> set[str]:
    """Where this database stands; empty when it is new."""
    with beside() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return set()
        return set(connection.scalars(text("SELECT version_num FROM alembic_version")))


def _newest() -> set[str]:
    """The revisions that no other one follows, as the files say."""
    found = [match for path in FOLDER.glob("versions/*.py") for match in _REVISION.findall(path.read_text("utf-8"))]
    return {name for down, name in found if not down} - {name for down, name in found if down}
