"""Written entries: study elsewhere is handed in with what shows it, and counts once somebody else has confirmed it."""

from datetime import date

from partyedu.core import audit, clock, uploads
from partyedu.core.actor import current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.uploads import ReadFile
from partyedu.core.words import _, duration
from partyedu.notices.models import NoticeKind
from partyedu.notices.operations import tell
from partyedu.organisation.models import ACTIVE, Person, PersonKind
from partyedu.study.models import HoursEntry
from partyedu.study.queries import entries as queries
from partyedu.study.queries.rules import rulebook


def hand_in(
    person: Person,
    studied_on: date,
    minutes: int,
    title: str,
    evidence: str = "",
    photo: ReadFile | None = None,
    form_key: str | None = None,
) -> HoursEntry:
    """A member hands in (or staff type for them) what they studied elsewhere. One form makes one entry."""
    made = queries.entry_of_form(form_key)
    if made is not None:
        return made
    _check(person, studied_on, minutes)
    if not evidence and photo is None:
        raise Problem(_("请写一句谁能证明，或者拍一张照片。"), "evidence")
    row = HoursEntry(
        person_id=person.id, unit_id=person.unit_id, studied_on=studied_on, minutes=minutes, title=title,
        evidence=evidence, handed_in_at=clock.now(), typed_by_id=audit.typist(person.id), form_key=form_key, version=1,
        photo_id=uploads.store(photo).id if photo is not None else None,
    )  # fmt: skip
    db.session.add(row)
    audit.record("hand-in-hours", row, on_behalf_of=person.id if row.typed_by_id else None)
    return row


def _check(person: Person, studied_on: date, minutes: int) -> None:
    today = clock.today()
    if person.kind is not PersonKind.MEMBER or person.status not in ACTIVE or person.unit is None:
        raise Problem(_("只有在册的党员才登记学时。"), "person")
    if studied_on > today:
        raise Problem(_("这一天还没有到，学完了再来登记。"), "studied_on")
    if studied_on.year < today.year - 1:
        raise Problem(_("这一天太早了，最多补登去年的。"), "studied_on")
    if minutes < 1:
        raise Problem(_("请填学了多久。"), "hours")
    day = rulebook().at(person.unit.path, studied_on).day
    if minutes + queries.minutes_entered(person.id, studied_on) > day:
        raise Problem(_("一天最多登记 %(whole)s，这一天加起来超过了。", whole=duration(day)), "hours")


def _must_be_open(row: HoursEntry) -> None:
    if row.withdrawn_at is not None:
        raise Problem(_("这一笔已经被收回了。"))
    if row.confirmed_by_id is not None:
        raise Problem(_("这一笔已经确认过了。"))
    if row.refused_reason:
        raise Problem(_("这一笔已经退回了。"))


def confirm_entry(row: HoursEntry, version: int | None) -> HoursEntry:
    """Somebody other than the earner has seen what shows it; from now on it counts."""
    actor = current_actor()
    if actor is None or actor.person_id is None or actor.person_id == row.person_id:
        raise Problem(_("自己的学时不能自己确认，请另一位同事来确认。"))
    _must_be_open(row)
    checked_version(row, version, {})
    row.confirmed_by_id, row.confirmed_at = actor.person_id, clock.now()
    audit.record("confirm-hours", row, ["confirmed_by_id"], on_behalf_of=row.person_id)
    return row


def refuse_entry(row: HoursEntry, version: int | None, reason: str) -> HoursEntry:
    """It does not count; the earner is told why. What was confirmed by mistake may be refused afterwards."""
    actor = current_actor()
    if actor is not None and actor.person_id == row.person_id:
        raise Problem(_("自己的学时不能自己处理；不想要了，可以收回。"))
    if not reason:
        raise Problem(_("请写明为什么不算，本人会看到。"), "reason")
    if row.confirmed_by_id is None:
        _must_be_open(row)
    checked_version(row, version, {"reason": row.refused_reason})
    row.refused_reason, row.confirmed_by_id, row.confirmed_at = reason, None, None
    audit.record("refuse-hours", row, ["refused_reason"], on_behalf_of=row.person_id)
    page, about = f"/study/entries/{row.id}", f"hours_entry:{row.id}"
    tell([row.person_id], NoticeKind.HOURS_REFUSED, row.title, page, reason, about)
    return row


def withdraw_entry(row: HoursEntry) -> HoursEntry:
    """The earner takes back what nobody has decided about yet."""
    _must_be_open(row)
    row.withdrawn_at = clock.now()
    row.version += 1
    audit.record("withdraw-hours", row, ["withdrawn_at"])
    return row
