"""The pages of hours, as those who may read them see them."""

import pytest


@pytest.fixture
def studied(branch, held):
    """The first member was at two meetings, the second at none."""
    held("学习会", branch.first)
    held("主题党日", branch.first, minutes=90, days_ago=3)


def test_a_member_sees_their_hours_by_source_and_opens_each_line(visit, branch, studied):
    mine = visit(branch.first)
    page = mine.get("/study/")
    assert "3.5" in page.one(".year-ring svg").get_text()
    rows = mine.get(f"/study/hours/people/{branch.first.id}")
    assert [tag.get_text(strip=True) for tag in rows.all("tbody th")] == ["学习会", "主题党日"]
    assert visit(branch.second).get(f"/study/hours/people/{branch.first.id}").status == 404


def test_a_secretary_sees_the_branch_without_any_ranking(visit, branch, studied):
    page = visit(branch.secretary).get("/study/hours")
    assert [tag.get_text(strip=True) for tag in page.all("#listed .person b")] == ["甲一", "乙二"]


@pytest.mark.parametrize(
    "url",
    [
        "/study/hours/units",
        "/study/hours/print",
        "/study/hours/statements",
        "/study/entries",
        "/study/exemptions",
        "/study/exemptions/new",
        "/study/rules",
        "/study/rules/new",
        "/study/entries/new",
        "/study/entries/mine",
    ],
)
def test_every_page_of_staff_opens(visit, branch, studied, url):
    assert visit(branch.organiser).get(url).status == 200
