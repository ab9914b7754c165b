"""The rooms of study side by side: a short row of what one opens every week, the rest under 更多."""

import pytest

from partyedu.accounts.models import Role

OF_A_MEMBER = ["我的学习", "我的清单", "网络共学"]
OF_THE_DESK = ["我的学习", "网络共学", "党员学时", "补训安排", "上门安排"]


def side_by_side(page):
    """The words of the row, without those folded away."""
    return [tag.get_text(strip=True) for tag in page.all("ul.tabs > li > a")]


def folded(page):
    return [tag.get_text(strip=True) for tag in page.all("ul.tabs .panel a")]


@pytest.fixture
def organiser(make):
    return make.staff(Role.ORGANISER, name="工甲")


def test_a_member_has_three_rooms_side_by_side_and_the_rest_under_more(visit, branch):
    page = visit(branch.first).get("/study/")
    assert (side_by_side(page), folded(page)) == (OF_A_MEMBER, ["我的补训", "我的上门", "我的结对"])


def test_whoever_arranges_has_the_desks_in_the_row_and_their_own_under_more(visit, organiser):
    page = visit(organiser).get("/study/make-up/desk")
    assert page.all("ul.tabs")[0].find_all("a", attrs={"aria-current": "page"})[0].get_text() == "补训安排"
    assert side_by_side(page)[:5] == OF_THE_DESK
    assert set(folded(page)) == {"结对安排", "看交来的话", "清单规则", "我的清单", "我的补训", "我的上门", "我的结对"}


def test_the_open_room_stands_in_the_row_even_when_it_is_one_of_the_rest(visit, branch):
    page = visit(branch.first).get("/study/make-up")
    assert side_by_side(page) == [*OF_A_MEMBER, "我的补训"]
    assert folded(page) == ["我的上门", "我的结对"]


def test_who_is_not_on_the_roster_but_keeps_hours_is_led_to_the_hours_of_members(visit, organiser):
    page = visit(organiser).get("/study/")
    assert page.one("main .empty a.btn")["href"] == "/study/hours"
