"""What is done with courses and classes, named by the user's verb. Operations refuse with a ``Problem`` and flush."""

from partyedu.courses.operations.certificates import (
    check_number,
    issue,
    issue_anew,
    revoke,
)
from partyedu.courses.operations.classes import (
    add_class,
    delete_class,
    edit_class,
)
from partyedu.courses.operations.completion import (
    complete,
    decide,
)
from partyedu.courses.operations.courses import (
    FORMAT_FIELDS,
    copy_course,
    delete_draft_course,
    design,
    edit_course,
    offer,
    retire,
)
from partyedu.courses.operations.forgetting import forget
from partyedu.courses.operations.meetings import (
    Planned,
    arrange,
    cancel_meeting,
    change_meeting,
    drop_meeting,
    plan_meetings,
    title_of,
)
from partyedu.courses.operations.pieces import (
    add_courseware,
    add_teacher,
    answer_need,
    move_courseware,
    part_from_need,
    remove_courseware,
    remove_teacher,
)
from partyedu.courses.operations.releasing import (
    announce,
    cancel_class,
    changes_in_words,
    release_changes,
    waiting_for_release,
)
from partyedu.courses.operations.roster import (
    CALLED_AT_MOST,
    answer_call,
    call_up,
    enrol,
    give_place,
    leave_class,
)
from partyedu.courses.operations.seats import (
    about_class,
    bring_in_line,
    page_of_place,
)

__all__ = [
    "CALLED_AT_MOST",
    "FORMAT_FIELDS",
    "Planned",
    "about_class",
    "add_class",
    "add_courseware",
    "add_teacher",
    "announce",
    "answer_call",
    "answer_need",
    "arrange",
    "bring_in_line",
    "call_up",
    "cancel_class",
    "cancel_meeting",
    "change_meeting",
    "changes_in_words",
    "check_number",
    "complete",
    "copy_course",
    "decide",
    "delete_class",
    "delete_draft_course",
    "design",
    "drop_meeting",
    "edit_class",
    "edit_course",
    "enrol",
    "forget",
    "give_place",
    "issue",
    "issue_anew",
    "leave_class",
    "move_courseware",
    "offer",
    "page_of_place",
    "part_from_need",
    "plan_meetings",
    "release_changes",
    "remove_courseware",
    "remove_teacher",
    "retire",
    "revoke",
    "title_of",
    "waiting_for_release",
]
