"""When one may check in and how that counts: pure rules over the event's public times and the server's clock."""

from datetime import datetime, timedelta
from typing import Any

from partyedu.core.words import _, formatted
from partyedu.schedule.models import EventStatus

OPENS_BEFORE = timedelta(minutes=60)
CLOSES_AFTER = timedelta(minutes=30)
LATE_AFTER = timedelta(minutes=10)
UNDO_WITHIN = timedelta(minutes=10)
PRESS_WITHIN = timedelta(minutes=10)  # between opening the page and pressing the button

CLOCK_TOLERANCE = timedelta(minutes=5)
FIRST_YEAR = 2020  # a machine whose battery is empty wakes up in 1970


def check_in_refusal(event: Any, now: datetime) -> str:
    """Why nobody can check in at this event now, as a sentence; '' when one can.

    ``event``: anything with ``status``, ``starts_at`` and ``ends_at`` (the public times).
    """
    if event.status is EventStatus.POSTPONED:
        return _("这场活动延期了，新的时间请看日程。")
    if event.status is EventStatus.CANCELLED:
        return _("这场活动取消了，不用签到。")
    opens = event.starts_at - OPENS_BEFORE
    if now < opens:
        return _("签到还没有开始，%(when)s 开始。到时候请再扫一次。", when=formatted(opens, "datetime"))
    if now > event.ends_at + CLOSES_AFTER:
        return _("这场活动的签到已经结束了。来了没签上的，请告诉工作人员补记。")
    return ""


def is_open(event: Any, now: datetime) -> bool:
    """Whether one can check in now."""
    return not check_in_refusal(event, now)


def clock_refusal(newest: datetime | None, now: datetime) -> str:
    """Why the machine's clock cannot be trusted, as a sentence; '' when it can.

    ``newest``: the time of the newest change on record. A clock that went back would make old codes good again.
    """
    if now.year < FIRST_YEAR or (newest is not None and now < newest - CLOCK_TOLERANCE):
        return _("机器的时钟好像倒退了，为了不记错，现在不能签到。请到签到台找工作人员。")
    return ""


def is_late(starts_at: datetime, at: datetime) -> bool:
    """Whether who came at ``at`` came late."""
    return at > starts_at + LATE_AFTER
