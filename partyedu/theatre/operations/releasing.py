"""Publishing a session: the programme as it stands becomes the programme everybody reads."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, update

from partyedu.core import watch
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.discussions import operations as discussions
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Event, EventKind, Release
from partyedu.theatre import queries
from partyedu.theatre.access import publish_refusal
from partyedu.theatre.models import PlanSlot, ProgrammeItem, SpeakerRequest, SupportItem


def publish(event: Event, name: str = "") -> Release:
    """Release the session: snapshot of the programme, the schedule's release, the discussion prepared.

    What is merely missing (no talk yet, open lines on the checklist) is the page's warning and blocks nothing; refused
    is only what cannot be: no place, a session that is over, a talk that was taken back. Publishing a cancelled one
    again undoes the cancellation.
    """
    items = queries.programme(event.id, with_removed=True)
    refusal = publish_refusal(event, items)
    if refusal:
        raise Problem(refusal)
    standing = _snapshot(items)
    release = schedule.release(event, name=name, programme=standing)
    discussions.prepare(event)
    watch.touch("schedule", "screens", "theatre")
    return release


def publish_drafts(events: Sequence[Event]) -> None:
    """Publish drafts of a month together: all of them, or none. The sentence of a refusal names the event."""
    for event in events:
        try:
            publish(event) if event.kind is EventKind.THEATRE else schedule.release(event)
        except Problem as problem:
            sentence = _("《%(title)s》：%(why)s一场也没有公布。", title=event.title, why=problem.message)
            raise Problem(sentence) from problem


def _snapshot(items: list[ProgrammeItem]) -> list[dict[str, Any]]:
    """Copy each item to its public columns; give what the schedule compares from release to release.

    ``item`` and ``talk`` are row numbers: the playbill reads names and withdrawals from the rows, never from here.
    """
    taken: list[dict[str, Any]] = []
    for item in items:
        if item.removed_at is not None:
            db.session.delete(item)
        if not item.is_on:
            continue  # swapped out or dropped: hidden by its state, its place kept in case that is undone
        title = item.shown_title
        item.public_position, item.public_title, item.public_note = item.position, title, item.note
        item.public_minutes, item.public_is_reserve = item.minutes, item.is_reserve
        taken.append(
            {
                "item": item.id, "talk": item.talk_id, "kind": item.kind.value, "title": title, "minutes": item.minutes,
                "note": item.note, "reserve": item.is_reserve,
            }
        )  # fmt: skip
    db.session.flush()
    return taken


def delete_session(event: Event) -> None:
    """Delete a session nobody has seen; its talks are back in the pool, its slot of the year plan is open again."""
    for table in (SpeakerRequest, SupportItem, ProgrammeItem):
        if event.release_number == 0:
            db.session.execute(delete(table).where(table.event_id == event.id))
    db.session.execute(update(PlanSlot).where(PlanSlot.event_id == event.id).values(event_id=None))
    schedule.delete_draft(event)
