"""Questions about notices: one's own inbox, whom staff still have to tell, and whom an announcement has reached."""

from partyedu.notices.queries.announcements import (
    ABOUT,
    Receipt,
    announcement_led,
    announcement_read,
    announcements_led,
    audience,
    number_of_audience,
    on_the_list,
    overdue,
    phones_of_members,
    receipts,
    sums,
    sums_of,
)
from partyedu.notices.queries.reaching import (
    calls_waiting,
    first_to_call,
    inbox,
    news,
    notice_to_tell,
    notices_for,
    number_unread,
    own_notice,
    subjects,
    to_call,
    to_tell,
    unread,
)

__all__ = [
    "ABOUT", "Receipt", "announcement_led", "announcement_read", "announcements_led", "audience", "calls_waiting",
    "first_to_call", "inbox", "news", "notice_to_tell", "notices_for", "number_of_audience", "number_unread",
    "on_the_list", "overdue", "own_notice", "phones_of_members", "receipts", "subjects", "sums", "sums_of", "to_call",
    "to_tell", "unread",
]  # fmt: skip
