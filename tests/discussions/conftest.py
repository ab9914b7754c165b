"""A session that is over, those who were there, and those who look after it."""

import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
from PIL import Image

from partyedu.accounts.models import Role
from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.discussions import box


@pytest.fixture(autouse=True)
def _empty_box():
    """No device of one test has been seen in the next."""
    box.forget()


@pytest.fixture
def attend(app):
    """``attend(event, person, …)``: they were there."""

    def there(event, *people, state=AttendanceState.PRESENT):
        with app.app_context():
            for person in people:
                db.session.add(
                    Attendance(
                        event_id=event.id, person_id=person.id, state=state, via=Via.DESK, at=event.starts_at, device=""
                    )
                )
            db.session.commit()

    return there


@pytest.fixture
def hall(make, attend):
    """A branch of three (one came), its session two hours over, an organiser of the community, a branch secretary."""
    branch = make.unit("红旗支部")
    came = make.member("甲来了", branch)
    absent = make.member("乙没来", branch)
    phoneless = make.member("丙无机", branch, account=False, phone="")
    event = make.event(
        "我的学习故事", starts_at=clock.now() - timedelta(hours=3), minutes=60, unit=branch, expected_unit_id=branch.id
    )
    attend(event, came)
    return SimpleNamespace(
        branch=branch,
        came=came,
        absent=absent,
        phoneless=phoneless,
        event=event,
        url=f"/discussions/{event.id}",
        organiser=make.staff(Role.ORGANISER, name="工甲"),
        secretary=make.staff(Role.SECRETARY, branch, name="书记乙"),
    )


@pytest.fixture
def photo():
    """A phone's photo of a page, with the place where it was taken in it; a fresh file each time it is called."""

    def take(name="page.jpg"):
        exif = Image.Exif()
        exif[0x8825] = {1: "N", 2: (31.0, 30.0, 0.0), 3: "E", 4: (119.0, 57.0, 0.0)}
        exif[0x010F] = "SecretPhoneMaker"
        target = io.BytesIO()
        Image.new("RGB", (900, 1200), "white").save(target, "JPEG", exif=exif)
        target.seek(0)
        return target, name

    return take


@pytest.fixture
def say(visit, hall):
    """``say(person, text, …)``: somebody writes in the discussion of the hall's session; gives the answer."""

    def write(person, text, /, **more):
        fields = {"kind": "reflection", "text": text, **more}
        return visit(person).post(f"{hall.url}/posts", fields)

    return write
