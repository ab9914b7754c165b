"""How migrations run: on the application's own engine, all of an upgrade in one transaction, on every database."""

from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import Enum
from sqlalchemy.engine import Connection

from partyedu.core.db import Base, UTCDateTime


def plain_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Column types of the house as the plain types beneath them: a migration must not change when the code does."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime()"
    if kind == "type" and isinstance(item, Enum):
        return "sa.String(length=30)"
    return False


def run(connection: Connection) -> None:
    """Run the migrations on one connection."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        # SQLite can roll back a change of tables when BEGIN is said by us (core.db does): old or new, never between.
        transactional_ddl=True,
        render_item=plain_type,
        **current_app.extensions["migrate"].configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()


with current_app.extensions["migrate"].db.engine.connect() as open_connection:
    if open_connection.dialect.name == "sqlite":
        # Batch mode drops and rebuilds tables; with foreign keys on, that would empty the tables that point to them.
        open_connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        try:
            run(open_connection)
            open_connection.commit()
        finally:
            open_connection.rollback()
            open_connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")
    else:
        run(open_connection)
        open_connection.commit()
