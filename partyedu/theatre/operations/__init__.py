"""Everything that is written here, named by the user's verb."""

from partyedu.theatre.operations.asking import answer, ask, take_back
from partyedu.theatre.operations.floor import (
    QUESTION_AT_MOST,
    ask_from_floor,
    begin_speaking,
    call,
    finish_speaking,
    lower_hand,
    raise_hand,
    sort_question,
    sweep_floor,
    write_down,
    write_question_down,
)
from partyedu.theatre.operations.forgetting import forget
from partyedu.theatre.operations.planning import (
    edit_slot,
    note_export,
    open_session,
    plan_session,
    plan_slot,
    remove_slot,
)
from partyedu.theatre.operations.programme import (
    add_item,
    add_talk,
    begin_programme,
    edit_item,
    move_item,
    move_to_session,
    remove_item,
    reorder,
    set_reserve,
    sync_people,
)
from partyedu.theatre.operations.rating import WORDS_AT_MOST, rate, rate_on_paper
from partyedu.theatre.operations.releasing import delete_session, publish, publish_drafts
from partyedu.theatre.operations.stage import Pressed, Taken, take
from partyedu.theatre.operations.support import add_support, edit_support, list_support, remove_support, tick_support

__all__ = [
    "QUESTION_AT_MOST",
    "WORDS_AT_MOST",
    "Pressed",
    "Taken",
    "add_item",
    "add_support",
    "add_talk",
    "answer",
    "ask",
    "ask_from_floor",
    "begin_programme",
    "begin_speaking",
    "call",
    "delete_session",
    "edit_item",
    "edit_slot",
    "edit_support",
    "finish_speaking",
    "forget",
    "list_support",
    "lower_hand",
    "move_item",
    "move_to_session",
    "note_export",
    "open_session",
    "plan_session",
    "plan_slot",
    "publish",
    "publish_drafts",
    "raise_hand",
    "rate",
    "rate_on_paper",
    "remove_item",
    "remove_slot",
    "remove_support",
    "reorder",
    "set_reserve",
    "sort_question",
    "sweep_floor",
    "sync_people",
    "take",
    "take_back",
    "tick_support",
    "write_down",
    "write_question_down",
]
