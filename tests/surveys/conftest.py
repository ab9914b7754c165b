"""A branch of seven and its organiser, and surveys that are made as the organiser makes them."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from surveys.filling import QUESTIONS, filled, question_fields

from partyedu.accounts.models import Role
from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.surveys.models import Question, Survey


@pytest.fixture
def branch(make):
    """A branch of seven members, one of them without phone and account, an organiser; another branch beside it."""
    unit = make.unit("红旗支部")
    members = [make.member(f"填表{number}", unit) for number in "甲乙丙丁戊己"]
    return SimpleNamespace(
        unit=unit,
        members=members,
        phoneless=make.member("庚无机", unit, account=False, phone=""),
        organiser=make.staff(Role.ORGANISER, unit, name="工甲"),
        elsewhere=make.member("外人", make.unit("别的支部")),
    )


@pytest.fixture
def prepare(visit, make, branch):
    """``prepare("题目", is_anonymous="y", …)``: a draft of the branch with four questions."""

    def draft(title="想学什么", questions=QUESTIONS, purpose="survey", **fields):
        desk = visit(branch.organiser)
        page = desk.submit(f"/surveys/new/{purpose}", title=title, unit_id=str(branch.unit.id), **fields)
        assert page.status == 303, page.errors()
        survey = make.get(Survey, title=title)
        for question in questions:
            answer = desk.post(f"/surveys/{survey.id}/questions", question_fields(**question))
            assert answer.status == 303, answer.errors()
        return survey

    return draft


@pytest.fixture
def begin(visit, make, branch, prepare):
    """``begin("题目", …)``: the same, opened."""

    def opened(title="想学什么", **fields):
        survey = prepare(title, **fields)
        answer = visit(branch.organiser).submit(f"/surveys/{survey.id}/open")
        assert answer.status == 303, answer.errors()
        return make.get(Survey, id=survey.id)

    return opened


@pytest.fixture
def numbers(make):
    """``numbers(survey)``: the names of the fields of its questions, and their answers by words."""

    def of(survey):
        questions = sorted(make.rows(Question, survey_id=survey.id), key=lambda question: question.position)
        return [f"q{question.id}" for question in questions]

    return of


@pytest.fixture
def fill(app, visit, numbers):
    """``fill(person, survey, "周二", ["养生"], 4, "谢谢")``: somebody answers on their phone; gives the answer."""

    def answer(person, survey, day="周二", topics=("养生",), mark=4, words="", **more):
        phone = visit(person)
        page = phone.get(f"/surveys/{survey.id}")
        assert page.status == 200
        fields = page.form(f"/surveys/{survey.id}") | filled(page, numbers(survey), day, topics, mark, words)
        return phone.post(f"/surveys/{survey.id}", fields | more)

    return answer


@pytest.fixture
def attend(app):
    """``attend(event, person, …)``: they were there."""

    def there(event, *people):
        with app.app_context():
            for person in people:
                state = {"state": AttendanceState.PRESENT, "via": Via.DESK}
                db.session.add(
                    Attendance(event_id=event.id, person_id=person.id, at=event.starts_at, device="", **state)
                )
            db.session.commit()

    return there


@pytest.fixture
def later(app):
    """``later(survey)``: the instant after the last day on which its sheets are taken."""

    def after(survey):
        return clock.day_bounds(clock.local(survey.closed_at or survey.closes_at).date() + timedelta(days=2))[0]

    return after
