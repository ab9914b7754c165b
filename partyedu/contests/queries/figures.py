"""Rows behind the figures: column queries for reports, over subtrees of units and a half-open span of instants."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from partyedu.contests.models import Contest, ContestState, Entry, EntryState
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import within

Rows = Select[*tuple[Any, ...]]


def contests_called(paths: Iterable[str], start: datetime, end: datetime) -> Rows:
    """Contests of the units set up in the span and called: contest_id, title, created_at, kind, unit, state."""
    return (
        select(
            Contest.id.label("contest_id"), Contest.title, Contest.created_at, Contest.kind, Unit.name.label("unit"),
            Contest.state,
        )
        .join(Unit, Contest.unit_id == Unit.id)
        .where(
            within(paths), Contest.state != ContestState.DRAFT, Contest.created_at >= start, Contest.created_at < end
        )
        .order_by(Contest.created_at.desc(), Contest.id)
    )  # fmt: skip


def entries(paths: Iterable[str], start: datetime, end: datetime) -> Rows:
    """What was handed in to the units' contests in the span and not withdrawn; without names, as it is judged.

    contest_id, handed_in_at, title, contest, unit, state.
    """
    return (
        select(
            Contest.id.label("contest_id"), Entry.handed_in_at, Entry.title, Contest.title.label("contest"),
            Unit.name.label("unit"), Entry.state,
        )
        .select_from(Entry)
        .join(Contest, Entry.contest_id == Contest.id)
        .join(Unit, Contest.unit_id == Unit.id)
        .where(
            within(paths), Entry.state != EntryState.WITHDRAWN, Entry.handed_in_at >= start, Entry.handed_in_at < end
        )
        .order_by(Entry.handed_in_at.desc(), Entry.id)
    )  # fmt: skip
