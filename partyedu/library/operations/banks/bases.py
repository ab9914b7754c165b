"""Bases: a venue becomes a place of teaching, its five functions are looked at, it is put away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from partyedu.core import audit, clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.words import _
from partyedu.library.models import Base, BaseFunction, BaseFunctionKind, BaseKind
from partyedu.library.operations.banks.stays import begin_stay, end_stay
from partyedu.library.queries import banks
from partyedu.schedule.operations import add_venue

WALK_AT_MOST = 600


def add_base(
    actor: Actor, venue_id: int | None, kind: BaseKind, unit_id: int | None = None, name: str = "", address: str = "",
    **values: Any,
) -> Base:  # fmt: skip
    """Make a venue a base; without ``venue_id`` the venue is entered in the same step (unit, name, address)."""
    if venue_id is None:
        if not name:
            raise Problem(_("请选一个阵地，或者写上新地方的名称。"), field="venue_id")
        venue = add_venue(actor, unit_id or 0, name, address)
        db.session.flush()
        venue_id = venue.id
    elif venue_id not in dict(banks.venue_choices(actor)):
        raise Problem(_("这个阵地已经在库里，或者不归您管。"), field="venue_id")
    base = Base(venue_id=venue_id)
    base.version = 1
    _write(base, kind, **values)
    db.session.add(base)
    db.session.flush()
    begin_stay(base)
    audit.record("add-base", base)
    return base


def change_base(base: Base, version: int | None, kind: BaseKind, **values: Any) -> Base:
    """Change what is held about a base."""
    typed = {"kind": kind, **values}
    theirs = {name: getattr(base, name) for name, value in typed.items() if getattr(base, name) != value}
    checked_version(base, version, theirs)
    _write(base, kind, **values)
    audit.record("change-base", base, theirs)
    return base


def _write(
    base: Base,
    kind: BaseKind,
    shared_with: str = "",
    walking_minutes: int | None = None,
    liaison_id: int | None = None,
    note: str = "",
) -> None:
    if walking_minutes is not None and not 0 <= walking_minutes <= WALK_AT_MOST:
        raise Problem(_("请填 0 到 %(max)s 分钟。", max=WALK_AT_MOST), field="walking_minutes")
    base.kind, base.shared_with, base.walking_minutes = kind, shared_with, walking_minutes
    base.liaison_id, base.note = liaison_id, note


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found of one function: whether it is there, and a note."""

    is_ready: bool
    note: str = ""


def check_base(base: Base, found: Mapping[BaseFunctionKind, Seen | None], checked_on: date) -> Base:
    """Write down what was found of the five functions on a day; None for one that nobody has looked at yet.

    Raises ``Problem`` for a day that has not come.
    """
    if checked_on > clock.today():
        raise Problem(_("日期还没有到。"), field="checked_on")
    standing = banks.functions_by_base([base.id]).get(base.id, {})
    for function, seen in found.items():
        row = standing.get(function)
        if seen is None:
            if row is not None:
                db.session.delete(row)
            continue
        if row is None:
            row = BaseFunction(base_id=base.id, function=function)
            db.session.add(row)
        row.is_ready, row.note, row.checked_on = seen.is_ready, seen.note, checked_on
    base.version += 1
    db.session.flush()
    audit.record("check-base", base, [str(function) for function in found])
    return base


def archive_base(base: Base) -> Base:
    """Put a base away; its venue stays on the schedule."""
    base.archived_at = base.archived_at or clock.now()
    end_stay(base)
    base.version += 1
    audit.record("archive-base", base, ["archived_at"])
    return base


def restore_base(base: Base) -> Base:
    """Take a base into use again."""
    if base.archived_at is not None:
        begin_stay(base)
    base.archived_at = None
    base.version += 1
    audit.record("restore-base", base, ["archived_at"])
    return base
