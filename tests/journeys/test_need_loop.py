"""Need → course → class → result, over HTTP: what members want to learn is followed to what came of it."""

from courses.conftest import School, coming

from partyedu.courses.models import Course, CourseClass
from partyedu.schedule.models import Event
from partyedu.surveys.models import Need, NeedState


def test_a_need_is_followed_to_course_class_and_result(app, make, visit):
    school = School(app, make)
    desk, member = visit(school.organiser), visit(make.member("党员乙", school.branch))
    teacher = make.member("教师甲", school.branch)

    # Heard at the desk.
    noted = desk.submit("/surveys/needs/new", title="手机上怎么挂号", unit_id=str(school.branch.id), people="14")
    need = make.get(Need)
    assert noted.location == f"/surveys/needs/{need.id}"
    assert "还没有课程回应这个需求" in desk.get(f"/courses/of-need/{need.id}").text

    # A course answers it.
    desk.submit("/courses/new?format=open", "/courses/new", title="手机挂号", minutes="90")
    course = make.get(Course)
    pieces = f"/courses/{course.id}/pieces"
    desk.submit(pieces, f"/courses/{course.id}/teachers", teacher=teacher.name)
    desk.submit(pieces, f"/courses/{course.id}/needs", need_id=str(need.id))
    desk.submit(f"/courses/{course.id}", f"/courses/{course.id}/offer")
    assert make.get(Need).state is NeedState.TAKEN_UP
    assert f"/courses/of-need/{need.id}" in desk.get(noted.location).html

    # A class runs it.
    fields = {"title": "银龄手机班", "course_ids": str(course.id), "teacher_ids": str(teacher.id)}
    desk.submit("/courses/classes/new", **fields, room_id=str(school.room.id))
    row = make.get(CourseClass)
    plan = (
        f"/courses/classes/{row.id}/plan?asked=1&weekdays=1&weekdays=3&begins=19:00&ends=20:30&every_weeks=1&times="
        f"&first_on={coming(0)}&last_on={coming(6)}"
    )
    days = desk.get(plan).form(f"/courses/classes/{row.id}/meetings") | {"step": "write"}
    assert desk.post(plan.replace("/plan?", "/meetings?"), days).status == 303
    desk.submit(f"/courses/classes/{row.id}", f"/courses/classes/{row.id}/announce")
    assert len(make.rows(Event)) == 2
    member.submit(f"/courses/classes/{row.id}/place", f"/courses/classes/{row.id}/place/enrol")

    # What came of it stands on the need's page, for everybody who may follow it.
    told = desk.get(f"/courses/of-need/{need.id}", htmx=True)
    assert [link.get_text() for link in told.all("a")] == ["手机挂号", "银龄手机班"]
    assert "1 人" in told.text
    assert "手机上怎么挂号" in desk.get(f"/courses/{course.id}").text
    assert "手机上怎么挂号" not in visit().get(f"/courses/{course.id}").text
    desk.submit(noted.location, f"{noted.location}/meet", outcome="十四个人都会挂号了")
    assert make.get(Need).state is NeedState.MET
