"""Courses: what everybody reads, what organisers design, what a unit above gives to those below."""

import pytest

from partyedu.accounts.models import Role
from partyedu.core.db import db
from partyedu.courses import operations
from partyedu.courses.models import ClassroomKind, Course, CourseState, LessonFormat
from partyedu.organisation.models import Person, PersonKind, PublicName


@pytest.fixture
def desk(visit, school):
    """The organiser's browser."""
    return visit(school.organiser)


def designed(desk, form="open", **fields):
    """Fill in the form of a format; the answer."""
    return desk.submit(f"/courses/new?format={form}", "/courses/new", **fields)


def test_without_courses_the_way_to_the_schedule_is_shown(visit):
    page = visit().get("/courses/")
    assert page.status == 200
    assert page.one("main .empty a")["href"] == "/schedule/"


@pytest.mark.parametrize(
    ("form", "own", "others"),
    [
        ("micro", {"cap_minutes"}, {"shows", "task", "task_place", "reviews"}),
        ("open", {"shows"}, {"cap_minutes", "task", "task_place", "reviews"}),
        ("model", {"shows"}, {"cap_minutes", "task", "task_place", "reviews"}),
        ("practice", {"task", "task_place"}, {"cap_minutes", "shows", "reviews"}),
        ("review", {"reviews"}, {"cap_minutes", "shows", "task", "task_place"}),
    ],
)
def test_each_format_asks_only_for_its_own_fields(desk, form, own, others):
    asked = set(desk.get(f"/courses/new?format={form}").form("/courses/new"))
    assert own <= asked
    assert not others & asked


def test_another_format_is_chosen_with_one_button_and_what_was_typed_stays(desk):
    fields = desk.get("/courses/new?format=open").form("/courses/new")
    page = desk.post("/courses/new", fields | {"title": "讲评一次", "to_format": "review"})
    assert page.status == 200
    again = page.form("/courses/new")
    assert (again["title"], again["format"]) == ("讲评一次", "review")
    assert "reviews" in again
    assert "shows" not in again


def test_a_course_is_designed_offered_and_found_by_pinyin(make, visit, desk, school):
    answer = designed(
        desk, "practice", title="教邻居用手机", minutes="120", task="每人教会两位邻居", task_place="一楼大厅",
        trades="物流、餐饮",
    )  # fmt: skip
    course = make.get(Course)
    assert answer.location == f"/courses/{course.id}/pieces"
    assert (course.format, course.classroom, course.minutes) == (LessonFormat.PRACTICE, ClassroomKind.PRACTICE, 120)
    assert visit().get(f"/courses/{course.id}").status == 404
    desk.submit(f"/courses/{course.id}", f"/courses/{course.id}/offer")
    page = visit().get(f"/courses/{course.id}")
    assert page.heading == "教邻居用手机"
    for words in ("每人教会两位邻居", "一楼大厅", "物流、餐饮", "2 小时"):
        assert words in page.text
    assert "教邻居用手机" in visit().get("/courses/?q=jlj").text
    assert "没有找到这样的课程" in visit().get("/courses/?q=没有的").text
    assert "没有找到这样的课程" in visit().get("/courses/?format=micro").text


@pytest.mark.parametrize(
    ("form", "fields", "said"),
    [
        ("micro", {"title": "快讲", "minutes": "30", "cap_minutes": "15"}, "微党课最多讲 15 分钟，您写的时长超过了。"),
        ("micro", {"title": "快讲", "minutes": "10", "cap_minutes": ""}, "微党课要短：请写最多讲几分钟。"),
        ("model", {"title": "示范", "minutes": "60"}, "示范课请写明示范什么，别人来学什么。"),
        ("practice", {"title": "动手", "minutes": "60", "task": "种树"}, "实践课请写明在哪里做。"),
        ("review", {"title": "讲评", "minutes": "60"}, "讲评课请写明讲评什么。"),
        ("open", {"title": "", "minutes": "60"}, "请填写这一项。"),
        ("open", {"title": "公开", "minutes": "9" * 20}, "这个数太大了。"),
    ],
)
def test_what_a_format_needs_is_asked_for_in_a_sentence(make, desk, form, fields, said):
    page = designed(desk, form, **fields)
    assert page.status == 422
    assert said in page.errors()
    assert make.rows(Course) == []


def test_a_page_sent_twice_makes_one_course(make, desk):
    fields = desk.get("/courses/new?format=open").form("/courses/new") | {"title": "公开课"}
    assert desk.post("/courses/new", fields).location == desk.post("/courses/new", fields).location
    assert len(make.rows(Course)) == 1


def test_two_editors_see_both_texts(make, visit, desk, school):
    course = school.course("防诈骗")
    url = f"/courses/{course.id}/edit"
    other = visit(school.organiser)
    fields = other.get(url).form(url)
    assert desk.submit(url, title="防诈骗三讲").status == 303
    late = other.post(url, fields | {"title": "防骗课"})
    assert late.status == 409
    assert late.one("input[name=title]")["value"] == "防骗课"
    assert "防诈骗三讲" in late.text
    assert make.get(Course).title == "防诈骗三讲"
    assert other.post(url, late.form(url)).status == 303
    assert make.get(Course).title == "防骗课"


def test_units_below_see_and_run_what_a_unit_above_designed_but_not_beside(make, visit, school):
    street = school.course("街道的课", unit=make.root)
    beside = school.course("西街的课", unit=make.unit("西街支部"))
    desk = visit(school.organiser)
    page = desk.get("/courses/classes/new")
    offered = {box["value"] for box in page.all("input[name=course_ids]")}
    assert offered == {str(street.id)}
    fields = page.form("/courses/classes/new") | {"title": "班", "course_ids": [str(beside.id)]}
    assert desk.post("/courses/classes/new", fields).status == 422


def test_a_lecturer_of_the_unit_above_tours_below(make, visit, school):
    course = school.course("街道的课", unit=make.root)
    lecturer = make.member("李讲师", make.root, public_name=PublicName.FULL)
    with school.acting(unit=make.root):
        operations.add_teacher(course, db.session.get_one(Person, lecturer.id))
    assert "李讲师（示范社区，巡讲）" in visit(school.organiser).get("/courses/classes/new").text
    row = school.class_(course, teacher_ids=[lecturer.id])
    assert "李讲师（示范社区，巡讲）" in visit(school.organiser).get(f"/courses/classes/{row.id}").text


def test_names_of_teachers_stand_as_they_chose(make, visit, school):
    course = school.course()
    shy = make.member("王害羞", school.branch, public_name=PublicName.NONE)
    expert = make.person(PersonKind.EXPERT, "陈专家", school.branch, public_name=PublicName.FULL)
    with school.acting():
        for person in (shy, expert):
            operations.add_teacher(course, db.session.get_one(Person, person.id))
    page = visit().get(f"/courses/{course.id}")
    assert "陈专家（外请专家）" in page.text
    assert "王害羞" not in page.text


def test_a_course_is_copied_into_ones_own_unit_as_a_draft(make, visit, desk, school):
    course = school.course("街道的课", unit=make.root)
    answer = desk.submit(f"/courses/{course.id}/copy")
    copied = make.get(Course, unit_id=school.branch.id)
    assert answer.location == f"/courses/{copied.id}/edit"
    assert (copied.title, copied.state) == ("街道的课（副本）", CourseState.DRAFT)
    assert desk.get(f"/courses/{course.id}/edit").status == 404


def test_rows_of_others_are_not_there(make, visit, school):
    course, row = school.course(offered=False), school.class_()
    for person in (make.member(unit=school.branch), make.staff(Role.ORGANISER, make.unit("西街支部"))):
        browser = visit(person)
        for path in (f"/courses/{course.id}", f"/courses/classes/{row.id}", f"/courses/classes/{row.id}/plan"):
            assert browser.get(path).status == 404, path


def test_a_class_says_which_of_the_six_haves_it_lacks_and_where_to_mend_them(make, desk, school):
    row = school.class_(school.course(), room_id=None)
    lacking = {link["href"].rpartition("/")[2] for link in desk.get(f"/courses/classes/{row.id}").all(".lines.check a")}
    assert lacking == {"edit#teacher", "plan", "edit#where", "edit#project_id", "edit#platform"}
    fields = {"platform": "微信群", "room_id": str(school.room.id)}
    desk.submit(f"/courses/classes/{row.id}/edit", **fields)
    lacking = {link["href"].rpartition("/")[2] for link in desk.get(f"/courses/classes/{row.id}").all(".lines.check a")}
    assert lacking == {"edit#teacher", "plan", "edit#project_id"}
