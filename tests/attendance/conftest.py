"""A theatre session at 14:30 in the hall, and how its code is come by."""

from datetime import UTC, datetime, timedelta

import pytest

from partyedu.accounts.models import Role
from partyedu.attendance import codes
from partyedu.schedule.models import EventKind

START = datetime(2026, 12, 3, 6, 30, tzinfo=UTC)  # 14:30 in the hall
BEFORE = START - timedelta(minutes=12)


@pytest.fixture
def doors(time_machine):
    """The clock stands at 14:18 on the day; ``doors.move_to`` moves it."""
    time_machine.move_to(BEFORE, tick=False)
    return time_machine


@pytest.fixture
def branch(make, doors):
    """The branch that is expected."""
    return make.unit("第一支部")


@pytest.fixture
def event(make, branch, doors):
    """A session of the branch, published, for the members of the branch."""
    return make.event(
        "四十年一本账", starts_at=START, unit=branch, expected_unit_id=branch.id, kind=EventKind.THEATRE,
        place="二楼大厅",
    )  # fmt: skip


@pytest.fixture
def code(app):
    """The code of an event now."""

    def now(event):
        with app.app_context():
            return codes.current(event)

    return now


@pytest.fixture
def staff(make, branch):
    """The organiser of the branch."""
    return make.staff(Role.ORGANISER, branch, name="登记员")


@pytest.fixture
def desk(visit, staff):
    """The organiser at the desk; ``desk.again()`` signs in anew after the clock was moved far."""
    visitor = visit(staff)
    visitor.again = lambda: visitor.sign_in(staff)
    return visitor
