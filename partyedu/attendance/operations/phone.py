"""Check-in on one's own phone: who it is, the one press, taking it back, the phones that are remembered."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from partyedu.attendance import codes, queries
from partyedu.attendance.access import UNDO_WITHIN, clock_refusal, is_late
from partyedu.attendance.device import hashed, mark, new_token
from partyedu.attendance.models import Attendance, AttendanceState, CheckInDevice
from partyedu.attendance.operations.record import put, undo
from partyedu.attendance.queries import Known
from partyedu.attendance.tickets import Ticket
from partyedu.core import audit, clock, throttle
from partyedu.core.actor import Actor, acting_as, current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.search import fold
from partyedu.core.words import _
from partyedu.organisation.models import Person, PersonKind
from partyedu.schedule.models import EventStatus

TryKey = tuple[object, ...]


# So many wrong proofs for one name from the whole house, then that name waits too: the right one of ten thousand
# would need more, and one phone alone (five tries, then a minute and longer) does not come so far within an event.
TRIES_FOR_A_NAME = 60


def _who_keys(name: str, browser: str, address: str) -> list[TryKey]:
    # The name is counted for the place the tries come from: a stranger who tries out digits must not shut the door
    # on the person whose name it is, and forgetting the cookie does not give the stranger new tries.
    return [
        ("check-in-who", browser),
        ("check-in-who", "name", fold(name), address),
        ("check-in-who", "everywhere", fold(name)),
    ]


def _count(key: TryKey) -> None:
    throttle.failed(*key, free_tries=TRIES_FOR_A_NAME if "everywhere" in key else throttle.FREE_TRIES)


def identify(name: str, proof: str, browser: str, address: str) -> int | None:
    """The person meant by a name and its proof; None when nobody fits.

    Wrong tries are counted for the browser and for the name as said from this network ``address``. Raises ``TooSoon``
    after five of them, for a minute and then longer.
    """
    keys = _who_keys(name, browser, address)
    for key in keys:
        throttle.check(*key)
    person_id = queries.meant(name, proof)
    for key in keys:
        if person_id is None:
            _count(key)
        else:
            throttle.succeeded(*key)
    return person_id


def _spoken_keys(who: int | str, browser: str, address: str) -> list[TryKey]:
    # A phone that knows its owner is counted apart from strangers who only say the name, and these one by one.
    owner = ("known", who) if isinstance(who, int) else ("name", fold(who), address)
    return [("spoken", browser), ("spoken", *owner)]


def spoken(event_id: int, digits: str, who: int | str, browser: str, address: str) -> bool:
    """Whether the digits are the event's now. Wrong tries are counted for the browser and for whom it is said to be:

    ``who`` is a person's number where the phone knows its owner, else the name that was typed with the digits, counted
    for this network ``address``, so that forgetting the cookie does not give new tries. Raises ``TooSoon`` after five,
    for a minute and then longer.
    """
    keys = _spoken_keys(who, browser, address)
    for key in keys:
        throttle.check(*key)
    fits = codes.are_current(event_id, digits)
    for key in keys:
        if fits:
            throttle.succeeded(*key)
        else:
            throttle.failed(*key)
    return fits


def _as_owner(known: Known | None) -> AbstractContextManager[None]:
    """The owner acts, where the phone is known and nobody is signed in on it; a name alone proves nobody."""
    if known is None or current_actor() is not None:
        return nullcontext()
    return acting_as(Actor(name=known.name, person_id=known.person_id))


def press(
    event: Any, ticket: Ticket, person_id: int, kind: PersonKind, browser: str, known: Known | None
) -> int:
    """Check somebody in who pressed the button of a page that was opened in time, and give the number of the record.

    Two statements, idempotent.

    ``event`` is the row of ``queries.event_on_phone``. Late or not is judged by when the page was opened.
    """
    refusal = clock_refusal(event.newest, clock.now())
    if event.status in (EventStatus.POSTPONED, EventStatus.CANCELLED):
        refusal = refusal or _("这场活动现在不能签到，请看日程。")
    if kind is PersonKind.RESIDENT and not event.open:
        refusal = refusal or _("这场活动只请党员参加，没有对居民开放。")
    if refusal:
        raise Problem(refusal)
    state = AttendanceState.LATE if is_late(event.starts_at, ticket.opened_at) else AttendanceState.PRESENT
    with _as_owner(known):
        return put(event.id, person_id, ticket.via, state, clock.now(), device=mark(event.id, browser))


def remember_phone(person_id: int) -> str:
    """Let this phone know its owner; the token it is given can check in and nothing else."""
    token = new_token()
    row = CheckInDevice(token_hash=hashed(token), person_id=person_id, created_at=clock.now())
    db.session.add(row)
    audit.record("remember-phone", row, on_behalf_of=person_id)
    return token


def forget_phone(tokens: Sequence[str], person_id: int) -> list[str]:
    """Let this phone forget one person; gives the tokens that stay."""
    query = db.select(CheckInDevice).where(
        CheckInDevice.token_hash.in_([hashed(token) for token in tokens]), CheckInDevice.person_id == person_id
    )
    gone = set()
    for row in db.session.scalars(query):
        row.revoked_at = clock.now()
        audit.record("forget-phone", row, ["revoked_at"], on_behalf_of=person_id)
        gone.add(row.token_hash)
    return [token for token in tokens if hashed(token) not in gone]


def revoke_phones(person: Person) -> int:
    """Let all phones forget a person: a phone was lost or passed on."""
    standing = update(CheckInDevice).where(CheckInDevice.person_id == person.id, CheckInDevice.revoked_at.is_(None))
    ids = db.session.scalars(standing.values(revoked_at=clock.now()).returning(CheckInDevice.id)).all()
    audit.record_all("forget-phone", CheckInDevice.__tablename__, [(number, ("revoked_at",)) for number in ids])
    return len(ids)


def own_record(attendance_id: int, browser: str) -> Attendance:
    """The record that this browser made in the last ten minutes; who came by another way asks at the desk."""
    row = db.session.get(Attendance, attendance_id)
    since = clock.now() - UNDO_WITHIN - timedelta(seconds=1)
    if row is None or row.at < since or row.device != mark(row.event_id, browser):
        raise Problem(_("现在不能自己取消了，请到签到台找工作人员。"))
    return row


def take_back(attendance_id: int, browser: str) -> None:
    """Take back what this browser has just recorded."""
    undo(own_record(attendance_id, browser))


def give_reason(attendance_id: int, browser: str, reason: str) -> None:
    """Say why one was late; seen by organiser and secretary only."""
    row = own_record(attendance_id, browser)
    row.reason = reason[:200]
    audit.record("give-reason", row, ["reason"], on_behalf_of=row.person_id)
