"""Calls for talks: opened with what is looked for, changed, closed when enough has come."""

from datetime import date
from typing import Any

from partyedu.core import audit, clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.words import _
from partyedu.organisation.queries import unit_reached
from partyedu.speakers.models import Call


def open_call(actor: Actor, unit_id: int, **values: Any) -> Call:
    """Look for talks. ``values``: title, text, theme_id, until."""
    if unit_reached(actor, Permission.TALK_MANAGE, unit_id) is None:
        raise Problem(_("请选您管的一个组织。"), field="unit_id")
    _check_until(values["until"])
    call = Call(unit_id=unit_id, opened_at=clock.now(), opened_by_id=actor.person_id, **values)
    call.version = 1
    db.session.add(call)
    audit.record("open-call", call, sorted(values))
    return call


def edit_call(call: Call, version: int | None, **values: Any) -> Call:
    """Change what is looked for. Raises ``Conflict`` on an old version."""
    _check_until(values["until"])
    standing = {
        name: getattr(call, name) or _("（空）") for name, value in values.items() if getattr(call, name) != value
    }
    checked_version(call, version, standing)
    for name, value in values.items():
        setattr(call, name, value)
    audit.record("edit-call", call, sorted(values))
    return call


def _check_until(until: date | None) -> None:
    if until is not None and until < clock.today():
        raise Problem(_("这一天已经过去了，请选今天或以后的日子。"), field="until")


def close_call(call: Call) -> Call:
    """Look no longer; talks that were offered for it stay."""
    if call.closed_at is None:
        call.closed_at = clock.now()
        call.version += 1
        audit.record("close-call", call, ["closed_at"])
    return call


def reopen_call(call: Call) -> Call:
    """Look again; a day that has passed meanwhile no longer counts."""
    call.closed_at = None
    if call.until is not None and call.until < clock.today():
        call.until = None
    call.version += 1
    audit.record("reopen-call", call, ["closed_at", "until"])
    return call
