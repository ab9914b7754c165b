"""How an event counts, where its length does not say it."""

from partyedu.core import audit, clock
from partyedu.core.actor import current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.schedule.models import Event
from partyedu.study.models import CountsAs, EventHours
from partyedu.study.queries import events as queries

MINUTES_AT_MOST = 5 * 8 * 60  # five days of study; a longer camp is several events


def count_event(event: Event, counts_as: CountsAs | None, minutes: int | None = None) -> None:
    """Let an event count as half a day, a day, some minutes, nothing; None: by its length again."""
    if counts_as is CountsAs.MINUTES and not minutes:
        raise Problem(_("请填算多少分钟。"), "minutes")
    if minutes is not None and not 0 <= minutes <= MINUTES_AT_MOST:
        raise Problem(_("请填 1 到 %(n)s 之间的分钟数。", n=MINUTES_AT_MOST), "minutes")
    row = queries.hours_of_event(event.id)
    if counts_as is None:
        if row is not None:
            audit.record("count-event", row, ["counts_as"])
            db.session.delete(row)
            db.session.flush()
        return
    if row is None:
        row = EventHours(event_id=event.id)
        db.session.add(row)
    actor = current_actor()
    row.counts_as, row.minutes = counts_as, minutes if counts_as is CountsAs.MINUTES else None
    row.written_at, row.written_by_id = clock.now(), actor.person_id if actor else None
    audit.record("count-event", row, ["counts_as", "minutes"])
