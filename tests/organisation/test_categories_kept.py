"""Categories of members: the ten that come with the software, described, merged, deleted only when nobody uses them."""

import pytest

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.courses.models import (
    AudienceKind,
    ClassroomKind,
    Course,
    CourseAudience,
    CourseKind,
    CourseMode,
    CourseState,
    CourseWay,
    LessonFormat,
)
from partyedu.notices.models import Announcement
from partyedu.organisation.models import Category, Person
from partyedu.organisation.operations.categories import STANDARD
from partyedu.organisation.queries import columns_of_categories
from partyedu.organisation.queries.category_rows import _USES
from partyedu.plans.models import Plan, PlanKind, Task
from partyedu.study.models import DistanceClass, ListRule
from partyedu.surveys.models import Survey


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


@pytest.fixture
def used(make):
    """A category that everything uses which can use one; the address at which each is changed, by table."""
    category, root = make.get(Category, name="在职"), make.root
    member = make.member("甲一", category_id=category.id)
    course = {
        "kind": CourseKind.SPECIAL, "format": LessonFormat.OPEN, "classroom": ClassroomKind.THEORY,
        "mode": CourseMode.COLLECTIVE, "way": CourseWay.IN_CLASS, "title": "夜校", "minutes": 90,
    }  # fmt: skip
    now, today = clock.now(), clock.today()
    with make._session():
        of = {"unit_id": root.id, "category_id": category.id, "created_at": now, "version": 1}
        taught = Course(unit_id=root.id, created_at=now, state=CourseState.OFFERED, version=1, **course)
        plan = Plan(year=today.year, kind=PlanKind.PROGRESS, title="推进表", audience="", **of)
        rows = {
            "survey": Survey(title="问一问", **of),
            "announcement": Announcement(title="告诉大家", **of),
            "plan": plan,
            "distance_class": DistanceClass(title="夜班共学", starts_on=today, **of),
        }
        db.session.add_all([taught, *rows.values()])
        db.session.flush()
        db.session.add(CourseAudience(course_id=taught.id, kind=AudienceKind.CATEGORY, category_id=category.id))
        rows["task"] = Task(plan_id=plan.id, title="微课", category_id=category.id, version=1)
        rows["list_rule"] = ListRule(
            unit_id=root.id, audience_kind=AudienceKind.CATEGORY, category_id=category.id, course_id=taught.id,
            from_on=today, until_on=today, written_at=now, version=1,
        )  # fmt: skip
        db.session.add_all(rows.values())
        db.session.flush()
        numbers = {name: row.id for name, row in rows.items()} | {"person": member.id, "course": taught.id}
    return category, {
        "person": f"/organisation/people/{numbers['person']}/edit",
        "survey": f"/surveys/{numbers['survey']}/edit",
        "course_audience": f"/courses/{numbers['course']}/edit",
        "announcement": f"/notices/announcements/{numbers['announcement']}/edit",
        "plan": f"/plans/{numbers['plan']}/edit",
        "task": f"/plans/tasks/{numbers['task']}/edit",
        "list_rule": f"/study/lists/{numbers['list_rule']}/edit",
        "distance_class": f"/study/distance/{numbers['distance_class']}/edit",
    }


def test_deleted_while_everything_uses_it_says_where_and_loses_nothing(make, keeper, visit, used):
    category, addresses = used
    assert set(addresses) == set(_USES)
    answer = keeper.post(f"/organisation/categories/{category.id}/delete", follow=True)
    told = answer.one("#messages").get_text()
    assert all(f"{words} 1 处" in told for words in _USES.values()), told
    assert "没有删" in told and "用着的都留着" in told
    assert make.get(Category, id=category.id).archived_at is not None
    organiser = visit(make.staff(Role.ORGANISER))
    for table, address in addresses.items():
        page = organiser.get(address)
        assert page.status == 200, (table, address)
        kept = page.soup.select(f"option[value='{category.id}'][selected], input[value='{category.id}'][checked]")
        assert len(kept) == 1, (table, address)
        new = organiser.get({"plan": "/plans/new", "survey": "/surveys/new"}.get(table, "/plans/new"))
        assert not new.soup.select(f"select[name=category_id] option[value='{category.id}']"), table
