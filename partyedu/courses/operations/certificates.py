"""Certificates: issued with a number nobody can guess, printed again as they were, revoked with a reason."""

from collections.abc import Sequence
from datetime import date

from partyedu.core import audit, clock, throttle
from partyedu.core.actor import current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.courses import numbers, queries
from partyedu.courses.access import is_own_place
from partyedu.courses.models import Certificate, ClassPlace, CourseClass
from partyedu.organisation.models import Unit

# Numbers that do not exist, tried from one network address, before it waits: several people may stand behind it, a
# machine that guesses throws its cookies away.
TRIES_OF_AN_ADDRESS = 60


def issue(course_class: CourseClass, places: Sequence[ClassPlace]) -> list[Certificate]:
    """Issue a certificate for each place that completed and has none that holds.

    Name, class, unit, days and minutes of study are kept as they are now, for the paper says them for ever.
    """
    wanted = queries.without_certificate([place.id for place in places if place.completed_at is not None])
    if not wanted:
        return []
    held = queries.meetings_held(course_class.id, clock.now())
    minutes = queries.minutes_attended(held, wanted.values())
    names = queries.names_of(wanted.values())
    unit = db.session.get(Unit, course_class.unit_id)
    first, last = _days(course_class, [clock.local(meeting.starts_at).date() for meeting in held])
    actor = current_actor()
    issued = [
        Certificate(
            place_id=place_id, number=number, name=names[person_id], title=course_class.title,
            unit_name=unit.name if unit else "", starts_on=first, ends_on=last, minutes=minutes.get(person_id, 0),
            issued_at=clock.now(), issued_by_id=actor.person_id if actor else None,
        )
        for (place_id, person_id), number in zip(wanted.items(), _new_numbers(len(wanted)), strict=True)
    ]  # fmt: skip
    db.session.add_all(issued)
    db.session.flush()
    audit.record_all("issue", Certificate.__tablename__, [(row.id, ["number"]) for row in issued])
    return issued


def _days(course_class: CourseClass, held: Sequence[date]) -> tuple[date, date]:
    """From the first meeting to the last; what was planned where nothing is known of meetings."""
    first = min(held, default=course_class.starts_on or clock.today())
    return first, max(held, default=course_class.ends_on or first)


def _new_numbers(count: int) -> list[str]:
    year, found = clock.today().year, set[str]()
    while len(found) < count:
        fresh = {numbers.new_number(year) for _place in range(count - len(found))}
        found |= fresh - queries.numbers_taken(list(fresh))
    return sorted(found)


def must_be_anothers(place: ClassPlace) -> None:
    """Refuse to decide about one's own completion or certificate."""
    if is_own_place(current_actor(), place):
        raise Problem(_("这是您自己的，要由别的党务工作者来办。请找一位同事，或者上级组织。"))


def revoke(certificate: Certificate, reason: str) -> Certificate:
    """Let a certificate hold no longer; whoever checks its number reads that it was revoked. Never one's own."""
    must_be_anothers(certificate.place)
    if certificate.revoked_at is not None:
        raise Problem(_("这张证书已经作废了。"))
    if not reason.strip():
        raise Problem(_("请写明为什么作废。"), field="reason")
    actor = current_actor()
    certificate.revoked_at, certificate.revoked_reason = clock.now(), reason.strip()[:200]
    certificate.revoked_by_id = actor.person_id if actor else None
    db.session.flush()
    audit.record("revoke", certificate, ["revoked_at", "revoked_reason"])
    return certificate


def issue_anew(certificate: Certificate, reason: str) -> Certificate:
    """Replace a certificate (a name written wrongly, a paper lost): the old number no longer holds, a new one does."""
    place = certificate.place
    must_be_anothers(place)
    if place.completed_at is None:
        raise Problem(_("这位没有结业，不能发证书。"))
    if certificate.revoked_at is None:
        revoke(certificate, reason)
    issued = issue(place.course_class, [place])
    if not issued:
        raise Problem(_("这位已经有一张有效的证书，不用再发。"))
    return issued[0]


def check_number(typed: str, device: str, address: str) -> Certificate | None:
    """The certificate with a number somebody typed, also a revoked one; None when there is none.

    Wrong numbers are counted for the ``device`` and, far more patiently, for its network ``address``. Raises
    ``TooSoon``.
    """
    keys = [
        (("certificate", device), throttle.FREE_TRIES),
        (("certificate", "address", address), TRIES_OF_AN_ADDRESS),
    ]
    for key, _free in keys:
        throttle.check(*key)
    number = numbers.read(typed)
    found = queries.certificate_numbered(number) if number else None
    if found is None:
        for key, free in keys:
            throttle.failed(*key, free_tries=free)
    else:
        throttle.succeeded(*keys[0][0])
    return found
