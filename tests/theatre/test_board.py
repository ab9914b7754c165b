"""The year board: planned, scheduled, held, missing; who has not been on stage."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
import time_machine
from factories import Factory

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.db import db, transaction
from partyedu.schedule.models import Event, EventKind, EventPart, EventPerson
from partyedu.speakers.models import CastMember
from partyedu.theatre.models import PlanSlot


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-22 02:00:00+00:00", tick=True):
        yield


def test_a_slot_is_planned_with_its_owner_and_becomes_a_session(make: Factory, visit) -> None:
    staff, branch, owner = visit(make.staff(Role.ORGANISER)), make.unit("第一支部"), make.member("甲负责")
    new = "/theatre/plan/slots/new"
    answer = staff.submit(
        f"{new}?year=2026&quarter=4&theme={make.theme('家风').id}",
        f"{new}?year=2026",
        unit_id=str(branch.id),
        owner="甲负责",
    )
    assert answer.location == "/theatre/plan?year=2026"
    slot = make.get(PlanSlot, unit_id=branch.id)
    assert (slot.quarter, slot.owner_id) == (4, owner.id)
    assert "负责：甲负责" in staff.get("/theatre/plan?year=2026").one(".board").get_text(" ", strip=True)
    answer = staff.post(f"/theatre/plan/slots/{slot.id}/session")
    event = make.get(Event, unit_id=branch.id)
    assert answer.location == f"/theatre/{event.id}/edit"
    assert (event.theme_id, event.kind) == (make.theme("家风").id, EventKind.THEATRE)
    assert make.get(EventPerson, event_id=event.id, part=EventPart.OWNER).person_id == owner.id
    assert clock.local(event.starts_at).weekday() < 5 and event.starts_at > clock.now()
    again = staff.post(f"/theatre/plan/slots/{slot.id}/session", follow=True)
    assert "已经排成场次了" in again.text


def test_the_same_slot_is_not_planned_twice(make: Factory, visit) -> None:
    staff, branch = visit(make.staff(Role.ORGANISER)), make.unit()
    fields = {"quarter": "4", "theme_id": str(make.theme().id), "unit_id": str(branch.id)}
    staff.submit("/theatre/plan/slots/new", "/theatre/plan/slots/new?year=2026", **fields)
    again = staff.submit("/theatre/plan/slots/new", "/theatre/plan/slots/new?year=2026", **fields)
    assert again.status == 422 and "已经计划了这个主题" in " ".join(again.errors())
    slot = make.get(PlanSlot, unit_id=branch.id)
    staff.submit(f"/theatre/plan/slots/{slot.id}", note="和学校一起办")
    assert "和学校一起办" in staff.get("/theatre/plan?year=2026").text
    staff.post(f"/theatre/plan/slots/{slot.id}/remove")
    assert make.rows(PlanSlot) == []


def test_board_shows_what_is_held_scheduled_and_missing(make: Factory, visit) -> None:
    held, coming, idle = make.unit("办过支部"), make.unit("要办支部"), make.unit("没办支部")
    make.event("办过的一场", starts_at=clock.now() - timedelta(days=5), unit=held, theme_id=make.theme().id)
    make.event("要办的一场", unit=coming, theme_id=make.theme().id)
    make.event("主题党日", kind=EventKind.THEME_DAY, unit=held)
    page = visit(make.staff(Role.ORGANISER)).get("/theatre/plan?year=2026")
    rows = {
        tag.th.get_text(strip=True): [cell.get_text(strip=True) for cell in tag.select("td")]
        for tag in page.all("tbody tr")
    }
    assert rows["办过支部"][:3] == ["没有"] * 3
    assert rows["办过支部"][3].startswith("11月17日") and rows["办过支部"][3].endswith("办过了")
    assert rows["要办支部"][3].endswith("已公布") and rows["没办支部"][3] == "还空着"
    assert "主题党日" in page.text and idle.name in rows
    one = visit(make.staff(Role.ORGANISER)).get(f"/theatre/plan?year=2026&unit={held.id}")
    assert "办过的一场" in one.text and "要办的一场" not in one.text


def test_board_and_slots_belong_to_their_unit(make: Factory, visit) -> None:
    own, other = make.unit("自己的"), make.unit("别人的")
    organiser = visit(make.staff(Role.ORGANISER, own))
    stranger = visit(make.staff(Role.ORGANISER, other))
    fields = {"quarter": "4", "theme_id": str(make.theme().id)}
    organiser.submit("/theatre/plan/slots/new", "/theatre/plan/slots/new?year=2026", unit_id=str(own.id), **fields)
    slot = make.get(PlanSlot, unit_id=own.id)
    assert "自己的" not in stranger.get("/theatre/plan?year=2026").one("#board").get_text()
    assert stranger.get(f"/theatre/plan/slots/{slot.id}").status == 404
    assert stranger.post(f"/theatre/plan/slots/{slot.id}/session").status == 404
    refused = stranger.submit(
        "/theatre/plan/slots/new", "/theatre/plan/slots/new?year=2026", unit_id=str(own.id), **fields
    )
    assert refused.status == 422
    assert visit(make.member()).get("/theatre/plan").status == 404
    secretary = visit(make.staff(Role.SECRETARY, own))
    assert "自己的" in secretary.get("/theatre/plan?year=2026").text
    assert secretary.get("/theatre/plan/slots/new").status == 404


def test_who_has_not_spoken_is_for_organiser_and_secretary_within_reach(make: Factory, visit) -> None:
    own, other = make.unit("本支部"), make.unit("外支部")
    spoke, silent, far = make.member("甲讲过", own), make.member("乙没讲", own), make.member("丙外边", other)
    make.item(make.event(starts_at=clock.now() - timedelta(days=1), unit=own), make.talk(spoke))
    page = visit(make.staff(Role.SECRETARY, own)).get("/theatre/plan/rotation?year=2026")
    assert "现在所在的组织" in page.text and "今年" not in page.one("main").get_text()
    assert [tag.get_text(strip=True) for tag in page.all("tbody th")] == ["乙没讲"]
    assert far.name not in page.text and silent.id
    assert visit(make.staff(Role.REVIEWER)).get("/theatre/plan/rotation").status == 404
    assert visit(make.member(unit=own)).get("/theatre/plan/rotation").status == 404
    assert "从来没有" in page.text


def test_those_who_stood_by_or_were_swapped_have_not_spoken(make: Factory, visit) -> None:
    from partyedu.theatre.models import ItemState

    event = make.event(starts_at=clock.now() - timedelta(days=1))
    make.item(event, make.talk(make.member("甲候补")), is_reserve=True)
    make.item(event, make.talk(make.member("乙没来")), state=ItemState.SWAPPED_OUT)
    make.item(event, make.talk(make.member("丙没讲")), state=ItemState.DROPPED)
    page = visit(make.staff(Role.ORGANISER)).get("/theatre/plan/rotation?year=2026")
    assert {tag.get_text(strip=True) for tag in page.all("tbody th")} == {"甲候补", "乙没来", "丙没讲"}


def test_who_never_was_on_stage_comes_first_and_a_cast_was_there(app, make: Factory, visit) -> None:
    silent = [make.member(f"无声{number:02}") for number in range(31)]
    year_before, player = make.member("去年讲过"), make.member("演过小品")
    make.item(make.event(starts_at=clock.now() - timedelta(days=400)), make.talk(year_before))
    sketch = make.talk(make.member("小品报名"))
    with app.app_context(), transaction():
        db.session.add(CastMember(talk_id=sketch.id, person_id=player.id, position=1))
    make.item(make.event(starts_at=clock.now() - timedelta(days=2)), sketch)
    staff = visit(make.staff(Role.SECRETARY))
    for year, on_stage_then in ((2026, []), (2024, ["小品报名", "演过小品"])):
        pages = [staff.get(f"/theatre/plan/rotation?year={year}&page={page}") for page in (1, 2)]
        names = [tag.get_text(strip=True) for page in pages for tag in page.all("tbody th")]
        assert names[:31] == [member.name for member in silent]
        assert names[31:] == ["去年讲过", *on_stage_then]


def test_the_rotation_exports_and_the_export_is_written_down(make: Factory, visit) -> None:
    from partyedu.core.audit import AuditRow

    make.member("=甲一")
    staff = visit(make.staff(Role.ORGANISER))
    answer = staff.post("/theatre/plan/rotation/export?year=2026")
    sheet = openpyxl.load_workbook(BytesIO(answer.response.data)).active
    assert [cell.value for cell in sheet["A"]] == ["姓名", "=甲一"] and sheet["A2"].data_type == "s"
    assert make.get(AuditRow, action="export-rotation").row_id


def test_board_asks_no_more_for_more_rows(make: Factory, visit) -> None:
    staff = visit(make.staff(Role.ORGANISER))

    def fill() -> None:
        branch = make.unit()
        make.event("一场", unit=branch, theme_id=make.theme().id, people=((make.member(unit=branch), EventPart.OWNER),))

    fill()
    counts = {
        url: len(staff.get(url).statements) for url in ("/theatre/plan?year=2026", "/theatre/plan/rotation?year=2026")
    }
    fill(), fill()
    assert {url: len(staff.get(url).statements) for url in counts} == counts


def test_home_tells_the_organiser_what_the_plan_lacks(make: Factory, visit) -> None:
    make.event("空着的一场", published=False)
    text = visit(make.staff(Role.ORGANISER)).get("/").text
    assert "《空着的一场》还没有排节目" in text and "这一季度有" not in text
    make.unit()
    assert "这一季度有 1 个组织还没有场次" in visit(make.staff(Role.ORGANISER)).get("/").text
