#!/usr/bin/env python3
"""Write what a centre of this landing looks like, as SQL text: `python tools/landing_fixture.py 1`.

The demonstration, which has something in every room, is built on this landing's migrations and its database written to
``tests/fixtures/landing-N.sql``. Later landings are tested by upgrading every file there is. A file that was landed is
never written again.
"""

import re
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

import time_machine

from partyedu.app import create_app
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.db import db
from partyedu.core.migrations import bring_up_to_date
from partyedu.scenarios import demo

FIXTURES = Path(__file__).resolve().parents[1] / "tests" / "fixtures"
LARGEST_BYTES = 1200 * 1024
# So that the same landing always gives the same file.
DAY = datetime.fromisoformat("2026-11-26T02:00:00+00:00")


def dump(database: Path) -> str:
    """The database as SQL text."""
    with closing(sqlite3.connect(database)) as connection:
        return "\n".join(connection.iterdump()) + "\n"


def written() -> str:
    """The community of this landing as SQL text."""
    with tempfile.TemporaryDirectory() as folder, time_machine.travel(DAY, tick=False):
        app = create_app(folder)
        with app.app_context(), acting_as(MACHINE):
            bring_up_to_date()
            demo.build()
            db.session.remove()
            db.engine.dispose()
        return dump(Path(folder) / "partyedu.db")


def main(landing: str) -> int:
    """Write the file of a landing; 1 when it would be too large."""
    if not re.fullmatch(r"\d+", landing):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    text = written()
    if len(text.encode()) > LARGEST_BYTES:
        sys.stderr.write(f"{len(text.encode())} bytes, {LARGEST_BYTES} at most\n")
        return 1
    target = FIXTURES / f"landing-{landing}.sql"
    target.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{target}: {len(text.encode())} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
