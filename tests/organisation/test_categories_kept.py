"""Categories of members: the ten that come with the software, described, merged, deleted only when nobody uses them."""

import pytest

from partyedu.accounts.models import Role
from partyedu.organisation.models import Category, Person
from partyedu.organisation.operations.categories import STANDARD
from partyedu.organisation.queries import columns_of_categories
from partyedu.organisation.queries.category_rows import _USES


@pytest.fixture
def keeper(make, visit):
    return visit(make.staff(Role.ADMINISTRATOR))


def test_an_older_centre_gets_the_missing_ones_by_a_button(make, keeper):
    assert "缺：" in keeper.get("/organisation/categories").text
    answer = keeper.post("/organisation/categories/standard")
    assert answer.status == 303
    assert {row.name for row in make.rows(Category)} == set(STANDARD)
    assert all(row.description for row in make.rows(Category))
    assert "缺：" not in keeper.get("/organisation/categories").text
    keeper.post("/organisation/categories/standard")
    assert len(make.rows(Category)) == 10


def test_a_name_and_a_description_are_changed_in_place(make, keeper):
    row = make.rows(Category)[0]
    url = f"/organisation/categories/{row.id}"
    page = keeper.submit(f"/organisation/categories?at={row.id}", url, follow=True, name="退休", description="白天有空")
    assert "白天有空" in page.text
    assert keeper.post(url, {"name": "退休", "description": "长" * 201}).status == 422
    assert keeper.post(url, {"name": "在职"}).status == 422


def test_one_that_is_used_is_kept_for_those_who_have_it(make, keeper):
    used, unused = make.rows(Category)
    member = make.member("甲一", category_id=used.id)
    answer = keeper.post(f"/organisation/categories/{used.id}/delete", follow=True)
    assert "还在用（党员 1 处），没有删" in answer.text
    assert make.get(Person, id=member.id).category_id == used.id
    assert make.get(Category, id=used.id).archived_at is not None
    assert "已删除" in keeper.post(f"/organisation/categories/{unused.id}/delete", follow=True).text
    assert [row.id for row in make.rows(Category)] == [used.id]


def test_merged_into_another_one_everything_goes_along(make, keeper):
    one, other = make.rows(Category)
    member = make.member("甲一", category_id=one.id)
    url = f"/organisation/categories/{one.id}/merge"
    assert keeper.post(url, {"into": ""}).status == 422
    assert keeper.post(url, {"into": str(one.id)}).status == 422
    assert keeper.post(url, {"into": "99999"}).status == 422
    assert keeper.post(url, {"into": str(other.id)}).status == 303
    assert make.get(Person, id=member.id).category_id == other.id
    assert make.get(Category, id=one.id).archived_at is not None


def test_every_table_that_names_a_category_is_moved_and_told():
    assert {column.table.name for column in columns_of_categories()} == set(_USES)
