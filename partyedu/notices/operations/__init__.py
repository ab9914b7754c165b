"""Telling people: one notice a person, read in the inbox or told by staff; announcements of a unit to its people."""

from partyedu.notices.operations.announcements import add_to_list, discard, send, take_off_list, withdraw, write
from partyedu.notices.operations.reaching import (
    forget,
    forget_words,
    mark_told,
    not_told,
    open_all,
    open_notice,
    tell,
)

__all__ = [
    "add_to_list", "discard", "forget",
    "forget_words", "mark_told", "not_told", "open_all", "open_notice", "send",
    "take_off_list", "tell", "withdraw", "write",
]  # fmt: skip
