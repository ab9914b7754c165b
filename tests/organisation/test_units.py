"""The tree of units, edited in place."""

from datetime import timedelta

import pytest
import time_machine

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.audit import AuditRow
from partyedu.organisation.models import MemberStatus, Unit, UnitKind


@pytest.fixture
def organiser(make):
    return make.staff(Role.ORGANISER)


def add(visitor, parent, name, kind):
    return visitor.post(f"/organisation/units/{parent.id}/below", {"new-name": name, "new-kind": kind, "new-code": ""})


def test_a_community_of_four_levels_is_built_by_hand(make, visit, organiser):
    # 党总支—片区支部—楼栋小组—中心户 (S2.9)
    visitor, parent = visit(organiser), make.root
    for name, kind in (("东片区支部", "branch"), ("三号楼小组", "group"), ("老张家", "household-point")):
        answer = add(visitor, parent, name, kind)
        assert answer.status == 303
        parent = make.get(Unit, name=name)
    assert parent.depth == 3
    assert parent.path.startswith(make.get(Unit, name="东片区支部").path)
    page = visitor.get("/organisation/units")
    assert [tag.get_text(strip=True) for tag in page.all(".unit-name b")] == [
        "示范社区",
        "东片区支部",
        "三号楼小组",
        "老张家",
    ]
    assert len(make.rows(AuditRow, table="unit", action="add")) == 3


def test_without_script_the_form_opens_in_its_place(make, visit, organiser):
    branch = make.unit("第一支部")
    visitor = visit(organiser)
    page = visitor.get(f"/organisation/units?at={branch.id}")
    assert page.one(f"#unit-{branch.id} input[name=edit-name]")["value"] == "第一支部"
    answer = visitor.submit(
        f"/organisation/units?at={branch.id}",
        f"/organisation/units/{branch.id}",
        follow=True,
        **{"edit-name": "红梅支部"},
    )
    assert "红梅支部" in answer.text
    assert make.get(Unit, id=branch.id).name == "红梅支部"


def test_htmx_gets_the_tree_alone(make, visit, organiser):
    branch = make.unit("第一支部")
    answer = visit(organiser).post(
        f"/organisation/units/{branch.id}",
        {"edit-name": "红梅支部", "edit-kind": "branch", "edit-code": "", "edit-version": "1"},
        htmx=True,
    )
    assert answer.status == 200
    assert answer.one("#unit-tree")
    assert not answer.all("h1")


def test_a_group_cannot_stand_above_a_branch(make, visit, organiser):
    group = make.unit("三号楼小组", kind=UnitKind.GROUP)
    answer = add(visit(organiser), group, "第一支部", "branch")
    assert answer.status == 422
    assert "它不能比上级组织还大" in answer.text
    assert answer.one("input[name=new-name]")["value"] == "第一支部"


def test_a_new_unit_is_offered_only_what_may_stand_below_its_parent(make, visit, organiser):
    branch = make.unit("第一支部")
    point = make.unit("老张家", branch, UnitKind.HOUSEHOLD_POINT)
    visitor, offered = visit(organiser), {}
    for unit in (make.root, branch, point):
        page = visitor.get(f"/organisation/units?at={unit.id}")
        options = page.all("select[name=new-kind] option")
        offered[unit.name] = (
            [tag["value"] for tag in options],
            [tag["value"] for tag in options if tag.get("selected") is not None],
        )
    assert offered == {
        "示范社区": (["community", "branch", "group", "temporary-group", "household-point"], ["branch"]),
        "第一支部": (["branch", "group", "temporary-group", "household-point"], ["group"]),
        "老张家": (["household-point"], ["household-point"]),
    }
    page = visitor.post(
        f"/organisation/units/{branch.id}", {"edit-name": "", "edit-kind": "branch", "edit-version": "1"}
    )
    assert page.status == 422  # the other form of the panel stays as it was opened
    assert page.one("select[name=new-kind] option[selected]")["value"] == "group"
    page = add(visitor, branch, "", "household-point")
    assert page.one("select[name=new-kind] option[selected]")["value"] == "household-point"
    assert page.one("input[name=edit-name]")["value"] == "第一支部"
    assert add(visitor, branch, "四号楼小组", "nonsense").status == 422


def test_names_are_used_once_under_one_roof_and_codes_once_in_the_house(make, visit, organiser):
    make.unit("第一支部", code="b1")
    visitor = visit(organiser)
    assert "已经有“第一支部”了" in add(visitor, make.root, "第一支部", "branch").text
    answer = visitor.post(
        f"/organisation/units/{make.root.id}/below", {"new-name": "第二支部", "new-kind": "branch", "new-code": "b1"}
    )
    assert "这个代号已经有组织在用，请换一个。" in answer.errors()


def test_a_branch_moves_with_everything_below_it(make, visit, organiser):
    east, west = make.unit("东片", kind=UnitKind.COMMUNITY), make.unit("西片", kind=UnitKind.COMMUNITY)
    branch = make.unit("第一支部", east)
    group = make.unit("小组", branch, UnitKind.GROUP)
    point = make.unit("中心户", group, UnitKind.HOUSEHOLD_POINT)
    answer = visit(organiser).post(f"/organisation/units/{branch.id}/move", {"move-parent": west.id})
    assert answer.status == 303
    moved = {unit.id: unit.path for unit in make.rows(Unit)}
    assert moved[branch.id] == f"{west.path}{branch.id}/"
    assert moved[group.id] == f"{west.path}{branch.id}/{group.id}/"
    assert moved[point.id] == f"{west.path}{branch.id}/{group.id}/{point.id}/"
    assert moved[east.id] == east.path


def test_a_unit_is_never_hung_below_itself(make, visit, organiser):
    east = make.unit("东片", kind=UnitKind.COMMUNITY)
    branch = make.unit("第一支部", east)
    answer = visit(organiser).post(f"/organisation/units/{east.id}/move", {"move-parent": branch.id})
    assert answer.status == 422
    assert make.get(Unit, id=east.id).path == east.path


def test_siblings_change_places(make, visit, organiser):
    for name in ("第一支部", "第二支部", "第三支部"):
        make.unit(name)
    visitor = visit(organiser)
    third = make.get(Unit, name="第三支部")
    visitor.post(f"/organisation/units/{third.id}/shift", {"step": "up"})
    names = [tag.get_text(strip=True) for tag in visitor.get("/organisation/units").all(".unit-name b")]
    assert names == ["示范社区", "第一支部", "第三支部", "第二支部"]


def test_a_unit_with_members_says_how_many_before_it_can_be_put_away(make, visit, organiser):
    branch = make.unit("第一支部")
    make.member("甲一", make.unit("小组", branch, UnitKind.GROUP), account=False)
    make.member("甲二", branch, account=False)
    make.member("甲三", branch, account=False, status=MemberStatus.DECEASED)
    answer = visit(organiser).post(f"/organisation/units/{branch.id}/archive")
    assert answer.status == 422
    assert "“第一支部”里还有 2 名在册党员" in answer.text
    assert make.get(Unit, id=branch.id).archived_at is None


def test_what_was_put_away_is_taken_back_within_thirty_days(make, visit, organiser):
    branch = make.unit("第一支部")
    group = make.unit("小组", branch, UnitKind.GROUP)
    visitor = visit(organiser)
    visitor.post(f"/organisation/units/{branch.id}/archive")
    assert len(visitor.get("/organisation/units").all(".unit-name")) == 1
    assert [tag.b.get_text() for tag in visitor.get("/organisation/units/bin").all(".person")] == ["第一支部"]
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert "这里是空的" in visit(organiser).get("/organisation/units/bin").text
    visitor.post(f"/organisation/units/{branch.id}/restore")
    assert make.get(Unit, id=group.id).archived_at is None
    assert "第一支部" in visitor.get("/organisation/units").text


def test_the_second_editor_sees_what_the_first_has_saved_and_loses_nothing(make, visit, organiser):
    branch = make.unit("第一支部")
    first, second = visit(organiser), visit(make.staff(Role.ORGANISER))
    form = second.get(f"/organisation/units?at={branch.id}").form(f"/organisation/units/{branch.id}")
    first.submit(f"/organisation/units?at={branch.id}", f"/organisation/units/{branch.id}", **{"edit-name": "红梅支部"})
    answer = second.post(f"/organisation/units/{branch.id}", {**form, "edit-name": "腊梅支部"})
    assert answer.status == 409
    assert "红梅支部" in answer.text
    assert answer.one("input[name=edit-name]")["value"] == "腊梅支部"
    saved = second.post(f"/organisation/units/{branch.id}", answer.form(f"/organisation/units/{branch.id}"))
    assert saved.status == 303
    assert make.get(Unit, id=branch.id).name == "腊梅支部"


def test_an_organiser_reaches_their_own_subtree_only(make, visit):
    east, west = make.unit("东社区", kind=UnitKind.COMMUNITY), make.unit("西社区", kind=UnitKind.COMMUNITY)
    branch = make.unit("第一支部", east)
    stranger = visit(make.staff(Role.ORGANISER, west))
    for path in ("", "/below", "/move", "/shift", "/archive", "/restore"):
        assert stranger.post(f"/organisation/units/{branch.id}{path}", {"edit-name": "x"}).status == 404
    assert "东社区" not in stranger.get("/organisation/units").text
    # Where their own unit hangs is not theirs to say.
    assert stranger.post(f"/organisation/units/{west.id}/archive").status == 422
    # A branch of their own may not be hung into somebody else's community.
    own = make.unit("自己的支部", west)
    assert stranger.post(f"/organisation/units/{own.id}/move", {"move-parent": east.id}).status == 422


def test_a_secretary_looks_and_does_not_touch(make, visit):
    branch = make.unit("第一支部")
    secretary = visit(make.staff(Role.SECRETARY, branch))
    page = secretary.get(f"/organisation/units?at={branch.id}")
    assert page.status == 200
    assert not page.all("#unit-tree form, .unit-name a")
    assert secretary.post(f"/organisation/units/{branch.id}", {"edit-name": "x"}).status == 404


def test_a_district_opens_along_the_way_only(make, visit, organiser):
    for place in range(13):
        community = make.unit(f"社区{place}", kind=UnitKind.COMMUNITY)
        for number in range(10):
            make.unit(f"社区{place}第{number}支部", community)
    visitor = visit(organiser)
    page = visitor.get("/organisation/units")
    assert len(page.all(".unit-name")) == 14
    assert "展开下面 10 个" in page.text
    opened = visitor.get(f"/organisation/units?at={make.get(Unit, name='社区3').id}")
    assert len(opened.all(".unit-name")) == 24


def test_the_tree_costs_the_same_with_one_and_with_three_branches(make, visit, organiser):
    make.unit("第一支部")
    visitor = visit(organiser)
    visitor.get("/organisation/units")
    one = visitor.get("/organisation/units").statements
    make.unit("第二支部")
    make.unit("第三支部")
    assert len(visitor.get("/organisation/units").statements) == len(one) <= 8
