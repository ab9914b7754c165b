"""Everything that is written here, named by the user's verb."""

from partyedu.theatre.operations.asking import answer, ask, take_back
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
from partyedu.theatre.operations.releasing import delete_session, publish
from partyedu.theatre.operations.stage import Pressed, Taken, take
from partyedu.theatre.operations.support import add_support, edit_support, list_support, remove_support, tick_support

__all__ = [
    "WORDS_AT_MOST",
    "Pressed",
    "Taken",
    "add_item",
    "add_support",
    "add_talk",
    "answer",
    "ask",
    "begin_programme",
    "delete_session",
    "edit_item",
    "edit_slot",
    "edit_support",
    "forget",
    "list_support",
    "move_item",
    "move_to_session",
    "note_export",
    "open_session",
    "plan_session",
    "plan_slot",
    "publish",
    "rate",
    "rate_on_paper",
    "remove_item",
    "remove_slot",
    "remove_support",
    "reorder",
    "set_reserve",
    "sync_people",
    "take",
    "take_back",
    "tick_support",
]
