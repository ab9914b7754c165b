"""What counts, for whom, when and how much."""

from datetime import date, datetime

import pytest
import time_machine

from partyedu.attendance.models import Attendance, AttendanceState
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.organisation.models import Duty, DutyKind, MemberStatus
from partyedu.schedule.models import Event, EventPart, EventStatus
from partyedu.study.models import (
    EventHours,
    Exemption,
    HomeVisit,
    HoursEntry,
    HoursRule,
    Pair,
    PairKind,
    PairMeeting,
    PieceAnswer,
    VisitState,
)
from partyedu.study.queries.ledger import Ledger
from partyedu.study.queries.rules import rulebook
from partyedu.study.queries.standing import Chosen, members
from partyedu.study.queries.years import Year, this_year

JUNE = "2026-06-15T12:00:00+08:00"


def standing(app, unit, year=None):
    """Minutes, target and standing by name."""
    with app.app_context():
        asked = Year(year, clock.now()) if year else this_year()
        rows = db.session.execute(members(Ledger(asked, rulebook()), Chosen(unit.path))).all()
        return {row.name: (row.minutes, row.target, row.standing) for row in rows}


@pytest.fixture
def write(app):
    """``write(row, …)``: rows straight into the tables."""

    def down(*rows):
        with app.app_context():
            db.session.add_all(rows)
            db.session.commit()

    return down


def instant(text):
    """``2026-03-05 14:00`` as the hall's clock shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.zone())


@time_machine.travel(JUNE)
def test_being_there_counts_the_length_that_was_released(app, branch, held):
    held("学习会", branch.first)
    held("迟到也算", branch.first, state=AttendanceState.LATE, minutes=30, days_ago=3)
    held("请假不算", branch.first, state=AttendanceState.LEAVE, days_ago=5)
    assert standing(app, branch.unit) == {"甲一": (150, 1920, "behind"), "乙二": (0, 1920, "behind")}


@time_machine.travel(JUNE)
@pytest.mark.parametrize(
    ("status", "minutes"), [(EventStatus.CANCELLED, 0), (EventStatus.POSTPONED, 0), (EventStatus.CLOSED, 120)]
)
def test_what_did_not_take_place_counts_nothing(app, branch, held, status, minutes):
    event = held("学习会", branch.first)
    with app.app_context():
        db.session.get_one(Event, event.id).status = status
        db.session.commit()
    assert standing(app, branch.unit)["甲一"][0] == minutes


@time_machine.travel(JUNE)
def test_a_day_away_counts_a_day_at_most(app, branch, held):
    held("参观学习", branch.first, minutes=15 * 60)
    assert standing(app, branch.unit)["甲一"][0] == 8 * 60


@time_machine.travel(JUNE)
@pytest.mark.parametrize(
    ("how", "given", "minutes"),
    [("half-day", None, 240), ("day", None, 480), ("minutes", 75, 75), ("nothing", None, 0), ("", None, 120)],
)
def test_an_organiser_says_how_an_event_counts(app, visit, branch, held, how, given, minutes):
    event = held("学习会", branch.first)
    url = f"/study/events/{event.id}/hours"
    answer = visit(branch.organiser).submit(url, counts_as=how, minutes=str(given or ""))
    assert answer.status == 303
    assert standing(app, branch.unit)["甲一"][0] == minutes


@time_machine.travel(JUNE)
def test_speaking_counts_beside_being_there_once_for_each_event(app, branch, held):
    both = ((branch.first, EventPart.SPEAKER), (branch.first, EventPart.TEACHER))
    held("我来讲", branch.first, people=both)
    held("主持不算讲", branch.second, people=((branch.second, EventPart.HOST),), days_ago=2)
    assert {name: row[0] for name, row in standing(app, branch.unit).items()} == {"甲一": 180, "乙二": 120}


@time_machine.travel(JUNE)
def test_study_in_either_home_counts_and_both_see_it(app, make, branch, held):
    other = make.unit("东风支部")
    with app.app_context():
        person = db.session.merge(branch.first)
        person.daily_unit_id = other.id
        db.session.commit()
    held("家里的会", branch.first)
    held("日常的会", branch.first, unit=other, days_ago=3)
    assert standing(app, branch.unit)["甲一"][0] == 240
    assert standing(app, other) == {"甲一": (240, 1920, "behind")}


@time_machine.travel(JUNE)
def test_who_changes_branch_in_june_keeps_the_hours(app, make, branch, held, write):
    other = make.unit("东风支部")
    write(_rule(other, date(2026, 1, 1), target_minutes=600, day_minutes=60))
    held("学习会", branch.first)
    with app.app_context():
        db.session.merge(branch.first).unit_id = other.id
        db.session.commit()
    assert standing(app, other) == {"甲一": (120, 600, "behind")}
    assert "甲一" not in standing(app, branch.unit)


def _rule(unit, from_on, **amounts):
    return HoursRule(unit_id=unit.id, from_on=from_on, written_at=clock.now(), **amounts)


@time_machine.travel(JUNE)
def test_the_nearest_unit_with_a_rule_wins_from_its_day(app, make, branch, held, write):
    write(_rule(make.root, date(2026, 1, 1), half_day_minutes=180))
    write(_rule(branch.unit, date(2026, 6, 10), half_day_minutes=300))
    for days in (10, 2):
        event = held("半天的会", branch.first, days_ago=days)
        write(EventHours(event_id=event.id, counts_as="half-day", written_at=clock.now()))
    assert standing(app, branch.unit)["甲一"][0] == 180 + 300


@time_machine.travel("2027-02-01T12:00:00+08:00")
def test_a_new_rule_leaves_last_year_alone(app, make, branch, held, write):
    event = held("半天的会", branch.first, starts_at=instant("2026-12-31 09:00"))
    write(EventHours(event_id=event.id, counts_as="half-day", written_at=clock.now()))
    before = standing(app, branch.unit, 2026)
    write(_rule(make.root, date(2027, 1, 1), half_day_minutes=60, target_minutes=100))
    assert standing(app, branch.unit, 2026) == before == {"甲一": (240, 1920, "behind"), "乙二": (0, 1920, "behind")}
    assert standing(app, branch.unit, 2027)["甲一"] == (0, 100, "on-the-way")


@time_machine.travel("2027-02-01T12:00:00+08:00")
def test_a_rule_of_the_last_day_of_a_year_counts_on_that_day(app, make, branch, held, write):
    write(_rule(make.root, date(2026, 12, 31), half_day_minutes=60))
    for day in ("2026-12-30 09:00", "2026-12-31 09:00"):
        event = held("半天的会", branch.first, starts_at=instant(day))
        write(EventHours(event_id=event.id, counts_as="half-day", written_at=clock.now()))
    assert standing(app, branch.unit, 2026)["甲一"][0] == 240 + 60


@time_machine.travel(JUNE)
def test_nobody_confirms_their_own_hours_however_the_row_came_about(app, branch, write):
    """The operations refuse it; the ledger would not count it either."""
    mine, now, today = branch.first.id, clock.now(), date(2026, 6, 15)
    pair = Pair(unit_id=branch.unit.id, elder_id=mine, younger_id=branch.second.id, kind=PairKind.OLD_HELPS_YOUNG,
                since_on=today, written_at=now)  # fmt: skip
    write(pair)
    with app.app_context():
        [number] = db.session.scalars(db.select(Pair.id))
    for day, by in ((14, mine), (15, branch.second.id)):
        write(PairMeeting(pair_id=number, held_on=date(2026, 6, day), minutes=60, written_at=now, confirmed_by_id=by))
    write(
        HomeVisit(person_id=mine, unit_id=branch.unit.id, planned_on=today, visited_on=today, state=VisitState.DONE,
                  minutes=60, recorded_by_id=mine, created_at=now, version=1),
        PieceAnswer(person_id=mine, question="读了什么？", minutes=60, handed_in_at=now, accepted_by_id=mine),
        HoursEntry(person_id=mine, unit_id=branch.unit.id, studied_on=today, minutes=60, title="自学", handed_in_at=now,
                   confirmed_by_id=mine),
    )  # fmt: skip
    assert [row[0] for row in standing(app, branch.unit).values()] == [0, 0]


@time_machine.travel(JUNE)
def test_what_was_earned_in_two_units_is_capped_by_each(app, make, branch, write):
    elsewhere = make.unit("东风支部")
    write(_rule(make.root, date(2026, 1, 1), entry_cap_minutes=120))
    write(_rule(branch.unit, date(2026, 1, 1), entry_cap_minutes=60))
    for unit in (branch.unit, elsewhere):
        write(
            HoursEntry(person_id=branch.first.id, unit_id=unit.id, studied_on=date(2026, 6, 1), minutes=300,
                       title="自学", handed_in_at=clock.now(), confirmed_by_id=branch.organiser.id)
        )  # fmt: skip
    assert standing(app, branch.unit)["甲一"][0] == 60 + 120


@time_machine.travel(JUNE)
def test_a_secretary_owes_more_while_in_office(app, branch, write):
    duty = {"unit_id": branch.unit.id, "kind": DutyKind.SECRETARY, "written_at": clock.now()}
    write(Duty(person_id=branch.first.id, since_on=date(2026, 1, 1), **duty))
    write(Duty(person_id=branch.second.id, since_on=date(2020, 1, 1), until_on=date(2026, 6, 14), **duty))
    write(Duty(person_id=branch.second.id, since_on=date(2026, 6, 16), **duty))
    assert {name: row[1] for name, row in standing(app, branch.unit).items()} == {"甲一": 3360, "乙二": 1920}


@time_machine.travel("2028-06-15T12:00:00+08:00")
def test_who_came_on_29_february_owes_eleven_twelfths(app, make, branch):
    make.member("丙三", branch.unit, on_roster_since=date(2028, 2, 29), joined_on=date(2024, 2, 29))
    assert standing(app, branch.unit)["丙三"] == (0, 1760, "behind")
    assert "丙三" not in standing(app, branch.unit, 2027)


@time_machine.travel(JUNE)
def test_the_dead_and_those_who_moved_are_not_asked(app, make, branch):
    for name, status in (("丙三", MemberStatus.DECEASED), ("丁四", MemberStatus.TRANSFERRED)):
        make.member(name, branch.unit, status=status, off_roster_on=date(2026, 5, 1))
    assert sorted(standing(app, branch.unit)) == ["乙二", "甲一"]


@pytest.mark.parametrize(("day", "how"), [("2026-03-31", "on-the-way"), ("2026-04-01", "behind")])
def test_nobody_is_judged_in_the_first_quarter(app, branch, day, how):
    with time_machine.travel(f"{day}T12:00:00+08:00"):
        assert standing(app, branch.unit)["甲一"] == (0, 1920, how)


@time_machine.travel(JUNE)
@pytest.mark.parametrize(
    ("since", "until", "how"),
    [
        ("2026-06-01", "2026-06-30", "exempt"),  # ill now: not chased now
        ("2026-12-31", "2027-03-01", "exempt"),  # on the last day of the year
        ("2025-12-01", "2026-06-14", "behind"),  # 165 days of this year
        ("2026-01-01", "2026-06-14", "behind"),
    ],
)
def test_who_is_exempt_owes_nothing(app, branch, write, since, until, how):
    days = {"from_on": date.fromisoformat(since), "until_on": date.fromisoformat(until)}
    write(Exemption(person_id=branch.first.id, kind="age", decided_at=clock.now(), **days))
    assert standing(app, branch.unit)["甲一"][2] == how


@time_machine.travel("2026-12-01T12:00:00+08:00")
def test_more_than_half_a_year_of_exemption_is_the_whole_year(app, branch, write):
    days = {"from_on": date(2026, 1, 1), "until_on": date(2026, 7, 2)}  # 183 of 365 days
    write(Exemption(person_id=branch.first.id, kind="illness", decided_at=clock.now(), **days))
    write(Exemption(person_id=branch.second.id, kind="illness", decided_at=clock.now(),
                    from_on=date(2026, 1, 1), until_on=date(2026, 7, 1)))  # fmt: skip
    assert {name: row[2] for name, row in standing(app, branch.unit).items()} == {"甲一": "exempt", "乙二": "behind"}


@time_machine.travel("2028-12-01T12:00:00+08:00")
def test_half_a_leap_year_to_the_day_is_not_more_than_half(app, branch, write):
    days = {"from_on": date(2028, 1, 1), "until_on": date(2028, 7, 1)}  # 183 of 366 days
    write(Exemption(person_id=branch.first.id, kind="illness", decided_at=clock.now(), **days))
    assert standing(app, branch.unit)["甲一"][2] == "behind"


@time_machine.travel(JUNE)
def test_correcting_an_attendance_corrects_the_hours_at_once_and_leaves_a_trace(make, app, visit, branch, held):
    event = held("学习会", branch.first)
    assert make.get(Attendance).state is AttendanceState.PRESENT
    roll = f"/attendance/{event.id}/people/{branch.first.id}"
    answer = visit(branch.organiser).post(roll, {"state": "leave", "reason": "看病", "why": "人没有到"})
    assert answer.status == 303, answer.text
    assert standing(app, branch.unit)["甲一"][0] == 0
    page = visit(branch.first).get(f"/study/hours/people/{branch.first.id}")
    assert "更正的痕迹" in page.text
    assert "出席 → 请假" in page.text
