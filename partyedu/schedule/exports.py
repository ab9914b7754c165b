"""The calendar outside of the house: files for calendar programs, words for a chat group, sign-ups as a workbook."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask_babel import force_locale

from partyedu.core import clock, watch, words
from partyedu.core.db import db
from partyedu.core.qr import house_address
from partyedu.core.settings import centre
from partyedu.core.spreadsheets import Table, write_workbook
from partyedu.core.words import _, _l
from partyedu.organisation.models import PERSON_KINDS
from partyedu.schedule import queries
from partyedu.schedule.access import page_of
from partyedu.schedule.models import EVENT_KINDS, SIGN_UP_STATES, Event, EventPart, EventStatus
from partyedu.schedule.queries import Filters, PublicEvent, place_words

if TYPE_CHECKING:  # read where it is used: most processes never write a calendar file
    from icalendar import Event as Entry

FEED_DAYS_BACK = 92

CHAT_SUMMARY = 200  # characters of the summary that a chat group is told
_STANDS = {
    EventStatus.CANCELLED: _l("这个活动取消了。"),
    EventStatus.POSTPONED: _l("这个活动延期了，新的时间还没有定。"),
}
_STATUS = {EventStatus.CANCELLED: "CANCELLED", EventStatus.POSTPONED: "TENTATIVE"}


def feed_calendar(filters: Filters, base_url: str) -> bytes:
    """Everything public from the last three months on, as iCalendar; times in UTC, right in every program."""

    def build() -> bytes:
        day = clock.today() - timedelta(days=FEED_DAYS_BACK)
        return _calendar(queries.feed_rows(filters, clock.day_bounds(day)[0]), base_url)

    if filters.words:
        return build()
    return watch.kept(("feed", words.language(), filters, base_url, clock.today()), ("schedule", "centre"), build)


def event_calendar(event_id: int, base_url: str) -> bytes:
    """One public event as iCalendar."""
    return _calendar(queries.feed_rows(Filters(), None, event_id), base_url)


def _calendar(rows: Any, base_url: str) -> bytes:
    from icalendar import Calendar

    own = centre()
    calendar = Calendar()
    calendar.add("prodid", "-//partyedu//schedule//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", own.name or "partyedu")
    calendar.add("x-wr-timezone", str(clock.zone()))
    for row in rows:
        calendar.add_component(_entry(row, base_url, own.code or "centre"))
    return calendar.to_ical()


def _entry(row: Any, base_url: str, code: str) -> Entry:
    from icalendar import Event as Entry
    from icalendar import vUri

    (
        key,
        kind,
        status,
        title,
        starts_at,
        ends_at,
        theme,
        unit,
        venue,
        room,
        place,
        address,
        number,
        released,
        reason,
    ) = row
    entry = Entry()
    entry.add("uid", f"event-{key}@{code}.partyedu")
    entry.add("sequence", number)
    entry.add("dtstamp", clock.now().replace(microsecond=0))
    entry.add("dtstart", starts_at)
    entry.add("dtend", ends_at)
    entry.add("summary", _("【已取消】%(title)s", title=title) if status is EventStatus.CANCELLED else title)
    where = place_words(venue, room, place)
    entry.add("location", f"{where}（{address}）" if address else where)
    summary = json.loads(released or "{}").get("summary", "")
    lines = [reason, f"{unit} · {theme}" if theme else unit, summary]
    entry.add("description", "\n".join(line for line in lines if line))
    entry.add("status", _STATUS.get(status, "CONFIRMED"))
    entry.add("url", vUri(base_url + page_of(key, kind)))
    return entry


def sign_ups_workbook(event: Event) -> bytes:
    """Everybody who signed up, waits, is excused or withdrew, in order, as .xlsx; reasons too: for staff only."""
    columns = [
        _("序号"),
        _("姓名"),
        _("组织"),
        _("身份"),
        _("状态"),
        _("报名时间"),
        _("候补转正"),
        _("请假原因"),
        _("代报人"),
        _("电话"),
    ]
    rows = (
        (
            place, row.name, row.unit, str(PERSON_KINDS[row.kind]), str(SIGN_UP_STATES[row.state]), row.entered_at,
            row.moved_up_at, row.reason, row.typist, row.phone,
        )
        for place, row in enumerate(db.session.execute(queries.sign_ups(event.id)), 1)
    )  # fmt: skip
    target = io.BytesIO()
    write_workbook([Table(event.title, columns, rows)], target)
    return target.getvalue()


def no_programme() -> list[str]:
    """An event without a programme of its own."""
    return []


def chat_texts(event: PublicEvent, programme: Callable[[], list[str]] = no_programme) -> list[tuple[str, str, str]]:
    """What one sends to a chat group, in each language, the reader's own first: its code, its own name, the text.

    Only what everybody may read, with names as their owners chose. ``programme`` words the lines of a programme; it is
    asked in each language.
    """
    found = []
    for code in sorted(words.LANGUAGES, key=lambda code: code != words.language()):
        with force_locale(code):
            found.append((code, words.LANGUAGES[code], _chat_text(event, programme())))
    return found


def _chat_text(event: PublicEvent, programme: list[str]) -> str:
    hosts = [name for part, _number, name in event.people if part is EventPart.HOST and name]
    others = [name for part, _number, name in event.people if part in (EventPart.SPEAKER, EventPart.TEACHER) and name]
    where = _("%(place)s（%(address)s）", place=event.place, address=event.address) if event.address else event.place
    lines = [
        _("【%(kind)s】%(title)s", kind=EVENT_KINDS[event.kind], title=event.title),
        _STANDS.get(event.status, ""),
        _("时间：%(when)s", when=span_words(event)) if event.status is not EventStatus.POSTPONED else "",
        _("地点：%(where)s", where=where) if where else "",
        _("主持：%(names)s", names=_("、").join(hosts)) if hosts else "",
        _("主讲：%(names)s", names=_("、").join(dict.fromkeys(others))) if others and not programme else "",
        *([_("节目："), *programme] if programme else []),
        _("请%(unit)s的党员参加。", unit=event.expected) if event.expected else "",
        _("欢迎居民来听。") if event.open_to_residents else "",
        event.summary.strip()[:CHAT_SUMMARY],
        _("到服务台就能报名；连上中心的无线网，也可以打开这里报名：%(address)s", address=_address_of(event)),
        event.unit,
    ]
    return "\n".join(str(line) for line in lines if line)


def span_words(event: Any) -> str:
    """From when to when, the day said once when there is only one."""
    begins, ends = clock.local(event.starts_at), clock.local(event.ends_at)
    until = words.formatted(ends, "time" if begins.date() == ends.date() else "full")
    return f"{words.formatted(begins, 'full')} – {until}"


def _address_of(event: PublicEvent) -> str:
    return house_address() + page_of(event.id, event.kind)
