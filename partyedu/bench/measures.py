"""What is measured, each figure beside its reference in the same run."""

import gzip
import json
import os
import platform
import re
import statistics
import subprocess
import tempfile
import time
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from partyedu.app import create_app
from partyedu.attendance.device import hashed, new_token
from partyedu.attendance.models import CheckInDevice
from partyedu.bench import bare, evening, places
from partyedu.bench.inside import (
    ask,
    cookie_of_keeper,
    cookie_of_visitor,
    page_cpu,
    page_cpu_nothing_kept,
    rows_in_memory,
)
from partyedu.bench.progress import part
from partyedu.bench.servers import Server, serving
from partyedu.bench.under_load import WEEK, beside_bare
from partyedu.core import clock
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.db import db, transaction
from partyedu.core.migrations import bring_up_to_date
from partyedu.core.spreadsheets import Table, read_sheets, write_workbook
from partyedu.organisation.importing import Choices
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.operations import apply_roster
from partyedu.organisation.roster import read_roster
from partyedu.scenarios import words
from partyedu.scenarios.community import Community
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Event, EventKind
from partyedu.theatre.models import ItemKind, ItemState, ProgrammeItem


def prepare(folder: Path, events: int) -> Flask:
    """A centre with a schedule of ``events`` coming events, the second of them a session; the first in three hours."""
    app = create_app(folder)
    with app.app_context(), acting_as(MACHINE):
        bring_up_to_date()
        place = Community("测量社区", "bench")
        now = clock.now()
        with transaction():
            for number in range(events):
                starts_at = now + timedelta(hours=3 * (number + 1))
                event = schedule.create(
                    place.keeper,
                    kind=EventKind.THEATRE if number == 1 else EventKind.MEETING,
                    title=f"{words.title('学习', number)}",
                    unit_id=place.root_id,
                    room_id=place.hall_id,
                    theme_id=place.themes["学习"],
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(minutes=90),
                    open_to_residents=True,
                )
                if event.kind is EventKind.THEATRE:
                    db.session.add_all(_programme(event))
                schedule.release(event)
        db.session.remove()
        db.engine.dispose()
    return app


def _programme(event: Event) -> list[ProgrammeItem]:
    """Six parts of a session, as everybody sees them; no event of the place bears the title of one."""
    return [
        ProgrammeItem(
            event_id=event.id, position=place, kind=ItemKind.TALK, title=words.title("家风", place),
            state=ItemState.PLANNED, public_position=place, public_title=words.title("家风", place), public_minutes=10,
        )
        for place in range(6)
    ]  # fmt: skip


def import_roster(app: Flask, rows: int) -> dict[str, Any]:
    """Import a made-up roster from a real workbook, reading included; the same file again changes nothing."""
    with tempfile.TemporaryDirectory() as folder, app.app_context(), acting_as(MACHINE):
        path = Path(folder) / "roster.xlsx"
        names = words.names()
        people = [
            (name, f"第{number % 30 + 1}支部", f"19{number:09d}", f"{1940 + number % 50}.{number % 12 + 1:02d}")
            for number, name in zip(range(rows), _many(names), strict=False)
        ]
        write_workbook([Table("名册", ["姓名", "所属支部", "联系电话", "出生年月"], people)], path)
        taken = []
        for _round in range(2):
            begun = time.perf_counter()
            with transaction():
                unit = db.session.scalars(select(Unit).where(Unit.parent_id.is_(None))).one()
                roster = read_roster(read_sheets(path, path.name))
                result = apply_roster(unit, roster, Choices(reach=("/",), new_units=None))
            taken.append(time.perf_counter() - begun)
        db.session.remove()
        db.engine.dispose()
    return {
        "rows": rows,
        "rows_per_second": round(rows / taken[0]),
        "again_rows_per_second": round(rows / taken[1]),
        "again_changed": result.created + result.updated,
    }


def _many(names: Any) -> Any:
    known = list(names)
    for again in range(20):
        for name in known:
            yield name + ("" if not again else words.NUMBERS[again % 9])


def inside(app: Flask, folder: Path) -> dict[str, Any]:
    """CPU time of the schedule in this process: beside a bare view with its bytes, and beside its rows in memory."""
    visitor, keeper = cookie_of_visitor(app, WEEK), cookie_of_keeper(app)
    folder.mkdir()
    bare.put(folder, "schedule", ask(app, WEEK)[2])
    reference = page_cpu(bare.create_app(folder), "/schedule")
    pages = {
        "first_request": page_cpu(app, WEEK),
        "returning": page_cpu(app, WEEK, visitor),
        "signed_in": page_cpu(app, WEEK, keeper),
        "nothing_kept": page_cpu_nothing_kept(app, WEEK),
    }
    with rows_in_memory(app, WEEK):
        in_memory = page_cpu_nothing_kept(app, WEEK)
    return {
        **{name: round(taken) for name, taken in pages.items()},
        "bare_flask": round(reference),
        "rows_in_memory": round(in_memory),
        "nothing_kept_ratio": round(in_memory / pages["nothing_kept"], 2),
        "aim_nothing_kept_ratio": 0.5,
    }


FIRST_VISIT_BYTES = 40 * 1024
_FETCHED = re.compile(r'(?:src|href)="(/static/[^"#]+)')


def first_visit(server: Server, app: Flask) -> dict[str, Any]:
    """Bytes a phone fetches when it opens the house for the first time: the page and all it names, compressed."""
    found = {}
    for name, (path, cookie) in first_pages(app).items():
        page = server.get(path, Cookie=cookie, **{"Accept-Encoding": "gzip"})
        html = gzip.decompress(page.body).decode() if page.headers["Content-Encoding"] == "gzip" else page.body.decode()
        parts = {"page": len(page.body)}
        for address in sorted({unescape(address) for address in _FETCHED.findall(html)}):
            parts[address.partition("?")[0]] = len(server.get(address, **{"Accept-Encoding": "gzip"}).body)
        found[name] = {"bytes": sum(parts.values()), "parts": parts, "aim_bytes": FIRST_VISIT_BYTES}
    return found


def first_pages(app: Flask) -> dict[str, tuple[str, str]]:
    """What somebody may open first, by name: the address, and the cookies a phone has."""
    with app.app_context():
        sessions = select(Event.id).where(Event.kind == EventKind.THEATRE).order_by(Event.starts_at)
        person = db.session.scalars(select(Person.id).where(Person.unit_id.is_not(None)).limit(1)).first()
        token = new_token()
        if person is not None:
            with transaction():
                known = {"token_hash": hashed(token), "person_id": person, "created_at": clock.now()}
                db.session.execute(insert(CheckInDevice).values(known))
        session = db.session.scalars(sessions.limit(1)).first()
        db.session.remove()
        db.engine.dispose()
    return {
        "schedule": (WEEK, ""),
        "session": (f"/theatre/{session}", ""),
        "home": ("/", ""),
        "check-in": ("/c", f"check-in={token}"),
    }


def run(seconds: float = 3.0, rounds: int = 3, events: int = 60, rows: int = 13_000) -> dict[str, Any]:
    """The figures of one centre; everything happens on loopback and in a temporary folder, and ends by itself."""
    with places.fresh() as folder:
        with part("a centre and its schedule"):
            app = prepare(folder, events)
        with part("roster import"):
            figures: dict[str, Any] = {"import": {**import_roster(app, rows), "aim_rows_per_second": 2000}}
        with part("schedule in one process"):
            figures["schedule_cpu_microseconds"] = inside(app, folder / "bare-inside")
        with serving(folder) as server:
            starts, spent = [server.first_answer_seconds], [server.cpu_seconds()]
            with part("first visit"):
                figures["first_visit"] = first_visit(server, app)
            with part("requests per second"):
                figures["requests"] = beside_bare(server, app, folder / "bare", seconds, rounds)
            figures["hall"] = evening.measured(app, server, rounds=rounds)
            figures["memory"] = {**server.memory_mb(), "aim_largest_process_mb": 110, "aim_all_mb": 190}
        with part("starts"):
            for _round in range(2):
                with serving(folder) as server:
                    starts.append(server.first_answer_seconds)
                    spent.append(server.cpu_seconds())
    figures["start"] = {
        "seconds_to_first_answer": round(statistics.median(starts), 2),
        "cpu_seconds_of_all_processes": round(statistics.median(spent), 2),
        "aim_seconds": 1.2,
    }
    return figures


def commit() -> str:
    """The commit of this checkout; '' where there is none."""
    try:
        asked = ["git", "describe", "--always", "--dirty"]
        said = subprocess.run(asked, cwd=Path(__file__).parent, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return said.stdout.strip()


def machine() -> str:
    """Cores and system, as a line."""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"


def as_json(figures: dict[str, Any]) -> str:
    """The figures as they are printed."""
    return json.dumps(figures, ensure_ascii=False, indent=2)
