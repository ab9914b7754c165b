"""Ten years of a district, put straight into the tables, and how long each list page takes over them.

What happens in a centre goes through the ordinary operations (``partyedu.scenarios``); two million attendances would
take them days. So this holds what lists and figures read, and nothing that a single event's own page needs.
"""

import random
import re
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache, partial, reduce
from itertools import product
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, literal, select
from sqlalchemy.engine import Connection

from partyedu.app import create_app
from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.bench import memory, places, rooms
from partyedu.bench.inside import ask, cookie_of_keeper, statements
from partyedu.bench.pages import addresses
from partyedu.bench.progress import part
from partyedu.core import clock
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.db import count_rows, db, transaction
from partyedu.core.migrations import bring_up_to_date
from partyedu.core.search import index_text
from partyedu.discussions.models import Discussion, Matter, MatterChannel, MatterState, Post, PostKind
from partyedu.organisation.models import MemberStatus, Person, PersonKind, Unit, UnitKind, in_order
from partyedu.reports.queries import Scope, figures
from partyedu.scenarios import words
from partyedu.scenarios.community import Community
from partyedu.schedule.models import Event, EventKind, EventStatus
from partyedu.speakers.models import Talk, TalkFormat, TalkState
from partyedu.theatre.models import ItemKind, ItemState, ProgrammeItem

BRANCHES_A_COMMUNITY = 6
MEMBERS_A_BRANCH = 33
EVENTS_A_YEAR = 15  # of each branch
SESSIONS_A_YEAR = 4  # of these
TALKS_A_SESSION = 2
YEARS = 10
# Pages that add up hours or figures, and a list.
GROWING = ("/study/hours?unit=", "/study/hours?year=", "/study/hours/units?", "/reports/?", "/organisation/people")
_KINDS = (EventKind.THEATRE, EventKind.CLASS, EventKind.MEETING, EventKind.MEETING)  # in turn


def seed(app: Flask, communities: int) -> dict[str, int]:
    """Fill an empty, migrated database; how many rows of each kind there are."""
    with app.app_context(), acting_as(MACHINE):
        place = Community("测量区" if communities > 1 else "测量社区", "bench")
        themes = list(place.themes.values())
        with transaction():
            connection = db.session.connection()
            branches = _branches(connection, place.root_id, communities)
            _members(connection, branches)
            _events(connection, branches, place.hall_id, themes)
            _talks(connection, themes)
            _attendances(connection)
            _discussions(connection)
            rooms.seed(connection, place.root_id, YEARS)
        with transaction():
            count_rows()  # as the house does every half hour
        if db.engine.name == "postgresql":  # and PostgreSQL in a quiet hour: note which pages everybody may read
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM")
        counted = {
            table.__tablename__: db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Unit, Person, Event, Talk, Attendance, Post, Matter)
        }
        db.session.remove()
        db.engine.dispose()
    return counted


@cache
def _indexed(title: str) -> str:
    return index_text(title, spelled_part=title)


def _branches(connection: Connection, root: int, communities: int) -> list[int]:
    """Communities below the root, branches below them; the numbers of the branches."""
    rows: list[dict[str, Any]] = []
    branches = []
    number = root
    for community in range(communities):
        number += 1
        over = number
        rows.append(_unit(over, root, f"/{root}/{over}/", UnitKind.COMMUNITY, f"第{community + 1}社区"))
        for branch in range(BRANCHES_A_COMMUNITY):
            number += 1
            branches.append(number)
            name = f"第{community + 1}社区第{branch + 1}支部"
            rows.append(_unit(number, over, f"/{root}/{over}/{number}/", UnitKind.BRANCH, name))
    rooms.put(connection, Unit, rows)
    return branches


def _unit(number: int, parent: int, path: str, kind: UnitKind, name: str) -> dict[str, Any]:
    place = reduce(lambda above, part: in_order(above, 0, int(part)), path.strip("/").split("/"), "")
    return {"id": number, "parent_id": parent, "path": path, "in_order": place, "kind": kind, "name": name}


def _members(connection: Connection, branches: list[int]) -> None:
    names = list(words.names())
    rows = []
    for number, (branch, _place) in enumerate(product(branches, range(MEMBERS_A_BRANCH))):
        name, phone = names[number % len(names)], f"19{number:09d}"
        rows.append(
            {
                "id": 1000 + number, "kind": PersonKind.MEMBER, "status": MemberStatus.FULL, "unit_id": branch,
                "name": name, "phone": phone, "birth_year": 1940 + number % 50, "birth_month": number % 12 + 1,
                "on_roster_since": date(2000, 1, 1), "created_at": clock.now(),
                "search_text": index_text(name, phone, name=name),
            }
        )  # fmt: skip
    rooms.put(connection, Person, rows)


def _days(now: datetime) -> Iterator[tuple[int, datetime]]:
    """The events of a branch: their place in the year, and their start; half of the last year is still to come."""
    for year, place in product(range(YEARS), range(EVENTS_A_YEAR)):
        yield place, now + timedelta(days=365 * (year - YEARS + 0.5) + 24 * place)


def _events(connection: Connection, branches: list[int], room: int, themes: list[int]) -> None:
    now = clock.now()
    rows = []
    number = 0
    for place, day in _days(now):
        for which, branch in enumerate(branches):
            number += 1
            starts_at = day + timedelta(minutes=37 * (which % 39))
            ends_at = starts_at + timedelta(minutes=90)
            kind = _KINDS[place % len(_KINDS)]
            title = words.title(list(words.TITLES)[number % 4], number % 600)
            told = {
                "title": title, "theme_id": themes[number % len(themes)], "room_id": room, "starts_at": starts_at,
                "ends_at": ends_at,
            }  # fmt: skip
            rows.append(
                {
                    **told, **{f"public_{name}": value for name, value in told.items()},
                    "id": number, "kind": kind, "unit_id": branch,
                    "expected_unit_id": branch, "status": EventStatus.PUBLISHED, "release_number": 1,
                    "released_version": 1, "search_text": _indexed(title), "created_at": starts_at,
                }
            )  # fmt: skip
    rooms.put(connection, Event, rows)


def _talks(connection: Connection, themes: list[int]) -> None:
    """Two talks on every session, by members of its branch in turn."""
    sessions = connection.execute(
        select(Event.id, Event.unit_id, Event.starts_at).where(Event.kind == EventKind.THEATRE).order_by(Event.id)
    ).all()
    people: dict[int, list[int]] = {}
    for person, branch in connection.execute(select(Person.id, Person.unit_id).where(Person.kind == PersonKind.MEMBER)):
        people.setdefault(branch or 0, []).append(person)
    talks, items = [], []
    for number, ((event, branch, starts_at), place) in enumerate(product(sessions, range(TALKS_A_SESSION)), 1):
        own = people[branch]
        title = words.title(list(words.TITLES)[number % 4], number % 600)
        talks.append(
            {
                "id": number, "person_id": own[number * 7 % len(own)], "theme_id": themes[number % len(themes)],
                "title": title, "format": TalkFormat.STORY, "state": TalkState.APPROVED, "created_at": starts_at,
                "submitted_at": starts_at, "decided_at": starts_at, "search_text": _indexed(title),
            }
        )  # fmt: skip
        items.append(
            {
                "id": number, "event_id": event, "position": place, "kind": ItemKind.TALK, "talk_id": number,
                "title": title, "state": ItemState.PLANNED, "public_position": place, "public_title": title,
                "public_minutes": 10,
            }
        )  # fmt: skip
    rooms.put(connection, Talk, talks)
    rooms.put(connection, ProgrammeItem, items)


def _attendances(connection: Connection) -> None:
    """Everybody of a branch was at its events that are over."""
    columns = [Event.id, Person.id, literal(AttendanceState.PRESENT), literal(Via.QR), Event.starts_at]
    columns += [literal(""), literal("")]
    there = select(*columns).join(Person, Person.unit_id == Event.unit_id).where(Event.starts_at < clock.now())
    table = Attendance.__table__
    names = ["event_id", "person_id", "state", "via", "at", "reason", "device"]
    connection.execute(insert(table).from_select(names, there.order_by(Event.starts_at), include_defaults=False))


def _discussions(connection: Connection) -> None:
    """A discussion with three reflections after every session that is over, and a matter after every second one."""
    over = (Event.kind == EventKind.THEATRE, Event.starts_at < clock.now())
    held = connection.execute(select(Event.id, Event.unit_id, Event.ends_at).where(*over)).all()
    begun = [{"id": event, "event_id": event, "prepared_at": at} for event, _unit, at in held]
    rooms.put(connection, Discussion, begun)
    first = connection.execute(
        select(Person.unit_id, func.min(Person.id)).where(Person.kind == PersonKind.MEMBER).group_by(Person.unit_id)
    )
    speaker = {unit: person for unit, person in first}
    posts = [
        {"discussion_id": event, "person_id": speaker[unit] + place, "kind": PostKind.REFLECTION,
         "text": words.REFLECTIONS[place], "written_at": at}
        for (event, unit, at), place in product(held, range(3))
    ]  # fmt: skip
    rooms.put(connection, Post, posts)
    # Drawn as the house draws them, but no two alike: of so many at once two would be now and then.
    numbers = random.Random(len(held)).sample(range(100_000_000, 1_000_000_000), len(held))
    matters = [
        {"id": numbers[number], "unit_id": unit, "event_id": event, "channel": MatterChannel.DESK, "raised_at": at,
         "state": MatterState.CLOSED if number % 8 else MatterState.RAISED, "closed_at": at if number % 8 else None,
         "title": "楼道的灯", "public_title": "楼道的灯", "public_outcome": "换好了", "outcome": "换好了",
         "search_text": "楼道的灯"}
        for number, (event, unit, at) in enumerate(held) if number % 2 == 0
    ]  # fmt: skip
    rooms.put(connection, Matter, matters)


def pages(app: Flask, only: tuple[str, ...] = ("",), times: int = 9) -> dict[str, dict[str, Any]]:
    """Each page for the administrator, kept or not as it comes: milliseconds of the whole answer, statements.

    ``only``: how the addresses begin. Those that lead elsewhere, to a file, or are no page for an administrator are
    left out.
    """
    cookie = cookie_of_keeper(app)
    with app.app_context():
        wanted = addresses(app, clock.today().year - 1)
        db.session.remove()
        db.engine.dispose()
    found = {}
    for path, aim in wanted.items():
        if not path.startswith(only):
            continue
        status, headers, _body = ask(app, path, cookie)
        if status in (302, 303, 404) or "html" not in dict(headers).get("Content-Type", ""):
            continue
        taken = sorted(_milliseconds(partial(ask, app, path, cookie)) for _time in range(times))
        found[path] = {
            "status": status, "median_ms": round(statistics.median(taken), 1), "least_ms": round(taken[0], 1),
            "statements": statements(app, path, cookie), "aim_ms": aim,
        }  # fmt: skip
    return found


def _milliseconds(once: Callable[[], Any], seconds: Callable[[], float] = time.perf_counter) -> float:
    begun = seconds()
    once()
    return 1000 * (seconds() - begun)


def figures_ms(app: Flask, seconds: Callable[[], float] = time.perf_counter) -> dict[str, int]:
    """Milliseconds for all figures of the whole tree and of one branch, over a year and over all years.

    ``seconds`` is the clock; ``time.process_time`` holds SQLite's work too, which is done in this process.
    """
    found = {}
    with app.app_context():
        whole = db.session.scalars(select(Unit.path).where(Unit.parent_id.is_(None))).one()
        branch = db.session.scalars(select(Unit.path).where(Unit.kind == UnitKind.BRANCH).limit(1)).one()
        for (name, path), year in product((("all", whole), ("branch", branch)), (clock.today().year - 1, None)):
            scope = Scope(path, year, clock.now())
            taken = [_milliseconds(partial(figures, scope), seconds) for _time in range(3)]
            found[f"{name}, {year or 'all years'}"] = round(min(taken))
        db.session.remove()
        db.engine.dispose()
    return found


def measured(communities: int, minutes: float = 0, only: tuple[str, ...] = ("",)) -> dict[str, Any]:
    """Seed and measure a place of so many communities; its memory too, after so many ``minutes`` of load.

    ``only``: of the pages, those whose addresses begin so.
    """
    with places.fresh() as folder:
        with part(f"ten years of {communities} centres"):
            app = create_app(folder)
            with app.app_context():
                bring_up_to_date()
            rows = seed(app, communities)
        with part("their pages"):
            found = {"rows": rows, "pages": pages(app, only), "figures_ms": figures_ms(app)}
        if minutes:
            with part("memory"):
                found["memory"] = memory.after_load(app, minutes)
        return found


def run(communities: int, minutes: float = 0, smaller: tuple[int, ...] = (1, 5, 31)) -> dict[str, Any]:
    """The pages over ten years of so many communities, each beside the same page over ten years of one centre.

    ``ratio`` is how many times as long it takes; ``over`` names the pages that miss their aim. ``growth`` has the pages
    that add up hours, over 1, 5 and 31 centres and the district.
    """
    whole = min(smaller)  # beside this one each page is held; of the others only the pages that add up are asked
    sizes = {size: measured(size, only=("",) if size == whole else GROWING) for size in smaller if size < communities}
    district = measured(communities, minutes)
    centre = sizes.get(1, district)
    references = {_shape(path): page for path, page in centre["pages"].items()}
    for path, page in district["pages"].items():
        beside = references.get(_shape(path))
        page["centre_ms"] = beside["median_ms"] if beside else None
        page["centre_statements"] = beside["statements"] if beside else None
        page["ratio"] = round(page["median_ms"] / beside["median_ms"], 2) if beside else None
    over = [path for path, page in district["pages"].items() if page["median_ms"] > page["aim_ms"]]
    return {
        **district,
        "over": over,
        "growth": growth({**sizes, communities: district}),
        "centre": {name: centre[name] for name in ("rows", "figures_ms")},
    }


def growth(sizes: dict[int, dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Milliseconds of the pages that add up hours or figures, and of a list, by the number of centres."""
    found: dict[str, dict[str, float]] = {}
    for size, place in sizes.items():
        for path, page in place["pages"].items():
            if path.startswith(GROWING):
                found.setdefault(_shape(path), {})[str(size)] = page["median_ms"]
    attended = {str(size): place["rows"]["attendance"] for size, place in sizes.items()}
    return {"attendances": attended, **found}


def _shape(path: str) -> str:
    """An address without the numbers of its rows, which differ between two places."""
    return re.sub(r"(/|unit=)\d+", r"\1N", path)
