"""What is done to the calendar, named by the user's verb. Every operation refuses with a ``Problem`` and flushes."""

from partyedu.schedule.operations.events import LONGEST, cancel, close, create, delete_draft, edit, postpone, set_people
from partyedu.schedule.operations.places import (
    add_day,
    add_room,
    add_theme,
    add_venue,
    archive,
    change_room,
    change_venue,
    move_theme,
    remove_day,
    rename_theme,
    restore,
    seed_calendar_days,
)
from partyedu.schedule.operations.releases import changes_waiting, face, name_talk, release, write_face
from partyedu.schedule.operations.sign_ups import add_resident, ask_leave, fill_seats, move_up, sign_up, withdraw

__all__ = [
    "LONGEST",
    "add_day",
    "add_resident",
    "add_room",
    "add_theme",
    "add_venue",
    "archive",
    "ask_leave",
    "cancel",
    "change_room",
    "change_venue",
    "changes_waiting",
    "close",
    "create",
    "delete_draft",
    "edit",
    "face",
    "fill_seats",
    "move_theme",
    "move_up",
    "name_talk",
    "postpone",
    "release",
    "remove_day",
    "rename_theme",
    "restore",
    "seed_calendar_days",
    "set_people",
    "sign_up",
    "withdraw",
    "write_face",
]
