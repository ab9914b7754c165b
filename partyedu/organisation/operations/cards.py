"""Contact cards (一户一档, S2.2): opened, written at a visit or from paper, put right by the person, taken back."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from partyedu.core import audit, clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.errors import Conflict, Problem
from partyedu.core.forms import checked_version
from partyedu.core.words import _, formatted
from partyedu.organisation import queries
from partyedu.organisation.models import (
    CardOpening,
    CardPurpose,
    CardSource,
    ContactCard,
    Household,
    Person,
    Reached,
)

KEPT_AFTER_LEAVING = timedelta(days=30)  # somebody may have been said to have left by mistake
_HOUSEHOLD = ("area", "building", "door", "since_on")
_PLAIN = (
    "reach_how", "reach_when", "housing", "work", "family_name", "family_relation", "family_phone", "asks",
)  # fmt: skip


class SameAddress(Problem):
    """Somebody else's card names this very address: do they live together? ``others``: their names."""

    status = 422

    def __init__(self, others: list[str]) -> None:
        names = "、".join(others)
        super().__init__(_("同一个住址还有：%(names)s。请选一下是不是住在一起。", names=names), "household")
        self.others = others


def open_card(actor: Actor, person: Person, purpose: CardPurpose, note: str = "") -> CardOpening:
    """Note that somebody of the staff opens a contact card, and what for; the person sees it."""
    row = CardOpening(
        person_id=person.id, opened_by_id=actor.person_id, at=clock.now(),
        purpose=f"{purpose.value}:{note}"[:120] if note else purpose.value,
    )  # fmt: skip
    db.session.add(row)
    audit.record("open-card", row, on_behalf_of=person.id)
    return row


def write(
    actor: Actor, person: Person, version: int, values: dict[str, Any], form_key: str | None = None
) -> ContactCard:
    """Write a contact card, a new one (``version`` 0) or over one that stands.

    ``values``: the columns of ``ContactCard`` and ``Household``, ``care_agreed`` and ``doorplate_agreed`` (bool),
    ``household``: ``together`` or ``apart`` where the address is somebody else's too, and ``source`` and
    ``filled_in_on`` where it is not the person who writes. The same form sent twice is one card. Raises ``Conflict``
    with both texts, ``SameAddress``, and ``Problem`` at ``care`` without the person's own consent.
    """
    card = queries.card_of(person.id)
    if card is not None and form_key and card.form_key == form_key:
        return card
    if (card.version if card else 0) != version:
        raise Conflict(
            _("您填写的时候，别人也改了这一项。下面是您写的和现在的内容，请核对后再保存一次。"), _standing(card, values)
        )
    _agreed(card, values)
    is_new = card is None
    if card is None:
        card = ContactCard(person_id=person.id, form_key=form_key or None, filled_in_on=clock.today())
    else:
        checked_version(card, version, {})
        card.form_key = form_key or card.form_key
    changed = _take(card, values)
    changed += _house(card, person, values)
    card.source = values.get("source") or CardSource.SELF
    card.filled_in_on = values.get("filled_in_on") or clock.today()
    card.written_by_id, card.written_at = actor.person_id, clock.now()
    db.session.add(card)
    db.session.flush()
    audit.record("write-card" if is_new else "edit-card", card, changed, on_behalf_of=person.id)
    return card


def _standing(card: ContactCard | None, values: dict[str, Any]) -> dict[str, Any]:
    """What now stands where something else was typed."""
    if card is None:
        return {}
    now = {name: getattr(card, name) for name in (*_PLAIN, "care", "doorplate")}
    now |= {name: getattr(card.household, name) if card.household else "" for name in _HOUSEHOLD}
    return {name: value for name, value in now.items() if (values.get(name) or "") != (value or "")}


def _agreed(card: ContactCard | None, values: dict[str, Any]) -> None:
    """Health and hardship need a consent of their own; taking it back empties them, words typed meanwhile included."""
    had = card is not None and card.care_agreed_on is not None
    if values.get("care") and not values.get("care_agreed") and not had:
        raise Problem(_("身体和困难情况要本人同意才能记。请先勾上“本人同意”，或者不写。"), "care")
    if card is not None:
        for what, taken_back in (("care", card.care_taken_back_on), ("doorplate", card.doorplate_taken_back_on)):
            if values.get(f"{what}_agreed") and taken_back is not None:
                _agreed_anew(what, taken_back, values)


def _agreed_anew(what: str, taken_back: date, values: dict[str, Any]) -> None:
    """What its owner took back nobody ticks again for them, but they themselves or a paper they signed since."""
    on_paper = values.get("source") is CardSource.PAPER and (values.get("filled_in_on") or date.min) >= taken_back
    if "source" in values and not on_paper:
        day = formatted(taken_back, "date")
        words = _("本人在 %(day)s收回了同意。请他自己再勾，或者照他新签的纸质联系卡录入。", day=day)
        raise Problem(words, f"{what}_agreed")


def _take(card: ContactCard, values: dict[str, Any]) -> list[str]:
    before = {name: getattr(card, name) for name in (*_PLAIN, "care", "doorplate", "care_agreed_on")}
    for what in ("care", "doorplate"):
        agrees, agreed = bool(values.get(f"{what}_agreed")), getattr(card, f"{what}_agreed_on") is not None
        if agrees:
            setattr(card, f"{what}_taken_back_on", None)
        elif agreed and "source" not in values:
            setattr(card, f"{what}_taken_back_on", clock.today())
    for name in _PLAIN:
        setattr(card, name, values.get(name) or "")
    cares, hangs = bool(values.get("care_agreed")), bool(values.get("doorplate_agreed"))
    card.care = (values.get("care") or "") if cares else ""
    card.care_agreed_on = (card.care_agreed_on or clock.today()) if cares else None
    card.doorplate = (values.get("doorplate") or str(_("共产党员户"))) if hangs else ""
    card.doorplate_agreed_on = (card.doorplate_agreed_on or clock.today()) if hangs else None
    return [name for name, value in before.items() if getattr(card, name) != value]


def _house(card: ContactCard, person: Person, values: dict[str, Any]) -> list[str]:
    """Where the person lives: kept once for all who live together."""
    wanted = {name: values.get(name) or (None if name == "since_on" else "") for name in _HOUSEHOLD}
    standing = card.household
    if not any(wanted.values()):
        card.household = None
        _drop_empty(standing)
        return ["household_id"] if standing else []
    if standing is not None and all(getattr(standing, name) == value for name, value in wanted.items()):
        return []
    choice = values.get("household")
    moved = standing is None or queries.address_key(standing) != queries.address_key(wanted)
    if moved:
        found = queries.households_at(person.unit_id or 0, wanted, besides=standing)
        if found and choice not in ("together", "apart"):
            raise SameAddress([name for _number, name in found])
        if found and choice == "together":
            card.household = db.session.get_one(Household, found[0][0])
            db.session.flush()
            _drop_empty(standing)
            return ["household_id"]
    shares = standing is not None and queries.households_shared(standing.id, person.id)
    if standing is None or (shares and moved and choice == "apart"):
        standing = Household(unit_id=person.unit_id)
        card.household = standing
    for name, value in wanted.items():
        setattr(standing, name, value)
    standing.written_at = clock.now()
    db.session.add(standing)
    db.session.flush()
    return list(_HOUSEHOLD)


def _drop_empty(household: Household | None) -> None:
    if household is None:
        return
    db.session.flush()
    left = db.session.scalar(select(func.count()).where(ContactCard.household_id == household.id))
    if not left:
        db.session.delete(household)


def take_back(card: ContactCard) -> None:
    """The person wants no contact card any more: it is gone. Who opened it while it stood, they still see."""
    audit.record("take-back-card", card, on_behalf_of=card.person_id)
    household = card.household
    db.session.delete(card)
    db.session.flush()
    _drop_empty(household)


def erase(person_id: int) -> None:
    """Nothing stays of how somebody lives and is reached: card, its openings, the ticks of having been reached."""
    card = queries.card_of(person_id)
    if card is not None:
        take_back(card)
    db.session.execute(delete(CardOpening).where(CardOpening.person_id == person_id))
    db.session.execute(delete(Reached).where(Reached.person_id == person_id))


def sweep(today: date | None = None) -> int:
    """Erase the cards of those who left, moved or died 30 days ago; how many."""
    gone = queries.gone_with_cards((today or clock.today()) - KEPT_AFTER_LEAVING)
    for person_id in gone:
        erase(person_id)
    return len(gone)
