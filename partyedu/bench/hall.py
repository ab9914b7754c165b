"""The hall: forty televisions that are left alone, a change that must reach them, and five hundred phones at the door.

All against the shipped server on loopback, with real pages: the televisions open their page and poll as it tells them,
the phones open the page of the code and press its button. What the house keeps in the end is read from its database.
"""

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import delete, func, insert, select

from partyedu.attendance import codes
from partyedu.attendance.device import hashed, new_token
from partyedu.attendance.models import Attendance, CheckInDevice
from partyedu.bench.crowd import Answer, Browser, Phone, Television, check_in, percentile, poll_again_and_again
from partyedu.bench.inside import cookie_of_keeper
from partyedu.bench.servers import Server
from partyedu.core import clock
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.db import db, transaction
from partyedu.organisation.models import Person, Unit
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Event
from partyedu.screens.models import Screen, ScreenLayout
from partyedu.screens.operations import hashed as hashed_of_screen

T = TypeVar("T")

DESKS, DESK_POLLS_EVERY = 3, 6.0
CHANGED = "改到三楼会议室"


@dataclass(frozen=True, slots=True)
class Hall:
    """What stands in the hall: a server, the tokens of its screens and phones, the event one checks in to."""

    app: Flask
    server: Server
    screens: tuple[str, ...]
    phones: tuple[str, ...]
    event_id: int


def furnish(app: Flask, server: Server, screens: int, phones: int) -> Hall:
    """Pair so many screens of the uppermost unit, each layout in turn, and let so many phones know their owners.

    The first event to come is the one that is checked in to, once ``open_doors`` has been called.
    """
    layouts = list(ScreenLayout)
    with app.app_context(), acting_as(MACHINE):
        people = db.session.scalars(select(Person.id).where(Person.unit_id.is_not(None)).limit(phones)).all()
        assert len(people) == phones, "a place with fewer people than phones"
        pairs = [(new_token(), person) for person in people]
        tokens = [new_token() for _screen in range(screens)]
        now = clock.now()
        with transaction():
            unit = db.session.scalars(select(Unit.id).where(Unit.parent_id.is_(None))).one()
            db.session.execute(
                insert(CheckInDevice),
                [{"token_hash": hashed(token), "person_id": person, "created_at": now} for token, person in pairs],
            )
            db.session.execute(
                insert(Screen),
                [
                    {"name": f"第{number + 1}块屏", "unit_id": unit, "layout": layouts[number % len(layouts)],
                     "token_hash": hashed_of_screen(token), "paired_at": now}
                    for number, token in enumerate(tokens)
                ],
            )  # fmt: skip
            event = db.session.scalars(select(Event.id).where(Event.starts_at > now).order_by(Event.starts_at)).first()
        _leave()
    assert event is not None
    return Hall(app, server, tuple(tokens), tuple(token for token, _person in pairs), event)


def _leave() -> None:
    db.session.remove()
    db.engine.dispose()


def _change(hall: Hall, **values: Any) -> None:
    """Change the event and release it: in this process, which is not one of the server's."""
    with hall.app.app_context(), acting_as(MACHINE):
        with transaction():
            event = db.session.get_one(Event, hall.event_id)
            schedule.edit(event, None, **{**_standing(event), **values})
            schedule.release(event)
        _leave()


def _standing(event: Event) -> dict[str, Any]:
    names = ("title", "starts_at", "ends_at", "unit_id", "room_id", "theme_id", "kind", "capacity", "place")
    return {name: getattr(event, name) for name in names}


def open_doors(hall: Hall) -> None:
    """Let the event begin in half an hour, so that one can check in now; whoever had, has not."""
    begins = clock.now() + timedelta(minutes=30)
    with hall.app.app_context():
        with transaction():
            db.session.execute(delete(Attendance).where(Attendance.event_id == hall.event_id))
        _leave()
    _change(hall, starts_at=begins, ends_at=begins + timedelta(minutes=90))


def _path(hall: Hall) -> str:
    with hall.app.app_context():
        event = db.session.get_one(Event, hall.event_id)
        path = codes.current(event).path
        _leave()
    return path


def _records(hall: Hall) -> int:
    with hall.app.app_context():
        counted = select(func.count()).select_from(Attendance).where(Attendance.event_id == hall.event_id)
        number = db.session.scalar(counted) or 0
        _leave()
    return number


async def _switched_on(hall: Hall) -> list[Television]:
    screens = [Television(hall.server.port, token) for token in hall.screens]
    await asyncio.gather(*(screen.switch_on() for screen in screens))
    return screens


async def _while_polled(screens: list[Television], work: Coroutine[Any, Any, T]) -> T:
    """Do something while all screens poll, each at its own moment."""
    off = asyncio.Event()
    polling = [
        asyncio.ensure_future(screen.stay(off, screen.seconds * number / len(screens)))
        for number, screen in enumerate(screens)
    ]
    try:
        return await work
    finally:
        off.set()
        await asyncio.gather(*polling)


def left_alone(hall: Hall, seconds: float) -> dict[str, Any]:
    """The screens poll and nothing happens: the share of one core that the server needs for them."""

    async def watched() -> tuple[float, list[Television]]:
        screens = await _switched_on(hall)

        async def wait() -> float:
            await asyncio.sleep(max(screen.seconds for screen in screens))  # each has been answered once
            for screen in screens:
                screen.answers.clear()
            before = hall.server.cpu_seconds()
            await asyncio.sleep(seconds)
            return hall.server.cpu_seconds() - before

        spent = await _while_polled(screens, wait())
        for screen in screens:
            screen.close()
        return spent, screens

    spent, screens = asyncio.run(watched())
    answers = [answer for screen in screens for answer in screen.answers]
    return {
        "screens": len(screens),
        "polls_per_second": round(len(answers) / seconds, 1),
        "unchanged": sum(answer.status == 204 for answer in answers),
        "drawn_anew": sum(answer.status == 200 for answer in answers),
        "failed": _failed(answers),
        "share_of_one_core": round(spent / seconds, 4),
        "aim_share": 0.02,
    }


def reached_by_a_change(hall: Hall) -> dict[str, Any]:
    """How many seconds after a change of the schedule each screen that shows the event shows it changed."""

    async def watched() -> list[float]:
        screens = await _switched_on(hall)
        showing = [screen for screen in screens if CHANGED not in screen.region]
        found: list[float] = []

        async def change_and_look() -> None:
            await asyncio.sleep(1)
            await asyncio.to_thread(_change, hall, title=CHANGED)
            begun, missing = time.perf_counter(), list(showing)
            while missing and time.perf_counter() - begun < 60:
                await asyncio.sleep(0.05)
                there = [screen for screen in missing if CHANGED in screen.region]
                found.extend(time.perf_counter() - begun for _screen in there)
                missing = [screen for screen in missing if screen not in there]

        await _while_polled(screens, change_and_look())
        for screen in screens:
            screen.close()
        return found

    found = asyncio.run(watched())
    return {
        "screens": len(hall.screens),
        "reached": len(found),
        "seconds_to_the_median": round(sorted(found)[len(found) // 2], 1) if found else None,
        "seconds_to_the_last": round(max(found), 1) if found else None,
        "aim_seconds": 15,
    }


def phones_at_the_door(hall: Hall, within: float, presses: int) -> dict[str, Any]:
    """All phones come within so many seconds and are pressed so often, while screens and desks poll.

    ``within`` 0: all in the same instant.
    """
    open_doors(hall)
    keeper = cookie_of_keeper(hall.app)
    path = _path(hall)
    seconds = 0.0

    async def rush() -> tuple[list[Phone], list[Television], list[list[Answer]]]:
        nonlocal seconds
        screens = await _switched_on(hall)
        for screen in screens:
            screen.answers.clear()
        name, _equals, value = keeper.partition("=")
        desks = [Browser(hall.server.port, **{name: value}) for _desk in range(DESKS)]
        off = asyncio.Event()
        address = f"/attendance/{hall.event_id}/desk/live"
        at_desks = [asyncio.ensure_future(poll_again_and_again(desk, address, DESK_POLLS_EVERY, off)) for desk in desks]

        async def come() -> list[Phone]:
            nonlocal seconds
            begun = time.perf_counter()
            step = within / len(hall.phones)
            coming = (
                check_in(hall.server.port, token, path, step * number, presses)
                for number, token in enumerate(hall.phones)
            )
            phones = await asyncio.gather(*coming)
            seconds = time.perf_counter() - begun
            return phones

        phones = await _while_polled(screens, come())
        off.set()
        answered = await asyncio.gather(*at_desks)
        for browser in (*screens, *desks):
            browser.close()
        return phones, screens, answered

    before = hall.server.cpu_seconds()
    phones, screens, desks = asyncio.run(rush())
    spent = hall.server.cpu_seconds() - before
    presses_made = [press for phone in phones for press in phone.presses]
    of_screens = [answer for screen in screens for answer in screen.answers]
    of_desks = [answer for desk in desks for answer in desk]
    return {
        "phones": len(phones),
        "within_seconds": within,
        "presses_each": presses,
        "done": sum(phone.is_done for phone in phones),
        "failed": sum(not phone.is_done for phone in phones),
        "records": _records(hall),
        "page_p95_ms": percentile([phone.page.seconds for phone in phones], 95),
        "press_median_ms": percentile([press.seconds for press in presses_made], 50),
        "press_p95_ms": percentile([press.seconds for press in presses_made], 95),
        "press_longest_ms": percentile([press.seconds for press in presses_made], 100),
        "seconds_to_the_last": round(seconds, 2),
        "server_cpu_share_of_one_core": round(spent / seconds, 2),
        "screens": {"polls": len(of_screens), "failed": _failed(of_screens),
                    "p95_ms": percentile([answer.seconds for answer in of_screens], 95)},
        "desks": {"polls": len(of_desks), "failed": _failed(of_desks),
                  "p95_ms": percentile([answer.seconds for answer in of_desks], 95)},
    }  # fmt: skip


def _failed(answers: list[Answer]) -> int:
    return sum(answer.status not in (200, 204) for answer in answers)


def measured(
    app: Flask, server: Server, screens: int = 40, phones: int = 500, idle_seconds: float = 30, rounds: int = 3
) -> dict[str, Any]:
    """The hall of a district: alone, changed, and with everybody at the door (the median of several rounds).

    The first event to come must be hours away, or its check-in code keeps the screens busy.
    """
    hall = furnish(app, server, screens, phones)
    figures: dict[str, Any] = {"left_alone": left_alone(hall, idle_seconds), "change": reached_by_a_change(hall)}
    coming = [phones_at_the_door(hall, 10, 3) for _round in range(rounds)]
    figures["phones_in_ten_seconds"] = _middle(coming, "press_p95_ms") | {"aim_p95_ms": 300, "aim_failed": 0}
    at_once = [phones_at_the_door(hall, 0, 1) for _round in range(rounds)]
    figures["phones_at_once"] = _middle(at_once, "seconds_to_the_last") | {"aim_seconds": 2, "aim_failed": 0}
    return figures


def _middle(rounds: list[dict[str, Any]], by: str) -> dict[str, Any]:
    """The round that is the median by one figure; failures and records are those of all rounds."""
    middle = sorted(rounds, key=lambda one: one[by])[len(rounds) // 2]
    return middle | {
        "rounds": len(rounds),
        "failed": sum(one["failed"] for one in rounds),
        "records": [one["records"] for one in rounds],
        by + "_of_all_rounds": [one[by] for one in rounds],
    }
