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
    assert [one.get_text(strip=True) for one in page.all("#plans tbody th")] == [branch.name for branch in branches]


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
    assert all(row.in_order == in_order(row.path) for row in rows.values())
    with app.app_context():
        assert [unit.id for unit in subtree(db.session.get_one(Unit, second.id))] == [second.id, branch.id, group.id]
