"""Publishing a session: the programme as it stands becomes the programme everybody reads."""

from typing import Any

from sqlalchemy import delete, update

from partyedu.core import watch
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.discussions import operations as discussions
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Event, EventStatus, Release
from partyedu.speakers.models import TalkState
from partyedu.theatre import queries
from partyedu.theatre.models import PlanSlot, ProgrammeItem, SpeakerRequest, SupportItem


def publish(event: Event, name: str = "") -> Release:
    """Release the session: snapshot of the programme, the schedule's release, the discussion prepared.

    What is merely missing (no talk yet, open lines on the checklist) is the page's warning and blocks nothing; refused
    is only what cannot be: no place, a session that is over, a talk that was taken back. Publishing a cancelled one
    again undoes the cancellation.
    """
    if event.status is EventStatus.CLOSED:
        raise Problem(_("这一场已经结束了，不能再公布。"))
    if event.room_id is None and not event.place:
        raise Problem(_("还没有定地点：请选一个房间，或者写明外出地点。"))
    items = queries.programme(event.id, with_removed=True)
    for item in items:
        if item.is_on and item.talk and item.talk.state is not TalkState.APPROVED:
            raise Problem(_("《%(title)s》已经收回或正在修改，请先从节目单上拿下来。", title=item.talk.title))
    standing = _snapshot(items)
    release = schedule.release(event, name=name, programme=standing)
    discussions.prepare(event)
    watch.touch("schedule", "screens", "theatre")
    return release


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
