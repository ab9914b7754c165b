"""Everything that changes talks and speakers, named by what a person does.

``talks``: offer, edit, add_files, submit, reopen, withdraw, restore · ``review``: comment, return_to_speaker, approve,
send_back ·
``keepsakes``: receive_keepsake, give_keepsake_back · ``people``: set_public_name, introduce, set_source, add_honour,
remove_honour · ``calls``: open_call, edit_call, close_call, reopen_call.

States: draft → submitted → (returned → submitted) → approved; from any of them withdrawn, and from there back.
"""

from partyedu.speakers.operations.calls import close_call, edit_call, open_call, reopen_call
from partyedu.speakers.operations.forgetting import forget
from partyedu.speakers.operations.keepsakes import (
    KeepsakeLine,
    change_consent,
    give_keepsake_back,
    receive_keepsake,
)
from partyedu.speakers.operations.outlines import add_files
from partyedu.speakers.operations.people import (
    add_honour,
    introduce,
    remove_honour,
    set_public_name,
    set_source,
)
from partyedu.speakers.operations.review import approve, comment, return_to_speaker, send_back
from partyedu.speakers.operations.talks import CastLine, edit, offer, reopen, restore, submit, withdraw

__all__ = [
    "CastLine",
    "KeepsakeLine",
    "add_files",
    "add_honour",
    "approve",
    "change_consent",
    "close_call",
    "comment",
    "edit",
    "edit_call",
    "forget",
    "give_keepsake_back",
    "introduce",
    "offer",
    "open_call",
    "receive_keepsake",
    "remove_honour",
    "reopen",
    "reopen_call",
    "restore",
    "return_to_speaker",
    "send_back",
    "set_public_name",
    "set_source",
    "submit",
    "withdraw",
]
