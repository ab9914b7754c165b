"""Reachability (S2.7): everything that tells somebody was reached, and the list of those who were not."""

from datetime import timedelta

import pytest
import time_machine

from partyedu.accounts.models import Role
from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.core import clock
from partyedu.core.db import db, transaction
from partyedu.notices.models import Notice, NoticeKind
from partyedu.organisation.models import CardSource, ContactCard, MemberStatus, Reached, ReachKind
from partyedu.study.models import HomeVisit, VisitState


@pytest.fixture
def branch(make):
    return make.unit("老街支部")


@pytest.fixture
def secretary(make, branch):
    return make.staff(Role.SECRETARY, branch)


def came(person, event, day):
    return Attendance(
        event_id=event.id, person_id=person.id, state=AttendanceState.PRESENT, via=Via.DESK, at=clock.now() - day
    )


def notice(person, **more):
    return Notice(person_id=person.id, kind=NoticeKind.ANNOUNCEMENT, subject="通知", created_at=clock.now(), **more)


def every_way(event, people, day):
    """One trace for each person, so many days old."""
    at, on = clock.now() - day, clock.today() - day
    yield came(people[0], event, day)
    yield notice(people[1], read_at=at)
    yield notice(people[2], told_at=at)
    yield HomeVisit(
        person_id=people[3].id, unit_id=event.unit_id, planned_on=on, visited_on=on, created_at=at,
        state=VisitState.DONE,
    )  # fmt: skip
    yield ContactCard(person_id=people[4].id, source=CardSource.VISIT, filled_in_on=on, written_at=at)
    yield Reached(person_id=people[5].id, on=on, kind=ReachKind.CALL)


@pytest.mark.parametrize(("days", "left"), [(30, True), (60, False)])
def test_each_way_counts_within_the_days_that_are_asked_for(app, make, visit, branch, secretary, days, left):
    names = ["甲来", "甲读", "甲听", "甲访", "甲卡", "甲勾"]
    people = [make.member(name, branch, account=False) for name in names]
    event = make.event("旧课", unit=branch)
    with app.app_context(), transaction():
        db.session.add_all(every_way(event, people, timedelta(days=45)))
    page = visit(secretary).get(f"/reports/reach?days={days}")
    assert [tag.get_text() for tag in page.all("#not-reached .person b")] == (sorted(names) if left else [])
    assert ("0%，0 / 6 人" in page.text) is left
    assert ("100%，6 / 6 人" in page.text) is not left


def test_who_signs_in_is_reached(make, visit, branch, secretary):
    member = make.member("甲一", branch)
    assert "甲一" in visit(secretary).get("/reports/reach").one("#not-reached").get_text()
    visit(member).get("/")
    assert "甲一" not in visit(secretary).get("/reports/reach").one("#not-reached").get_text()


def test_a_tick_takes_somebody_off_the_list_and_a_day_to_come_is_refused(make, visit, branch, secretary):
    member = make.member("甲一", branch, account=False)
    visitor, url = visit(secretary), f"/reports/reach/{member.id}"
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    assert "日期还没有到" in visitor.post(url, {"kind": "call", "on": tomorrow}, follow=True).text
    assert "没有记下" in visitor.post(url, {"kind": "post-pigeon"}, follow=True).text
    assert make.rows(Reached) == []
    assert "已记下" in visitor.post(url, {"kind": "call"}, follow=True).text
    assert [(row.person_id, row.by_id) for row in make.rows(Reached)] == [(member.id, secretary.id)]


def test_only_those_who_look_after_them_see_who_was_not_reached(make, visit, branch, secretary):
    member = make.member("甲一", branch)
    other = make.staff(Role.SECRETARY, make.unit("别的支部"))
    assert visit(member).get("/reports/reach").status == 404
    assert visit(make.staff(Role.ADMINISTRATOR)).get("/reports/reach").status == 404
    assert "甲一" not in visit(other).get("/reports/reach").text
    assert visit(other).get(f"/reports/reach?unit={branch.id}").status == 404
    assert visit(other).post(f"/reports/reach/{member.id}", {"kind": "call"}).status == 404
    assert visit(secretary).post("/reports/reach/export", {"unit": branch.id}).status == 200


def test_the_dead_and_those_who_left_are_never_chased(make, visit, branch, secretary):
    make.member("甲故", branch, account=False, status=MemberStatus.DECEASED)
    assert "甲故" not in visit(secretary).get("/reports/reach").text


def test_half_a_year_is_a_hint_and_nothing_more(make, visit, branch, secretary):
    member = make.member("甲一", branch, account=False)
    page = visit(secretary).get("/reports/reach?days=183")
    assert "也许在外地" in page.text
    with time_machine.travel(clock.now() + timedelta(days=200)):
        visit(secretary).get("/reports/reach?days=183")
    assert make.get(type(member), id=member.id).category_id == member.category_id
