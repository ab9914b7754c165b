"""R9: the data of every earlier landing comes through an upgrade whole, on both databases; an upgrade that is killed or
fails leaves the old state or the new one, nothing between.

``tests/fixtures/landing-N.sql`` is what a centre of landing N looked like (``tools/landing_fixture.py`` writes it).
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Boolean, Date, DateTime, MetaData, Table, create_engine, inspect, select, text
from visitor import Visitor

from partyedu.app import create_app
from partyedu.contests.models import Entry
from partyedu.core import ballots, migrations
from partyedu.core.db import db, engine_options
from partyedu.organisation.models import Person

LANDINGS = sorted((Path(__file__).parents[1] / "fixtures").glob("landing-*.sql"))
Rows = dict[str, list[dict[str, Any]]]


@dataclass
class OldCentre:
    """A data folder as a landing left it; ``url`` of its database, empty for the one in the folder."""

    data: Path
    url: str

    def app(self) -> Flask:
        """The application of today over it."""
        return create_app(self.data, **({"SQLALCHEMY_DATABASE_URI": self.url} if self.url else {}))

    def rows(self) -> Rows:
        """Everything that stands in it, by table, as the database gives it."""
        url = self.url or f"sqlite:///{self.data / 'partyedu.db'}"
        engine = create_engine(url, **engine_options(url))  # one library of SQLite in a process, or they break locks
        tables = MetaData()
        tables.reflect(engine)
        with engine.connect() as connection:
            found = {
                name: sorted(({**row} for row in connection.execute(select(table)).mappings()), key=repr)
                for name, table in tables.tables.items()
            }
        engine.dispose()
        return found


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def kind(request: pytest.FixtureRequest) -> str:
    """On which database."""
    return str(request.param)


@pytest.fixture(params=LANDINGS, ids=lambda path: path.stem)
def old_centre(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> OldCentre:
    """A centre of an earlier landing on each database."""
    url = request.getfixturevalue("postgres_url") if kind == "postgresql" else ""
    centre = OldCentre(tmp_path / "centre", url)
    centre.data.mkdir()
    database = tmp_path / "landing.db" if url else centre.data / "partyedu.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(request.param.read_text(encoding="utf-8"))
        [landed] = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if url:
        _carry_over(centre, OldCentre(tmp_path, f"sqlite:///{database}").rows(), landed)
    return centre


def _carry_over(centre: OldCentre, rows: Rows, landed: str) -> None:
    """Put the rows of a landing into an empty PostgreSQL whose tables are those of that landing."""
    app = centre.app()
    with app.app_context():
        upgrade(directory=str(migrations.FOLDER), revision=landed)
        tables = MetaData()
        tables.reflect(db.engine)
        with db.engine.begin() as connection:
            connection.execute(text("SET session_replication_role = replica"))
            for table in tables.sorted_tables:
                if table.name != "alembic_version" and rows[table.name]:
                    connection.execute(table.delete())  # what the migrations themselves put there is among the rows
                    connection.execute(table.insert(), [_typed(table, row) for row in rows[table.name]])
            connection.execute(text("SET session_replication_role = DEFAULT"))
        db.engine.dispose()


def _typed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    read: dict[type, Any] = {Boolean: bool, DateTime: datetime.fromisoformat, Date: date.fromisoformat}

    def value(name: str, given: Any) -> Any:
        reader = next((read[one] for one in read if isinstance(table.c[name].type, one)), None)
        return reader(given) if reader and isinstance(given, str | int) else given

    return {name: value(name, given) for name, given in row.items()}


def _published(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of ratings in clear text only those remain that everybody may read (the others: see below)."""
    return [{key: value for key, value in row.items() if key != "shown"} for row in rows if row.get("shown", True)]


def _counted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Likes keep counting for their piece; those of the second landing (with numbers) under keys that say nothing."""
    return [{"courseware_id": row["courseware_id"]} if "id" in row else row for row in rows]


# Tables of which a later landing keeps other rows on purpose.
MEANT = {"talk_rating": _published, "event_rating": _published, "courseware_like": _counted}


def lost(before: Rows, after: Rows) -> list[str]:
    """Tables that hold other rows than before (or than they are meant to), in the columns they had before."""
    found = []
    for name, rows in before.items():
        if name == "alembic_version":
            continue
        rows = MEANT.get(name, list)(rows)
        columns = rows[0].keys() if rows else ()
        kept = [{column: row.get(column) for column in columns} for row in after.get(name, [])]
        if sorted(kept, key=repr) != sorted(rows, key=repr):
            found.append(f"{name}: {len(rows)} rows before, {len(after.get(name, []))} after, or other values")
    return found


def test_every_row_of_an_earlier_landing_is_there_after_the_upgrade(old_centre: OldCentre) -> None:
    before = old_centre.rows()
    assert len(before["person"]) >= 12
    app = old_centre.app()
    with app.app_context():
        migrations.bring_up_to_date()
        db.engine.dispose()
    assert not lost(before, old_centre.rows())
    with app.app_context():
        keeper = db.session.scalars(select(Person).where(Person.name == "管理员")).one()
        db.session.remove()
    if old_centre.url:
        _count_on(old_centre)
    pages = ("/", "/schedule/", "/theatre/", "/speakers/", "/discussions/board", "/screens/", "/reports/year")
    for path in pages:
        assert Visitor(app).get(path).status == 200, path
    visitor = Visitor(app, keeper)
    for path in ("/", "/organisation/people", "/schedule/manage", "/discussions/matters", "/reports/", "/admin/audit"):
        assert visitor.get(path).status == 200, path
    with app.app_context():
        db.engine.dispose()


# What the third landing changed: ratings that wait, and consent that was taken back.
SECOND = pytest.mark.parametrize("old_centre", [LANDINGS[1]], ids=["landing-2"], indirect=True)
WORDS = "墙上那只蓝色的钟慢了七分钟"
DAY = datetime.fromisoformat("2026-11-26T02:00:00+00:00")  # of the landing: its fresh ratings are still taken


@SECOND
def test_ratings_that_waited_in_clear_text_wait_sealed_afterwards(old_centre: OldCentre) -> None:
    url = old_centre.url or f"sqlite:///{old_centre.data / 'partyedu.db'}"
    engine = create_engine(url, **engine_options(url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE talk_rating SET words = :words WHERE NOT shown"), {"words": WORDS})
        fresh = "FROM talk_rating WHERE NOT shown AND event_id IN (4, 5) GROUP BY talk_id, event_id"
        found = connection.execute(text(f"SELECT talk_id, event_id, count(*) {fresh}"))
        waited = {(talk, event): number for talk, event, number in found}
    engine.dispose()
    assert sum(waited.values()) >= 5
    app = old_centre.app()
    with time_machine.travel(DAY, tick=False), app.app_context():
        migrations.bring_up_to_date()
        carried = {(talk, event): number for event in (1, 2, 3, 4, 5)
                   for talk, number in ballots.waiting("theatre", event).items()}  # fmt: skip
        assert ballots.waiting("surveys", 13) == {0: 1}
        db.session.remove()
        db.engine.dispose()
    assert carried == waited, "what waits at sessions that still take ratings, and nothing else"
    after = old_centre.rows()
    assert not [row for table in after.values() for row in table if WORDS in repr(row)]
    if not old_centre.url:
        assert WORDS.encode() not in (old_centre.data / "partyedu.db").read_bytes(), "nor in free pages"
        left = old_centre.data / "partyedu.db-wal"
        assert not left.exists() or WORDS.encode() not in left.read_bytes()
    assert {len(row["sealed"]) for row in after["sealed_ballot"]} == {16 + 40 + 1800 + 4 + 12 + 16}


@SECOND
def test_what_its_owner_took_back_before_is_kept_in_mind_from_the_audit(old_centre: OldCentre) -> None:
    """Entry 11 was taken back by its author; entry 10 too, who then agreed again; entry 9 by staff: perhaps a slip."""
    url = old_centre.url or f"sqlite:///{old_centre.data / 'partyedu.db'}"
    engine = create_engine(url, **engine_options(url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE contest_entry SET agrees = :no WHERE id IN (9, 11)"), {"no": False})
        rows = connection.execute(text("SELECT id, person_id FROM contest_entry"))
        owners = {entry: person for entry, person in rows}
        staff = connection.scalar(text("SELECT id FROM person WHERE name = '管理员'"))
        acts = [(11, "take-back-agreement", owners[11]), (10, "take-back-agreement", owners[10]),
                (10, "agree", owners[10]), (9, "take-back-agreement", staff)]  # fmt: skip
        at = datetime.fromisoformat("2026-11-20 03:00:00.000000")
        for number, (entry, action, actor) in enumerate(acts):
            connection.execute(
                text("INSERT INTO audit (id, at, actor_id, action, table_name, row_id, fields)"
                     " VALUES (:id, :at, :actor, :action, 'contest_entry', :entry, 'agrees')"),
                {"id": 900_000 + number, "at": at, "actor": actor, "action": action, "entry": entry},
            )  # fmt: skip
    engine.dispose()
    app = old_centre.app()
    with app.app_context():
        migrations.bring_up_to_date()
        query = select(Entry.id, Entry.taken_back_on, Entry.taken_back_by_id).where(Entry.taken_back_on.is_not(None))
        marked = [tuple(row) for row in db.session.execute(query)]
        db.session.remove()
        db.engine.dispose()
    assert marked == [(11, date(2026, 11, 20), owners[11])]


def _count_on(centre: OldCentre) -> None:
    """Let PostgreSQL number new rows after those that were carried over."""
    engine = create_engine(centre.url)
    with engine.begin() as connection:
        for name in inspect(engine).get_table_names():
            if any(column["name"] == "id" for column in inspect(engine).get_columns(name)):
                connection.execute(
                    text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) + 1 FROM {name}))")
                )
    engine.dispose()


# An upgrade that does not come to its end.

NEXT = '''"""A next landing: it changes rows and tables."""

import os

import sqlalchemy as sa
from alembic import op

revision = "planted"
down_revision = "{head}"


def upgrade():
    op.create_table("planted", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("UPDATE person SET education = education || '改'")
    with op.batch_alter_table("unit") as batch:
        batch.add_column(sa.Column("planted", sa.String(10), nullable=False, server_default=""))
    op.execute("DELETE FROM notice")
    if os.environ.get("PLANTED") == "fails":
        raise RuntimeError("planted")


def downgrade():
    pass
'''

# Upgrades the data folder of its first argument; the process is killed at the statement of its second one.
UPGRADING = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from partyedu.core import migrations
from partyedu.core.db import db, engine_options
from partyedu.app import create_app

migrations.FOLDER = Path(sys.argv[3])
app, last, passed = create_app(sys.argv[1]), int(sys.argv[2]), 0

def count(*_facts):
    global passed
    passed += 1
    if passed == last:
        os.kill(os.getpid(), signal.SIGKILL)

with app.app_context():
    if os.environ.get("PLANTED") == "no transaction":
        event.listen(db.engine, "begin", lambda connection: connection.exec_driver_sql("COMMIT"))
    event.listen(db.engine, "before_cursor_execute", count)
    migrations.bring_up_to_date()
print(passed)
"""


@pytest.fixture
def next_landing(tmp_path: Path) -> Path:
    """The migrations of today and one more."""
    from alembic.script import ScriptDirectory

    folder = tmp_path / "migrations"
    shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    head = ScriptDirectory(str(folder)).get_current_head()
    (folder / "versions" / "planted.py").write_text(NEXT.replace("{head}", str(head)), encoding="utf-8")
    return folder


def upgraded(centre: OldCentre, folder: Path, kill_at: int = 0, planted: str = "") -> subprocess.CompletedProcess[str]:
    """Upgrade in a process of its own, killed at a statement (0: not at all)."""
    environment = {**os.environ, "PLANTED": planted}
    if centre.url:
        environment["PARTYEDU_DATABASE"] = centre.url
    command = [sys.executable, "-c", UPGRADING, str(centre.data), str(kill_at), str(folder)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def state(centre: OldCentre, before: Rows) -> str:
    """Old, new or between."""
    after = centre.rows()
    if after == before:
        return "old"
    changed = all(row["education"].endswith("改") for row in after["person"])
    fresh = "planted" in after and not after["notice"] and "planted" in after["unit"][0]
    return "new" if changed and fresh and after["alembic_version"] == [{"version_num": "planted"}] else "between"


@pytest.mark.slow
@pytest.mark.parametrize("old_centre", LANDINGS[-1:], ids=lambda path: path.stem, indirect=True)
def test_a_killed_or_failing_upgrade_leaves_the_old_state_or_the_new(old_centre: OldCentre, next_landing: Path) -> None:
    before = old_centre.rows()
    assert "planted" in upgraded(old_centre, next_landing, planted="fails").stderr
    assert state(old_centre, before) == "old"
    states = []
    for turn in range(40):
        statement = int(6 * 1.2**turn)  # 6 … 7,300: closer together where an upgrade begins
        run = upgraded(old_centre, next_landing, statement)
        states.append(state(old_centre, before))
        if run.returncode != -signal.SIGKILL:
            assert run.returncode == 0, run.stderr
            break
    # Killed at one statement after the other, until it was quicker; the start after a kill does what was not done.
    assert set(states[:-1]) <= {"old", "new"}
    assert states.count("old") >= 2
    assert states[-1] == "new"


def test_an_upgrade_without_one_transaction_is_caught(tmp_path: Path, next_landing: Path) -> None:
    centre = OldCentre(tmp_path / "centre", "")
    centre.data.mkdir()
    with closing(sqlite3.connect(centre.data / "partyedu.db")) as connection:
        connection.executescript(LANDINGS[0].read_text(encoding="utf-8"))
    before = centre.rows()
    for statement in (9, 11, 13, 15, 17):
        upgraded(centre, next_landing, statement, planted="no transaction")
        if state(centre, before) == "between":
            return
    raise AssertionError("a half upgrade looks whole")
