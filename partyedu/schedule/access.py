"""Who may do what at an event: pure predicates over rows that are already at hand."""

from datetime import date, datetime

from partyedu.core import clock
from partyedu.core.actor import Actor
from partyedu.core.words import _
from partyedu.organisation.models import Person, PersonKind
from partyedu.schedule.models import Event, EventKind, EventStatus

# From this day (month, day) on the sums of the year before stand: statements have been signed by then.
SETTLED_FROM = (1, 31)


def first_open_year(today: date) -> int:
    """The first year whose events may still be changed in what they count; those before are settled."""
    return today.year if (today.month, today.day) >= SETTLED_FROM else today.year - 1


def is_settled(event: Event, today: date) -> bool:
    """Whether everybody was told that the event was in a year that is settled: its time and state stand."""
    return event.public_starts_at is not None and clock.local(event.public_starts_at).year < first_open_year(today)


def page_of(event_id: int, kind: EventKind) -> str:
    """The public address of an event; a theatre session has its playbill."""
    return f"/theatre/{event_id}" if kind is EventKind.THEATRE else f"/schedule/{event_id}"


def planned_at(event_id: int, kind: EventKind) -> str:
    """The address at which an event is planned: a theatre session by its programme, a class meeting with its class."""
    rooms = {EventKind.THEATRE: f"/theatre/{event_id}/programme", EventKind.CLASS: f"/courses/meetings/{event_id}"}
    return rooms.get(kind, f"/schedule/{event_id}/manage")


def is_for_its_class(kind: EventKind) -> bool:
    """Whether one comes by a class's roster and not by signing up for this event alone."""
    return kind is EventKind.CLASS


def sign_up_refusal(event: Event, person: Person, now: datetime, own: bool) -> str:
    """Why a person cannot sign up, as a sentence; '' when they can. ``own``: they do it themselves."""
    if event.status is not EventStatus.PUBLISHED or event.public_starts_at is None:
        return _("这个活动现在不能报名。")
    if own and is_for_its_class(event.kind):
        return _("这是班次里的一次课，请到班次的页面报名。")
    if own and now >= event.public_starts_at:
        return _("活动已经开始，报名截止了。想来就直接来，到签到台说一声。")
    if person.kind is PersonKind.MEMBER and not person.is_active_member:
        return _("这位党员的组织关系已经不在这里了。")
    if person.kind is PersonKind.RESIDENT and not event.public_open:
        return _("这个活动没有对居民开放。")
    return ""


def may_ask_leave(expected_path: str, actor: Actor) -> bool:
    """Whether somebody is expected, at home or where they take part day by day, and so may ask to be excused."""
    return bool(expected_path) and actor.is_member and actor.takes_part_below(expected_path)


def move_refusal(kind: EventKind, status: EventStatus, starts_at: datetime, now: datetime) -> str:
    """Why an event cannot be moved to another day by hand, as a sentence; '' when it can."""
    if kind is EventKind.CLASS:
        return _("这是班次里的一次课，请在班次里改日子。")
    if status is EventStatus.CANCELLED:
        return _("这个活动取消了，不能改日子；要照常办，请先恢复它。")
    if status is EventStatus.CLOSED or starts_at <= now:
        return _("这个活动已经开始或者办完了，不能再改日子。")
    return ""
