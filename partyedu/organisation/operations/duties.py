"""Posts and duties of members (一员多岗、一岗多责, S2.12): given, put right, ended."""

from datetime import date, timedelta
from typing import Any

from partyedu.core import audit, clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.words import _
from partyedu.organisation import queries
from partyedu.organisation.models import Duty, Person, Unit

_FIELDS = ("kind", "title", "tasks", "since_on", "until_on")


def give(actor: Actor, person: Person | None, unit: Unit, values: dict[str, Any]) -> Duty:
    """Give a member a duty in a unit. ``values``: ``kind title tasks since_on until_on``."""
    if person is None or not person.is_active_member:
        raise Problem(_("请选一位在册党员。"), "person")
    _in_order(values)
    if queries.same_duty(person.id, unit.id, values["kind"], values["title"], values["since_on"]):
        raise Problem(_("他在这里已经有这个职务了。"), "kind")
    row = Duty(person_id=person.id, unit_id=unit.id, written_by_id=actor.person_id, written_at=clock.now(), **values)
    db.session.add(row)
    audit.record("give-duty", row, on_behalf_of=person.id)
    return row


def edit(actor: Actor, row: Duty, version: int | None, values: dict[str, Any]) -> Duty:
    """Put a duty right: its words, what it asks for, its days."""
    _in_order(values)
    theirs = {name: getattr(row, name) for name in _FIELDS if getattr(row, name) != values[name]}
    checked_version(row, version, theirs)
    for name in _FIELDS:
        setattr(row, name, values[name])
    row.written_by_id, row.written_at = actor.person_id, clock.now()
    audit.record("edit-duty", row, list(theirs), on_behalf_of=row.person_id)
    return row


def end(row: Duty, on: date | None = None) -> None:
    """The duty is over: yesterday was its last day (or ``on``); one that began today is taken back."""
    last = on or clock.today() - timedelta(days=1)
    if row.until_on is not None and row.until_on <= last:
        return
    if last < row.since_on:
        audit.record("drop-duty", row, on_behalf_of=row.person_id)
        db.session.delete(row)
        return
    row.until_on = last
    row.version += 1
    audit.record("end-duty", row, ["until_on"], on_behalf_of=row.person_id)


def _in_order(values: dict[str, Any]) -> None:
    if values["until_on"] is not None and values["until_on"] < values["since_on"]:
        raise Problem(_("结束的日子早于开始的日子。"), "until_on")
