"""What people do with surveys, ratings and needs."""

from partyedu.surveys.operations.answering import hand_in, marked, type_in, type_in_anonymous
from partyedu.surveys.operations.closing import belong_to, close, do_what_is_due, open_urn, set_closing, share, unshare
from partyedu.surveys.operations.editing import (
    add_question,
    ask_only,
    create,
    discard,
    edit,
    edit_question,
    move_question,
    open_survey,
    remind,
    remove_question,
)
from partyedu.surveys.operations.forgetting import forget
from partyedu.surveys.operations.needs import (
    add_files,
    edit_need,
    meet,
    not_taken_up,
    note_need,
    put_aside,
    remove_file,
    take_back,
    take_up,
)
from partyedu.surveys.operations.rating import rate, rate_on_paper

__all__ = [
    "add_files",
    "add_question",
    "ask_only",
    "belong_to",
    "close",
    "create",
    "discard",
    "do_what_is_due",
    "edit",
    "edit_need",
    "edit_question",
    "forget",
    "hand_in",
    "marked",
    "meet",
    "move_question",
    "not_taken_up",
    "note_need",
    "open_survey",
    "open_urn",
    "put_aside",
    "rate",
    "rate_on_paper",
    "remind",
    "remove_file",
    "remove_question",
    "set_closing",
    "share",
    "take_back",
    "take_up",
    "type_in",
    "type_in_anonymous",
    "unshare",
]
