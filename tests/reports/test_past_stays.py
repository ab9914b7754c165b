"""What was offered or in use when a year ended stays its figure, whatever has become of it since."""

from datetime import UTC, datetime

import pytest

from partyedu.core import clock
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.db import db, transaction
from partyedu.courses.models import ClassroomKind, Course, CourseMode, CourseWay, LessonFormat
from partyedu.courses.operations import offer, retire
from partyedu.library.models import BankEntry, BankKind, Base, BaseKind
from partyedu.library.operations.banks import bases, entries
from partyedu.reports.queries import Scope, figures

YEARS = (2023, 2024, 2025)


@pytest.fixture
def at(app, time_machine):
    """``with at(2024, 3):`` a transaction of the machine's on the first of that month."""

    def moment(year, month):
        time_machine.move_to(datetime(year, month, 1, 2, tzinfo=UTC), tick=False)
        return transaction()

    return moment


def numbers(app, make, name):
    path = make.root.path
    with app.app_context():
        return [figures(Scope(path, year, clock.now())).numbers[name] for year in YEARS]


def test_a_course_counts_in_the_years_in_which_it_was_offered(app, make, at):
    root = make.root.id
    with app.app_context(), acting_as(MACHINE):
        with at(2023, 3):
            kind = {"format": LessonFormat.OPEN, "classroom": ClassroomKind.THEORY, "mode": CourseMode.COLLECTIVE}
            course = Course(unit_id=root, title="课", way=CourseWay.IN_CLASS, created_at=clock.now(), **kind)
            db.session.add(course)
            db.session.flush()
            number = course.id
            offer(course)
        with at(2024, 3):
            retire(db.session.get(Course, number))
        with at(2025, 3):
            offer(db.session.get(Course, number))
    assert numbers(app, make, "courses") == [1, 0, 1]
    with app.app_context(), acting_as(MACHINE), at(2026, 3):
        retire(db.session.get(Course, number))
    assert numbers(app, make, "courses") == [1, 0, 1]


def test_so_do_bases_and_cases_by_the_days_they_were_entered_and_put_away(app, make, at):
    root = make.root.id
    with app.app_context(), acting_as(MACHINE):
        with at(2024, 3):
            base = bases.add_base(MACHINE, None, BaseKind.SITE, root, "老码头").id
            case = entries.add_entry(MACHINE, BankKind.CASE, root, "一盏路灯").id
        with at(2025, 3):
            bases.archive_base(db.session.get(Base, base))
            entries.archive_entry(db.session.get(BankEntry, case))
    for name in ("bases", "cases"):
        assert numbers(app, make, name) == [0, 1, 0]
    with app.app_context(), acting_as(MACHINE), at(2026, 3):
        bases.restore_base(db.session.get(Base, base))
        entries.restore_entry(db.session.get(BankEntry, case))
    for name in ("bases", "cases"):
        assert numbers(app, make, name) == [0, 1, 0]  # what is in use today changes no year that is over
