"""Days by a rule: "Tuesday and Thursday 19:00 for two months, not on holidays". Knows neither database nor clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from dateutil.rrule import MO, WEEKLY, rrule

from partyedu.core.errors import Problem
from partyedu.core.words import _, _l, formatted

MOST = 200  # meetings of one class
LONGEST = timedelta(days=3 * 366)

WEEKDAYS = (_l("周一"), _l("周二"), _l("周三"), _l("周四"), _l("周五"), _l("周六"), _l("周日"))


@dataclass(frozen=True, slots=True)
class Rule:
    """When a class meets. ``weekdays``: 0 Monday … 6 Sunday; it ends on ``last_on`` or after ``times`` meetings.

    ``every_weeks``: 1 each week, 2 every other week. ``holidays``: whether it meets on holidays too.
    """

    weekdays: Sequence[int]
    first_on: date
    last_on: date | None = None
    times: int | None = None
    every_weeks: int = 1
    holidays: bool = False


@dataclass(frozen=True, slots=True)
class Timetable:
    """The days a rule gives, and those it would give were they no holidays (day, name of the holiday)."""

    days: list[date] = field(default_factory=list)
    left_out: list[tuple[date, str]] = field(default_factory=list)


def timetable(rule: Rule, holidays: Mapping[date, str]) -> Timetable:
    """The days of a rule. Raises ``Problem`` when it gives none, only holidays, or more than ``MOST``."""
    last_on = min(rule.last_on or date.max, rule.first_on + LONGEST)
    found = Timetable()
    for moment in rrule(
        WEEKLY, interval=rule.every_weeks, byweekday=sorted(set(rule.weekdays)), wkst=MO,
        dtstart=datetime.combine(rule.first_on, time()), until=datetime.combine(last_on, time()),
    ):  # fmt: skip
        day = moment.date()
        if rule.times is not None and len(found.days) == rule.times:
            break
        if day in holidays and not rule.holidays:
            found.left_out.append((day, holidays[day]))
        else:
            found.days.append(day)
        if len(found.days) > MOST:
            raise Problem(
                _("这样超过 %(limit)s 次课了，一个班最多排 %(limit)s 次。请把结束的日期改近一些。", limit=MOST),
                "last_on",
            )
    if found.left_out and not found.days:
        names = _("、").join(dict.fromkeys(name for _day, name in found.left_out))
        sentence = _(
            "这样排的日子全落在节假日里（%(names)s），一次课也上不成。请换日期，或者选“节假日也上课”。", names=names
        )
        raise Problem(sentence, "last_on")
    if not found.days:
        days = _(
            "%(first)s到%(last)s", first=formatted(rule.first_on, "month_day"), last=formatted(last_on, "month_day")
        )
        raise Problem(_("%(span)s之间没有您选的星期，一次课也排不出来。请改日期或星期。", span=days), "last_on")
    return found


def in_words(starts: Sequence[datetime], ends: Sequence[datetime]) -> str:
    """When a class meets, said shortly: 每周二、周四 19:00–20:30. Hall times; '' when they do not fit one sentence."""
    if len(starts) < 2:
        return ""
    hours = {(start.time(), end.time()) for start, end in zip(starts, ends, strict=True)}
    weekdays = sorted({start.weekday() for start in starts})
    if len(hours) != 1 or len(weekdays) > 3:
        return ""
    [(begins, over)] = hours
    days = _("、").join(str(WEEKDAYS[day]) for day in weekdays)
    times = {"begins": f"{begins:%H:%M}", "over": f"{over:%H:%M}"}
    return _("每%(weekdays)s %(begins)s–%(over)s", weekdays=days, **times)
