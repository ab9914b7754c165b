"""A year that is settled stays as it was; the secretary corrects it with a reason, which stands beside the hours."""

from datetime import UTC, date, datetime, timedelta

import pytest

from partyedu.accounts.models import Role
from partyedu.attendance import operations as attendance
from partyedu.attendance.models import Via
from partyedu.core import clock
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.audit import AuditRow
from partyedu.core.db import db, transaction
from partyedu.core.errors import Problem
from partyedu.organisation.models import FormerHome, Person
from partyedu.organisation.operations import people
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Event, EventPart
from partyedu.study.models import EventHours, EventHoursChange
from partyedu.study.operations import rules
from partyedu.study.queries.ledger import Ledger
from partyedu.study.queries.rules import rulebook
from partyedu.study.queries.standing import standings
from partyedu.study.queries.years import Year

LAST = 2025
NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)  # after 31 January


@pytest.fixture
def lived(app, make, time_machine):
    """A branch with a member who was at an event last May."""
    time_machine.move_to(NOW, tick=False)
    branch = make.unit("老街支部")
    member = make.member("甲某", branch, on_roster_since=date(2020, 1, 1))
    event = make.event("去年的课", datetime(LAST, 5, 10, 2, tzinfo=UTC), 120, branch)
    with app.app_context(), acting_as(MACHINE), transaction():
        attendance.record(db.session.get(Event, event.id), db.session.get(Person, member.id), Via.DESK, at=NOW)
    return branch, member, event


def minutes(app, member, year=LAST):
    with app.app_context():
        rows = db.session.execute(Ledger(Year(year, clock.now()), rulebook(), [member.id]).totals())
        return sum(row.counted for row in rows)


def test_the_organiser_cannot_change_how_an_event_of_last_year_counts(app, make, visit, lived):
    branch, member, event = lived
    organiser = visit(make.staff(Role.ORGANISER, branch))
    url = f"/study/events/{event.id}/hours"
    assert "已经结了" in organiser.get(url).text
    refused = organiser.post(url, {"counts_as": "day", "why": "我觉得是一天"})
    assert refused.status == 422 and "书记" in " ".join(refused.errors())
    assert (minutes(app, member), make.rows(EventHours)) == (120, [])


def test_the_secretary_corrects_it_with_a_reason_that_everybody_concerned_reads(app, make, visit, lived):
    branch, member, event = lived
    secretary = visit(make.staff(Role.SECRETARY, branch, name="书记甲"))
    url = f"/study/events/{event.id}/hours"
    without = secretary.submit(url, counts_as="half-day", why=" ")
    assert without.status == 422 and "请写明为什么更正" in " ".join(without.errors())
    assert secretary.submit(url, counts_as="half-day", why="通知上写的是半天").status == 303
    assert minutes(app, member) == 240
    row = make.get(EventHoursChange)
    assert (row.before, row.after, row.why) == ("", "half-day", "通知上写的是半天")
    assert make.rows(AuditRow, action="correct-event-hours")
    read = visit(member).get(f"/study/hours/people/{member.id}?year={LAST}").text
    assert "通知上写的是半天" in read and "书记甲" in read
    assert "通知上写的是半天" not in visit(member).get(f"/study/hours/people/{member.id}").text  # of another year


def test_a_secretary_of_another_unit_and_of_this_year_finds_no_page(make, visit, lived):
    branch, _member, event = lived
    assert visit(make.staff(Role.SECRETARY, make.unit("别处"))).get(f"/study/events/{event.id}/hours").status == 404
    fresh = make.event("今年的课", NOW - timedelta(days=3), 60, branch)
    assert visit(make.staff(Role.SECRETARY, branch)).get(f"/study/events/{fresh.id}/hours").status == 404
    assert visit(make.staff(Role.ORGANISER, branch)).submit(
        f"/study/events/{fresh.id}/hours", counts_as="day"
    ).status == 303  # fmt: skip
    assert make.rows(EventHoursChange) == []


def test_until_the_31st_of_january_the_organiser_still_may(app, make, visit, lived, time_machine):
    branch, member, event = lived
    time_machine.move_to(datetime(2026, 1, 30, 12, tzinfo=UTC), tick=False)  # the 30th in the hall
    assert visit(make.staff(Role.ORGANISER, branch)).submit(
        f"/study/events/{event.id}/hours", counts_as="day"
    ).status == 303  # fmt: skip
    assert minutes(app, member) == 480
    time_machine.move_to(datetime(2026, 1, 30, 16, 1, tzinfo=UTC), tick=False)  # a minute into the 31st in the hall
    assert "已经结了" in visit(make.staff(Role.ORGANISER, branch)).get(f"/study/events/{event.id}/hours").text


@pytest.mark.parametrize("change", ["move", "cancel", "postpone", "speaker"])
def test_nor_by_its_time_its_state_or_who_spoke(app, lived, change):
    _branch, member, event = lived
    with app.app_context(), acting_as(MACHINE):
        row = db.session.get(Event, event.id)
        changes = {
            "move": lambda: schedule.edit(row, row.version, ends_at=row.ends_at + timedelta(hours=3)),
            "cancel": lambda: schedule.cancel(row, "下雨"),
            "postpone": lambda: schedule.postpone(row, "下雨"),
            "speaker": lambda: schedule.set_people(row, {EventPart.SPEAKER: [member.id]}),
        }
        with pytest.raises(Problem, match="已经结了"):
            changes[change]()
        schedule.edit(row, row.version, title="去年五月的课")  # a title changes no hour
        db.session.rollback()
    assert minutes(app, member) == 120


def test_an_attendance_of_last_year_is_still_corrected_with_its_trace(app, make, visit, lived):
    branch, member, event = lived
    desk = visit(make.staff(Role.ORGANISER, branch))
    assert desk.submit(f"/attendance/{event.id}/people/{member.id}", state="nothing", why="认错人").status == 303
    assert minutes(app, member) == 0
    assert "认错人" in visit(member).get(f"/study/hours/people/{member.id}?year={LAST}").text


def test_who_moves_counts_last_year_where_they_belonged(app, make, visit, lived):
    branch, member, _event = lived
    other = make.unit("新区支部")
    with app.app_context(), acting_as(MACHINE), transaction():
        amounts = {"half_day_minutes": 240, "day_minutes": 480, "speaker_minutes": 60, "post_target_minutes": 9999}
        with clock.standing_at(datetime(LAST, 1, 1, tzinfo=UTC)):
            for unit, target in ((branch, 60), (other, 6000)):
                row = db.session.get(type(unit), unit.id)
                rules.write_rule(row, date(LAST, 1, 1), target_minutes=target, **amounts)
        person = db.session.get(Person, member.id)
        people.edit(MACHINE, person, person.version, {"unit_id": other.id})
    with app.app_context():
        for year, unit, target in ((LAST, branch, 60), (LAST + 1, other, 6000)):
            rows = standings(Ledger(Year(year, clock.now()), rulebook(), [member.id])).subquery()
            [found] = db.session.execute(rows.select().where(rows.c.person_id == member.id))
            assert (found.unit_id, found.target) == (unit.id, target)
    secretary = visit(make.staff(Role.SECRETARY, branch))
    listed = secretary.get(f"/study/hours?unit={branch.id}&year={LAST}")
    assert "甲某" in listed.text
    assert "甲某" not in secretary.get(f"/study/hours?unit={branch.id}").text
    # The name leads to that year and to nothing since: not to this year, not to the page of the person.
    year = f"/study/hours/people/{member.id}"
    page = secretary.get(listed.one(f'a[href^="{year}"]')["href"])
    assert "去年的课" in page.text and "老街支部" in page.text and "只能看 2025年" in page.text
    assert [choice["value"] for choice in page.all('select[name="year"] option')] == [str(LAST)]
    assert "老街支部" in secretary.get(f"{year}/statement?year={LAST}").text
    for elsewhere in (year, f"{year}?year={LAST + 1}", f"{year}/statement", f"/organisation/people/{member.id}"):
        assert secretary.get(elsewhere).status == 404, elsewhere
    assert visit(make.staff(Role.SECRETARY, make.unit("旁边支部"))).get(f"{year}?year={LAST}").status == 404
    assert visit(make.staff(Role.SECRETARY, other)).get(f"{year}?year={LAST}").status == 200
    # Figures of last year count them where they belonged, and lead to the same page.
    for name in ("members", "coverage", "study_hours"):
        rows = secretary.get(f"/reports/figures/{name}?unit={branch.id}&year={LAST}")
        assert "甲某" in rows.text
        assert name != "study_hours" or rows.all(f'a[href="{year}?year={LAST}"]')
        assert "甲某" not in secretary.get(f"/reports/figures/{name}?unit={branch.id}").text
    home = make.get(FormerHome)
    assert (home.unit_id, home.since_on, home.until_on) == (branch.id, None, date(2026, 3, 1))


def test_an_event_that_counts_as_it_did_leaves_no_trace(app, make, visit, lived):
    branch, _member, event = lived
    secretary = visit(make.staff(Role.SECRETARY, branch))
    assert secretary.submit(f"/study/events/{event.id}/hours", counts_as="", why="看一看").status == 303
    assert make.rows(EventHoursChange) == []
