"""What is done in the library, named by the user's verb. Operations refuse with a ``Problem``."""

from partyedu.library.operations.categories import (
    add_category,
    archive_category,
    move_category,
    rename_category,
    restore_category,
)
from partyedu.library.operations.deciding import (
    check_lines,
    decide,
    set_rule,
)
from partyedu.library.operations.forgetting import forget
from partyedu.library.operations.making import (
    accept_topic,
    ask_for_comments,
    bring_back,
    check_number_of_files,
    comment,
    decline_topic,
    edit_details,
    hand_to_review,
    may_bring_back,
    propose_topic,
    take_back,
    withdraw,
    write_version,
)
from partyedu.library.operations.reactions import (
    like,
    like_key,
    stop_using,
    unlike,
    use,
)
from partyedu.library.operations.reviewing import (
    review,
)
from partyedu.library.operations.sheets import (
    Scored,
    add_sheet,
    archive_sheet,
    checked_scores,
    restore_sheet,
    sheet_in_use,
)
from partyedu.library.operations.talks import (
    ask_consent,
    bring_outline,
    give_consent,
    outline_to_bring,
    propose_talk,
    refuse_consent,
    take_consent_back,
)

__all__ = [
    "Scored",
    "accept_topic",
    "add_category",
    "add_sheet",
    "archive_category",
    "archive_sheet",
    "ask_consent",
    "ask_for_comments",
    "bring_back",
    "bring_outline",
    "check_lines",
    "check_number_of_files",
    "checked_scores",
    "comment",
    "decide",
    "decline_topic",
    "edit_details",
    "forget",
    "give_consent",
    "hand_to_review",
    "like",
    "like_key",
    "may_bring_back",
    "move_category",
    "outline_to_bring",
    "propose_talk",
    "propose_topic",
    "refuse_consent",
    "rename_category",
    "restore_category",
    "restore_sheet",
    "review",
    "set_rule",
    "sheet_in_use",
    "stop_using",
    "take_back",
    "take_consent_back",
    "unlike",
    "use",
    "withdraw",
    "write_version",
]
