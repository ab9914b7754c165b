"""Pages of courses and classes ask the database as often with many rows as with few, and at most eight times."""

import pytest
from courses.conftest import coming

from partyedu.core.db import db
from partyedu.courses import operations
from partyedu.organisation.models import Person

AT_MOST = 8
PAGES = (
    "/courses/", "/courses/classes", "/courses/classes?which=preparing", "/courses/{course}", "/courses/{course}/edit",
    "/courses/{course}/pieces", "/courses/new", "/courses/new?format=open", "/courses/classes/new",
    "/courses/classes/{row}", "/courses/classes/{row}/edit", "/courses/classes/{row}/meetings",
    "/courses/classes/{row}/clashes", "/courses/classes/{row}/changes", "/courses/classes/{row}/plan{rule}",
    "/courses/meetings/1", "/courses/of-need/1",
)  # fmt: skip


@pytest.fixture
def grow(make, school):
    """``grow(n)``: n more courses with a teacher each, and n more meetings of the first class."""
    first, row = school.course("第一门"), None

    def grown(number):
        nonlocal row
        courses = [school.course(f"课{turn}") for turn in range(number)]
        teacher = make.member(unit=school.branch)
        with school.acting():
            for course in courses:
                operations.add_teacher(course, db.session.get_one(Person, teacher.id))
        if row is None:
            row = school.class_(first, *courses, teacher_ids=[teacher.id])
        school.plan(row, *(coming(day, number) for day in range(min(number, 5))), teachers=[teacher])
        return first, row

    return grown


def test_pages_ask_as_often_over_many_rows_as_over_one(visit, school, grow):
    desk = visit(school.organiser)
    few, many = [], []
    for number, counted in ((1, few), (5, many)):
        course, row = grow(number)
        rule = f"?asked=1&weekdays=1&begins=19:00&ends=20:00&every_weeks=1&times={number}&first_on={coming(0)}&last_on="
        for page in PAGES:
            address = page.format(course=course.id, row=row.id, rule=rule)
            answer = desk.get(address)
            assert answer.status == 200, address
            counted.append((page, len(answer.statements)))
    assert [page for page, number in few if number > AT_MOST] == []
    assert few == many
