"""Bringing the tables of a centre up to date."""

from pathlib import Path

from flask import Flask, current_app
from flask_migrate import Migrate, upgrade

from partyedu.core.db import db

FOLDER = Path(__file__).parents[1] / "migrations"


def init_app(app: Flask) -> None:
    """Know where the migrations are."""
    Migrate(app, db, directory=str(FOLDER))


def bring_up_to_date() -> None:
    """Run every migration that this database has not seen. Needs an application context; idempotent."""
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with db.engine.connect() as connection:
        standing = MigrationContext.configure(connection).get_current_heads()
    config = current_app.extensions["migrate"].migrate.get_config()
    if set(standing) != set(ScriptDirectory.from_config(config).get_heads()):
        upgrade(directory=str(FOLDER))
