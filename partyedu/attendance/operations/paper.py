"""A printed sign-in sheet, typed back in."""

from collections.abc import Iterable, Sequence

from partyedu.attendance.models import Via
from partyedu.attendance.operations.desk import walk_in
from partyedu.attendance.operations.record import record_all, starts_at
from partyedu.core import clock
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.schedule.models import Event


def type_in(event: Event, person_ids: Iterable[int], residents: Sequence[str] = ()) -> int:
    """Record everybody who signed the sheet as present; gives how many were new. Doing it again changes nothing.

    ``residents``: names of the blank rows that belong to nobody on record, where the event is open to residents.
    """
    if clock.now() < starts_at(event):
        raise Problem(_("活动还没有开始，签到表等开始以后再录。"))
    added = record_all(event, list(dict.fromkeys(person_ids)), Via.PAPER)
    for name in dict.fromkeys(residents):
        walk_in(event, name, via=Via.PAPER)
    return added + len(set(residents))
