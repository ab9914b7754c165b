"""The record of changes, as the keeper of the machine reads it."""

from datetime import date, time

import pytest

from partyedu.accounts.models import Role
from partyedu.admin import wording
from partyedu.admin.wording import THINGS
from partyedu.core import audit, clock
from partyedu.core.actor import Actor, acting_as
from partyedu.core.db import db
from partyedu.schedule.models import Event


@pytest.fixture
def keeper(visit, make):
    """The administrator at the page of changes."""
    return visit(make.staff(Role.ADMINISTRATOR))


def lines(page) -> list[str]:
    """What was done, line by line, without who and when."""
    return [" ".join(one.text.split()) for one in page.all("#changes .said")]


def test_a_line_says_who_did_what_to_which_and_for_whom(app, keeper, make):
    event, member, organiser = make.event(), make.member("李明"), make.staff(Role.ORGANISER, name="组织甲")
    with app.app_context(), acting_as(Actor(name="组织甲", person_id=organiser.id)):
        event = db.session.get_one(Event, event.id)
        audit.record("edit", event, ["title", "starts_at", "search_text"], on_behalf_of=member.id)
        audit.record("offer", event, on_behalf_of=organiser.id)  # for nobody else
        audit.record("export-people", event.unit, ["rows=1362"])
        number, unit = event.id, event.unit_id
        db.session.commit()
    page = keeper.get("/admin/audit")
    assert lines(page)[:3] == [
        f"导出名单 组织 {unit} · 1362 行",
        f"offer 活动 {number}",  # two rooms offer, this one not yet: the program's own verb
        f"为李明 · 修改 活动 {number} · 题目、开始时间",
    ]
    assert page.all("#changes .person b")[0].text == "组织甲"
    assert f"/schedule/{number}" in [link["href"] for link in page.all("#changes .said a")]


def test_one_word_finds_all_its_verbs_and_no_other(app, keeper, make):
    event = make.event()
    with app.app_context():
        event = db.session.get_one(Event, event.id)
        audit.record("move", event)
        audit.record("move", event.unit)
        audit.record("add-room", event)
        audit.record("add", event.unit)
        db.session.commit()
        number, unit = event.id, event.unit_id
    page = keeper.get("/admin/audit")
    assert [one.text for one in page.all("#pick-action option")].count("添加") == 1
    assert {"活动", "组织"} <= {one.text for one in page.all("#pick-kind option")}
    assert "退回" not in page.one("#pick-action").text  # nobody has sent anything back in these days
    assert page.form("/admin/audit")["action"] == ""
    assert keeper.get("/admin/audit?action=add-room").form("/admin/audit")["action"] == "add"
    assert lines(keeper.get("/admin/audit?action=event.move")) == [f"改期 活动 {number}"]
    assert lines(keeper.get("/admin/audit?action=unit.move")) == [f"换上级 组织 {unit}"]
    assert lines(keeper.get("/admin/audit?action=add"))[:2] == [f"添加 组织 {unit}", f"添加 活动 {number}"]
    assert lines(keeper.get("/admin/audit?action=add&kind=event")) == [f"添加 活动 {number}"]
    assert lines(keeper.get("/admin/audit?kind=event&who=%E7%8E%8B")) == []


def test_the_record_is_read_month_by_month(app, keeper, make):
    event = make.event()
    with app.app_context():
        with clock.standing_at(clock.at(date(2024, 3, 31), time(23, 59))):
            audit.record("postpone", db.session.get_one(Event, event.id))
        db.session.commit()
    assert "延期" not in " ".join(lines(keeper.get("/admin/audit")))
    assert lines(keeper.get("/admin/audit?until=2024-03-31")) == [f"延期 活动 {event.id}"]
    assert lines(keeper.get("/admin/audit?until=2024-04-30")) == [f"延期 活动 {event.id}"]
    empty = keeper.get("/admin/audit?until=2024-05-01&action=postpone&kind=event")
    assert lines(empty) == []
    assert [empty.form("/admin/audit")[name] for name in ("action", "kind")] == ["postpone", "event"]
    for nonsense in ("9999-12-31", "0001-01-01", "x", "\N{PARTY POPPER}"):
        assert keeper.get(f"/admin/audit?until={nonsense}&action={nonsense}&kind={nonsense}&who=%25").status == 200


def test_every_thing_with_a_page_leads_to_one_of_a_number(app):
    with app.test_request_context():
        pages = {table: wording.page(table, 7) for table in THINGS}
    assert {table for table, thing in THINGS.items() if thing.page} == {table for table, url in pages.items() if url}
    assert all("7" in url and "?" not in url for url in pages.values() if url)
