"""What is done with the banks, named by the user's verb. Operations refuse with a ``Problem``."""

from partyedu.library.operations.banks.bases import add_base, archive_base, change_base, check_base, restore_base
from partyedu.library.operations.banks.entries import add_entry, archive_entry, change_entry, restore_entry
from partyedu.library.operations.banks.experts import (
    add_expert,
    add_outside_expert,
    archive_expert,
    change_expert,
    restore_expert,
    set_listed,
)
from partyedu.library.operations.banks.requests import accept, ask_for, decline, take_back

__all__ = [
    "accept",
    "add_base",
    "add_entry",
    "add_expert",
    "add_outside_expert",
    "archive_base",
    "archive_entry",
    "archive_expert",
    "ask_for",
    "change_base",
    "change_entry",
    "change_expert",
    "check_base",
    "decline",
    "restore_base",
    "restore_entry",
    "restore_expert",
    "set_listed",
    "take_back",
]
