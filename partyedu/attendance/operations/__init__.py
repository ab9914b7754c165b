"""What is done at the door, named by the user's verb. Every operation refuses with a ``Problem`` and flushes."""

from partyedu.attendance.operations.desk import (
    check_in,
    confirm_clock,
    correct,
    count_heads,
    note_export,
    scan,
    walk_in,
)
from partyedu.attendance.operations.forgetting import forget
from partyedu.attendance.operations.paper import own_line, type_in
from partyedu.attendance.operations.phone import (
    forget_phone,
    give_reason,
    identify,
    press,
    remember_phone,
    revoke_phones,
    spoken,
    take_back,
)
from partyedu.attendance.operations.record import record, undo

__all__ = [
    "check_in",
    "confirm_clock",
    "correct",
    "count_heads",
    "forget",
    "forget_phone",
    "give_reason",
    "identify",
    "note_export",
    "own_line",
    "press",
    "record",
    "remember_phone",
    "revoke_phones",
    "scan",
    "spoken",
    "take_back",
    "type_in",
    "undo",
    "walk_in",
]
