"""A class is announced, changed and cancelled as a whole: its meetings together, people told once."""

from courses.conftest import at, coming

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.courses import operations, queries
from partyedu.courses.models import ClassEntry, ClassMeeting, ClassPlace, ClassState, CourseClass, PlaceState
from partyedu.notices.models import Notice, NoticeKind
from partyedu.schedule.models import Event, EventStatus, SignUp, SignUpState


def enrolled(make, row, person, state=PlaceState.IN):
    """A place in a class, as the roster gives it."""
    with make.app.app_context():
        place = ClassPlace(
            class_id=row.id, person_id=person.id, entry=ClassEntry.ENROLMENT, state=state, entered_at=clock.now()
        )
        db.session.add(place)
        db.session.commit()


def test_an_announced_class_stands_on_the_schedule_and_its_roster_has_seats(school, make, visit):
    teacher, pupil = make.member("教师甲", school.branch), make.member("学员乙", school.branch)
    row = school.class_(school.course())
    school.plan(row, coming(1), coming(3), coming(1, 1), teachers=[teacher])
    enrolled(make, row, pupil)
    assert "银龄夜校" not in visit().get("/schedule.ics").html
    school.announce(row)
    assert make.get(CourseClass, id=row.id).state is ClassState.OPEN
    assert visit().get("/schedule.ics").html.count("SUMMARY:银龄夜校第") == 3
    seats = make.rows(SignUp, person_id=pupil.id)
    assert [seat.state for seat in seats] == [SignUpState.SIGNED_UP] * 3
    [told] = make.rows(Notice)
    assert (told.person_id, told.kind) == (teacher.id, NoticeKind.EVENT_PUBLISHED)
    assert told.detail.startswith("一共 3 次课")


def test_what_changed_is_released_together_and_told_once(school, make):
    pupil = make.member("学员乙", school.branch)
    row = school.class_(school.course())
    school.plan(row, coming(1), coming(3))
    enrolled(make, row, pupil)
    school.announce(row)
    first, second = make.rows(ClassMeeting, class_id=row.id)
    with school.acting() as actor:
        for meeting, hour in ((first, 14), (second, 15)):
            standing = queries.meeting_to_manage(actor, meeting.event_id)
            day = coming(1) if meeting is first else coming(3)
            operations.change_meeting(
                standing, standing.event.version, None, [], at(day, hour), at(day, hour + 1), school.room.id, ""
            )
    assert [event.public_starts_at for event in make.rows(Event)] == [at(coming(1), 19), at(coming(3), 19)]
    with school.acting():
        released = operations.release_changes(db.session.get_one(CourseClass, row.id))
        assert len(released) == 2
    assert [event.public_starts_at for event in make.rows(Event)] == [at(coming(1), 14), at(coming(3), 15)]
    [told] = make.rows(Notice, person_id=pupil.id)
    assert told.kind is NoticeKind.EVENT_CHANGED
    assert told.detail.count("第 1 次课") == 2  # when it begins, when it ends
    assert told.detail.count("第 2 次课") == 2


def test_a_cancelled_class_takes_its_meetings_along_and_says_why_once(school, make, visit):
    pupil = make.member("学员乙", school.branch)
    row = school.class_(school.course())
    school.plan(row, coming(1), coming(3))
    enrolled(make, row, pupil)
    school.announce(row)
    with school.acting():
        operations.cancel_class(db.session.get_one(CourseClass, row.id), "教室要修")
    assert {event.status for event in make.rows(Event)} == {EventStatus.CANCELLED}
    [told] = make.rows(Notice, person_id=pupil.id)
    assert (told.kind, told.detail) == (NoticeKind.EVENT_CANCELLED, "教室要修")
    assert "教室要修" in visit().get(f"/courses/classes/{row.id}").text
