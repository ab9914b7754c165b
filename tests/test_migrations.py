"""The migrations make exactly the tables that the models speak of, forth and back, on every database."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade
from sqlalchemy import inspect

from partyedu.core import migrations
from partyedu.core.db import Base, db


def _differences() -> list:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, Base.metadata)


def test_migrations_and_models_agree(each_database):
    with each_database.app_context():
        assert _differences() == []


@pytest.mark.slow
def test_every_migration_can_be_taken_back(each_database):
    with each_database.app_context():
        downgrade(directory=str(migrations.FOLDER), revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        migrations.bring_up_to_date()
        assert _differences() == []
