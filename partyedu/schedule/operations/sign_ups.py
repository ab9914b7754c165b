"""Signing up, waiting, asking for leave. Seats are counted again inside the transaction of the change."""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

from sqlalchemy import insert, select, update

from partyedu.core import audit, clock, watch
from partyedu.core.actor import current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.notices.models import NoticeKind
from partyedu.notices.operations import tell
from partyedu.organisation.models import Person, PersonKind
from partyedu.schedule import queries
from partyedu.schedule.access import is_for_its_class, page_of, sign_up_refusal
from partyedu.schedule.models import Event, EventStatus, SignUp, SignUpState


def _hold(event: Event) -> Event:
    """Let nobody else count this event's seats until we are done (SQLite holds the write lock anyway)."""
    db.session.execute(select(Event.id).where(Event.id == event.id).with_for_update())
    return event


def _put(event: Event, person_id: int, state: SignUpState, reason: str = "") -> SignUp:
    row = queries.sign_up_of(event.id, person_id)
    if row is None:
        row = SignUp(event_id=event.id, person_id=person_id)
        db.session.add(row)
    row.state, row.reason = state, reason
    row.entered_at, row.moved_up_at = clock.now(), None
    row.typed_by_id = audit.typist(person_id)
    db.session.flush()
    watch.touch("sign-ups")
    return row


def _is_full(event: Event) -> bool:
    return event.public_capacity is not None and queries.seats_taken(event.id) >= event.public_capacity


def sign_up(event: Event, person: Person) -> SignUp:
    """Give a person a seat, or a place on the waiting list when all seats are taken.

    Signing up again changes nothing. After a withdrawal or leave one enters anew, at the end. Who signs up for
    themselves does so before the event starts; staff may type in later what they hold on paper.
    """
    _hold(event)
    actor = current_actor()
    row = queries.sign_up_of(event.id, person.id)
    comes_after_all = row is not None and row.state is SignUpState.LEAVE and is_for_its_class(event.kind)
    own = actor is not None and actor.person_id == person.id and not comes_after_all
    refusal = sign_up_refusal(event, person, clock.now(), own)
    if refusal:
        raise Problem(refusal, field="person")
    if row is not None and row.state in (SignUpState.SIGNED_UP, SignUpState.WAITING):
        return row
    # Who is already waiting goes first, even if a seat has just become free. The seats of a class are the class's.
    waits = event.public_capacity is not None and queries.first_waiting(event.id) is not None
    must_wait = not is_for_its_class(event.kind) and (_is_full(event) or waits)
    row = _put(event, person.id, SignUpState.WAITING if must_wait else SignUpState.SIGNED_UP)
    audit.record("sign-up", row, ["state"], on_behalf_of=row.typed_by_id and person.id)
    fill_seats(event)
    return row


def withdraw(event: Event, person: Person) -> SignUp:
    """Give the seat (or the place in the line) back; the first who waits moves up and is told."""
    _hold(event)
    row = queries.sign_up_of(event.id, person.id)
    if row is None or row.state not in (SignUpState.SIGNED_UP, SignUpState.WAITING):
        raise Problem(_("没有报名，不用取消。"))
    actor = current_actor()
    if is_for_its_class(event.kind) and actor is not None and actor.person_id == person.id:
        raise Problem(_("这是班次里的一次课。这次来不了请请假；不想再上，请在班次的页面退班。"))
    row = _put(event, person.id, SignUpState.WITHDRAWN)
    audit.record("withdraw", row, ["state"], on_behalf_of=row.typed_by_id and person.id)
    fill_seats(event)
    return row


def seat(event_ids: Iterable[int], person_ids: Iterable[int]) -> int:
    """Give people a seat at events, as a roster does: whatever the capacity, nobody waits, nobody is told.

    Who has a seat or has asked for leave stays as they are. Returns how many seats were given. As many statements for
    a class of a hundred that meets dozens of times as for one evening of three.
    """
    events, people = sorted(set(event_ids)), sorted(set(person_ids))
    if not events or not people:
        return 0
    standing = {(event_id, person_id): (row_id, state) for row_id, event_id, person_id, state in _of(events, people)}
    missing = [pair for pair in product(events, people) if pair not in standing]
    back = [row_id for row_id, state in standing.values() if state in (SignUpState.WAITING, SignUpState.WITHDRAWN)]
    now = clock.now()
    if missing:
        fresh = {"state": SignUpState.SIGNED_UP, "entered_at": now, "reason": ""}
        rows = [
            {**fresh, "event_id": event_id, "person_id": person_id, "typed_by_id": audit.typist(person_id)}
            for event_id, person_id in missing
        ]
        db.session.execute(insert(SignUp), rows)
        numbers = {(event_id, person_id): row_id for row_id, event_id, person_id, _state in _of(events, people)}
        back += [numbers[pair] for pair in missing]
    _put_all(back, "seat", SignUpState.SIGNED_UP)
    return len(back)


def unseat(event_ids: Iterable[int], person_ids: Iterable[int]) -> int:
    """Take seats (and leave) at events back from people who are no longer on the roster; how many that were."""
    standing = _of(sorted(set(event_ids)), sorted(set(person_ids)))
    taken = [row_id for row_id, _event, _person, state in standing if state is not SignUpState.WITHDRAWN]
    _put_all(taken, "unseat", SignUpState.WITHDRAWN)
    return len(taken)


def _of(event_ids: list[int], person_ids: list[int]) -> Sequence[Any]:
    """Number, event, person and state of these people's sign-ups for these events."""
    columns = SignUp.id, SignUp.event_id, SignUp.person_id, SignUp.state
    query = select(*columns).where(SignUp.event_id.in_(event_ids), SignUp.person_id.in_(person_ids))
    return db.session.execute(query).all()


def _put_all(row_ids: list[int], action: str, state: SignUpState) -> None:
    """Put many sign-ups into a state at once."""
    if not row_ids:
        return
    values = {"state": state, "reason": "", "entered_at": clock.now()}
    db.session.execute(update(SignUp).where(SignUp.id.in_(row_ids)).values(**values))
    audit.record_all(action, SignUp.__tablename__, [(row_id, ["state"]) for row_id in row_ids])
    watch.touch("sign-ups")


def ask_leave(event: Event, person: Person, reason: str) -> SignUp:
    """Excuse an expected person, with a reason that organiser and secretary see; a seat becomes free."""
    _hold(event)
    if not reason.strip():
        raise Problem(_("请写一句请假的原因。"), field="reason")
    if event.status is not EventStatus.PUBLISHED:
        raise Problem(_("这个活动现在不用请假。"), field="reason")
    actor = current_actor()
    if actor is not None and actor.person_id == person.id and clock.now() > (event.public_ends_at or event.ends_at):
        raise Problem(_("活动已经结束了，请假请找工作人员补记。"), field="reason")
    row = _put(event, person.id, SignUpState.LEAVE, reason.strip()[:200])
    audit.record("ask-leave", row, ["state", "reason"], on_behalf_of=row.typed_by_id and person.id)
    fill_seats(event)
    return row


def move_up(event: Event, person: Person) -> SignUp:
    """Give somebody who waits a seat by hand: the organiser's decision, also out of order or beyond the capacity."""
    _hold(event)
    row = queries.sign_up_of(event.id, person.id)
    if row is None or row.state is not SignUpState.WAITING:
        raise Problem(_("这位现在不在候补名单上。"))
    _seat(event, row)
    return row


def fill_seats(event: Event) -> list[SignUp]:
    """Move up those who wait, by time of entering, while there are seats; they are told."""
    if event.status is not EventStatus.PUBLISHED:
        return []
    moved: list[SignUp] = []
    while not _is_full(event) and (row := queries.first_waiting(event.id)) is not None:
        _seat(event, row)
        moved.append(row)
    return moved


def _seat(event: Event, row: SignUp) -> None:
    row.state, row.moved_up_at = SignUpState.SIGNED_UP, clock.now()
    db.session.flush()
    audit.record("move-up", row, ["state", "moved_up_at"])
    tell(
        [row.person_id],
        NoticeKind.MOVED_UP,
        event.public_title,
        page_of(event.id, event.kind),
        about=f"event:{event.id}",
    )
    watch.touch("sign-ups")


def add_resident(event: Event, name: str, phone: str = "") -> SignUp:
    """Sign a resident up by name; the person is created unless one of this name and phone is known in the unit."""
    if not event.public_open:
        raise Problem(_("这个活动没有对居民开放。"), field="name")
    name, phone = name.strip(), phone.strip()
    if not name:
        raise Problem(_("请写居民的姓名。"), field="name")
    known = select(Person).where(
        Person.kind == PersonKind.RESIDENT, Person.name == name, Person.phone == phone, Person.unit_id == event.unit_id
    )
    person = db.session.scalar(known) if phone else None
    if person is None:
        person = Person(
            kind=PersonKind.RESIDENT,
            name=name,
            phone=phone,
            unit_id=event.unit_id,
            created_at=clock.now(),
            search_text="",
        )
        person.refresh_search()
        db.session.add(person)
        audit.record("add-resident", person, ["name", "phone"])
    return sign_up(event, person)


def forget(person_id: int) -> None:
    """Somebody is erased from the house: why they asked for leave goes with them."""
    db.session.execute(update(SignUp).where(SignUp.person_id == person_id).values(reason=""))
