"""A branch whose theme day is over: who came, who did not, who was excused, who is exempt, who died since."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from partyedu.accounts.models import Role
from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.library.models import Courseware, CoursewareCategory, CoursewareVersion, Origin, Stage, Tier
from partyedu.organisation.models import MemberStatus
from partyedu.schedule.models import EventKind, SignUp, SignUpState
from partyedu.study.models import Exemption, ExemptionKind


@pytest.fixture
def attend(app):
    """``attend(event, person, …)``: they were there."""

    def there(event, *people, state=AttendanceState.PRESENT):
        with app.app_context():
            for person in people:
                row = Attendance(
                    event_id=event.id, person_id=person.id, state=state, via=Via.DESK, at=clock.now(), device=""
                )
                db.session.add(row)
            db.session.commit()

    return there


@pytest.fixture
def piece(app, make):
    """``piece(title, theme=…)``: a piece of the textbook that everybody may read."""

    def one(title="四十年一本账", theme=None, text="老账本里记着每一分钱的来历。", **more):
        with make._session():
            row = Courseware(
                unit_id=make.root.id, category_id=db.session.scalars(db.select(CoursewareCategory.id)).first(),
                theme_id=theme.id if theme else None, title=title, origin=Origin.DEVELOPED, tier=Tier.STREET,
                stage=Stage.TEXTBOOK, created_at=clock.now(), admitted_at=clock.now(), version=1, **more,
            )  # fmt: skip
            db.session.add(row)
            db.session.flush()
            db.session.add(CoursewareVersion(courseware_id=row.id, number=1, text=text, made_at=clock.now()))
        return row

    return one


@pytest.fixture
def hall(make, attend):
    """The theme day of 红旗支部 three hours ago, on the theme 学习, and those it expected."""
    street = make.root
    branch, beside = make.unit("红旗支部"), make.unit("东风支部")
    began = clock.now() - timedelta(hours=3)
    event = make.event(
        "重温入党誓词", starts_at=began, minutes=60, unit=branch, kind=EventKind.THEME_DAY,
        expected_unit_id=branch.id, theme_id=make.theme().id,
    )  # fmt: skip
    people = SimpleNamespace(
        came=make.member("甲来了", branch),
        absent=make.member("乙没来", branch),
        phoneless=make.member("丙无机", branch, account=False, phone=""),
        excused=make.member("丁请假", branch),
        exempt=make.member("戊年老", branch),
        died=make.member("己已故", branch, status=MemberStatus.DECEASED, off_roster_on=clock.today() + timedelta(1)),
    )
    attend(event, people.came)
    with make._session():
        leave = SignUp(
            event_id=event.id, person_id=people.excused.id, state=SignUpState.LEAVE, entered_at=began, reason="看病"
        )
        db.session.add(leave)
        db.session.add(
            Exemption(
                person_id=people.exempt.id, kind=ExemptionKind.AGE, from_on=clock.today() - timedelta(days=30),
                until_on=clock.today() + timedelta(days=300), decided_at=began, version=1,
            )
        )  # fmt: skip
    return SimpleNamespace(
        street=street, branch=branch, beside=beside, event=event, url=f"/study/make-up/events/{event.id}",
        organiser=make.staff(Role.ORGANISER, name="工甲"),
        secretary=make.staff(Role.SECRETARY, branch, name="书记乙"),
        secretary_beside=make.staff(Role.SECRETARY, beside, name="书记丙"),
        **vars(people),
    )  # fmt: skip


@pytest.fixture
def ask(visit, hall):
    """``ask(person, …)``: the organiser asks them to make the theme day up; gives the answer."""

    def these(*people, by=None, due_on=None):
        due_on = due_on or clock.today() + timedelta(days=20)
        fields = {"person": [str(person.id) for person in people], "due_on": due_on.isoformat()}
        return visit(by or hall.organiser).post(hall.url, fields)

    return these


@pytest.fixture
def branch(make):
    """A branch of two in the community: its secretary, the organiser of the community."""
    unit = make.unit("红旗支部")
    return SimpleNamespace(
        unit=unit,
        first=make.member("甲一", unit),
        second=make.member("乙二", unit),
        organiser=make.staff(Role.ORGANISER, name="工甲"),
        secretary=make.staff(Role.SECRETARY, unit, name="书记乙"),
    )


@pytest.fixture
def held(app, make, branch):
    """``held("学习会", *people, …)``: an event of the branch that is over, and who was there; gives the event."""

    def hold(title, *people, days_ago=1, minutes=120, state=AttendanceState.PRESENT, starts_at=None, **more):
        starts_at = starts_at or clock.now() - timedelta(days=days_ago)
        more.setdefault("unit", branch.unit)
        more.setdefault("kind", EventKind.MEETING)
        event = make.event(title, starts_at=starts_at, minutes=minutes, **more)
        with app.app_context():
            for person in people:
                row = {"event_id": event.id, "person_id": person.id, "state": state, "via": Via.QR, "device": ""}
                db.session.add(Attendance(**row, at=starts_at))
            db.session.commit()
        return event

    return hold
