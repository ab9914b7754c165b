"""Calendar files, read with another implementation: right to the minute, stable, nothing private."""

import re
from datetime import UTC, date, datetime, time, timedelta

from dateutil import parser
from dateutil.rrule import rrulestr
from icalendar import Calendar

from partyedu.core import clock
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.db import db
from partyedu.schedule import operations
from partyedu.schedule.models import Event, EventKind, EventPart, Room


def lines(answer) -> dict[str, str]:
    """The properties of the one event of a file, read by hand: unfolded lines, name → value."""
    text = re.sub(r"\r\n[ \t]", "", answer.response.get_data(as_text=True))
    inside = text.split("BEGIN:VEVENT\r\n")[1].split("END:VEVENT")[0]
    return dict(line.split(":", 1) for line in inside.strip().split("\r\n"))


def test_the_times_are_right_to_the_minute_in_another_implementation(make, visit):
    make.venue()
    event = make.event("四十年一本账，记给谁看", clock.at(date(2026, 12, 3), time(14, 30)), minutes=95,
                       room_id=make.get(Room).id, kind=EventKind.OTHER)  # fmt: skip
    answer = visit().get(f"/schedule/{event.id}.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    read = lines(answer)
    # China keeps no summer time: 14:30 in the hall is 06:30 in UTC, whatever a zone table says.
    assert parser.parse(read["DTSTART"]) == datetime(2026, 12, 3, 6, 30, tzinfo=UTC)
    assert parser.parse(read["DTEND"]) - parser.parse(read["DTSTART"]) == timedelta(minutes=95)
    assert rrulestr(f"DTSTART:{read['DTSTART']}\nRRULE:FREQ=DAILY;COUNT=1")[0].hour == 6
    assert read["SUMMARY"] == "四十年一本账，记给谁看"
    assert read["LOCATION"] == "社区中心 二楼大厅"
    assert read["UID"] == f"event-{event.id}@demo.partyedu"
    assert (read["SEQUENCE"], read["STATUS"]) == ("1", "CONFIRMED")
    parsed = Calendar.from_ical(answer.response.data).walk("VEVENT")[0]
    assert clock.local(parsed.decoded("dtstart")).strftime("%H:%M") == "14:30"
    assert all(len(line.encode()) <= 75 for line in answer.response.data.decode().split("\r\n"))


def test_a_change_keeps_the_uid_and_counts_the_sequence(app, make, visit):
    event = make.event("读书会", clock.now() + timedelta(days=5), kind=EventKind.OTHER)
    before = lines(visit().get(f"/schedule/{event.id}.ics"))
    with app.app_context(), acting_as(MACHINE):
        row = db.session.get(Event, event.id)
        operations.edit(row, row.version, starts_at=row.starts_at + timedelta(minutes=7), ends_at=row.ends_at)
        db.session.commit()
    assert lines(visit().get(f"/schedule/{event.id}.ics"))["DTSTART"] == before["DTSTART"]
    with app.app_context(), acting_as(MACHINE):
        operations.release(db.session.get(Event, event.id))
        operations.cancel(db.session.get(Event, event.id), "停电")
        db.session.commit()
    after = lines(visit().get(f"/schedule/{event.id}.ics"))
    assert after["UID"] == before["UID"]
    assert (after["SEQUENCE"], after["STATUS"]) == ("3", "CANCELLED")
    assert parser.parse(after["DTSTART"]) - parser.parse(before["DTSTART"]) == timedelta(minutes=7)


def test_the_feed_honours_filters_and_names_nobody(make, visit):
    host = make.member("陈甲", public_name="full")
    branch = make.unit("第一支部")
    make.event(
        "电影夜", unit=branch, kind=EventKind.FILM, people=((host, EventPart.HOST),), summary="自带\n板凳; 和, 扇子"
    )
    make.event("会议", kind=EventKind.MEETING)
    make.event("草稿", published=False)
    make.event("老早以前", clock.now() - timedelta(days=400))

    def summaries(url: str) -> set[str]:
        data = visit().get(url).response.data
        assert "陈甲".encode() not in data and b"1390000" not in data
        return {str(entry["summary"]) for entry in Calendar.from_ical(data).walk("VEVENT")}

    assert summaries("/schedule.ics") == {"电影夜", "会议"}
    assert summaries("/schedule.ics?kind=film") == {"电影夜"}
    assert summaries(f"/schedule.ics?unit={branch.id}") == {"电影夜"}
    assert summaries("/schedule.ics?q=dyy") == {"电影夜"}
    entry = next(iter(Calendar.from_ical(visit().get("/schedule.ics?kind=film").response.data).walk("VEVENT")))
    assert "自带\n板凳; 和, 扇子" in str(entry["description"])


def test_a_draft_has_no_file(make, visit):
    draft = make.event(published=False)
    assert visit().get(f"/schedule/{draft.id}.ics").status == 404
