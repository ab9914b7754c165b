"""Lists of units stand in the order of the tree: the second before the tenth, however long their numbers are."""

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.organisation.models import Unit, UnitKind, in_order
from partyedu.organisation.queries import subtree
from partyedu.plans.models import Plan, PlanKind


def test_the_second_branch_stands_before_the_tenth(make, visit):
    branches = [make.unit(f"第{number}支部") for number in range(1, 13)]
    assert branches[-1].id >= 10, "numbers of one and of two figures"
    with make._session():
        for branch in reversed(branches):
            db.session.add(
                Plan(
                    unit_id=branch.id, year=clock.today().year, kind=PlanKind.ANNUAL, title=branch.name, audience="",
                    created_at=clock.now(),
                )
            )  # fmt: skip
    page = visit(make.staff(Role.ORGANISER)).get("/plans/")
    assert [one.get_text(strip=True) for one in page.all("#plans .person b")] == [branch.name for branch in branches]


def test_a_unit_that_is_moved_sorts_where_it_hangs_now(make, visit, app):
    first, second = make.unit("一村", kind=UnitKind.COMMUNITY), make.unit("二村", kind=UnitKind.COMMUNITY)
    branch = make.unit("一支部", first)
    group = make.unit("一组", branch, kind=UnitKind.GROUP)
    url = f"/organisation/units/{branch.id}"
    keeper = visit(make.staff(Role.ADMINISTRATOR))
    moved = keeper.post(f"{url}/move", {"move-parent": str(second.id)})
    assert moved.status == 303, moved.errors()
    rows = {row.id: row for row in make.rows(Unit)}
    assert rows[group.id].path.startswith(second.path)
    assert rows[branch.id].in_order == in_order(rows[second.id].in_order, 1, branch.id)
    assert rows[group.id].in_order == in_order(rows[branch.id].in_order, 0, group.id)
    with app.app_context():
        assert [unit.id for unit in subtree(db.session.get_one(Unit, second.id))] == [second.id, branch.id, group.id]


def test_people_and_units_are_listed_as_staff_put_the_units(make, visit):
    first, second = make.unit("先建的支部"), make.unit("后建的支部")
    group = make.unit("小组", second, kind=UnitKind.GROUP)
    make.member("甲一", unit=first), make.member("丙一", unit=second), make.member("乙一", unit=group)
    keeper = visit(make.staff(Role.ADMINISTRATOR))
    branches = {"先建的支部", "后建的支部", "小组"}

    def listed():
        people = [one.get_text(strip=True) for one in keeper.get("/organisation/people").all("#people-list .person b")]
        choices = [
            one.get_text(strip=True) for one in keeper.get("/organisation/people").all("select[name=unit] option")
        ]
        return [name for name in people if name in "甲一乙一丙一"], [
            name.strip("　") for name in choices if name.strip("　") in branches
        ]

    assert listed() == (["甲一", "丙一", "乙一"], ["先建的支部", "后建的支部", "小组"])
    assert keeper.post(f"/organisation/units/{second.id}/shift", {"step": "up"}).status == 303
    assert listed() == (["丙一", "乙一", "甲一"], ["后建的支部", "小组", "先建的支部"])
