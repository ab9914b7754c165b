"""Every column of words is in the inventory; what is held about a person they take along, and it goes when they go."""

import json
from pathlib import Path

from personal_columns import INVENTORY
from sqlalchemy import Enum, String, Text

from partyedu.accounts.models import Role
from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.core import clock
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.db import db, transaction
from partyedu.notices.models import Notice, NoticeKind
from partyedu.organisation.models import DutyKind, MemberStatus, Person
from partyedu.organisation.operations import belonging, cards, people
from partyedu.schedule.models import SignUp, SignUpState
from partyedu.study.models import Exemption, ExemptionKind, HomeVisit, HoursEntry, MakeUp, MakeUpKind


def columns_of_words(app):
    with app.app_context():
        return {
            table.name: {
                column.name
                for column in table.columns
                if isinstance(column.type, (String, Text)) and not isinstance(column.type, Enum)
            }
            for table in db.metadata.sorted_tables
        }


def test_every_column_of_words_is_called_personal_or_plain(app):
    wrong = []
    for table, columns in columns_of_words(app).items():
        personal, plain = INVENTORY.get(table, (set(), set()))
        new = columns - personal - plain
        wrong += [f"{table}.{name}: is it personal? write it into personal_columns.py" for name in new]
        wrong += [f"{table}.{name}: there is no such column any more" for name in (personal | plain) - columns]
        wrong += [f"{table}.{name}: personal or plain, not both" for name in personal & plain]
    assert sorted(wrong) == []
    assert sorted(set(INVENTORY) - set(columns_of_words(app))) == []


MARK = "卐标记"  # in no other text of the house
CARD = ("reach_how", "reach_when", "housing", "work", "family_name", "family_relation", "family_phone", "asks")


def marked(app, make):
    """A member with a mark in every personal column that the roster and the card hold."""
    home, away = make.unit("老街支部"), make.unit("新区支部")
    own = {"education": "学", "trade": "业", "introduction": "介", "member_number": "号"}
    member = make.member(f"{MARK}名", home, **{name: MARK + word for name, word in own.items()})
    values = {name: f"{MARK}{name}" for name in (*CARD, "care", "doorplate", "area", "building", "door")}
    with app.app_context(), acting_as(MACHINE), transaction():
        person = db.session.get(Person, member.id)
        cards.write(MACHINE, person, 0, values | {"care_agreed": True, "doorplate_agreed": True})
        belonging.give_daily(MACHINE, person, away.id, person.on_roster_since, reason=f"{MARK}因")
    make.duty(member, home, DutyKind.OTHER, title=f"{MARK}职", tasks=f"{MARK}责")
    return member


def test_a_person_takes_along_what_roster_and_card_hold(app, make, visit):
    visitor = visit(marked(app, make))
    held = visitor.get("/organisation/me/export.json").response.get_data(as_text=True)
    held += visitor.get("/organisation/me/card/export.json").response.get_data(as_text=True)
    names = ["name", "education", "trade", "introduction", "member_number", "title", "tasks", "reason"]
    marks = dict(zip(names, "名学业介号职责因", strict=True))
    for table in ("person", "contact_card", "household", "duty", "daily_belonging"):
        for name in INVENTORY[table][0] - {"search_text", "phone"}:
            assert MARK + marks.get(name, name) in held, (table, name)
    assert json.loads(visitor.get("/organisation/me/export.json").response.get_data(as_text=True))


def words_elsewhere(member, event, today):
    """A mark in what attendance, schedule and study hold of a member."""
    at, same = clock.now(), {"person_id": member.id}
    yield Attendance(event_id=event.id, state=AttendanceState.LATE, via=Via.DESK, at=at, reason=f"{MARK}迟", **same)
    yield SignUp(event_id=event.id, state=SignUpState.LEAVE, entered_at=at, reason=f"{MARK}假", **same)
    said = {"why": f"{MARK}何", "note": f"{MARK}记", "words": f"{MARK}话"}
    yield HomeVisit(unit_id=event.unit_id, planned_on=today, created_at=at, **said, **same)
    yield MakeUp(kind=MakeUpKind.ABSENCE, year=today.year, opened_at=at, words=f"{MARK}难", event_id=event.id, **same)
    studied = {"studied_on": today, "minutes": 60, "handed_in_at": at, "unit_id": event.unit_id}
    yield HoursEntry(title=f"{MARK}课", evidence=f"{MARK}证", **studied, **same)
    yield Exemption(
        kind=ExemptionKind.ILLNESS, reason=f"{MARK}病", from_on=today, until_on=today, decided_at=at, **same
    )
    yield Notice(kind=NoticeKind.ANNOUNCEMENT, subject=f"{MARK}知", created_at=at, **same)


def _tidy(app):
    """Pages that are free are given back, as the nightly copy of a database does (it holds none)."""
    with app.app_context(), db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        raw = connection.connection.dbapi_connection
        raw.rollback()
        raw.execute("VACUUM")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def test_erased_no_byte_of_it_is_left(app, make, visit):
    member = marked(app, make)
    organiser = visit(make.staff(Role.ORGANISER))
    url = f"/organisation/people/{member.id}/erase"
    assert organiser.post(url, {"name": member.name}).status == 422  # still a member
    event = make.event("课")
    with app.app_context(), acting_as(MACHINE), transaction():
        db.session.add_all(words_elsewhere(member, event, clock.today()))
        people.change_status(db.session.get(Person, member.id), None, MemberStatus.LEFT)
    assert organiser.post(url, {"name": member.name}).status == 303
    _tidy(app)
    folder = Path(app.config["DATA"])
    found = [file.name for file in folder.rglob("*") if file.is_file() and MARK.encode() in file.read_bytes()]
    assert found == []
    page = organiser.get(f"/organisation/people/{member.id}")
    assert "已清除" in page.text
    assert member.phone not in page.text
