"""The page for who takes a unit over."""

from datetime import timedelta

import pytest

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.organisation.models import DutyKind


@pytest.fixture
def branch(make):
    return make.unit("第一支部", make.root)


def test_a_new_secretary_finds_people_plan_matters_and_backups_on_one_page(visit, make, branch):
    secretary, leader = make.staff(Role.SECRETARY, branch, name="新书记"), make.member("组长甲", branch)
    make.duty(leader, branch, DutyKind.LEADER, tasks="每月走一遍楼道")
    make.event(unit=branch, title="十二月主题党日", starts_at=clock.now() + timedelta(days=9))
    make.event(unit=make.unit("第二支部", make.root), title="别家的会", starts_at=clock.now() + timedelta(days=9))
    page = visit(secretary).get("/handover")
    assert page.heading == "交接：第一支部"
    people = ("1 名党员", "组长甲", "每月走一遍楼道", "新书记")
    for words in (*people, "十二月主题党日", "今年还没有计划", "都办完了", "还没有备份"):
        assert words in page.text, words
    assert "别家的会" not in page.text
    assert visit(secretary).get("/handover?print=1").one("body.sheet-page")


def test_what_is_not_ones_own_is_not_handed_over(visit, make, branch):
    other = make.unit("第二支部", make.root)
    assert visit(make.staff(Role.SECRETARY, branch)).get(f"/handover?unit={other.id}").status == 404
    assert visit(make.member("甲", branch)).get("/handover").status == 404
    assert visit().get("/handover").location.startswith("/sign-in")


def test_it_asks_as_much_for_thirty_units_as_for_one(visit, make, branch):
    organiser = visit(make.staff(Role.ORGANISER))
    few = len(organiser.get("/handover").statements)
    for _ in range(30):
        make.duty(make.member("", make.unit("", branch)), branch, DutyKind.HELPER)
    page = organiser.get("/handover")
    assert len(page.statements) == few <= 8
    assert "看全部" in page.text
