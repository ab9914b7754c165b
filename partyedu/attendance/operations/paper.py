"""A printed sign-in sheet, typed back in."""

from collections.abc import Iterable, Sequence

from partyedu.attendance.models import HERE, Via
from partyedu.attendance.operations.desk import walk_in
from partyedu.attendance.operations.record import record_all, starts_at
from partyedu.attendance.queries import attendance_of
from partyedu.core import clock
from partyedu.core.actor import current_actor
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.schedule.models import Event


def type_in(event: Event, person_ids: Iterable[int], residents: Sequence[str] = ()) -> int:
    """Record everybody who signed the sheet as present; gives how many were new. Doing it again changes nothing.

    ``residents``: names of the blank rows that belong to nobody on record, where the event is open to residents. The
    line of whoever types is left out (see ``own_line``): that they were there is for a colleague to say.
    """
    if clock.now() < starts_at(event):
        raise Problem(_("活动还没有开始，签到表等开始以后再录。"))
    actor = current_actor()
    own = actor.person_id if actor else None
    added = record_all(event, [number for number in dict.fromkeys(person_ids) if number != own], Via.PAPER)
    for name in dict.fromkeys(residents):
        walk_in(event, name, via=Via.PAPER)
    return added + len(set(residents))


def own_line(event: Event, person_ids: Iterable[int]) -> bool:
    """Whether the sheet says that whoever types was there, and nothing else does: a colleague has to record it.

    Nobody vouches for themselves: the time somebody was there counts as hours. Who scanned the code is on record.
    """
    actor = current_actor()
    if actor is None or actor.person_id not in set(person_ids):
        return False
    row = attendance_of(event.id, actor.person_id)
    return row is None or row.state not in HERE
