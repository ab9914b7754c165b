"""Daily study in another unit, temporary groups, posts and duties (S2.3, S2.4, S2.12)."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from rosters import file, line, xlsx

from partyedu.accounts.models import Role
from partyedu.attendance import queries as attendance
from partyedu.core import clock
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.audit import AuditRow
from partyedu.core.db import db, transaction
from partyedu.core.errors import Problem
from partyedu.organisation.models import (
    Category,
    DailyBelonging,
    Duty,
    DutyKind,
    MemberStatus,
    Person,
    Reached,
    RosterImport,
    Unit,
    UnitKind,
)
from partyedu.organisation.operations import belonging, people
from partyedu.schedule.models import Event


@pytest.fixture
def place(make):
    """A home, another branch, an organiser of each and one of both, and a member who lives near the other branch."""

    class Place:
        home, away = make.unit("老街支部"), make.unit("新区支部")
        member = make.member("甲远行", home)
        organiser = make.staff(Role.ORGANISER)
        of_home, of_away = make.staff(Role.ORGANISER, home), make.staff(Role.ORGANISER, away)

    return Place


def give(visitor, place, unit, **more):
    values = {"unit_id": unit.id, "since": clock.today().isoformat(), "until": "", "reason": "住在女儿家"} | more
    return visitor.post(f"/organisation/people/{place.member.id}/daily", values)


def on_roll(app, event_id):
    with app.app_context():
        event = db.session.get(Event, event_id)
        return [row.name for row in db.session.execute(attendance.roll(event))]


def test_a_member_takes_part_in_both_units_and_is_counted_once(app, make, visit, place):
    assert give(visit(place.organiser), place, place.away).status == 303
    assert make.get(Person, id=place.member.id).daily_unit_id == place.away.id
    at_home = make.event("家里的党课", unit=place.home, expected_unit_id=place.home.id)
    away = make.event("新区的党课", unit=place.away, expected_unit_id=place.away.id)
    whole = make.event("全社区的党课", expected_unit_id=make.root.id)
    for event in (at_home, away, whole):
        assert on_roll(app, event.id).count("甲远行") == 1
    # Figures and the tree count homes only.
    assert visit(place.organiser).get("/organisation/units").text.count("1 人") == 2  # the root and the home


def test_the_daily_unit_sees_name_phone_and_mode_and_nothing_more(make, visit, place):
    make.member("甲邻居", place.away)
    give(visit(place.organiser), place, place.away)
    visitor = visit(place.of_away)
    page = visitor.get("/organisation/people")
    row = next(tag for tag in page.all("#people-list li") if "甲远行" in tag.get_text())
    assert "日常在这里" in row.get_text()
    assert place.member.phone in row.get_text()
    assert str(place.member.birth_year) not in row.get_text()
    assert [link["href"] for link in row.select("a")] == [f"tel:{place.member.phone}"]
    assert visitor.get(f"/organisation/people/{place.member.id}").status == 404
    assert "甲远行" in visitor.get(f"/organisation/units/{place.away.id}").text
    # A guest's category is not found out by filtering for it.
    category = make.rows(Category)[0]
    with visitor.app.app_context(), transaction():
        db.session.get(Person, place.member.id).category_id = category.id
    assert "甲远行" not in visitor.get(f"/organisation/people?category={category.id}").text


def test_it_begins_and_ends_by_the_calendar_and_the_history_stays(app, make, visit, place):
    today = clock.today()
    since, until = today + timedelta(days=3), today + timedelta(days=10)
    visitor = visit(place.organiser)
    assert give(visitor, place, place.away, since=since.isoformat(), until=until.isoformat()).status == 303
    assert make.get(Person, id=place.member.id).daily_unit_id is None
    for days, expected in ((3, place.away.id), (10, place.away.id), (11, None)):
        with time_machine.travel(datetime.combine(today, datetime.min.time(), UTC) + timedelta(days=days, hours=4)):
            with app.app_context(), acting_as(MACHINE), transaction():
                belonging.sweep()
            assert make.get(Person, id=place.member.id).daily_unit_id == expected
    assert "新区支部" in visitor.get(f"/organisation/people/{place.member.id}/daily").text


def test_a_past_event_asks_who_took_part_on_its_day(app, make, visit, place):
    yesterday = clock.now() - timedelta(days=1)
    event = make.event("昨天的课", unit=place.away, expected_unit_id=place.away.id, starts_at=yesterday)
    give(visit(place.organiser), place, place.away)
    assert on_roll(app, event.id) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"unit_id": "home"}, "这就是他自己的组织"),
        ({"since": "2026-01-05", "until": "2026-01-04"}, "结束的日子早于开始的日子"),
        ({"unit_id": ""}, "请选择组织"),
        ({"since": "明天"}, "请写成"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(visit, place, change, sentence):
    if change.get("unit_id") == "home":
        change = {"unit_id": place.home.id}
    answer = give(visit(place.organiser), place, place.away, **change)
    assert answer.status == 422
    assert sentence in answer.text or "请选一个" in answer.text or "请从列出的里面选一个" in answer.text


def test_the_home_unit_is_refused_by_the_operation_too(app, make, place):
    with app.app_context(), acting_as(MACHINE):
        person = db.session.get(Person, place.member.id)
        with pytest.raises(Problem, match="这就是他自己的组织"):
            belonging.give_daily(MACHINE, person, place.home.id, clock.today())


def test_one_daily_unit_at_a_time(visit, place, make):
    visitor = visit(place.organiser)
    give(visitor, place, place.away)
    third = make.unit("第三支部")
    answer = give(visitor, place, third)
    assert answer.status == 422
    assert "已经日常在“新区支部”" in answer.text
    daily = make.get(DailyBelonging, person_id=place.member.id)
    assert visitor.post(f"/organisation/daily/{daily.id}/end", {"until": ""}).status == 303
    assert give(visitor, place, third).status == 303


def test_who_may_arrange_it(visit, place, make):
    other = make.staff(Role.ORGANISER, make.unit("无关支部"))
    assert give(visit(other), place, place.away).status == 404
    assert give(visit(place.of_home), place, place.away).status == 303


def temporary(make, visitor, ends_on, name="外出务工小组"):
    return visitor.post(
        f"/organisation/units/{make.root.id}/below",
        {"new-name": name, "new-kind": "temporary-group", "new-code": "", "new-ends_on": ends_on.isoformat()},
    )


def test_a_temporary_group_ends_by_itself_and_everybody_is_home_again(app, make, visit, place):
    visitor, today = visit(place.organiser), clock.today()
    assert temporary(make, visitor, today + timedelta(days=20)).status == 303
    group = make.get(Unit, name="外出务工小组")
    assert give(visitor, place, group).status == 303
    assert "外出务工小组" not in visitor.get("/").one("main").get_text()
    noon = datetime.combine(today, datetime.min.time(), UTC) + timedelta(hours=4)
    with time_machine.travel(noon + timedelta(days=6)):
        # fourteen days before, the organiser hears of it
        assert "临时党小组“外出务工小组”" in visit(place.organiser).get("/").text
    with time_machine.travel(noon + timedelta(days=21)):
        with app.app_context(), acting_as(MACHINE), transaction():
            belonging.sweep()
        assert make.get(Person, id=place.member.id).daily_unit_id is None
        assert "已经结束" in visit(place.organiser).get(f"/organisation/units/{group.id}").text


def test_a_temporary_group_is_nobodys_home(app, make, visit, place):
    visitor = visit(place.organiser)
    temporary(make, visitor, clock.today() + timedelta(days=20))
    group = make.get(Unit, name="外出务工小组")
    page = f"/organisation/people/{place.member.id}/edit"
    answer = visitor.post(page, {**visitor.get(page).form(page), "unit_id": str(group.id)})
    assert answer.status == 422
    assert "临时党小组不能当所在组织" in answer.text


def test_a_group_does_not_end_before_it_begins(make, visit, place):
    visitor, today = visit(place.organiser), clock.today()
    assert "已经过了" in temporary(make, visitor, today - timedelta(days=1)).text
    temporary(make, visitor, today + timedelta(days=20))
    group = make.get(Unit, name="外出务工小组")
    give(visitor, place, group, since=(today + timedelta(days=5)).isoformat())
    url = f"/organisation/units/{group.id}"
    answer = visitor.post(f"{url}/end", {"end-ends_on": (today + timedelta(days=2)).isoformat(), "end-version": "1"})
    assert answer.status == 422
    assert "结束的日子早于小组开始的日子" in answer.text
    later = give(visitor, place, group, since=(today + timedelta(days=30)).isoformat())
    assert "就结束了" in later.text


def test_duties_from_and_until_on_both_pages_and_in_excel(make, visit, place):
    visitor = visit(place.organiser)
    url = f"/organisation/units/{place.home.id}"
    answer = visitor.submit(
        url, f"{url}/duties", follow=True,
        **{"duty-person": "甲远行", "duty-kind": "liaison", "duty-title": "片区联络员", "duty-tasks": "联系三号楼"},
    )  # fmt: skip
    assert "片区联络员" in answer.text
    assert "联系三号楼" in visitor.get(f"/organisation/people/{place.member.id}").text
    assert "片区联络员" in visit(place.member).get("/organisation/me").text
    assert visitor.post(f"{url}/duties/export").status == 200
    duty = make.get(Duty, person_id=place.member.id)
    with time_machine.travel(clock.now() + timedelta(days=2)):
        visitor = visit(place.organiser)
        assert visitor.post(f"/organisation/duties/{duty.id}/end").status == 303
        assert "片区联络员" not in visitor.get(url).text
    assert make.get(Duty, id=duty.id).until_on is not None


def test_two_who_change_one_duty_see_both_texts(make, visit, place):
    duty = make.duty(place.member, place.home, DutyKind.HELPER, tasks="周一上门")
    url = f"/organisation/duties/{duty.id}"
    first, second = visit(place.organiser), visit(place.of_home)
    mine, theirs = first.get(url).form(url), second.get(url).form(url)
    assert second.post(url, {**theirs, "tasks": "周三上门"}).status == 303
    answer = first.post(url, {**mine, "tasks": "周五上门"})
    assert answer.status == 409
    assert "周五上门" in answer.text and "周三上门" in answer.text
    assert first.post(url, {**answer.form(url)}).status == 303
    assert make.get(Duty, id=duty.id).tasks == "周五上门"


def test_a_leader_reads_phones_of_the_group_and_ticks_reached_and_nothing_else(make, visit, place):
    group = make.unit("三号楼小组", place.home, UnitKind.GROUP)
    leader, one = make.member("甲组长", group), make.member("甲组员", group)
    make.duty(leader, group, DutyKind.LEADER)
    visitor = visit(leader)
    assert "三号楼小组" in visitor.get("/").text
    page = visitor.get(f"/organisation/my-groups/{group.id}")
    assert one.phone in page.text
    assert str(one.birth_year) not in page.text
    url = f"/organisation/my-groups/{group.id}/people/{one.id}/reached"
    assert visitor.post(url, {"kind": "call"}).status == 303
    assert visitor.post(url, {"kind": "call"}).status == 303  # pressed twice
    assert [row.by_id for row in make.rows(Reached)] == [leader.id]
    assert visitor.get("/organisation/people").status == 404
    make.duty(one, group, DutyKind.HELPER)  # another duty there opens nothing
    assert visit(one).get(f"/organisation/my-groups/{group.id}").status == 404
    stranger = make.member("甲外人", place.away)
    assert visitor.post(f"/organisation/my-groups/{group.id}/people/{stranger.id}/reached").status == 404


def test_a_leader_of_a_branch_has_roles_for_that_and_no_list(make, visit, place):
    make.duty(place.member, place.home, DutyKind.LEADER)
    assert visit(place.member).get(f"/organisation/my-groups/{place.home.id}").status == 404


def test_who_leaves_holds_no_post_and_takes_part_nowhere(app, make, visit, place):
    give(visit(place.organiser), place, place.away)
    make.duty(place.member, place.home, DutyKind.HELPER)
    with app.app_context(), acting_as(MACHINE), transaction():
        person = db.session.get(Person, place.member.id)
        people.change_status(person, None, MemberStatus.TRANSFERRED)
    assert make.get(Duty, person_id=place.member.id).until_on == clock.today()
    assert make.get(DailyBelonging, person_id=place.member.id).until_on == clock.today()
    assert "甲远行" not in visit(place.of_away).get("/organisation/people").text


def test_a_home_that_becomes_the_daily_unit_ends_the_daily_study(make, visit, place):
    visitor = visit(place.organiser)
    give(visitor, place, place.away)
    page = f"/organisation/people/{place.member.id}/edit"
    assert visitor.post(page, {**visitor.get(page).form(page), "unit_id": str(place.away.id)}).status == 303
    assert make.get(Person, id=place.member.id).daily_unit_id is None


def test_who_joined_on_the_29th_of_february_is_a_member_like_any_other(make, visit, place):
    visitor = visit(place.organiser)
    make.member("甲闰年", place.home, joined_on=date(1976, 2, 29))
    assert visitor.get(f"/organisation/units/{place.home.id}").status == 200
    assert {row.action for row in make.rows(AuditRow, table="daily_belonging")} == set()


def test_a_roster_that_names_a_temporary_group_as_home_says_so_for_that_row(make, visit, place):
    temporary(make, visit(place.organiser), clock.today() + timedelta(days=20))
    rows = [line(1, "乙一", unit="外出务工小组"), line(2, "乙二", unit="老街支部")]
    page = visit(place.organiser).post(
        "/organisation/imports", {"unit_id": make.root.id, "file": file(xlsx(rows))}, follow=True
    )
    errors = visit(place.organiser).get(f"/organisation/imports/{make.rows(RosterImport)[-1].id}?fate=error")
    assert "“外出务工小组”是临时党小组，不能当所在组织" in errors.text
    assert page.status == 200
