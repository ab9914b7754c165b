"""What staff do at the desk: check in by name or card, walk-ins, corrections with their trace, counting heads."""

from sqlalchemy import func, select

from partyedu.attendance import queries
from partyedu.attendance.access import OPENS_BEFORE, check_in_refusal, clock_refusal
from partyedu.attendance.models import HERE, Attendance, AttendanceState, ClockConfirmation, HeadCount, Via
from partyedu.attendance.operations.record import changed, record, starts_at, trace, undo
from partyedu.core import audit, clock
from partyedu.core.actor import current_actor
from partyedu.core.audit import AuditRow
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.organisation.models import Person, PersonKind
from partyedu.schedule.models import Event


class _PublicTimes:
    """The event as everybody was told of it, for the rules of ``access``."""

    def __init__(self, event: Event) -> None:
        self.status = event.status
        self.starts_at = event.public_starts_at or event.starts_at
        self.ends_at = event.public_ends_at or event.ends_at


def clock_trouble() -> str:
    """Why the machine's clock cannot be trusted; '' when it can."""
    return clock_refusal(queries.newest_record_at(), clock.now())


def desk_refusal(event: Event) -> str:
    """Why nobody can be checked in at the desk now; '' when one can."""
    return clock_trouble() or check_in_refusal(_PublicTimes(event), clock.now())


def _open(event: Event) -> None:
    refusal = desk_refusal(event)
    if refusal:
        raise Problem(refusal)


def check_in(event: Event, person: Person, via: Via = Via.DESK, reason: str = "") -> Attendance:
    """Check somebody in who stands at the desk; the record says who typed."""
    _open(event)
    if person.kind is PersonKind.RESIDENT and not event.public_open:
        raise Problem(_("这场活动只请党员参加，没有对居民开放。"))
    return record(event, person, via, reason=reason)


def scan(event: Event, text: str) -> Attendance | None:
    """Check in whom a scanned card or a typed member number means; None when it means nobody for certain."""
    person_id = queries.found_exactly(text)
    if person_id is None:
        return None
    return check_in(event, db.session.get_one(Person, person_id), Via.CARD)


def walk_in(event: Event, name: str, phone: str = "", via: Via = Via.DESK) -> Attendance:
    """Check in a resident by name: entered as a person unless one of this name and phone is known.

    Only where the event is open to residents. Who gives no phone and has the name of a resident already here is taken
    for the same one pressed twice.
    """
    name, phone = name.strip(), phone.strip()
    if not event.public_open:
        raise Problem(_("这场活动没有对居民开放。党员请在上面找名字；要开放，请先改活动再公布。"), "name")
    if via is Via.DESK:
        _open(event)
    person = queries.resident_known(name, phone, event.unit_id)
    if person is None and not phone and queries.residents_here(event.id, name):
        raise Problem(_("已经有一位%(name)s签到了。如果是另一位，请把手机号也填上。", name=name), "phone")
    if person is None:
        person = Person(
            kind=PersonKind.RESIDENT, name=name, phone=phone, unit_id=event.unit_id, created_at=clock.now(),
            search_text="",
        )  # fmt: skip
        person.refresh_search()
        db.session.add(person)
        audit.record("add-resident", person, ["name", "phone"])
    if via is Via.PAPER:
        return record(event, person, via, state=AttendanceState.PRESENT)
    return record(event, person, via)


def correct(event: Event, person: Person, state: AttendanceState | None, reason: str = "", why: str = "") -> None:
    """Set how somebody stands at an event, with a trace: what stood there, who changed it and why.

    ``state`` None takes the record away (absent, once the event is over). ``reason`` is why the person was late or on
    leave, ``why`` why it is corrected. Presence is not recorded before check-in opens.
    """
    row = queries.attendance_of(event.id, person.id)
    if state in (AttendanceState.PRESENT, AttendanceState.LATE) and clock.now() < starts_at(event) - OPENS_BEFORE:
        raise Problem(_("活动还没有开始签到，现在不能记出席。"), "state")
    _not_for_oneself(event, person, state, row)
    if state is AttendanceState.LEAVE and not reason.strip():
        raise Problem(_("请写一句请假的原因。"), "reason")
    if state is None:
        if row is not None:
            undo(row, why)
        return
    if row is None:
        row = record(event, person, Via.DESK, state=state, reason=reason.strip())
        trace(event.id, person.id, "", state.value, why)
        return
    if row.reason != reason.strip():
        row.reason = reason.strip()[:200]
        audit.record("give-reason", row, ["reason"], on_behalf_of=person.id)
    if row.state is not state:
        changed(row, state, why)
        row.typed_by_id = audit.typist(person.id)


def _not_for_oneself(event: Event, person: Person, state: AttendanceState | None, row: Attendance | None) -> None:
    """What counts as hours nobody vouches for themselves: once it is over, that they were there is for another."""
    actor, stood = current_actor(), row is not None and row.state in HERE
    is_own = actor is not None and actor.person_id == person.id
    if is_own and state in HERE and not stood and clock.now() > (event.public_ends_at or event.ends_at):
        raise Problem(_("活动结束以后，自己的出席不能自己补记，请另一位同事来记。"), "state")


def count_heads(event: Event, heads: int) -> HeadCount:
    """Keep how many heads were counted in the room, beside how many had checked in at that moment."""
    actor = current_actor()
    row = HeadCount(
        event_id=event.id,
        heads=heads,
        checked_in=queries.counts(event)[0],
        at=clock.now(),
        counted_by_id=actor.person_id if actor else None,
    )
    db.session.add(row)
    audit.record("count-heads", row, ["heads"])
    return row


def confirm_clock() -> None:
    """Say that the machine's clock is right now, although later rows exist: it was ahead when they were written."""
    if not clock_trouble():
        return
    if clock_refusal(None, clock.now()):
        raise Problem(_("机器的时钟还停在很早以前，请先把日期和时间调对。"))
    actor = current_actor()
    newest_id = db.session.scalar(select(func.max(AuditRow.id))) or 0
    row = ClockConfirmation(
        at=clock.now(), after_audit_id=newest_id, confirmed_by_id=actor.person_id if actor else None
    )
    db.session.add(row)
    audit.record("confirm-clock", row)


def note_export(event: Event, rows: int) -> None:
    """Leave a trace that a list of people was taken out of the house."""
    audit.record("export-attendance", event, [f"rows={rows}"])
