"""The roster of a class: calling up, answering, enrolling, leaving, being given a seat."""

from collections.abc import Iterable

from sqlalchemy import select

from partyedu.core import audit, clock
from partyedu.core.actor import Actor, current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.courses import queries
from partyedu.courses.access import enrolment_refusal
from partyedu.courses.models import HOLDING, ClassEntry, ClassPlace, ClassState, CourseClass, PlaceState
from partyedu.courses.operations.seats import about_class, bring_in_line, invitation, move_up, page_of_place
from partyedu.notices.models import NoticeKind
from partyedu.notices.operations import tell
from partyedu.organisation.models import Person

# More in one go is a slip: the preview of so many would not be read.
CALLED_AT_MOST = 500


def _hold(course_class: CourseClass) -> None:
    """Let nobody else count this class's places until we are done (SQLite holds the write lock anyway)."""
    db.session.execute(select(CourseClass.id).where(CourseClass.id == course_class.id).with_for_update())


def _must_be_open(course_class: CourseClass) -> None:
    if course_class.state is ClassState.DRAFT:
        raise Problem(_("班次还在筹备。先公布，再通知人、收报名。"))
    if course_class.state is not ClassState.OPEN:
        raise Problem(_("这个班次已经结束了，名单不能再改。"))


def _put(
    course_class: CourseClass, person_ids: Iterable[int], entry: ClassEntry, state: PlaceState
) -> list[ClassPlace]:
    """The people's places, made or taken up anew, as ones that were just entered; written together."""
    numbers = list(person_ids)
    standing = queries.places_of(course_class.id, numbers)
    rows = [standing.get(number) or ClassPlace(class_id=course_class.id, person_id=number) for number in numbers]
    for row in rows:
        row.entry, row.state, row.reason = entry, state, ""
        row.entered_at, row.moved_up_at, row.answered_at = clock.now(), None, None
        row.decided, row.decided_reason, row.decided_by_id = None, "", None
        row.typed_by_id = audit.typist(row.person_id)
    db.session.add_all(rows)
    db.session.flush()
    return rows


def call_up(actor: Actor, course_class: CourseClass, person_ids: Iterable[int]) -> int:
    """Call people up: each has a seat, is told, and is asked to answer. Gives how many were called.

    Only members of the actor's units who are still here; who stands on the roster already is not called twice.
    """
    _hold(course_class)
    _must_be_open(course_class)
    wanted = set(person_ids)
    if not wanted:
        raise Problem(_("还没有选人。请先在名单里勾上要调训的人。"))
    if len(wanted) > CALLED_AT_MOST:
        raise Problem(_("一次最多通知 %(n)s 人，请分几次。", n=CALLED_AT_MOST))
    people = queries.chosen_to_call(actor, course_class, wanted)
    if not people:
        raise Problem(_("选的这些人已经在名单上了，没有再通知。"))
    places = _put(course_class, [row.id for row in people], ClassEntry.CALL_UP, PlaceState.CALLED)
    audit.record_all("call-up", ClassPlace.__tablename__, [(place.id, ["state"]) for place in places])
    tell(
        [row.id for row in people],
        NoticeKind.CALLED_UP,
        course_class.title,
        page_of_place(course_class.id),
        invitation(course_class),
        about_class(course_class.id),
    )
    bring_in_line(course_class, [row.id for row in people])
    return len(people)


def answer_call(place: ClassPlace, coming: bool, reason: str = "") -> ClassPlace:
    """Say that one comes, or why not; staff may answer for somebody. Who cannot come gives the seat back."""
    course_class = place.course_class
    _hold(course_class)
    _must_be_open(course_class)
    asked = place.state in (PlaceState.CALLED, PlaceState.EXCUSED) or (
        place.state is PlaceState.IN and (place.entry is ClassEntry.CALL_UP or place.moved_up_at is not None)
    )
    if not asked:
        raise Problem(_("这位现在不用回话，请刷新再看。"))
    reason = reason.strip()[:200]
    if not coming and not reason:
        raise Problem(_("请写一句来不了的原因，工作人员好安排。"), field="reason")
    before = place.state
    place.state = PlaceState.IN if coming else PlaceState.EXCUSED
    place.reason = "" if coming else reason
    place.answered_at, place.typed_by_id = clock.now(), audit.typist(place.person_id)
    db.session.flush()
    fields = ["answered_at", "reason"] + (["state"] if place.state is not before else [])
    audit.record("answer-call", place, fields, on_behalf_of=place.typed_by_id and place.person_id)
    bring_in_line(course_class, [place.person_id])
    return place


def enrol(course_class: CourseClass, person: Person) -> ClassPlace:
    """Enter a class, or its waiting list when all seats are taken. Entering again changes nothing.

    Members enrol themselves while the class takes enrolments; staff also later, and into a class that calls up.
    """
    _hold(course_class)
    _must_be_open(course_class)
    actor = current_actor()
    own = actor is not None and actor.person_id == person.id
    standing = queries.place_of(course_class.id, person.id)
    if standing is not None and standing.state in (PlaceState.IN, PlaceState.WAITING):
        return standing
    if standing is not None and standing.state is PlaceState.CALLED:
        return answer_call(standing, True)
    refusal = enrolment_refusal(course_class, person, clock.today(), own)
    if refusal:
        raise Problem(refusal, field="person")
    state = PlaceState.WAITING if _must_wait(course_class) else PlaceState.IN
    [row] = _put(course_class, [person.id], ClassEntry.ENROLMENT, state)
    audit.record("enrol", row, ["state"], on_behalf_of=row.typed_by_id and person.id)
    bring_in_line(course_class, [person.id])
    return row


def _must_wait(course_class: CourseClass) -> bool:
    """Whether all seats are taken; who is already waiting goes first, even if one has just become free."""
    if course_class.capacity is None:
        return False
    full = queries.places_taken(course_class.id) >= course_class.capacity
    return full or bool(queries.first_in_line(course_class.id, 1))


def leave_class(place: ClassPlace, reason: str) -> ClassPlace:
    """Leave a class or its waiting list, with the reason; the first who waits moves up and is told."""
    course_class = place.course_class
    _hold(course_class)
    _must_be_open(course_class)
    if place.state not in (*HOLDING, PlaceState.WAITING):
        raise Problem(_("这位现在不在班里，不用退。"))
    if not reason.strip() and place.state is not PlaceState.WAITING:
        raise Problem(_("请写一句退班的原因。"), field="why")
    place.state, place.reason = PlaceState.LEFT, reason.strip()[:200]
    place.answered_at, place.typed_by_id = clock.now(), audit.typist(place.person_id)
    db.session.flush()
    audit.record("leave-class", place, ["state", "reason"], on_behalf_of=place.typed_by_id and place.person_id)
    bring_in_line(course_class, [place.person_id])
    return place


def give_place(place: ClassPlace) -> ClassPlace:
    """Give somebody who waits a seat by hand: the organiser's decision, also out of turn or beyond the capacity."""
    course_class = place.course_class
    _hold(course_class)
    _must_be_open(course_class)
    if place.state is not PlaceState.WAITING:
        raise Problem(_("这位现在不在候补名单上。"))
    move_up(course_class, [place])
    bring_in_line(course_class, [place.person_id])
    return place
