#!/usr/bin/env python3
"""Write what a centre of this landing looks like, as SQL text: `python tools/landing_fixture.py 1`.

A tiny community is built through the ordinary operations (with the scenarios' own Community), on this landing's
migrations, and written to ``tests/fixtures/landing-N.sql``. Later landings are tested by upgrading every file there is.
A file that was landed is never written again.
"""

import re
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import time_machine

from partyedu.accounts.models import Role
from partyedu.app import create_app
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.db import db
from partyedu.core.migrations import bring_up_to_date
from partyedu.discussions import operations as discussions
from partyedu.discussions.models import MatterChannel
from partyedu.organisation.models import Person, UnitKind
from partyedu.scenarios.community import Community, hall_time
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Event, EventKind
from partyedu.theatre import operations as theatre

FIXTURES = Path(__file__).resolve().parents[1] / "tests" / "fixtures"
LARGEST_BYTES = 300 * 1024
# So that the same landing always gives the same file.
DAY = datetime.fromisoformat("2026-11-22T02:00:00+00:00")


def community() -> None:
    """Two branches, twelve members, one session held and followed up, one to come, a plain event, papers in the box."""
    place = Community("旧城社区", "landing", seed=3)
    begin = hall_time(DAY.date().replace(month=1, day=5), 9)
    units = [place.unit(name, UnitKind.BRANCH) for name in ("东街支部", "西街支部")]
    people = [place.member(unit, begin) for unit in units for _number in range(6)]
    organiser = place.staff(Role.ORGANISER, place.root_id, "organiser")
    reviewer = place.staff(Role.REVIEWER, place.root_id, "reviewer")
    held, coming = (hall_time((DAY + timedelta(days=days)).date(), 14, 30) for days in (-40, 12))
    talks = [
        place.talk(reviewer, person, theme, turn, held - timedelta(days=30))
        for turn, (person, theme) in enumerate(zip(people[:5], ("入党", "学习", "创业", "家风", "学习"), strict=True))
    ]
    past = place.session(organiser, units[0], "学习", held, talks[:3], held - timedelta(days=14), people[5])
    place.hold(past, people[:6], held + timedelta(minutes=30))
    place.discuss(past, people[:3], held + timedelta(hours=3))
    place.follow_up(organiser, past, people[0], people[1], reviewer, held + timedelta(days=1), days=10)
    place.end(organiser, past, held + timedelta(days=14))
    ahead = place.session(
        organiser, units[1], "家风", coming, talks[3:4], DAY - timedelta(days=3), people[11], talks[4], capacity=3
    )
    for turn, person in enumerate(people[6:11]):
        with place.step(place.actor(person, None, ""), DAY - timedelta(days=2) + timedelta(minutes=turn)):
            schedule.sign_up(db.session.get_one(Event, ahead), db.session.get_one(Person, person))
    with place.step(organiser, DAY):
        theatre.plan_slot(2026, 4, units[0], place.themes["创业"], owner_id=people[5])
        event = schedule.create(
            organiser, kind=EventKind.FILM, title="露天电影", unit_id=place.root_id, room_id=place.hall_id,
            starts_at=coming, ends_at=coming + timedelta(hours=2), open_to_residents=True,
        )  # fmt: skip
        schedule.release(event)
        discussions.raise_matter(place.root_id, MatterChannel.WISH_BOX, "想学挂号", "想学挂号", anonymous=True)


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
            community()
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
