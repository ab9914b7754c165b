"""Requests per second of the pages that everybody opens, each beside a bare Flask view that sends the same bytes.

Turn by turn under the same server: a round of the bare view, then of the page, so that whatever else the machine does
falls on both. A screen is asked as its own page asks: as the region with its token, and once more with its version.
"""

import re
import statistics
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from partyedu.attendance.device import new_token
from partyedu.bench import bare
from partyedu.bench.inside import cookie_of_keeper, cookie_of_visitor, statements
from partyedu.bench.load import Load, get_request, hammer
from partyedu.bench.servers import Server, serving
from partyedu.core import clock
from partyedu.core.db import db, transaction
from partyedu.organisation.models import Unit
from partyedu.schedule.models import Event, EventKind
from partyedu.screens.models import Screen, ScreenLayout
from partyedu.screens.operations import hashed

WEEK = "/schedule/?view=list"


@dataclass(frozen=True, slots=True)
class Asked:
    """A page as one reader asks for it; ``aim`` is the share of the bare view's requests per second it should reach."""

    path: str
    cookie: str = ""
    aim: float | None = None
    headers: dict[str, str] = field(default_factory=dict)
    most_statements: int = 8
    share: float = 1.0  # of the length of a round


def pages(app: Flask) -> dict[str, Asked]:
    """The pages by name."""
    visitor, keeper = cookie_of_visitor(app, WEEK), cookie_of_keeper(app)
    with app.app_context():
        sessions = select(Event.id).where(Event.kind == EventKind.THEATRE).order_by(Event.starts_at)
        session = f"/theatre/{db.session.scalars(sessions.limit(1)).one()}"
        db.session.remove()
        db.engine.dispose()
    return {
        "schedule": Asked(WEEK, visitor, 0.4, most_statements=3),
        "schedule, first request": Asked(WEEK, "", 0.4, most_statements=3),
        "schedule, signed in": Asked(WEEK, keeper, 0.25, most_statements=3),
        "session": Asked(session, visitor),
        "session, signed in": Asked(session, keeper),
    }


def screens(app: Flask, server: Server) -> dict[str, Asked]:
    """The region of each layout drawn anew, and its poll when nothing has changed, as a paired screen asks."""
    found = {}
    for layout, token in _paired(app).items():
        cookie, region = f"screen={token}", {"HX-Request": "true"}
        page = server.get("/screens/", Cookie=cookie).body.decode()
        address, version = (unescape(_attribute(page, name)) for name in ("poll-url", "version"))
        mark = "&" if "?" in address else "?"
        found[f"screen {layout}"] = Asked(address, cookie, None, region, most_statements=3, share=0.3)
        unchanged = f"{address}{mark}version={version}"
        found[f"screen {layout}, unchanged"] = Asked(unchanged, cookie, None, region, most_statements=3, share=0.3)
    return found


def _attribute(html: str, name: str) -> str:
    found = re.search(rf'data-{name}="([^"]*)"', html)
    assert found, f"a screen's page without data-{name}"
    return found[1]


def _paired(app: Flask) -> dict[str, str]:
    tokens = {layout.value: new_token() for layout in ScreenLayout}
    with app.app_context():
        with transaction():
            unit = db.session.scalars(select(Unit.id).where(Unit.parent_id.is_(None))).one()
            rows = [
                {"name": layout, "unit_id": unit, "layout": ScreenLayout(layout), "token_hash": hashed(token),
                 "paired_at": clock.now(), "last_seen_at": clock.now()}
                for layout, token in tokens.items()
            ]  # fmt: skip
            db.session.execute(insert(Screen), rows)
        db.session.remove()
        db.engine.dispose()
    return tokens


def beside_bare(server: Server, app: Flask, folder: Path, seconds: float, rounds: int) -> dict[str, Any]:
    """Each page and the bare view with its bytes: requests per second, CPU of the server, statements, ratios."""
    asked = pages(app) | screens(app, server)
    folder.mkdir()
    names = {name: f"p{number}" for number, name in enumerate(asked)}
    for name, page in asked.items():
        bare.put(folder, names[name], server.get(page.path, Cookie=page.cookie, **page.headers).body)
    loads: dict[str, list[Measured]] = {name: [] for name in asked}
    references: dict[str, list[Measured]] = {name: [] for name in asked}
    with serving(folder, factory="partyedu.bench.bare:create_app") as reference:
        for _round in range(rounds):
            for name, page in asked.items():
                plain = get_request(f"/{names[name]}", reference.port)
                references[name].append(_measured(reference, plain, seconds * page.share))
                request = get_request(page.path, server.port, page.cookie, page.headers)
                loads[name].append(_measured(server, request, seconds * page.share))
    return {
        name: {
            **_summed_up(loads[name]),
            "bare_requests_per_second": _summed_up(references[name])["requests_per_second"],
            **_beside(loads[name], references[name]),
            "aim_ratio": page.aim,
            "statements": statements(app, page.path, page.cookie, headers=page.headers),
            "statements_after_a_change": statements(app, page.path, page.cookie, cold=True, headers=page.headers),
            "aim_statements": page.most_statements,
        }
        for name, page in asked.items()
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
    rates = [page.requests_per_second / plain.requests_per_second for (page, _cpu), (plain, _plain_cpu) in pairs]
    return {
        "ratio": round(statistics.median(rates), 3),
        "ratio_by_cpu": round(statistics.median(plain / page for (_load, page), (_plain, plain) in pairs), 3),
    }
