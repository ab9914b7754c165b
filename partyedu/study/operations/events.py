"""How an event counts, where its length does not say it; of a settled year only by a correction with its reason."""

from partyedu.core import audit, clock
from partyedu.core.actor import Permission, current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.schedule.access import is_settled
from partyedu.schedule.models import Event
from partyedu.study.models import CountsAs, EventHours, EventHoursChange
from partyedu.study.queries import events as queries

MINUTES_AT_MOST = 5 * 8 * 60  # five days of study; a longer camp is several events


def count_event(event: Event, counts_as: CountsAs | None, minutes: int | None = None, why: str = "") -> None:
    """Let an event count as half a day, a day, some minutes, nothing; None: by its length again.

    The sums of a year are settled on 31 January of the next. After that only the secretary corrects what an event
    counted, and writes ``why``; the correction is shown beside the hours of everybody it concerns.
    """
    if counts_as is CountsAs.MINUTES and not minutes:
        raise Problem(_("请填算多少分钟。"), "minutes")
    if minutes is not None and not 0 <= minutes <= MINUTES_AT_MOST:
        raise Problem(_("请填 1 到 %(n)s 之间的分钟数。", n=MINUTES_AT_MOST), "minutes")
    row = queries.hours_of_event(event.id)
    minutes = minutes if counts_as is CountsAs.MINUTES else None
    if is_settled(event, clock.today()):
        _correct(event, _mark(row.counts_as, row.minutes) if row else "", _mark(counts_as, minutes), why.strip())
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
    row.counts_as, row.minutes = counts_as, minutes
    row.written_at, row.written_by_id = clock.now(), actor.person_id if actor else None
    audit.record("count-event", row, ["counts_as", "minutes"])


def _mark(counts_as: CountsAs | None, minutes: int | None) -> str:
    return f"{counts_as.value}:{minutes}" if counts_as is CountsAs.MINUTES else counts_as.value if counts_as else ""


def _correct(event: Event, before: str, after: str, why: str) -> None:
    actor = current_actor()
    if actor is None or not actor.may(Permission.HOURS_CORRECT, event.unit.path):
        raise Problem(_("那一年的学时已经结了。要更正，请本组织的书记写明理由来改。"))
    if not why:
        raise Problem(_("请写明为什么更正，到场的人看得到。"), "why")
    if before != after:
        row = EventHoursChange(
            event_id=event.id, before=before, after=after, why=why[:200], at=clock.now(), by_id=actor.person_id
        )
        db.session.add(row)
        audit.record("correct-event-hours", row, ["after"])
