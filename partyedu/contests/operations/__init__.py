"""What is done in contests, named by the user's verb. Operations refuse with a ``Problem``."""

from partyedu.contests.operations.calls import (
    begin_judging,
    close_wall,
    edit,
    name_judge,
    open_call,
    plan,
    publish_results,
    release_judge,
    reopen,
)
from partyedu.contests.operations.entries import (
    agree,
    change,
    give_prize,
    hand_in,
    publish_entry,
    take_back_agreement,
    unpublish_entry,
    withdraw,
)
from partyedu.contests.operations.forgetting import forget
from partyedu.contests.operations.judging import score

__all__ = [
    "agree",
    "begin_judging",
    "change",
    "close_wall",
    "edit",
    "forget",
    "give_prize",
    "hand_in",
    "name_judge",
    "open_call",
    "plan",
    "publish_entry",
    "publish_results",
    "release_judge",
    "reopen",
    "score",
    "take_back_agreement",
    "unpublish_entry",
    "withdraw",
]
