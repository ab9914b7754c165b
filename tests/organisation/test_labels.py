"""What sort of community a unit is (城市社区, 安置社区 …), in the words of the street: kept, shown, told apart by."""

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.organisation.models import Unit, UnitKind
from partyedu.reports import queries
from partyedu.reports.models import FigureName


def test_a_unit_says_of_what_sort_it_is_and_its_figures_can_be_told_apart_by_it(app, make, visit):
    root = make.root
    new, old = make.unit("新苑", kind=UnitKind.COMMUNITY), make.unit("老街", kind=UnitKind.COMMUNITY)
    branch = make.unit("新苑一支部", parent=new)
    for number, unit in enumerate((branch, branch, new, old)):
        make.member(f"甲{number}", unit)
    visitor = visit(make.staff(Role.ORGANISER, root))
    page = visitor.get(f"/organisation/units?at={new.id}")
    assert page.status == 200
    for unit, label in ((new, "安置社区"), (branch, "")):
        sent = {"edit-name": unit.name, "edit-kind": unit.kind.value, "edit-label": label, "edit-version": "1"}
        answer = visitor.submit(f"/organisation/units?at={unit.id}", f"/organisation/units/{unit.id}", **sent)
        assert answer.status == 303
    assert "安置社区" in visitor.get("/organisation/units").text
    with app.app_context():
        scope = queries.Scope(root.path, None, clock.now())
        assert db.session.get_one(Unit, new.id).label == "安置社区"
        assert queries.labels_of(scope, FigureName.MEMBERS) == [("安置社区", 3), ("", 1)], "also below the community"
        assert queries.labels_of(scope, FigureName.TALKS) == []
        inside = queries.Scope(branch.path, None, clock.now())
        assert queries.labels_of(inside, FigureName.MEMBERS) == [("安置社区", 2)], "what stands above says it"
    rows = visitor.get("/reports/figures/members")
    assert "按组织的类型" in rows.text
