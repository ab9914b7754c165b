"""Keepsakes (老物件) of a talk: shown with the owner's consent, received, and given back to the owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from partyedu.core import audit, clock, consent, uploads, watch
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.uploads import ReadFile, StoredFile
from partyedu.core.words import _
from partyedu.speakers import access
from partyedu.speakers.models import Keepsake, Talk


@dataclass(slots=True)
class KeepsakeLine:
    """A keepsake as it was typed. ``id`` None: a new one; ``photo`` None: the photo stays; ``remove``: take it out."""

    name: str
    caption: str = ""
    consent: bool = False
    photo: ReadFile | None = None
    id: int | None = None
    remove: bool = False


def write_keepsakes(actor: Actor, talk: Talk, lines: Sequence[KeepsakeLine]) -> None:
    """Make the talk's keepsakes what was typed; those not mentioned stay. What was taken back stays so for staff."""
    standing = {row.id: row for row in db.session.scalars(db.select(Keepsake).where(Keepsake.talk_id == talk.id))}
    for place, line in enumerate(lines):
        row = standing.get(line.id) if line.id is not None else None
        if line.remove:
            if row is not None:
                _remove(row)
            continue
        if row is None:
            row = Keepsake(talk_id=talk.id, position=len(standing) + place)
            db.session.add(row)
        if row.consent is not None and row.consent != line.consent:
            _note(actor, row, talk, line.consent)
        row.name, row.caption, row.consent = line.name, line.caption, line.consent
        if line.photo is not None:
            _discard(row.photo)
            row.photo = uploads.store(line.photo)
    db.session.flush()


def _note(actor: Actor, row: Keepsake, talk: Talk, agrees: bool, written_on: date | None = None) -> None:
    """Before its consent changes: refuse staff what the owner took back, or keep in mind that it was taken back."""
    if agrees:
        consent.give(actor, row, talk.person_id, talk.person.name, written_on, field="keepsakes")
    else:
        consent.take_back(actor, row)


def _discard(photo: StoredFile | None) -> None:
    if photo is not None:
        uploads.discard(photo)


def _remove(row: Keepsake) -> None:
    if row.received_on is not None and row.returned_on is None:
        raise Problem(_("“%(name)s”还没有还给主人，先登记归还，再去掉。", name=row.name), field="keepsakes")
    photo, row.photo = row.photo, None
    db.session.delete(row)
    db.session.flush()
    _discard(photo)


def _handled(actor: Actor, row: Keepsake, verb: str, column: str, on: date | None) -> None:
    if access.is_self(actor, row.talk.person_id) or not access.may_act_for(actor, row.talk.person):
        raise Problem(_("老物件的收取和归还由工作人员登记。"))
    day = on or clock.today()
    if day > clock.today():
        raise Problem(_("日期还没有到。"))
    if column == "returned_on" and row.received_on is not None and day < row.received_on:
        raise Problem(_("归还的日期在收到之前，请检查。"))
    setattr(row, column, day)
    audit.record(verb, row, [column], on_behalf_of=row.talk.person_id)


def receive_keepsake(actor: Actor, row: Keepsake, on: date | None = None) -> None:
    """Write down that the keepsake was lent to the centre (today, or on a day before)."""
    if row.received_on is None:
        _handled(actor, row, "receive", "received_on", on)


def give_keepsake_back(actor: Actor, row: Keepsake, on: date | None = None) -> None:
    """Write down that the keepsake went back to its owner (today, or on a day before)."""
    if row.received_on is None:
        raise Problem(_("这件老物件还没有登记收到。"))
    if row.returned_on is None:
        _handled(actor, row, "give-back", "returned_on", on)


def change_consent(actor: Actor, row: Keepsake, agrees: bool, written_on: date | None = None) -> None:
    """Say whether everybody may see the keepsake; taking it back holds at once, whatever state the talk is in.

    ``written_on``: the day on a new paper, where staff note it for an owner who had taken their consent back.
    """
    if not access.may_act_for(actor, row.talk.person):
        raise Problem(_("只有本人或工作人员可以改这一项。"))
    if row.consent != agrees:
        _note(actor, row, row.talk, agrees, written_on)
        row.consent = agrees
        watch.touch("speakers")
        audit.record("change-consent", row, ["consent", *consent.COLUMNS], on_behalf_of=row.talk.person_id)
