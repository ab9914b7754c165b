"""The door: five hundred phones that check in, while screens and desks go on polling.

The phones open the page of the code and press its button; what the house keeps in the end is read from its database.
"""

import asyncio
import time
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select

from partyedu.attendance import codes
from partyedu.attendance.models import Attendance
from partyedu.bench.crowd import (
    Answer,
    Browser,
    Lag,
    Phone,
    Television,
    check_in,
    in_own_loop,
    percentile,
    poll_again_and_again,
)
from partyedu.bench.hall import Hall, change, failed, leave, switched_on, while_polled
from partyedu.bench.inside import cookie_of_keeper
from partyedu.core import clock
from partyedu.core.db import db, transaction
from partyedu.schedule.models import Event

DESKS, DESK_POLLS_EVERY = 3, 6.0


def open_doors(hall: Hall) -> None:
    """Let the event begin in half an hour, so that one can check in now; whoever had, has not."""
    begins = clock.now() + timedelta(minutes=30)
    with hall.app.app_context():
        with transaction():
            db.session.execute(delete(Attendance).where(Attendance.event_id == hall.event_id))
        leave()
    change(hall, hall.event_id, starts_at=begins, ends_at=begins + timedelta(minutes=90))


def _path(hall: Hall) -> str:
    with hall.app.app_context():
        event = db.session.get_one(Event, hall.event_id)
        path = codes.current(event).path
        leave()
    return path


def _records(hall: Hall) -> int:
    with hall.app.app_context():
        counted = select(func.count()).select_from(Attendance).where(Attendance.event_id == hall.event_id)
        number = db.session.scalar(counted) or 0
        leave()
    return number


def phones_at_the_door(hall: Hall, within: float, presses: int) -> dict[str, Any]:
    """All phones come within so many seconds and are pressed so often, while screens and desks poll.

    ``within`` 0: all in the same instant.
    """
    open_doors(hall)
    keeper = cookie_of_keeper(hall.app)
    path = _path(hall)
    seconds, begun, lag = 0.0, 0.0, Lag()

    async def rush() -> tuple[list[Phone], list[Television], list[list[Answer]]]:
        nonlocal seconds, begun
        screens = await switched_on(hall)
        for screen in screens:
            screen.answers.clear()
        name, _equals, value = keeper.partition("=")
        desks = [Browser(hall.server.port, **{name: value}) for _desk in range(DESKS)]
        off = asyncio.Event()
        watching = asyncio.ensure_future(lag.watch(off))
        address = f"/attendance/{hall.event_id}/desk/live"
        at_desks = [asyncio.ensure_future(poll_again_and_again(desk, address, DESK_POLLS_EVERY, off)) for desk in desks]

        async def come() -> list[Phone]:
            nonlocal seconds, begun
            begun = time.perf_counter()
            step = within / len(hall.phones)
            coming = (
                check_in(hall.server.port, token, path, step * number, presses)
                for number, token in enumerate(hall.phones)
            )
            phones = await asyncio.gather(*coming)
            seconds = time.perf_counter() - begun
            return phones

        phones = await while_polled(screens, come())
        off.set()
        answered = await asyncio.gather(*at_desks)
        await watching
        for browser in (*screens, *desks):
            browser.close()
        return phones, screens, answered

    before = hall.server.cpu_seconds()
    phones, screens, desks = in_own_loop(rush())
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
        "own_lag_median_ms": percentile(lag.seconds, 50),
        "own_lag_p95_ms": percentile(lag.seconds, 95),
        "seconds_to_the_last_press_answered": round(max(phone.answered_at for phone in phones) - begun, 2),
        "seconds_to_the_last": round(seconds, 2),
        "server_cpu_share_of_one_core": round(spent / seconds, 2),
        "screens": {"polls": len(of_screens), "failed": failed(of_screens),
                    "p95_ms": percentile([answer.seconds for answer in of_screens], 95)},
        "desks": {"polls": len(of_desks), "failed": failed(of_desks),
                  "p95_ms": percentile([answer.seconds for answer in of_desks], 95)},
    }  # fmt: skip
