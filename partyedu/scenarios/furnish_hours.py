"""The demonstration's hours: half days through the year, entries to confirm, who is exempt, a rule."""

from datetime import date, datetime, timedelta
from typing import Any

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.organisation.models import DutyKind, Person, Unit
from partyedu.organisation.operations import belonging, duties
from partyedu.scenarios.community import Community, hall_time
from partyedu.schedule.models import Event, EventKind
from partyedu.study.models import CountsAs, Exemption, ExemptionKind, HoursEntry
from partyedu.study.operations import entries, events, exemptions, rules

DAYS = ("党史学习日", "走进红色基地", "夏季读书日", "理论学习日", "走进农田", "秋季读书日", "业务学习日", "冬季读书日")


def furnish(place: Community, home: Any, now: datetime) -> None:
    """The first two branches study half a day about once a month; some come always, some now and then."""
    today = clock.local(now).date()
    first = today.replace(month=1, day=5)
    _rule(place, home, first)
    span = max((today - first).days - 10, len(DAYS))
    for number, title in enumerate(DAYS):
        day = first + timedelta(days=3 + span * number // len(DAYS))
        if day < today:
            _half_day(place, home, title, day, number)
    _entries(place, home, now)
    _exempt(place, home, now)
    with place.step(home.organiser, now - timedelta(days=90)):
        guest = db.session.get_one(Person, home.members[home.units[1]][4])
        day = clock.today()
        if guest.daily_unit_id is None:
            belonging.give_daily(home.organiser, guest, home.units[0], day, reason="住在东街，就近学")


def _rule(place: Community, home: Any, day: date) -> None:
    with place.step(home.organiser, hall_time(day, 9)):
        amounts = {"target": 32 * 60, "post_target": 56 * 60, "half_day": 4 * 60, "day": 8 * 60, "speaker": 60}
        caps = {"speaker_cap": 10 * 60, "door_cap": None, "online_cap": 12 * 60, "entry_cap": 16 * 60}
        unit = db.session.get_one(Unit, place.root_id)
        values = {f"{name}_minutes": value for name, value in {**amounts, **caps}.items()}
        rules.write_rule(unit, day, "社区党委年初的学习计划", **values)
        branch = db.session.get_one(Unit, home.units[0])
        for person_id, kind, title, tasks in (
            (home.first[0], DutyKind.SECRETARY, "", "支部全面工作"),
            (home.first[1], DutyKind.COMMITTEE, "宣传委员", "学习和讲述"),
        ):
            given = {"kind": kind, "title": title, "tasks": tasks, "since_on": day, "until_on": None}
            duties.give(home.organiser, db.session.get_one(Person, person_id), branch, given)


def _half_day(place: Community, home: Any, title: str, day: date, number: int) -> None:
    people = [*home.members[home.units[0]], *home.members[home.units[1]]]
    came = [person for turn, person in enumerate(people) if (turn * 7 + number * 3) % 10 < 10 - turn % 6]
    begin = hall_time(day, 8, 30)
    with place.step(home.organiser, begin - timedelta(days=7)):
        event_id = place.gather(
            home.organiser, EventKind.MEETING, title, place.root_id, begin, minutes=210, room_id=place.hall_id
        )
    place.hold(event_id, came, begin + timedelta(minutes=20))
    with place.step(home.organiser, hall_time(day, 18)):
        events.count_event(db.session.get_one(Event, event_id), CountsAs.HALF_DAY)


def _entries(place: Community, home: Any, now: datetime) -> None:
    """The member one can sign in as has one that counts and one that waits; somebody else's was refused."""
    today = clock.local(now).date()
    written = (
        (home.first[6], 40, 240, "区委党校：老党员读书班", "党校李老师在场，有结业照"),
        (home.first[6], 4, 120, "街道的红色观影会", "街道党群办可以查"),
        (home.first[8], 9, 90, "女儿单位的主题党日", "女儿可以作证"),
        (home.first[10], 15, 480, "自己在家看书", "没有人"),
    )
    for person_id, days, minutes, title, evidence in written:
        with place.step(place.actor(person_id, None, ""), now - timedelta(days=min(days, 3))):
            day = max(today - timedelta(days=days), date(today.year, 1, 1))
            entries.hand_in(db.session.get_one(Person, person_id), day, minutes, title, evidence)
    with place.step(home.secretary, now - timedelta(days=1)):
        rows = {row.title: row for row in db.session.scalars(db.select(HoursEntry))}
        entries.confirm_entry(rows[written[0][3]], None)
        entries.refuse_entry(rows[written[3][3]], None, "自学不算学时，欢迎来参加读书会。")


def _exempt(place: Community, home: Any, now: datetime) -> None:
    today = clock.local(now).date()
    last = today.replace(month=12, day=31)
    with place.step(home.organiser, now - timedelta(days=2)):
        for person_id, kind, reason in (
            (home.first[9], ExemptionKind.AGE, "九十岁了，送学上门"),
            (home.first[12], ExemptionKind.ILLNESS, "行动不便，一时来不了"),
            (home.first[15], ExemptionKind.ILLNESS, "休养到年底"),
        ):
            person = db.session.get_one(Person, person_id)
            exemptions.exempt(person, kind, today.replace(month=1, day=1), last, reason)
    with place.step(home.organiser, now - timedelta(days=1)):
        row = db.session.scalars(db.select(Exemption).order_by(Exemption.id.desc())).first()
        if row is not None and today.month > 1:
            exemptions.end_exemption(row, row.version, today - timedelta(days=2), "身体好了，自己要求来上课")
