"""A discussion as its organiser runs it: prepared, questions and summary, sent to the absent, concluded, closed."""

from partyedu.core import audit, clock
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.words import _
from partyedu.discussions import queries
from partyedu.discussions.access import has_ended
from partyedu.discussions.models import Discussion
from partyedu.notices.models import NoticeKind
from partyedu.notices.operations import tell
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Event


def prepare(event: Event) -> Discussion:
    """The event's discussion, made when it is not there yet. Publishing calls it; so does the first who writes."""
    standing = queries.discussion_of(event.id)
    if standing is not None:
        return standing
    discussion = Discussion(event_id=event.id, prepared_at=clock.now(), questions="", summary="")
    discussion.version = 1
    db.session.add(discussion)
    db.session.flush()
    audit.record("prepare", discussion)
    return discussion


def write_lead(event: Event, version: int | None, questions: str, summary: str) -> Discussion:
    """Write the questions to start with (one a line) and the summary; refuses to save over a colleague's."""
    discussion = prepare(event)
    wanted = {"questions": questions, "summary": summary}
    theirs = {name: getattr(discussion, name) for name, value in wanted.items() if getattr(discussion, name) != value}
    checked_version(discussion, version, theirs)
    discussion.questions, discussion.summary = questions, summary
    audit.record("edit", discussion, list(theirs))
    return discussion


def send_summary(event: Event) -> int:
    """Send the summary to those who were expected and did not come, each once; gives how many.

    Who has no phone or account stands on the event's call list. Who signed up from another unit gets the words alone:
    the discussion itself is read by the units that hold it.
    """
    discussion = queries.discussion_of(event.id)
    if discussion is None or not discussion.summary:
        raise Problem(_("请先写好小结并保存，再送给没来的人。"), field="summary")
    if not has_ended(event, clock.now()):
        raise Problem(_("活动结束以后才知道谁没来。"))
    waiting, _told = queries.absent_ids(event)
    if not waiting:
        raise Problem(_("没来的人都已经送到了，不用再送。"))
    url, title = f"/discussions/{event.id}", event.public_title or event.title
    inside = queries.readers(event, waiting)
    for people, address in (([one for one in waiting if one in inside], url), (set(waiting) - inside, "")):
        tell(people, NoticeKind.DISCUSSION_OPEN, title, address, discussion.summary, queries.about(event))
    audit.record("send-summary", discussion)
    return len(waiting)


def conclude(event: Event) -> Discussion:
    """End the writing; reading goes on."""
    discussion = prepare(event)
    if discussion.concluded_at is not None or not has_ended(event, clock.now()):
        raise Problem(_("这个讨论现在不能收尾，请刷新再看。"))
    discussion.concluded_at = clock.now()
    audit.record("conclude", discussion, ["concluded_at"])
    return discussion


def reopen(event: Event) -> Discussion:
    """Let people write again."""
    discussion = prepare(event)
    if discussion.concluded_at is None:
        raise Problem(_("讨论正开着。"))
    discussion.concluded_at = None
    audit.record("reopen", discussion, ["concluded_at"])
    return discussion


def close_session(event: Event, reason: str = "") -> Event:
    """Close the session: with a discussion, or with a written reason why there was none (S0.15)."""
    reason = reason.strip()
    if not queries.has_discussion(event) and not reason:
        raise Problem(_("这一场还没有讨论。请先补上讨论或小组记录；确实没有讨论的，请写明原因。"), field="reason")
    return schedule.close(event, reason)
