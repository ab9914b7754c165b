"""The year plan: slots, and how a slot becomes a session."""

from datetime import date, datetime, time, timedelta
from typing import Any

from partyedu.core import audit, clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.words import _
from partyedu.organisation.models import Person
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Event, EventKind
from partyedu.theatre import queries
from partyedu.theatre.models import PlanSlot
from partyedu.theatre.operations.programme import begin_programme
from partyedu.theatre.operations.support import list_support

USUAL_HOUR = time(14, 30)
USUAL_MINUTES = 90


def plan_slot(
    year: int, quarter: int, unit_id: int, theme_id: int, owner_id: int | None = None, note: str = ""
) -> PlanSlot:
    """Plan a session for a quarter: unit, theme, and the person who answers for it (S0.1)."""
    if queries.slot_at(year, quarter, unit_id, theme_id) is not None:
        raise Problem(_("这个组织这一季度已经计划了这个主题。"), field="theme_id")
    slot = PlanSlot(year=year, quarter=quarter, unit_id=unit_id, theme_id=theme_id, owner_id=owner_id, note=note)
    db.session.add(slot)
    audit.record("plan", slot, ["year", "quarter", "unit_id", "theme_id", "owner_id"])
    return slot


def edit_slot(slot: PlanSlot, version: int | None, **values: Any) -> PlanSlot:
    """Change quarter, unit, theme, owner or note of a slot. Raises ``Conflict`` on an old version."""
    words = {"theme_id": slot.theme.name, "unit_id": slot.unit.name, "note": slot.note or _("（空）")}
    words["quarter"] = str(slot.quarter)
    checked_version(slot, version, {name: words[name] for name in words if getattr(slot, name) != values[name]})
    place = (values["quarter"], values["unit_id"], values["theme_id"])
    other = queries.slot_at(slot.year, *place)
    if other is not None and other.id != slot.id:
        raise Problem(_("这个组织这一季度已经计划了这个主题。"), field="theme_id")
    for name, value in values.items():
        setattr(slot, name, value)
    audit.record("edit-plan", slot, values)
    return slot


def remove_slot(slot: PlanSlot) -> None:
    """Take a slot off the plan; a session made from it stays."""
    audit.record("remove-plan", slot)
    db.session.delete(slot)
    db.session.flush()


def open_session(actor: Actor, slot: PlanSlot) -> Event:
    """A draft session from a slot in one step: theme, unit and owner are taken along; time and place are set next."""
    if slot.event_id is not None:
        raise Problem(_("这一格已经排成场次了。"))
    starts_at = usual_start(slot.year, slot.quarter)
    event = plan_session(
        actor,
        title=_("我的%(theme)s故事", theme=slot.theme.name),
        theme_id=slot.theme_id,
        unit_id=slot.unit_id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=USUAL_MINUTES),
        expected_unit_id=slot.unit_id,
        owner=slot.owner,
    )
    slot.event_id = event.id
    audit.record("open-session", slot, ["event_id"])
    return event


def plan_session(actor: Actor, **values: Any) -> Event:
    """A new theatre session as a draft, with the frame of a programme and its checklist.

    ``values`` are those of ``schedule.operations.create``.
    """
    event = schedule.create(actor, kind=EventKind.THEATRE, **values)
    begin_programme(event)
    list_support(event)
    return event


def usual_start(year: int, quarter: int) -> datetime:
    """A first suggestion: mid-quarter in the afternoon, never in the past and never at a weekend."""
    day = max(date(year, quarter * 3 - 1, 15), clock.today() + timedelta(days=14))
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return clock.at(day, USUAL_HOUR)


def note_export(actor: Actor) -> None:
    """Write down that the list of those who have not spoken was taken away."""
    account = db.session.get(Person, actor.person_id) if actor.person_id else None
    if account is not None:
        audit.record("export-rotation", account)
