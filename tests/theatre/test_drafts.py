"""The drafts of a month are published together: with what stands in the way of each, all of them or none."""

from datetime import date, datetime, time

import pytest
import time_machine
from factories import Factory

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.audit import AuditRow
from partyedu.schedule.models import Event, EventKind, EventPart
from partyedu.theatre.models import ProgrammeItem

URL = "/theatre/drafts?month=2026-12"


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-22 02:00:00+00:00", tick=True):
        yield


def at(day: int, hour: int = 14) -> datetime:
    return clock.at(date(2026, 12, day), time(hour))


@pytest.fixture
def planner(make: Factory, visit):
    return visit(make.staff(Role.ORGANISER))


def test_drafts_of_a_month_are_published_together_each_with_its_own_trace(make: Factory, visit, planner) -> None:
    room, host = make.venue().id, make.member("两头忙")
    more = {"published": False, "room_id": room, "people": ((host, EventPart.HOST),)}
    session = make.event("讲一讲", at(9), **more)
    make.item(session, make.talk(make.member(), "第一篇"))
    film = make.event("放电影", at(9), kind=EventKind.FILM, **more)
    later = make.event("先不公布", at(20), published=False, room_id=room, kind=EventKind.FILM)
    make.event("下个月的", clock.at(date(2027, 1, 5), time(9)), published=False)
    make.event("班里的课", at(10), published=False, kind=EventKind.CLASS)
    assert planner.get("/schedule/board?month=2026-12").all(f"a[href='{URL}']")
    page = planner.get(URL)
    assert len(page.statements) <= 8
    assert [tag.get_text() for tag in page.all(".drafts label b")] == ["讲一讲", "放电影", "先不公布"]
    first = page.all(".drafts > li")[0].get_text(" ", strip=True)
    assert "没有开场" in first and "“放电影”" in first  # what it lacks, and who takes its room and its host
    form = {"event": [session.id, film.id]}
    assert planner.post(URL, form).location == "/schedule/board?month=2026-12"
    assert make.get(Event, id=later.id).release_number == 0
    assert {row.row_id for row in make.rows(AuditRow, action="release")} == {session.id, film.id}
    assert make.get(ProgrammeItem, event_id=session.id).public_title == "第一篇"
    assert visit().get(f"/theatre/{session.id}").status == 200
    again = planner.post(URL, form, follow=True)
    assert "选的都已经公布了" in again.text and len(make.rows(AuditRow, action="release")) == 2


def test_one_that_cannot_be_published_keeps_all_of_them_and_says_why(make: Factory, planner) -> None:
    good = make.event("都齐的", at(9), published=False, room_id=make.venue().id)
    bare = make.event("没地点的", at(10), published=False)
    row = planner.get(URL).all(".drafts > li")[1]
    assert "不能公布：还没有定地点" in row.get_text() and row.select_one("input[disabled]")
    answer = planner.post(URL, {"event": [good.id, bare.id]})
    assert answer.status == 422 and "《没地点的》：还没有定地点" in answer.text
    assert make.get(Event, id=good.id).release_number == 0
    assert "请至少选一场" in planner.post(URL, {}).text


def test_drafts_are_those_of_ones_own_units(make: Factory, visit) -> None:
    own, other = make.unit(), make.unit()
    draft = make.event("别家的", at(9), published=False, unit=other, room_id=make.venue().id)
    stranger = visit(make.staff(Role.ORGANISER, own))
    assert "别家的" not in stranger.get(URL).text
    stranger.post(URL, {"event": [draft.id]})
    assert make.get(Event, id=draft.id).release_number == 0
    assert visit(make.member()).get(URL).status == 404
