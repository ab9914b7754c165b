"""People at the door: who a phone knows, whom a name or a card means, what somebody attended."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, bindparam, or_, select, union
from sqlalchemy.orm import joinedload

from partyedu.accounts.models import Account, SignInCard
from partyedu.accounts.sign_in import hashed as card_hash
from partyedu.attendance.device import PEOPLE_AT_MOST, SECONDS, hashes_here
from partyedu.attendance.models import HERE, Attendance, AttendanceState, CheckInDevice
from partyedu.core import clock
from partyedu.core.actor import Actor, Permission, current_actor
from partyedu.core.db import Prepared, UTCDateTime, db
from partyedu.core.search import fold, matches
from partyedu.organisation.models import Person, PersonKind, Unit
from partyedu.organisation.queries import is_around, takes_part_in, within
from partyedu.schedule.models import PUBLIC, Event, SignUp

_CARD = re.compile(r"/sign-in/card/([A-Za-z0-9_-]{8,64})")


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody this phone knows, and how they stand at the event. ``device_id`` 0: known by the sign-in alone."""

    person_id: int
    name: str
    kind: PersonKind
    device_id: int
    attendance_id: int | None
    state: AttendanceState | None
    at: datetime | None

    @property
    def is_here(self) -> bool:
        """Whether this person has checked in."""
        return self.state in HERE


_TOKENS = [f"token_{number}" for number in range(PEOPLE_AT_MOST)]


def _known() -> Select[*tuple[Any, ...]]:
    """Those of up to four tokens (``token_0`` …), ``own_id``, and how they stand at ``event_id``."""
    tokens = CheckInDevice.token_hash.in_([bindparam(name, "") for name in _TOKENS])
    valid = CheckInDevice.revoked_at.is_(None) & (
        CheckInDevice.created_at > bindparam("since", None, type_=UTCDateTime)
    )
    by_token = select(CheckInDevice.person_id).where(tokens, valid)
    own = select(Person.id).where(Person.id == bindparam("own_id", None, type_=Integer))
    at_event = Attendance.event_id == bindparam("event_id", 0)
    return (
        select(
            Person.id, Person.name, Person.kind, CheckInDevice.id, CheckInDevice.token_hash,
            Attendance.id, Attendance.state, Attendance.at,
        )
        .outerjoin(CheckInDevice, (CheckInDevice.person_id == Person.id) & tokens & valid)
        .outerjoin(Attendance, (Attendance.person_id == Person.id) & at_event)
        .where(Person.id.in_(union(by_token, own)), is_around())
    )  # fmt: skip


_KNOWN = Prepared(_known)


def known_here(event_id: int) -> list[Known]:
    """Who this phone knows: whoever is signed in on it, then those of its cookie. At most one statement,
    asked beside the session."""
    actor, hashes = current_actor(), hashes_here()
    own_id = actor.person_id if actor else None
    if own_id is None and not hashes:
        return []
    since = clock.now() - timedelta(seconds=SECONDS)
    given = dict(zip_longest(_TOKENS, hashes, fillvalue=""))
    rows = _KNOWN.rows(**given, since=since, own_id=own_id, event_id=event_id)
    order = {token: place for place, token in enumerate(hashes)}
    found: dict[int, tuple[int, Known]] = {}
    for person_id, name, kind, device_id, token, attendance_id, state, at in rows:
        place = -1 if person_id == own_id else order.get(token, 99)
        known = Known(person_id, name, kind, device_id or 0, attendance_id, state, at)
        if person_id not in found or place < found[person_id][0]:
            found[person_id] = (place, known)
    return [known for _place, known in sorted(found.values(), key=lambda pair: pair[0])]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def card_owner(text: str) -> int | None:
    """The person to whom a printed card belongs (its address, as a scanner types it), used up or not.

    A card that may no longer sign anybody in still says whose it is; its owner stands at the door with it.
    """
    found = _CARD.search(_plain(text))
    if found is None:
        return None
    query = (
        select(Person.id)
        .join(Account, Account.person_id == Person.id)
        .join(SignInCard, SignInCard.account_id == Account.id)
        .where(SignInCard.token_hash == card_hash(found[1]), Account.disabled_at.is_(None), is_around())
    )
    return db.session.scalar(query)


def meant(name: str, proof: str) -> int | None:
    """Whom somebody means at a phone by a name and the last four digits of the phone, the member number or the card.

    None when nobody fits, and when several do: the page says the same to both.
    """
    wanted, proof = fold(name), _plain(proof)
    if not wanted or not proof:
        return None
    by_card = card_owner(proof)
    digits = re.sub(r"[\s-]", "", proof)
    ways: list[ColumnElement[bool]] = [Person.member_number.in_({proof, proof.upper()}), Person.id == (by_card or 0)]
    if re.fullmatch(r"[0-9]{4}", digits):
        ways.append(Person.phone.endswith(digits, autoescape=True))
    if re.fullmatch(r"[0-9]{7,15}", digits):
        ways.append(Person.phone == digits)
    rows = db.session.execute(select(Person.id, Person.name).where(or_(*ways), is_around()).limit(200))
    fitting = [person_id for person_id, called in rows if fold(called) == wanted]
    return fitting[0] if len(fitting) == 1 else None


def _in_scope(actor: Actor, event: Event) -> ColumnElement[bool]:
    """Condition on Person joined with Unit: whom the desk of this event may look up by name.

    Those who take part in the units the actor checks in for or in the unit the event expects, and those signed up. Who
    sits there for the expected unit alone does not look up all the people of the larger unit that invites.
    """
    paths = [*actor.reach(Permission.CHECK_IN)]
    if event.expected_unit is not None:
        paths.append(event.expected_unit.path)
    signed_up = select(SignUp.person_id).where(SignUp.event_id == event.id)
    recorded = select(Attendance.person_id).where(Attendance.event_id == event.id)
    here = takes_part_in(paths, clock.today())
    return or_(here, Person.id.in_(signed_up), Person.id.in_(recorded)) & is_around()


def find_at_desk(actor: Actor, event: Event, words: str, limit: int = 8) -> Sequence[Any]:
    """People who fit, for the desk: number, name, unit, year of birth, phone, number of the attendance, state, time."""
    if not words.strip():
        return []
    query = (
        select(
            Person.id, Person.name, Unit.name.label("unit"), Person.birth_year, Person.phone, Person.kind,
            Attendance.id.label("attendance_id"), Attendance.state, Attendance.at,
        )
        .outerjoin(Unit, Person.unit_id == Unit.id)
        .outerjoin(Attendance, (Attendance.person_id == Person.id) & (Attendance.event_id == event.id))
        .where(_in_scope(actor, event), matches(Person.search_text, words))
        .order_by(Person.name, Person.id)
        .limit(limit)
    )  # fmt: skip
    return db.session.execute(query).all()


def found_exactly(text: str) -> int | None:
    """The one person whom a scanned card or a typed member number means, anywhere in the house."""
    owner = card_owner(text)
    if owner is not None:
        return owner
    number = _plain(text)
    query = select(Person.id).where(Person.member_number.in_({number, number.upper()}), is_around()).limit(2)
    rows = db.session.scalars(query).all()
    # Four digits are the end of a phone as often as a number: those are shown, not checked in.
    return rows[0] if len(rows) == 1 and not re.fullmatch(r"[0-9]{4}", number) else None


def person_at_desk(actor: Actor, event: Event, person_id: int) -> Person | None:
    """A person the desk of this event may look up, with the unit."""
    query = select(Person).outerjoin(Unit, Person.unit_id == Unit.id).options(joinedload(Person.unit))
    return db.session.scalar(query.where(Person.id == person_id, _in_scope(actor, event)))


def people_named(actor: Actor, event: Event, lines: Iterable[str]) -> dict[str, list[Any]]:
    """Whom the lines of a paper sheet may mean: line → rows (id, name, unit, birth_year, phone), best first.

    A line that is a whole name or member number means only those; otherwise whoever the desk would find.
    """
    wanted = list(dict.fromkeys(lines))
    columns = (
        Person.id, Person.name, Unit.name.label("unit"), Person.birth_year, Person.phone, Person.member_number,
    )  # fmt: skip
    base: Any = select(*columns).outerjoin(Unit, Person.unit_id == Unit.id).where(_in_scope(actor, event))
    exact: dict[str, list[Any]] = defaultdict(list)
    names = {name for line in wanted for name in (line, _plain(line))}
    for row in db.session.execute(base.where(or_(Person.name.in_(names), Person.member_number.in_(names)))):
        for line in wanted:
            if fold(row.name) == fold(line) or row.member_number == _plain(line):
                exact[line].append(row)
    missing = [line for line in wanted if line not in exact]
    return {line: exact[line] for line in exact} | {line: _like(base, line) for line in missing}


def _like(base: Any, line: str) -> list[Any]:
    fitting = base.where(matches(Person.search_text, line))
    return list(db.session.execute(fitting.order_by(Person.name, Person.id).limit(6)))


def resident_known(name: str, phone: str, unit_id: int) -> Person | None:
    """A resident of this name and phone in a unit; without a phone nobody is known for certain."""
    query = select(Person).where(
        Person.kind == PersonKind.RESIDENT, Person.phone == phone, Person.unit_id == unit_id, Person.name == name
    )
    return db.session.scalar(query.limit(1)) if phone else None


def residents_here(event_id: int, name: str) -> bool:
    """Whether a resident of this name, of whom no phone is known, has checked in at the event."""
    query = (
        select(Person.name)
        .join(Attendance, Attendance.person_id == Person.id)
        .where(Attendance.event_id == event_id, Person.kind == PersonKind.RESIDENT, Person.phone == "")
    )
    return any(fold(called) == fold(name) for called in db.session.scalars(query))


class Pressed(NamedTuple):
    """What the page after check-in shows."""

    id: int
    event_id: int
    person_id: int
    state: AttendanceState
    at: datetime
    reason: str
    name: str


def _pressed() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Attendance.id, Attendance.event_id, Attendance.person_id, Attendance.state, Attendance.at,
            Attendance.reason, Person.name,
        )
        .join(Person, Attendance.person_id == Person.id)
        .where(Attendance.id == bindparam("attendance_id", 0))
    )  # fmt: skip


_PRESSED = Prepared(_pressed)


def attendance_with_receipt(attendance_id: int) -> Pressed | None:
    """The record that a receipt speaks of, asked beside the session; None when it was taken back."""
    rows = _PRESSED.rows(attendance_id=attendance_id)
    return Pressed(*rows[0]) if rows else None


def person_to_show(actor: Actor, person_id: int) -> Person | None:
    """The person whose attendances the actor may see: oneself, or somebody of a unit whose people one may read."""
    query = select(Person).outerjoin(Unit, Person.unit_id == Unit.id)
    allowed = or_(Person.id == actor.person_id, within(actor.reach(Permission.PEOPLE_READ)))
    return db.session.scalar(query.where(Person.id == person_id, allowed))


def attendances_of(person_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of somebody's attendances, the newest event first: event, kind, title, start, state, via, reason."""
    return (
        select(
            Event.id, Event.kind, Event.public_title.label("title"), Event.public_starts_at.label("starts_at"),
            Attendance.state, Attendance.via, Attendance.at, Attendance.reason,
        )
        .join(Event, Attendance.event_id == Event.id)
        .where(Attendance.person_id == person_id, Event.status.in_(PUBLIC))
        .order_by(Event.public_starts_at.desc(), Event.id.desc())
    )  # fmt: skip


def check_in_devices_of(person_id: int) -> Sequence[CheckInDevice]:
    """The phones that know this person, the newest first."""
    since = clock.now() - timedelta(seconds=SECONDS)
    query = select(CheckInDevice).where(
        CheckInDevice.person_id == person_id, CheckInDevice.revoked_at.is_(None), CheckInDevice.created_at > since
    )
    return db.session.scalars(query.order_by(CheckInDevice.id.desc()).limit(20)).all()
