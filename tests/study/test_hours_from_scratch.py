"""Hours by any road of corrections equal hours counted from scratch (see ``hours_reference``)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from study.hours_reference import SOURCES, Counted

from partyedu.attendance import operations as attendance
from partyedu.attendance import queries as attended
from partyedu.attendance.models import AttendanceState, Via
from partyedu.core import clock
from partyedu.core.actor import MACHINE, Actor, Permission, acting_as, current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.organisation import operations as organisation
from partyedu.organisation.models import Duty, DutyKind, MemberStatus, Person, PersonKind, Unit, UnitKind
from partyedu.schedule import access
from partyedu.schedule.models import Event, EventKind, EventPart, EventPerson, EventStatus
from partyedu.schedule.operations import write_face
from partyedu.study.models import (
    CountsAs,
    DistanceClass,
    DistancePiece,
    DistanceState,
    EventHours,
    EventHoursChange,
    Exemption,
    ExemptionKind,
    HomeVisit,
    HoursEntry,
    HoursRule,
    Pair,
    PairKind,
    PairMeeting,
    PieceAnswer,
    VisitState,
)
from partyedu.study.operations import entries, events, exemptions, rules
from partyedu.study.queries.ledger import Ledger
from partyedu.study.queries.rules import rulebook
from partyedu.study.queries.standing import Belongs, standings
from partyedu.study.queries.years import Year

BEGIN = datetime.fromisoformat("2025-11-20T12:00:00+08:00")
PEOPLE, UNITS = 4, 3  # of the example: members, and the units they may belong to
number = st.integers(0, 5)
minutes = st.sampled_from([1, 45, 90, 240, 481, 900])

parts = st.sampled_from([EventPart.SPEAKER, EventPart.TEACHER, EventPart.HOST])

STEPS = st.one_of(
    st.tuples(st.just("hold"), number, st.integers(-60, 20), st.integers(0, 23), minutes),
    st.tuples(st.just("attend"), number, number, st.sampled_from(list(AttendanceState))),
    st.tuples(st.just("correct"), number, number, st.sampled_from(list(AttendanceState))),
    st.tuples(st.just("undo"), number, number),
    st.tuples(st.just("speak"), number, number, parts),
    st.tuples(st.just("move"), number, st.integers(-80, 40), minutes, st.booleans()),
    st.tuples(st.just("put_off"), number, st.sampled_from(list(EventStatus))),
    st.tuples(st.just("count"), number, st.sampled_from([None, *CountsAs]), minutes),
    st.tuples(st.just("correct_count"), number, st.sampled_from([None, *CountsAs]), minutes, st.booleans()),
    st.tuples(st.just("exempt"), number, st.integers(-200, 200), st.integers(0, 400)),
    st.tuples(st.just("end_exemption"), number, st.integers(-100, 100)),
    st.tuples(st.just("rule"), number, st.integers(-2, 50), st.integers(1, 3), st.sampled_from([None, 0, 1, 2])),
    st.tuples(st.just("withdraw_rule"), number),
    st.tuples(st.just("move_member"), number, number),
    st.tuples(st.just("off_roster"), number, st.sampled_from(list(MemberStatus))),
    st.tuples(st.just("post"), number, st.sampled_from(list(DutyKind)), st.integers(-60, 20)),
    st.tuples(st.just("hand_in"), number, st.integers(-300, 3), minutes),
    st.tuples(st.just("confirm"), number, number),
    st.tuples(st.just("refuse"), number, number),
    st.tuples(st.just("withdraw"), number),
    st.tuples(st.just("visit"), number, number, st.integers(-60, 0), minutes, st.sampled_from(list(VisitState))),
    st.tuples(st.just("pair"), number, number, number, st.integers(-60, 0), minutes),
    st.tuples(st.just("answer"), number, st.integers(0, 6), st.booleans(), st.integers(-60, 0), minutes),
    st.tuples(st.just("days_go_by"), st.integers(1, 60)),
)


class House:
    """A small house whose people do one thing after another; what is refused changes nothing."""

    def __init__(self) -> None:
        self.now = BEGIN
        with clock.standing_at(self.now):
            root = db.session.scalars(db.select(Unit).where(Unit.parent_id.is_(None))).one()
            self.units = [root, *(organisation.units.add(root, name, kind) for name, kind in _BRANCHES)]
            self.people = [self._member(place) for place in range(PEOPLE)]
            self.keeper = self._member(PEOPLE)
        self.events: list[int] = []

    def _member(self, place: int) -> Person:
        since = [None, date(2020, 5, 1), date(2025, 3, 3), date(2024, 2, 29), None][place]
        person = Person(
            kind=PersonKind.MEMBER, name=f"甲{place}", unit_id=self.units[place % UNITS].id, status=MemberStatus.FULL,
            on_roster_since=since, created_at=self.now, version=1,
        )  # fmt: skip
        db.session.add(person)
        db.session.flush()
        return person

    def person(self, at: int) -> Person:
        return self.people[at % PEOPLE]

    def unit(self, at: int) -> Unit:
        return self.units[at % UNITS]

    def today(self, days: int = 0) -> date:
        return clock.local(self.now).date() + timedelta(days=days)

    def event(self, at: int) -> Event | None:
        return db.session.get(Event, self.events[at % len(self.events)]) if self.events else None

    def newest(self, table, at: int):
        rows = db.session.scalars(db.select(table).order_by(table.id)).all()
        return rows[at % len(rows)] if rows else None

    def take(self, verb: str, *given) -> None:
        """One step, by the keeper of the house; a refusal is taken back whole."""
        with clock.standing_at(self.now), acting_as(_acting(self.keeper)):
            point = db.session.begin_nested()
            try:
                getattr(self, verb)(*given)
                db.session.flush()
                point.commit()
            except Problem:
                point.rollback()

    # --- events and attendance

    def hold(self, unit, days, hour, length) -> None:
        starts = clock.at(self.today(days), datetime.min.time().replace(hour=hour))
        event = Event(
            kind=EventKind.MEETING, title="学习会", unit_id=self.unit(unit).id, starts_at=starts,
            ends_at=starts + timedelta(minutes=length), status=EventStatus.PUBLISHED, created_at=self.now,
            release_number=1, version=1,
        )  # fmt: skip
        db.session.add(event)
        db.session.flush()
        write_face(event)
        self.events.append(event.id)

    def attend(self, event, person, state) -> None:
        if row := self.event(event):
            attendance.record(row, self.person(person), Via.DESK, state=state)

    def correct(self, event, person, state) -> None:
        row = self.event(event) and attended.attendance_of(self.event(event).id, self.person(person).id)
        if row:
            attendance.correct(self.event(event), self.person(person), state, "有事", "签错了")

    def undo(self, event, person) -> None:
        row = self.event(event) and attended.attendance_of(self.event(event).id, self.person(person).id)
        if row:
            attendance.undo(row)

    def speak(self, event, person, part) -> None:
        row, who = self.event(event), self.person(person)
        there = row and db.session.scalar(
            db.select(EventPerson.id).filter_by(event_id=row.id, person_id=who.id, part=part)
        )
        if row and not there:
            db.session.add(EventPerson(event_id=row.id, person_id=who.id, part=part))

    def move(self, event, days, length, released) -> None:
        if row := self.event(event):
            row.starts_at = clock.at(self.today(days), datetime.min.time().replace(hour=23))
            row.ends_at = row.starts_at + timedelta(minutes=length)
            if released:
                write_face(row)

    def put_off(self, event, status) -> None:
        if row := self.event(event):
            row.status = status

    def count(self, event, how, length) -> None:
        if row := self.event(event):
            before, settled = self.years_behind(), access.is_settled(row, self.today())
            try:
                events.count_event(row, how, length)
            finally:
                assert not settled or self.years_behind() == before, "a settled year stays as it was"

    def correct_count(self, event, how, length, by_secretary) -> None:
        if row := self.event(event):
            grants = _acting(self.keeper).grants
            if not by_secretary:
                grants = {name: paths for name, paths in grants.items() if name is not Permission.HOURS_CORRECT}
            traces = db.session.scalar(db.select(db.func.count(EventHoursChange.id)))
            was = [row.counts_as for row in db.session.scalars(db.select(EventHours).filter_by(event_id=row.id))]
            with acting_as(Actor(name="书记", person_id=self.keeper.id, grants=grants)):
                events.count_event(row, how, length, "登记错了")
            if access.is_settled(row, self.today()):
                assert by_secretary, "only the secretary corrects a settled year"
                left = db.session.scalar(db.select(db.func.count(EventHoursChange.id)))
                assert left > traces or was == ([how] if how else []), "and leaves a trace"

    def years_behind(self) -> list[dict[str, tuple[int, int]]]:
        return [self.hours(person.id, self.today().year - back) for person in self.people for back in (1, 2)]

    # --- people

    def exempt(self, person, days, length) -> None:
        since = self.today(days)
        exemptions.exempt(self.person(person), ExemptionKind.ILLNESS, since, since + timedelta(days=length))

    def end_exemption(self, at, days) -> None:
        if row := self.newest(Exemption, at):
            exemptions.end_exemption(row, row.version, self.today(days), "好了")

    def move_member(self, person, unit) -> None:
        who = self.person(person)
        before = self.hours(who.id)
        owed = self.owed(who.id, self.today().year - 1)
        organisation.people.edit(current_actor() or MACHINE, who, who.version, {"unit_id": self.unit(unit).id})
        assert self.hours(who.id) == before, "who changes branch keeps the hours"
        assert self.owed(who.id, self.today().year - 1) == owed, "and a year that is over is counted where they were"

    def off_roster(self, person, status) -> None:
        who = self.person(person)
        organisation.people.change_status(who, who.version, status)

    def post(self, person, kind, days) -> None:
        db.session.add(
            Duty(
                person_id=self.person(person).id, unit_id=self.units[0].id, kind=kind, since_on=self.today(days),
                until_on=self.today(days + 30) if days % 2 else None, written_at=self.now, version=1,
            )
        )  # fmt: skip

    # --- rules

    def rule(self, unit, days, factor, cap) -> None:
        before = [self.hours(person.id, self.today().year - 1) for person in self.people]
        caps = dict.fromkeys(("speaker_cap", "door_cap", "online_cap", "entry_cap"), None if cap is None else cap * 60)
        amounts = {"target": 960 * factor, "post_target": 3360, "half_day": 100 * factor, "day": 300 * factor,
                   "speaker": 30 * factor, **caps}  # fmt: skip
        rules.write_rule(self.unit(unit), self.today(days), **{f"{name}_minutes": v for name, v in amounts.items()})
        after = [self.hours(person.id, self.today().year - 1) for person in self.people]
        assert before == after, "a rule never changes a year that is over"

    def withdraw_rule(self, at) -> None:
        if row := self.newest(HoursRule, at):
            rules.withdraw_rule(row)

    # --- elsewhere

    def hand_in(self, person, days, length) -> None:
        entries.hand_in(self.person(person), self.today(days), length, "区里的课", "老师可以作证")

    def confirm(self, at, by) -> None:
        with acting_as(_acting(self.person(by))):
            if row := self.newest(HoursEntry, at):
                entries.confirm_entry(row, row.version)

    def refuse(self, at, by) -> None:
        with acting_as(_acting(self.person(by))):
            if row := self.newest(HoursEntry, at):
                entries.refuse_entry(row, row.version, "没有依据")

    def withdraw(self, at) -> None:
        if row := self.newest(HoursEntry, at):
            entries.withdraw_entry(row)

    def visit(self, person, by, days, length, state) -> None:
        db.session.add(
            HomeVisit(
                person_id=self.person(person).id, unit_id=self.unit(by).id, planned_on=self.today(days), state=state,
                visited_on=self.today(days), minutes=length, recorded_by_id=self.person(by).id, created_at=self.now,
                version=1,
            )
        )  # fmt: skip

    def pair(self, elder, younger, by, days, length) -> None:
        pair = Pair(
            unit_id=self.unit(by).id, elder_id=self.person(elder).id, younger_id=self.person(younger).id,
            kind=PairKind.OLD_HELPS_YOUNG, since_on=self.today(-90), written_at=self.now, version=1,
        )  # fmt: skip
        if pair.elder_id != pair.younger_id:
            db.session.add(pair)
            db.session.flush()
            who = self.person(by).id if by % 2 else None
            meeting = PairMeeting(pair_id=pair.id, held_on=self.today(days), minutes=length, written_at=self.now)
            meeting.confirmed_by_id = who
            db.session.add(meeting)

    def answer(self, person, by, of_class, days, length) -> None:
        piece = self._piece(by) if of_class else None
        accepted = None if by == 6 else self.person(by).id
        db.session.add(
            PieceAnswer(
                person_id=self.person(person).id, piece_id=piece, minutes=length, accepted_by_id=accepted,
                handed_in_at=self.now + timedelta(days=days), version=1,
            )
        )  # fmt: skip

    def _piece(self, unit) -> int:
        one = DistanceClass(
            unit_id=self.unit(unit).id, title="网络班", starts_on=self.today(), state=DistanceState.OPEN,
            created_at=self.now, version=1,
        )  # fmt: skip
        db.session.add(one)
        db.session.flush()
        piece = DistancePiece(
            class_id=one.id, position=1, title="第一课", question="您怎么看？", opens_on=self.today(),
            closes_on=self.today(7), version=1,
        )  # fmt: skip
        db.session.add(piece)
        db.session.flush()
        return piece.id

    def days_go_by(self, days) -> None:
        self.now += timedelta(days=days)

    # --- what stands

    def hours(self, person_id: int, year: int | None = None) -> dict[str, tuple[int, int]]:
        """Earned and counted by source, as the ledger says."""
        year = year or self.today().year
        rows = db.session.execute(Ledger(Year(year, self.now), rulebook(), [person_id]).totals())
        return {row.source: (row.minutes, row.counted) for row in rows if row.minutes}


    def owed(self, person_id: int, year: int) -> list[Any]:
        """Unit and target by which a year counts, as the ledger says; empty off the roster."""
        rows = standings(Ledger(Year(year, self.now), rulebook(), [person_id])).subquery()
        return list(db.session.execute(rows.select().where(rows.c.person_id == person_id)))


_BRANCHES = (("红旗支部", UnitKind.BRANCH), ("东风支部", UnitKind.BRANCH))


def _acting(person: Person) -> Actor:
    return Actor(name=person.name, person_id=person.id, grants=MACHINE.grants)


@contextmanager
def a_house(app) -> Iterator[House]:
    """A house for one example, of which nothing stays."""
    with app.app_context():
        try:
            yield House()
        finally:
            db.session.rollback()
            db.session.remove()


def check(house: House) -> None:
    """The ledger beside the count from scratch: this year and the last, one by one and all at once."""
    for year in (house.today().year, house.today().year - 1):
        counted = Counted(year, house.now)
        everybody = Ledger(Year(year, house.now), rulebook())
        rows = db.session.execute(everybody.totals())
        sums = {(row.person_id, row.source): (row.minutes, row.counted) for row in rows}
        for person in house.people:
            wanted = {
                source: (counted.earned(person.id, source), counted.counted(person.id, source))
                for source in SOURCES
                if counted.earned(person.id, source)
            }
            assert house.hours(person.id, year) == wanted
            assert {source: pair for (who, source), pair in sums.items() if who == person.id and pair[0]} == wanted
            lines = db.session.execute(Ledger(Year(year, house.now), rulebook(), [person.id]).lines()).all()
            assert sum(line.minutes for line in lines) == sum(earned for earned, _counted in wanted.values())
        rows = db.session.execute(standings(everybody, house.units[0].path, Belongs.HOME)).all()
        found = {row.person_id: (row.minutes, row.target, row.standing) for row in rows}
        everyone = [*house.people, house.keeper]
        assert found == {person.id: counted.standing(person) for person in everyone if counted.on_roster(person)}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(STEPS, min_size=1, max_size=25))
def test_hours_by_any_road_equal_hours_counted_from_scratch(app, steps):
    with a_house(app) as house:
        for verb, *given_with in steps:
            house.take(verb, *given_with)
        check(house)


@pytest.mark.parametrize("days", [1, 41, 42, 100, 200])
def test_the_turn_of_a_year_carries_nothing_over(app, days):
    with a_house(app) as house:
        for step in (("hold", 1, -1, 14, 240), ("attend", 0, 0, AttendanceState.PRESENT), ("days_go_by", days)):
            house.take(*step)
        check(house)
        year = house.today().year
        assert house.hours(house.people[0].id, 2025) == {"attendance": (240, 240)}
        assert house.hours(house.people[0].id, year) == ({} if year > 2025 else {"attendance": (240, 240)})
