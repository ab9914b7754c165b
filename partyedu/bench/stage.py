"""The stage: a host presses through a session on the console, and forty screens must follow.

Over HTTP, as the console's own buttons send it; the screens show the layouts that say who is on stage.
"""

import asyncio
import re
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from partyedu.bench.crowd import Browser, Television, fields_of, in_own_loop
from partyedu.bench.hall import Hall, change, failed, leave, switched_on, while_polled
from partyedu.bench.inside import cookie_of_keeper
from partyedu.core import clock, watch
from partyedu.core.db import db, transaction
from partyedu.schedule.models import Event, EventKind
from partyedu.screens.models import Screen, ScreenLayout
from partyedu.theatre.models import ProgrammeItem

FOLLOWING = (ScreenLayout.HALL, ScreenLayout.PROGRAMME, ScreenLayout.DOOR)
_LIT = re.compile(r'class="lit"><i>[^<]*</i><b>([^<]*)')
PATIENCE_SECONDS = 30


def _prepared(hall: Hall) -> tuple[int, list[str]]:
    """The session of the place is about to begin, and all screens follow it; its number, and its parts in order."""
    with hall.app.app_context():
        session = db.session.scalars(select(Event.id).where(Event.kind == EventKind.THEATRE).limit(1)).one()
        leave()
    begins = clock.now() + timedelta(minutes=10)
    change(hall, session, starts_at=begins, ends_at=begins + timedelta(minutes=90))
    with hall.app.app_context():
        with transaction():
            room = db.session.get_one(Event, session).room_id
            for number, screen in enumerate(db.session.scalars(select(Screen).order_by(Screen.id))):
                screen.layout = FOLLOWING[number % len(FOLLOWING)]
                screen.room_id = room if screen.layout is ScreenLayout.DOOR else None
            watch.touch("screens")
            items = select(ProgrammeItem.title).where(ProgrammeItem.event_id == session)
            titles = list(db.session.scalars(items.order_by(ProgrammeItem.position)))
        leave()
    return session, titles


def _steps(titles: list[str]) -> Iterator[tuple[str, str, str]]:
    """What is pressed, what was on stage before it and what is after it; '' for nothing."""
    yield "start", "", titles[0]
    for before, after in pairwise(titles):
        yield "next", before, after
    yield "end", titles[-1], ""


def _follows(region: str, before: str, after: str) -> bool:
    """Whether a screen shows the step: the programme lights a part of it, other layouts name what is on alone."""
    text = unescape(region)
    if 'class="acts"' in text:
        lit = _LIT.search(text)
        return (lit[1] if lit else "") == after
    return after in text and not (before and before in text)


async def _press(console: Browser, session: int, action: str) -> None:
    """Press one button of the console. ValueError when it is not there or does not answer."""
    page = await console.get(f"/theatre/{session}/stage")
    form = page.text.partition(f'data-step="{action}"')[2].partition("</form>")[0]
    answer = await console.post(f"/theatre/{session}/stage/steps", fields_of(form))
    if answer.status != 303:
        raise ValueError(f"the console answered {answer.status} to {action}")


def steps_on_all_screens(hall: Hall) -> dict[str, Any]:
    """How many seconds after a press on the console each screen shows where the stage stands now."""
    session, titles = _prepared(hall)
    name, _equals, value = cookie_of_keeper(hall.app).partition("=")

    async def watched() -> tuple[list[list[float]], list[Television]]:
        # The session was moved a moment ago by another process, and the servers look once a second.
        await asyncio.sleep(2 * watch.RECHECK_SECONDS)
        screens, console = await switched_on(hall), Browser(hall.server.port, **{name: value})

        async def host() -> list[list[float]]:
            taken = []
            for number, step in enumerate(_steps(titles)):
                await asyncio.sleep(1 + 0.37 * number)  # at another moment of everybody's turn each time
                taken.append(await _reached(screens, console, session, *step))
            return taken

        taken = await while_polled(screens, host())
        for browser in (*screens, console):
            browser.close()
        return taken, screens

    taken, screens = in_own_loop(watched())
    all_of_them = [seconds for step in taken for seconds in step]
    return {
        "screens": len(hall.screens),
        "steps": len(taken),
        "reached": min(map(len, taken)),  # by the step that reached fewest
        "failed": failed([answer for screen in screens for answer in screen.answers]),
        "seconds_to_the_median": round(statistics.median(all_of_them), 2) if all_of_them else None,
        "seconds_to_the_last": round(max(all_of_them), 2) if all_of_them else None,
        "seconds_to_the_last_of_each": [round(max(step), 2) for step in taken if step],
        "aim_seconds": 3,
    }


async def _reached(
    screens: list[Television], console: Browser, session: int, action: str, before: str, after: str
) -> list[float]:
    begun = time.perf_counter()
    await _press(console, session, action)
    missing, found = list(screens), []
    while missing and time.perf_counter() - begun < PATIENCE_SECONDS:
        there = [screen for screen in missing if _follows(screen.region, before, after)]
        found += [screen.changed_at - begun for screen in there]
        missing = [screen for screen in missing if screen not in there]
        await asyncio.sleep(0.05)
    return found
