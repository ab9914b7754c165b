"""A sheet that was signed on paper, typed back in without losing anything."""

from datetime import timedelta

import pytest

from partyedu.accounts.models import Role
from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.core.audit import AuditRow
from partyedu.organisation.models import Person, PersonKind


@pytest.fixture
def after(doors, event, desk):
    doors.move_to(event.ends_at + timedelta(hours=2), tick=False)
    desk.again()


def names(make):
    people = {person.id: person.name for person in make.rows(Person)}
    return sorted(people[row.person_id] for row in make.rows(Attendance))


def test_the_sheet_has_everybody_expected_and_blank_rows(desk, make, event, branch):
    group = make.unit("第一小组", branch)
    make.member("乙二", group)
    make.member("甲一", branch)
    page = desk.get(f"/attendance/{event.id}/sheet")
    rows = [[cell.get_text() for cell in row.select("td, th")] for row in page.all("tbody tr")]
    assert rows[:2] == [["1", "甲一", "第一支部", "", ""], ["2", "乙二", "第一小组", "", ""]]
    assert len(rows) == 14 and page.all("thead")
    one = len(page.statements)
    make.member("丙三", group)
    assert len(desk.get(f"/attendance/{event.id}/sheet").statements) == one


def test_those_ticked_came(desk, make, event, branch, after):
    people = [make.member(name, branch) for name in ("甲一", "乙二", "丙三")]
    url = f"/attendance/{event.id}/type-in"
    answer = desk.submit(url, tick=[people[0].id, people[2].id])
    assert answer.status == 303
    assert names(make) == ["丙三", "甲一"]
    row = make.rows(Attendance)[0]
    assert (row.via, row.state) == (Via.PAPER, AttendanceState.PRESENT) and row.typed_by_id
    assert len(make.rows(AuditRow, action="check-in")) == 2
    # Typed in twice: the same two.
    desk.post(url, {"mode": "came", "tick": [people[0].id, people[2].id]})
    assert len(make.rows(Attendance)) == 2


def test_all_came_but_those_ticked(desk, make, event, branch, after):
    people = [make.member(name, branch) for name in ("甲一", "乙二", "丙三", "丁四")]
    desk.submit(f"/attendance/{event.id}/people/{people[3].id}", state="leave", reason="看病")
    desk.submit(f"/attendance/{event.id}/type-in", mode="all-but", tick=[people[1].id])
    assert names(make) == ["丁四", "丙三", "甲一"]
    assert make.get(Attendance, person_id=people[3].id).state is AttendanceState.LEAVE


def test_names_on_blank_rows_and_nothing_is_lost_while_one_is_unclear(desk, make, event, branch, after):
    expected = make.member("甲一", branch)
    unit = make.unit("外支部", branch)
    clear = make.member("戊五", unit)
    twins = [make.member("李同名", unit, phone=f"1390000555{number}") for number in range(2)]
    url = f"/attendance/{event.id}/type-in"
    typed = "戊五\n李同名\n\n查无此人\n戊五"
    answer = desk.submit(url, mode="came", tick=[expected.id], others=typed)
    assert answer.status == 422 and make.rows(Attendance) == []
    assert answer.one("textarea[name=others]").get_text().strip().replace("\r", "") == typed
    assert answer.one(f"input[name=tick][value='{expected.id}']").has_attr("checked")
    assert len(answer.all("input[name=line-1]")) == 3, "two of one name, or leave the line out"
    assert [tag["value"] for tag in answer.all("input[name=line-2]")] == ["skip"]
    fields = answer.form(url) | {"line-1": twins[1].id, "line-2": "skip"}
    assert desk.post(url, fields).status == 303
    assert sorted(row.person_id for row in make.rows(Attendance)) == sorted([expected.id, clear.id, twins[1].id])


def test_a_choice_belongs_to_the_words_it_was_made_for(desk, make, event, branch, after):
    twins = [make.member("李同名", branch) for _number in range(2)]
    url = f"/attendance/{event.id}/type-in"
    page = desk.submit(url, others="李同名")
    changed = page.form(url) | {"line-0": twins[0].id, "others": "张同名"}
    answer = desk.post(url, changed)
    assert answer.status == 422 and make.rows(Attendance) == []


def test_a_resident_on_a_blank_row(desk, make, event, branch, after):
    film = make.event("邻里电影", starts_at=event.starts_at, unit=branch, open_to_residents=True)
    url = f"/attendance/{film.id}/type-in"
    answer = desk.submit(url, others="赵六")
    assert answer.status == 422
    assert desk.post(url, answer.form(url) | {"line-0": "resident"}).status == 303
    assert make.get(Person, kind=PersonKind.RESIDENT).name == "赵六"
    # Where it is not open, nobody can say so.
    closed = f"/attendance/{event.id}/type-in"
    refused = desk.post(closed, {"mode": "came", "others": "赵七", "text-0": "赵七", "line-0": "resident"})
    assert refused.status == 422 and len(make.rows(Attendance)) == 1


def test_not_before_the_event_and_not_too_much_at_once(desk, make, event, branch, doors):
    person = make.member("甲一", branch)
    early = desk.submit(f"/attendance/{event.id}/type-in", tick=[person.id])
    assert early.status == 422 and "还没有开始" in " ".join(early.errors())
    doors.move_to(event.ends_at, tick=False)
    much = desk.submit(f"/attendance/{event.id}/type-in", others="\n".join(f"人{number}" for number in range(81)))
    assert much.status == 422 and much.errors()
    odd = {"mode": "upside-down", "tick": ["x", "999999", str(person.id)]}
    strange = desk.post(f"/attendance/{event.id}/type-in", odd)
    assert strange.status == 422
    assert make.rows(Attendance) == []


@pytest.mark.parametrize("mode", ["came", "all-but"])
def test_nobody_types_in_that_they_were_there_themselves(make, visit, event, branch, after, mode):
    secretary, other = make.member("甲一", branch), make.member("乙二", branch)
    make.grant(secretary, Role.SECRETARY, branch)
    url = f"/attendance/{event.id}/type-in"
    ticked = [secretary.id, other.id] if mode == "came" else []
    answer = visit(secretary).submit(url, mode=mode, tick=ticked)
    assert answer.status == 303  # the others are recorded, nothing of the work is lost
    assert names(make) == ["乙二"]
    assert "您自己那一行没有录" in visit(secretary).submit(url, mode=mode, tick=ticked, follow=True).text
    colleague = make.staff(Role.ORGANISER, branch)
    visit(colleague).submit(url, tick=[secretary.id])
    assert names(make) == ["乙二", "甲一"]
    assert make.get(Attendance, person_id=secretary.id).typed_by_id == colleague.id
    assert "您自己那一行没有录" not in visit(secretary).submit(url, mode=mode, tick=ticked, follow=True).text
