"""Score sheets: written once, copied, put away; points are checked against their lines."""

import pytest

from partyedu.accounts.models import Role
from partyedu.core.errors import Problem
from partyedu.library import operations, queries
from partyedu.library.models import Criterion, ScoreSheet
from partyedu.organisation.models import UnitKind


@pytest.fixture
def organiser(make):
    """Staff of the community."""
    return make.staff(Role.ORGANISER)


def lines_of(make, sheet):
    return [(line.name, line.points) for line in make.rows(Criterion, sheet_id=sheet.id)]


def test_a_new_sheet_begins_with_the_common_lines(make, visit, organiser):
    page = visit(organiser).submit("/library/sheets/new", name="微课评分表", follow=True)
    assert page.soup.h1.text == "微课评分表"
    sheet = make.get(ScoreSheet)
    assert [points for _name, points in lines_of(make, sheet)] == [30, 30, 20, 20]


def test_a_sheet_is_copied_not_changed(make, visit, organiser):
    staff = visit(organiser)
    staff.submit("/library/sheets/new", name="第一张")
    first = make.get(ScoreSheet)
    staff.submit(
        f"/library/sheets/new?from={first.id}", "/library/sheets/new", name="第二张", **{"lines-0-points": "50"}
    )
    second = make.get(ScoreSheet, name="第二张")
    assert lines_of(make, first)[0][1] == 30
    assert lines_of(make, second)[0] == (lines_of(make, first)[0][0], 50)


def test_a_line_has_words_and_points(visit, organiser):
    page = visit(organiser).submit("/library/sheets/new", **{"lines-1-points": "", "lines-2-points": "一百"})
    assert page.status == 422
    assert "请填这一行的满分。" in page.text
    assert "请填一个整数。" in page.text


def test_the_same_line_twice_is_refused(visit, organiser):
    names = {"lines-0-name": "讲得好", "lines-1-name": "讲得好"}
    page = visit(organiser).submit("/library/sheets/new", **names)
    assert page.status == 422
    assert "有两行写的一样" in page.text


def test_units_below_share_the_sheet_of_the_nearest_unit_above(app, make):
    branch = make.unit("一支部")
    group, root = make.unit("一小组", branch, UnitKind.GROUP), make.root
    with app.app_context():
        assert queries.sheet_for(group.path) is None
        common = operations.sheet_in_use(group.path)
        assert (common.unit_id, operations.sheet_in_use(branch.path).id) == (root.id, common.id)
        own = operations.add_sheet(branch.id, "支部的", [("真实", 10)])
        assert queries.sheet_for(group.path).id == own.id
        assert [number for number, _name in queries.sheet_choices(group.path)] == [own.id, common.id]
        operations.archive_sheet(own)
        assert queries.sheet_for(group.path).id == common.id


def test_a_sheet_for_essays_never_becomes_the_one_for_courseware(app, make, visit, organiser):
    staff = visit(organiser)
    staff.submit("/library/sheets/new", name="课件的")
    staff.submit("/library/sheets/new", name="征文的", for_essays="y")
    ours, essays, root = make.get(ScoreSheet, name="课件的"), make.get(ScoreSheet, name="征文的"), make.root
    with app.app_context():
        assert queries.sheet_for(root.path).id == ours.id
        assert [number for number, _name in queries.sheet_choices(root.path)] == [essays.id, ours.id]
    copied = staff.get(f"/library/sheets/new?from={essays.id}")
    assert copied.soup.find("input", attrs={"name": "for_essays"}).has_attr("checked")


def test_points_are_checked_line_by_line(app, make):
    root = make.root
    with app.app_context():
        sheet = operations.add_sheet(root.id, "两行", [("真实", 10), ("生动", 20)])
        first, second = queries.criteria(sheet.id)
        scored = operations.checked_scores(sheet.id, {first.id: 7, second.id: 18, 999: 5})
        assert (dict(scored.points), scored.total, scored.out_of, scored.percent) == (
            {first.id: 7, second.id: 18}, 25, 30, 83,
        )  # fmt: skip
        with pytest.raises(Problem, match="还没有打分") as refused:
            operations.checked_scores(sheet.id, {first.id: 7})
        assert refused.value.field == f"points_{second.id}"
        with pytest.raises(Problem, match="0 到 10"):
            operations.checked_scores(sheet.id, {first.id: 11, second.id: 1})


def test_who_keeps_another_branch_does_not_see_the_sheet(make, visit, organiser):
    branch, other = make.unit("一支部"), make.unit("二支部")
    visit(make.staff(Role.ORGANISER, branch)).submit("/library/sheets/new", name="一支部的")
    sheet = make.get(ScoreSheet)
    outside = visit(make.staff(Role.ORGANISER, other))
    assert outside.get(f"/library/sheets/{sheet.id}").status == 404
    assert outside.post(f"/library/sheets/{sheet.id}/archive").status == 404
    assert visit(organiser).get(f"/library/sheets/{sheet.id}").status == 200
    assert visit(make.member("张三", branch)).get("/library/sheets").status == 404


def test_a_sheet_put_away_is_not_used_and_comes_back(make, visit, organiser):
    staff = visit(organiser)
    staff.submit("/library/sheets/new", name="旧的")
    sheet = make.get(ScoreSheet)
    assert "已收起" in staff.post(f"/library/sheets/{sheet.id}/archive", follow=True).text
    staff.post(f"/library/sheets/{sheet.id}/restore")
    assert make.get(ScoreSheet).archived_at is None


def test_the_sheet_on_paper(make, visit, organiser):
    staff = visit(organiser)
    staff.submit("/library/sheets/new", name="纸上用的")
    page = staff.get(f"/library/sheets/{make.get(ScoreSheet).id}/print")
    assert "评审人" in page.text
