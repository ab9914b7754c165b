"""Required courses that were missed and tests that were not passed become tasks like an absence does."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.courses.models import (
    AudienceKind,
    ClassEntry,
    ClassMeeting,
    ClassroomKind,
    ClassState,
    Course,
    CourseAudience,
    CourseClass,
    CourseKind,
    CourseMode,
    CourseState,
    CourseWay,
    LessonFormat,
)
from partyedu.organisation.models import Person
from partyedu.schedule.models import EventKind, SignUp, SignUpState
from partyedu.study.models import MakeUp, MakeUpKind
from partyedu.surveys.models import Sheet, Survey, SurveyPurpose, SurveyState

DUE = timedelta(days=14)


@pytest.fixture
def taught(make, hall, attend):
    """A required course of the community, for teachers, taught yesterday and again in a week; 甲来了 was there."""
    yesterday, ahead = clock.now() - timedelta(days=1), clock.now() + timedelta(days=7)
    past = make.event("党章第一课", starts_at=yesterday, minutes=90, kind=EventKind.CLASS)
    again = make.event("党章第一课（晚上）", starts_at=ahead, minutes=90, kind=EventKind.CLASS)
    with make._session():
        course = Course(
            unit_id=make.root.id, title="党章必修", kind=CourseKind.THEMED, format=LessonFormat.OPEN,
            classroom=ClassroomKind.THEORY, mode=CourseMode.COLLECTIVE, way=CourseWay.IN_CLASS, is_required=True,
            state=CourseState.OFFERED, created_at=clock.now(), version=1,
        )  # fmt: skip
        run = CourseClass(
            unit_id=make.root.id, title="党章班", entry=ClassEntry.ENROLMENT, state=ClassState.OPEN,
            created_at=clock.now(), version=1,
        )  # fmt: skip
        db.session.add_all([course, run])
        db.session.flush()
        db.session.add(CourseAudience(course_id=course.id, kind=AudienceKind.FIELD, words="教师"))
        for number, event in enumerate((past, again), start=1):
            db.session.add(ClassMeeting(class_id=run.id, event_id=event.id, number=number, course_id=course.id))
        for person in (hall.came, hall.absent, hall.exempt):
            db.session.get_one(Person, person.id).trade = "中学教师"
    attend(past, hall.came)
    return SimpleNamespace(course=course, again=again, url=f"/study/make-up/courses/{course.id}")


def ask(visit, hall, url, *people, by=None):
    """The form is sent."""
    fields = {"person": [str(person.id) for person in people], "due_on": (clock.today() + DUE).isoformat()}
    return visit(by or hall.organiser).post(url, fields)


def test_a_required_course_is_missed_by_those_it_is_meant_for_who_were_at_no_meeting(make, visit, hall, taught):
    assert "党章必修" in visit(hall.organiser).get("/study/make-up/ask").text
    page = visit(hall.organiser).get(taught.url)
    ticked = [box["value"] for box in page.soup.select("input[name=person]")]
    assert ticked == [str(hall.absent.id)]  # 丙无机 is no teacher, 甲来了 was there
    assert "免学的：戊年老" in page.text
    assert len(page.statements) <= 8
    assert ask(visit, hall, taught.url, hall.absent, hall.came, hall.phoneless).status == 303
    row = make.get(MakeUp)
    assert (row.person_id, row.kind, row.course_id, row.year) == (
        hall.absent.id, MakeUpKind.REQUIRED_COURSE, taught.course.id, clock.today().year,
    )  # fmt: skip


def test_it_is_made_up_wherever_the_course_is_taught_again(make, visit, hall, taught, attend):
    ask(visit, hall, taught.url, hall.absent)
    url = f"/study/make-up/{make.get(MakeUp).id}"
    page = visit(hall.absent).get(url)
    assert "党章第一课（晚上）" in page.text
    # A meeting of a class takes a guest for once; the way back is as easy.
    assert visit(hall.absent).post(f"{url}/choose", {"session": str(taught.again.id)}).status == 303
    assert make.get(SignUp, event_id=taught.again.id).state is SignUpState.SIGNED_UP
    assert visit(hall.absent).post(f"{url}/choose", {"visit": "1"}).status == 303
    assert make.get(SignUp, event_id=taught.again.id).state is SignUpState.WITHDRAWN
    with make._session():
        from partyedu.schedule.models import Event

        row = db.session.get_one(Event, taught.again.id)
        row.starts_at = row.public_starts_at = clock.now() - timedelta(hours=3)
        row.ends_at = row.public_ends_at = clock.now() - timedelta(hours=1)
    attend(taught.again, hall.absent)
    assert "已经补上了" in visit(hall.absent).get(url).text


def test_a_course_of_the_community_is_asked_by_a_secretary_for_their_own_people(visit, hall, taught):
    assert visit(hall.secretary).get(taught.url).status == 200
    page = visit(hall.secretary_beside).get(taught.url)
    assert page.soup.select("input[name=person]") == []


@pytest.fixture
def paper(make, hall):
    """A test of the branch that is over: 乙没来 failed, 甲来了 passed."""
    with make._session():
        paper = Survey(
            unit_id=hall.branch.id, purpose=SurveyPurpose.TEST, title="党章小测验", state=SurveyState.CLOSED,
            pass_percent=60, closed_at=clock.now(), created_at=clock.now(), version=1,
        )  # fmt: skip
        db.session.add(paper)
        db.session.flush()
        for person, percent in ((hall.came, 90), (hall.absent, 40), (hall.died, 10)):
            db.session.add(
                Sheet(
                    survey_id=paper.id, person_id=person.id, handed_in_at=clock.now(), percent=percent,
                    passed=percent >= 60,
                )
            )  # fmt: skip
    return paper


def test_who_failed_a_test_is_asked_to_study_again(make, visit, hall, paper, piece):
    piece("随便一篇")
    url = f"/study/make-up/tests/{paper.id}"
    assert "2 人没有通过" in visit(hall.organiser).get("/study/make-up/ask").text
    page = visit(hall.organiser).get(url)
    assert [box["value"] for box in page.soup.select("input[name=person]")] == [str(hall.absent.id)]
    assert ask(visit, hall, url, hall.absent, hall.died, hall.came).status == 303
    row = make.get(MakeUp)
    assert (row.person_id, row.kind, row.test_id) == (hall.absent.id, MakeUpKind.TEST, paper.id)
    assert "随便一篇" in visit(hall.absent).get(f"/study/make-up/{row.id}").text
    assert visit(hall.secretary_beside).get(url).status == 404
