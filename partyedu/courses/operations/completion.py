"""The completion list: the rule's word, staff's decision where they depart from it, and the one step that completes."""

from collections.abc import Sequence

from flask_babel import force_locale
from sqlalchemy import select

from partyedu.core import audit, clock
from partyedu.core.actor import current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _, formatted
from partyedu.courses import queries
from partyedu.courses.models import ClassPlace, ClassState, CourseClass
from partyedu.courses.operations.certificates import issue, must_be_anothers, revoke
from partyedu.courses.operations.seats import about_class, page_of_place
from partyedu.courses.queries import Completing, Meeting
from partyedu.discussions.operations import close_session
from partyedu.notices.models import NoticeKind
from partyedu.notices.operations import tell
from partyedu.schedule.models import Event, EventStatus


def _standing(place: ClassPlace) -> Completing:
    """How the place stands with regard to the rule."""
    course_class = place.course_class
    held = queries.meetings_held(course_class.id, clock.now())
    found = [row for row in queries.completing(course_class, held) if row.place_id == place.id]
    if not found:
        raise Problem(_("这位现在不在班里，没有结业不结业。"))
    return found[0]


def decide(place: ClassPlace, completes: bool, reason: str) -> ClassPlace:
    """Say whether somebody else completes the class; against the rule only with a reason.

    What the rule says anyway takes an earlier decision back. After the class is completed a late decision completes at
    once, with a certificate, or revokes it.
    """
    must_be_anothers(place)
    row, reason = _standing(place), reason.strip()[:200]
    if completes is not row.met and not reason:
        raise Problem(_("这和规则算的不一样，请写明原因，名单上会一起记着。"), field="reason")
    actor = current_actor()
    place.decided = completes if completes is not row.met else None
    place.decided_reason = reason if place.decided is not None else ""
    place.decided_by_id = actor.person_id if actor and place.decided is not None else None
    db.session.flush()
    audit.record("decide-completion", place, ["decided", "decided_reason", "decided_by_id"])
    if place.course_class.state is ClassState.COMPLETED:
        _decide_late(place, row, completes, reason)
    return place


def _decide_late(place: ClassPlace, row: Completing, completes: bool, reason: str) -> None:
    course_class = place.course_class
    if completes and place.completed_at is None:
        place.completed_at = clock.now()
        audit.record("complete", place, ["completed_at"])
        issue(course_class, [place])
        _tell_completed(course_class, [place.person_id] if row.around else [])
    elif not completes and place.completed_at is not None:
        place.completed_at = None
        audit.record("uncomplete", place, ["completed_at"])
        standing = queries.certificate_of_place(place.id)
        if standing is not None:
            revoke(standing, reason)


def complete(course_class: CourseClass) -> int:
    """Complete a class in one step: its completion list, certificates, notices, and its meetings closed.

    Refuses while a meeting has still to be held. Gives how many completed.
    """
    db.session.execute(select(CourseClass.id).where(CourseClass.id == course_class.id).with_for_update())
    db.session.refresh(course_class, ["state", "version"])
    if course_class.state is not ClassState.OPEN:
        raise Problem(_("只有开着的班次可以结业，请刷新再看。"))
    now = clock.now()
    meetings = queries.meetings_on_grid(course_class.id)
    _nothing_open(meetings)
    held = [meeting for meeting in meetings if meeting.is_held(now)]
    if not held:
        raise Problem(_("这个班次还没有上过课，不能结业。不办了，请取消班次。"))
    rows = queries.completing(course_class, held)
    done = {row.place_id for row in rows if row.completes}
    places = db.session.scalars(select(ClassPlace).where(ClassPlace.id.in_(done))).all()
    for place in places:
        place.completed_at = now
    course_class.state, course_class.completed_at = ClassState.COMPLETED, now
    course_class.version += 1
    db.session.flush()
    audit.record("complete", course_class, ["state", "completed_at"])
    audit.record_all("complete", ClassPlace.__tablename__, [(place.id, ["completed_at"]) for place in places])
    issue(course_class, places)
    _close_meetings(held)
    _tell_completed(course_class, [row.person_id for row in rows if row.completes and row.around])
    for row in rows:
        if not row.completes and row.around:
            _tell_not_completed(course_class, row)
    return len(places)


def _nothing_open(meetings: Sequence[Meeting]) -> None:
    """Refuse, naming the days, while something has still to be held."""
    now = clock.now()
    open_ends = [meeting for meeting in meetings if meeting.is_open_end(now)]
    if open_ends:
        days = _("、").join(formatted(meeting.starts_at, "month_day") for meeting in open_ends[:5])
        more = "…" if len(open_ends) > 5 else ""
        raise Problem(
            _(
                "还有 %(n)s 次课没有着落（%(days)s）：没上完、没公布，或者延期没定日子。上完、取消了再结业。",
                n=len(open_ends),
                days=days + more,
            )
        )


def _close_meetings(held: Sequence[Meeting]) -> None:
    """Close what is over and was left open; where nothing was discussed the class's completion is the reason."""
    numbers = [meeting.event_id for meeting in held if meeting.status is EventStatus.PUBLISHED]
    with force_locale("zh_Hans"):
        reason = _("班次已结业，一起收尾。")
    for event in db.session.scalars(select(Event).where(Event.id.in_(numbers)).order_by(Event.id)):
        close_session(event, reason)


def _tell_completed(course_class: CourseClass, person_ids: list[int]) -> None:
    with force_locale("zh_Hans"):
        words = _("证书可以在“我的证书”里看和打印，也可以到服务台领。")
    tell(
        person_ids, NoticeKind.CLASS_COMPLETED, course_class.title, "/courses/certificates/mine", words,
        about_class(course_class.id),
    )  # fmt: skip


def _tell_not_completed(course_class: CourseClass, row: Completing) -> None:
    """A word that thanks and invites; the figures are for this person alone."""
    with force_locale("zh_Hans"):
        words = (
            _("您来了 %(n)s 次，谢谢您。这一期没有赶上结业，没关系：", n=row.attended)
            if row.attended
            else _("这一期您没能来，没关系：")
        )
        words += _("缺的课可以补，下一期也给您留着位置。有什么不方便，告诉我们，我们想办法。")
    tell(
        [row.person_id], NoticeKind.CLASS_ENDED, course_class.title, page_of_place(course_class.id), words,
        about_class(course_class.id),
    )  # fmt: skip
