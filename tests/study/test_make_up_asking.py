"""After an event: who is asked to make it up, who is never asked, and who may ask."""

from datetime import timedelta

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.audit import AuditRow
from partyedu.notices.models import Notice, NoticeKind
from partyedu.organisation.models import UnitKind
from partyedu.schedule.models import EventKind
from partyedu.study.models import MakeUp, MakeUpKind, MakeUpState


def names_ticked(page):
    """The names before which a box stands."""
    return [box.select_one("span").contents[0] for box in page.soup.select("label.choice:has(input[name=person])")]


def test_the_preview_holds_those_who_were_absent_and_says_who_is_left_out(visit, hall):
    page = visit(hall.organiser).get(hall.url)
    assert sorted(names_ticked(page)) == ["丙无机", "乙没来"]
    assert "请了假的 1 人" in page.text
    assert "免学的：戊年老" in page.text
    assert "己已故" not in page.text
    assert len(page.statements) <= 8


def test_who_is_ticked_gets_a_task_and_a_notice_once(make, visit, hall, ask):
    assert ask(hall.absent, hall.phoneless).status == 303
    tasks = make.rows(MakeUp)
    assert {(task.person_id, task.kind, task.state, task.event_id) for task in tasks} == {
        (hall.absent.id, MakeUpKind.ABSENCE, MakeUpState.OPEN, hall.event.id),
        (hall.phoneless.id, MakeUpKind.ABSENCE, MakeUpState.OPEN, hall.event.id),
    }
    notices = make.rows(Notice, kind=NoticeKind.MAKE_UP_OPENED)
    assert [(row.person_id, row.url) for row in notices] == [
        (task.person_id, f"/study/make-up/{task.id}") for task in tasks
    ]
    assert len(make.rows(AuditRow, action="ask-to-make-up")) == 2

    ask(hall.absent, hall.phoneless)  # a double click
    assert len(make.rows(MakeUp)) == 2
    assert len(make.rows(Notice, kind=NoticeKind.MAKE_UP_OPENED)) == 2
    assert "已经安排过的：丙无机、乙没来" in visit(hall.organiser).get(hall.url).text


def test_nobody_who_came_was_excused_is_exempt_or_has_died_can_be_asked(make, ask, hall):
    ask(hall.came, hall.excused, hall.exempt, hall.died)
    assert make.rows(MakeUp) == []


def test_nobody_ticked_and_a_day_gone_by_are_refused_and_the_ticks_stay(make, visit, hall, ask):
    answer = ask()
    assert answer.status == 422
    assert "请至少选一个人。" in answer.text
    answer = ask(hall.absent, due_on=clock.today() - timedelta(days=1))
    assert answer.status == 422
    assert "这个日子已经过去了" in answer.text
    assert [box["value"] for box in answer.soup.select("input[name=person][checked]")] == [str(hall.absent.id)]
    assert make.rows(MakeUp) == []


def test_a_secretary_asks_their_own_branch_and_nobody_beside_it(make, visit, hall, ask):
    assert names_ticked(visit(hall.secretary).get(hall.url)) == names_ticked(visit(hall.organiser).get(hall.url))
    assert visit(hall.secretary_beside).get(hall.url).status == 404
    assert ask(hall.absent, by=hall.secretary_beside).status == 404
    assert ask(hall.absent, by=hall.secretary).status == 303
    assert len(make.rows(MakeUp)) == 1
    assert visit(hall.absent).get(hall.url).status == 404


def test_at_an_event_of_the_community_a_secretary_sees_only_their_own_absentees(make, visit, hall):
    there = make.member("庚隔壁", hall.beside)
    event = make.event(
        "全体大会", starts_at=clock.now() - timedelta(hours=5), minutes=60, kind=EventKind.MEETING,
        expected_unit_id=make.root.id,
    )  # fmt: skip
    url = f"/study/make-up/events/{event.id}"
    assert names_ticked(visit(hall.secretary_beside).get(url)) == ["庚隔壁"]
    assert "庚隔壁" not in visit(hall.secretary).get(url).text
    assert there.name in visit(hall.organiser).get(url).text


def test_a_group_below_sees_its_own_people_too(make, visit, hall):
    group = make.unit("一小组", hall.branch, UnitKind.GROUP)
    make.member("辛小组", group)
    leader = make.staff(Role.SECRETARY, group)
    assert names_ticked(visit(leader).get(hall.url)) == ["辛小组"]


def test_an_event_that_is_not_over_cannot_be_made_up(make, visit, hall):
    event = make.event("明天的", unit=hall.branch, expected_unit_id=hall.branch.id)
    assert visit(hall.organiser).get(f"/study/make-up/events/{event.id}").status == 404


def test_the_list_of_what_was_missed_names_the_event_and_how_many_were_asked(visit, hall, ask):
    ask(hall.absent)
    page = visit(hall.organiser).get("/study/make-up/ask")
    assert "重温入党誓词" in page.text
    assert "补训 1 人" in page.text
    assert "到了 1 人" in page.text
    assert "重温入党誓词" not in visit(hall.secretary_beside).get("/study/make-up/ask").text
