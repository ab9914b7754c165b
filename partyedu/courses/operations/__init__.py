"""What is done with courses and classes, named by the user's verb. Operations refuse with a ``Problem`` and flush."""

from partyedu.courses.operations.classes import (
    add_class,
    delete_class,
    edit_class,
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
    release_changes,
    waiting_for_release,
)
from partyedu.courses.operations.seats import (
    seat_roster,
    take_seats_back,
)

__all__ = [
    "FORMAT_FIELDS",
    "Planned",
    "add_class",
    "add_courseware",
    "add_teacher",
    "announce",
    "answer_need",
    "arrange",
    "cancel_class",
    "cancel_meeting",
    "change_meeting",
    "copy_course",
    "delete_class",
    "delete_draft_course",
    "design",
    "drop_meeting",
    "edit_class",
    "edit_course",
    "move_courseware",
    "offer",
    "part_from_need",
    "plan_meetings",
    "release_changes",
    "remove_courseware",
    "remove_teacher",
    "retire",
    "seat_roster",
    "take_seats_back",
    "title_of",
    "waiting_for_release",
]
