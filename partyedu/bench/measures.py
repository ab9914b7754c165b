"""What is measured, each figure beside its reference in the same run."""

import gzip
import json
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from partyedu.app import create_app
from partyedu.attendance import codes
from partyedu.attendance.device import hashed, new_token
from partyedu.attendance.models import Attendance, CheckInDevice
from partyedu.bench import bare
from partyedu.bench.bare import PAGE
from partyedu.bench.inside import ask, cookie_of_keeper, cookie_of_visitor, page_cpu, page_cpu_nothing_kept, statements
from partyedu.bench.load import Load, get_request, hammer
from partyedu.bench.phones import Phone, all_at_once
from partyedu.bench.servers import Server, serving
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

PHONES = 50
WEEK = "/schedule/?view=list"


def prepare(folder: Path, events: int) -> Flask:
    """A centre with a schedule of ``events`` coming events, one of which is open for check-in."""
    app = create_app(folder)
    with app.app_context(), acting_as(MACHINE):
        bring_up_to_date()
        place = Community("测量社区", "bench")
        now = clock.now()
        with transaction():
            for number in range(events):
                starts_at = now + timedelta(minutes=30) if number == 0 else now + timedelta(hours=3 * number)
                event = schedule.create(
                    place.keeper,
                    kind=EventKind.MEETING,
                    title=f"{words.title('学习', number)}",
                    unit_id=place.root_id,
                    room_id=place.hall_id,
                    theme_id=place.themes["学习"],
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(minutes=90),
                    open_to_residents=True,
                )
                schedule.release(event)
        db.session.remove()
        db.engine.dispose()
    return app


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
    """Statements, and CPU time in this process beside a bare Flask view with the same bytes."""
    visitor, keeper = cookie_of_visitor(app, WEEK), cookie_of_keeper(app)
    (folder / PAGE).write_bytes(ask(app, WEEK)[2])
    reference = page_cpu(bare.create_app(folder), "/schedule/")
    pages = {
        "first_request": page_cpu(app, WEEK),
        "returning": page_cpu(app, WEEK, visitor),
        "signed_in": page_cpu(app, WEEK, keeper),
        "nothing_kept": page_cpu_nothing_kept(app, WEEK),
    }
    return {
        "schedule_statements": {
            "warm": statements(app, WEEK, visitor),
            "signed_in": statements(app, WEEK, keeper),
            "nothing_kept": statements(app, WEEK, visitor, cold=True),
            "aim": 3,
        },
        "hall_statements": {
            "warm": statements(app, "/screens/content"),
            "nothing_kept": statements(app, "/screens/content", cold=True),
            "aim": 3,
        },
        "schedule_cpu_microseconds": {
            **{name: round(taken) for name, taken in pages.items()},
            "bare_flask": round(reference),
        },
    }


def first_visit(server: Server) -> dict[str, Any]:
    """Bytes a phone fetches when it opens the schedule for the first time: page, style, scripts, all compressed."""
    page = server.get(WEEK, **{"Accept-Encoding": "gzip"})
    html = gzip.decompress(page.body).decode() if page.headers["Content-Encoding"] == "gzip" else page.body.decode()
    parts = {"page": len(page.body)}
    for mark in ("css/app.css", "js/app.js", "vendor/htmx.min.js"):
        start = html.index(f"/static/{mark}")
        address = html[start : html.index('"', start)].replace("&amp;", "&")
        parts[mark] = len(server.get(address, **{"Accept-Encoding": "gzip"}).body)
    return {"bytes": sum(parts.values()), "parts": parts, "aim_bytes": 40 * 1024}


def schedule_against_bare(server: Server, app: Flask, folder: Path, seconds: float, rounds: int) -> dict[str, Any]:
    """The schedule page and a bare Flask view with the same bytes under the same server, turn by turn.

    As a visitor sends it from the second page on, without any cookie, and signed in.
    """
    cookies = {"returning": cookie_of_visitor(app, WEEK), "first_request": "", "signed_in": cookie_of_keeper(app)}
    requests = {name: get_request(WEEK, server.port, cookie) for name, cookie in cookies.items()}
    (folder / PAGE).write_bytes(server.get(WEEK).body)
    loads: dict[str, list[Measured]] = {name: [] for name in requests}
    references: list[Measured] = []
    with serving(folder, factory="partyedu.bench.bare:create_app") as reference:
        for _round in range(rounds):
            references.append(_measured(reference, get_request("/schedule/", reference.port), seconds))
            for name, request in requests.items():
                loads[name].append(_measured(server, request, seconds))
    aims = {"returning": 0.4, "first_request": 0.4, "signed_in": 0.25}
    return {
        "bare_flask": _summed_up(references),
        **{
            name: _summed_up(found) | _beside(found, references) | {"aim_ratio": aims[name]}
            for name, found in loads.items()
        },
    }


# A round of load, and the CPU time of the server for one request in microseconds.
Measured = tuple[Load, float]


def _measured(server: Server, request: bytes, seconds: float) -> Measured:
    before = server.cpu_seconds()
    load = hammer(server.port, request, seconds)
    return load, 1e6 * (server.cpu_seconds() - before) / (load.requests_per_second * seconds)


def _summed_up(found: list[Measured]) -> dict[str, Any]:
    return {
        "requests_per_second": round(statistics.median(load.requests_per_second for load, _cpu in found)),
        "p99_ms": round(statistics.median(load.p99_ms for load, _cpu in found), 1),
        "failed": sum(load.failed for load, _cpu in found),
        "server_cpu_microseconds": round(statistics.median(cpu for _load, cpu in found)),
    }


def _beside(found: list[Measured], references: list[Measured]) -> dict[str, Any]:
    """Ratios to the reference of the same round; by CPU time too, which other work on the machine disturbs less."""
    pairs = list(zip(found, references, strict=True))
    rates = [page.requests_per_second / bare.requests_per_second for (page, _cpu), (bare, _bare_cpu) in pairs]
    return {
        "ratio": round(statistics.median(rates), 3),
        "ratio_by_cpu": round(statistics.median(bare / page for (_load, page), (_bare, bare) in pairs), 3),
    }


def check_ins(app: Flask, server: Server) -> dict[str, Any]:
    """Fifty phones that know their owners open the page, then all press in the same instant."""
    with app.app_context(), acting_as(MACHINE):
        event = db.session.scalars(select(Event).order_by(Event.starts_at)).first()
        assert event is not None
        people = db.session.scalars(select(Person.id).where(Person.unit_id.is_not(None)).limit(PHONES)).all()
        tokens = [new_token() for _person in people]
        with transaction():
            db.session.execute(
                insert(CheckInDevice),
                [
                    {"token_hash": hashed(token), "person_id": person, "created_at": clock.now()}
                    for token, person in zip(tokens, people, strict=True)
                ],
            )
            path, event_id = codes.current(event).path, event.id
        pressed, seconds = all_at_once([Phone(server.port, token) for token in tokens], path)
        records = db.session.scalars(select(Attendance.id).where(Attendance.event_id == event_id)).all()
        db.session.remove()
        db.engine.dispose()
    return {
        "phones": len(people),
        "records": len(records),
        "failed": sum(one.status >= 400 for one in pressed),
        "seconds_to_the_last": round(seconds, 3),
        "check_ins_per_second": round(len(pressed) / seconds, 1),
        "aim_seconds": 1.0,
    }


def run(seconds: float = 3.0, rounds: int = 3, events: int = 60, rows: int = 13_000) -> dict[str, Any]:
    """All figures; everything happens on loopback and in temporary folders, and ends by itself."""
    with tempfile.TemporaryDirectory(prefix="partyedu-bench-") as temporary:
        folder = Path(temporary)
        app = prepare(folder / "centre", events)
        figures: dict[str, Any] = {
            "import": {**import_roster(app, rows), "aim_rows_per_second": 2000},
        }
        (folder / "bare").mkdir()
        figures |= inside(app, folder / "bare")
        with serving(folder / "centre") as server:
            starts, spent = [server.first_answer_seconds], [server.cpu_seconds()]
            figures["first_visit"] = first_visit(server)
            figures["schedule"] = schedule_against_bare(server, app, folder / "bare", seconds, rounds)
            figures["check_in"] = check_ins(app, server)
            figures["memory"] = {**server.memory_mb(), "aim_largest_process_mb": 110, "aim_all_mb": 190}
        for _round in range(2):
            with serving(folder / "centre") as server:
                starts.append(server.first_answer_seconds)
                spent.append(server.cpu_seconds())
    figures["start"] = {
        "seconds_to_first_answer": round(statistics.median(starts), 2),
        "cpu_seconds_of_all_processes": round(statistics.median(spent), 2),
        "aim_seconds": 1.2,
    }
    return figures


def as_json(figures: dict[str, Any]) -> str:
    """The figures as they are printed."""
    return json.dumps(figures, ensure_ascii=False, indent=2)
