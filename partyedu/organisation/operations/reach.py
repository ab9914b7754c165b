"""That somebody was reached: ticked by hand, where nothing else in the house tells it."""

from datetime import date, timedelta

from sqlalchemy import select

from partyedu.core import audit, clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.organisation.models import Person, Reached, ReachKind

OLDEST = timedelta(days=366)  # what is older says nothing of today


def tick(actor: Actor, person: Person, kind: ReachKind, on: date | None = None) -> Reached:
    """Note that a member was reached on a day (today); the same note a second time changes nothing."""
    day = on or clock.today()
    if day > clock.today():
        raise Problem(_("日期还没有到。"), "on")
    if day < clock.today() - OLDEST:
        raise Problem(_("这一天太早了，只记一年以内的。"), "on")
    if not person.is_active_member:
        raise Problem(_("这位党员的组织关系已经不在这里了。"))
    query = select(Reached).where(Reached.person_id == person.id, Reached.on == day, Reached.kind == kind)
    standing = db.session.scalar(query)
    if standing is not None:
        return standing
    row = Reached(person_id=person.id, on=day, kind=kind, by_id=actor.person_id)
    db.session.add(row)
    audit.record("tick-reached", row, on_behalf_of=person.id)
    return row


def untick(row: Reached) -> None:
    """It was a slip of the finger."""
    audit.record("untick-reached", row, on_behalf_of=row.person_id)
    db.session.delete(row)
