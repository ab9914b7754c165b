"""Make-up: asked of those who missed something, with a word why and a way that fits; waived with a reason."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from partyedu.core import audit, clock
from partyedu.core.actor import Actor, current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.words import _
from partyedu.courses.models import Course
from partyedu.library.models import Courseware
from partyedu.notices.models import NoticeKind
from partyedu.notices.operations import tell
from partyedu.organisation.models import Person
from partyedu.schedule.access import is_for_its_class
from partyedu.schedule.models import Event, SignUpState
from partyedu.schedule.operations import seat, sign_up, unseat, withdraw
from partyedu.schedule.queries import sign_up_of
from partyedu.study.models import ABSENCE_REASONS, AbsenceReason, MakeUp, MakeUpKind, MakeUpState
from partyedu.study.operations.settling import settle
from partyedu.study.queries import missed, settling
from partyedu.surveys.models import Survey

ASKED_AT_MOST = 500
DUE_DAYS = 30  # what a form suggests


def due_day(today: date) -> date:
    """By when something is to be made up, if nobody says otherwise: in a month, but in this year."""
    return min(today + timedelta(days=DUE_DAYS), date(today.year, 12, 31))


def ask_for_event(actor: Actor, event: Event, person_ids: Sequence[int], due_on: date) -> int:
    """Ask those of some people who still are absent, unexcused and not exempt to make an event up; how many that are.

    They are told. Asking twice asks nobody twice.
    """
    year = clock.local(event.public_starts_at or event.starts_at).year
    about = {"kind": MakeUpKind.ABSENCE, "year": year, "event_id": event.id}
    asked = _still(missed.absent_from(actor, event), person_ids)
    return _ask(asked, event.public_title or event.title, due_on, about)


def ask_for_course(actor: Actor, course: Course, year: int, person_ids: Sequence[int], due_on: date) -> int:
    """Ask those of some people who have not been at a required course this year to make it up; how many that are."""
    about = {"kind": MakeUpKind.REQUIRED_COURSE, "year": year, "course_id": course.id}
    return _ask(_still(missed.without_course(actor, course, year), person_ids), course.title, due_on, about)


def ask_for_test(actor: Actor, test: Survey, person_ids: Sequence[int], due_on: date) -> int:
    """Ask those of some people who failed a test to study again; how many that are."""
    year = clock.local(test.closed_at or clock.now()).year
    about = {"kind": MakeUpKind.TEST, "year": year, "test_id": test.id}
    return _ask(_still(missed.failed_in(actor, test), person_ids), test.title, due_on, about)


def _still(query: Any, person_ids: Sequence[int]) -> list[int]:
    if not person_ids:
        raise Problem(_("请至少选一个人。"))
    return missed.still_missed(query, list(dict.fromkeys(person_ids))[:ASKED_AT_MOST])


def _ask(person_ids: Sequence[int], title: str, due_on: date, about: dict[str, Any]) -> int:
    if due_on < clock.today():
        raise Problem(_("这个日子已经过去了，请选今天或以后的日子。"), field="due_on")
    same = {"opened_at": clock.now(), "due_on": due_on, "version": 1, **about}
    tasks = [MakeUp(person_id=number, **same) for number in person_ids]
    db.session.add_all(tasks)
    db.session.flush()
    audit.record_all("ask-to-make-up", MakeUp.__tablename__, [(task.id, ("due_on",)) for task in tasks])
    for task in tasks:
        page = f"/study/make-up/{task.id}"
        tell([task.person_id], NoticeKind.MAKE_UP_OPENED, title, page, about=f"make_up:{task.id}")
    settle(person_ids)  # who has been elsewhere meanwhile has made it up already
    return len(tasks)


def _must_be_open(task: MakeUp) -> None:
    if task.state is MakeUpState.WAIVED:
        raise Problem(_("这一项不用补了。"))
    if task.id in settling.made_up_of([task.person_id], clock.today().year):
        raise Problem(_("这一项已经补上了，不用再填。"))


def _changed(verb: str, task: MakeUp, *fields: str) -> MakeUp:
    db.session.flush()
    audit.record(verb, task, fields, on_behalf_of=task.person_id if audit.typist(task.person_id) else None)
    return task


def say_why(task: MakeUp, version: int | None, reason: AbsenceReason | None, words: str = "") -> MakeUp:
    """The member (or staff for them) says why it was not possible: a code, own words, or both."""
    _must_be_open(task)
    if reason is None and not words:
        raise Problem(_("请选一个原因，或者用自己的话说一句。"), field="reason")
    standing = ABSENCE_REASONS[task.reason] if task.reason else _("（空）")
    checked_version(task, version, {"reason": standing, "words": task.words or _("（空）")})
    task.reason, task.words, task.answered_at = reason, words[:300], clock.now()
    return _changed("say-why", task, "reason", "words")


def choose_session(task: MakeUp, event: Event) -> MakeUp:
    """Make it up at another session: a seat is taken there at once."""
    _must_be_open(task)
    if task.offered_event_id == event.id:
        return task
    _give_seat_back(task)
    if is_for_its_class(event.kind):
        seat([event.id], [task.person_id])  # a guest for this one meeting: the roster stays as it is
    else:
        sign_up(event, task.person)
    _choose(task, offered_event_id=event.id)
    return _changed("choose-session", task, "offered_event_id")


def choose_piece(task: MakeUp, piece: Courseware) -> MakeUp:
    """Make it up with a piece of the library and a sentence of one's own."""
    _must_be_open(task)
    _give_seat_back(task)
    _choose(task, offered_courseware_id=piece.id)
    settle([task.person_id])  # a sentence about it may have been accepted meanwhile
    return _changed("choose-piece", task, "offered_courseware_id")


def choose_visit(task: MakeUp) -> MakeUp:
    """Ask for study at the door; those who plan visits see it among the wishes."""
    _must_be_open(task)
    _give_seat_back(task)
    _choose(task, offered_visit=True)
    return _changed("choose-visit", task, "offered_visit")


def _choose(
    task: MakeUp,
    offered_event_id: int | None = None,
    offered_courseware_id: int | None = None,
    offered_visit: bool = False,
) -> None:
    task.offered_event_id, task.offered_courseware_id = offered_event_id, offered_courseware_id
    task.offered_visit = offered_visit
    task.answered_at = task.answered_at or clock.now()
    task.version += 1


def _give_seat_back(task: MakeUp) -> None:
    """Who chooses something else needs the seat no longer."""
    event: Event | None = task.offered_event
    if event is None or (event.public_starts_at or event.starts_at) <= clock.now():
        return
    row = sign_up_of(event.id, task.person_id)
    if row is None or row.state not in (SignUpState.SIGNED_UP, SignUpState.WAITING):
        return
    if is_for_its_class(event.kind):
        unseat([event.id], [task.person_id])
    else:
        withdraw(event, db.session.get_one(Person, task.person_id))


def waive(task: MakeUp, version: int | None, reason: str) -> MakeUp:
    """It need not be made up, and why; the person reads the reason."""
    _must_be_open(task)
    if not reason:
        raise Problem(_("请写一句为什么不用补，本人看得到。"), field="waived_reason")
    actor = current_actor()
    if actor is not None and actor.person_id is not None and actor.person_id == task.person_id:
        raise Problem(_("自己的补训不能自己免，请另一位同事来办。"))
    checked_version(task, version, {"waived_reason": task.waived_reason or _("（空）")})
    task.state, task.waived_reason = MakeUpState.WAIVED, reason[:200]
    task.ended_at, task.ended_by_id = clock.now(), actor.person_id if actor else None
    return _changed("waive", task, "state", "waived_reason")


def ask_again(task: MakeUp) -> MakeUp:
    """It has to be made up after all."""
    if task.state is MakeUpState.WAIVED:
        task.state, task.waived_reason, task.ended_at, task.ended_by_id = MakeUpState.OPEN, "", None, None
        task.version += 1
        _changed("ask-again", task, "state")
        settle([task.person_id])
    return task
