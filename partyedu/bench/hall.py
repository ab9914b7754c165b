"""The hall: forty televisions that are left alone, and a change of the schedule that must reach them.

Against the shipped server on loopback, with real pages: the televisions open their page and poll as it tells them.
"""

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import insert, select

from partyedu.attendance.device import hashed, new_token
from partyedu.attendance.models import CheckInDevice
from partyedu.bench.crowd import Answer, Television, in_own_loop
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

    The first event to come is the one that is checked in to, once ``door.open_doors`` has been called.
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
        leave()
    assert event is not None
    return Hall(app, server, tuple(tokens), tuple(token for token, _person in pairs), event)


def leave() -> None:
    """Let go of the database, which the server is asked about."""
    db.session.remove()
    db.engine.dispose()


def change(hall: Hall, event_id: int, **values: Any) -> None:
    """Change an event and release it: in this process, which is not one of the server's."""
    with hall.app.app_context(), acting_as(MACHINE):
        with transaction():
            event = db.session.get_one(Event, event_id)
            schedule.edit(event, None, **{**_standing(event), **values})
            schedule.release(event)
        leave()


def _standing(event: Event) -> dict[str, Any]:
    names = ("title", "starts_at", "ends_at", "unit_id", "room_id", "theme_id", "kind", "capacity", "place")
    return {name: getattr(event, name) for name in names}


async def switched_on(hall: Hall) -> list[Television]:
    """All screens, each with its page open."""
    screens = [Television(hall.server.port, token) for token in hall.screens]
    await asyncio.gather(*(screen.switch_on() for screen in screens))
    return screens


async def while_polled(screens: list[Television], work: Coroutine[Any, Any, T]) -> T:
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
        screens = await switched_on(hall)

        async def wait() -> float:
            await asyncio.sleep(max(screen.seconds for screen in screens))  # each has been answered once
            for screen in screens:
                screen.answers.clear()
            before = hall.server.cpu_seconds()
            await asyncio.sleep(seconds)
            return hall.server.cpu_seconds() - before

        spent = await while_polled(screens, wait())
        for screen in screens:
            screen.close()
        return spent, screens

    spent, screens = in_own_loop(watched())
    answers = [answer for screen in screens for answer in screen.answers]
    return {
        "screens": len(screens),
        "polls_per_second": round(len(answers) / seconds, 1),
        "unchanged": sum(answer.status == 204 for answer in answers),
        "drawn_anew": sum(answer.status == 200 for answer in answers),
        "failed": failed(answers),
        "share_of_one_core": round(spent / seconds, 4),
        "aim_share": 0.02,
    }


def reached_by_a_change(hall: Hall) -> dict[str, Any]:
    """How many seconds after a change of the schedule each screen that shows the event shows it changed."""

    async def watched() -> list[float]:
        screens = await switched_on(hall)
        showing = [screen for screen in screens if CHANGED not in screen.region]
        found: list[float] = []

        async def change_and_look() -> None:
            await asyncio.sleep(1)
            await asyncio.to_thread(change, hall, hall.event_id, title=CHANGED)
            begun, missing = time.perf_counter(), list(showing)
            while missing and time.perf_counter() - begun < 60:
                await asyncio.sleep(0.05)
                there = [screen for screen in missing if CHANGED in screen.region]
                found.extend(time.perf_counter() - begun for _screen in there)
                missing = [screen for screen in missing if screen not in there]

        await while_polled(screens, change_and_look())
        for screen in screens:
            screen.close()
        return found

    found = in_own_loop(watched())
    return {
        "screens": len(hall.screens),
        "reached": len(found),
        "seconds_to_the_median": round(sorted(found)[len(found) // 2], 1) if found else None,
        "seconds_to_the_last": round(max(found), 1) if found else None,
        "aim_seconds": 15,
    }


def failed(answers: list[Answer]) -> int:
    """How many of the screens' or desks' polls were answered with an error, or not at all."""
    return sum(answer.status not in (200, 204) for answer in answers)
