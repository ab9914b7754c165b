"""Screenings (展播): an event of the calendar that shows chosen lessons of the library."""

from collections.abc import Sequence
from typing import Any

from partyedu.core import audit
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.library.models import ScreeningPiece
from partyedu.library.queries import screenings as queries
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Event, EventKind, EventStatus


def plan_screening(actor: Actor, piece_ids: Sequence[int], **values: Any) -> Event:
    """Plan a screening of these pieces, in this order, as a draft of the calendar.

    ``values``: those of ``schedule.operations.create`` without ``kind``. The draft is released, signed up for, attended
    and discussed as any event.
    """
    event = schedule.create(actor, kind=EventKind.SCREENING, **values)
    show(event, piece_ids)
    return event


def show(event: Event, piece_ids: Sequence[int]) -> None:
    """Say which pieces a screening shows; only chosen lessons that everybody may read, once each.

    What was shown stays: the list of a screening that is over is not changed any more.
    """
    if event.status in (EventStatus.CLOSED, EventStatus.CANCELLED):
        raise Problem(_("这场展播已经结束或取消了，放了什么不再改。"))
    wanted = list(dict.fromkeys(piece_ids))
    standing = {row.courseware_id: row for row in queries.rows_of(event.id)}
    chosen = queries.may_be_shown(wanted) | (standing.keys() & set(wanted))
    if not chosen:
        raise Problem(_("请至少选一件要放的课件。"), field="pieces")
    for number in standing.keys() - chosen:
        db.session.delete(standing[number])
    for place, number in enumerate(one for one in wanted if one in chosen):
        row = standing.get(number) or ScreeningPiece(event_id=event.id, courseware_id=number)
        row.position = place
        db.session.add(row)
    db.session.flush()
    audit.record("show-pieces", event, ["courseware_id"])
