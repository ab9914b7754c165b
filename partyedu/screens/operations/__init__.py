"""Televisions: pairing one, what it shows and when, notices on the screens."""

from partyedu.screens.operations.notices import ORDINARY, URGENT, hang, take_down
from partyedu.screens.operations.pairing import (
    ALPHABET,
    CODES_AT_ONCE,
    CODES_FOR_ONE_ADDRESS,
    code_for,
    hashed,
    is_shown,
    new_key,
    not_shown,
    pair,
    seen,
)
from partyedu.screens.operations.screens import (
    LONGEST_TURN,
    SHORTEST_TURN,
    add_entry,
    change,
    copy_rota,
    remove,
    remove_entry,
    revoke,
)

__all__ = [
    "ALPHABET", "CODES_AT_ONCE", "CODES_FOR_ONE_ADDRESS", "LONGEST_TURN", "ORDINARY", "SHORTEST_TURN", "URGENT",
    "add_entry", "change", "code_for", "copy_rota", "hang", "hashed", "is_shown", "new_key", "not_shown", "pair",
    "remove", "remove_entry", "revoke", "seen", "take_down",
]  # fmt: skip
