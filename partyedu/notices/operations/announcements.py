"""What happens to an announcement: written, sent once to the people it is for, taken back."""

from datetime import date

from sqlalchemy import delete, insert

from partyedu.core import audit, clock
from partyedu.core.actor import Actor, Permission, current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.search import fold
from partyedu.core.words import _
from partyedu.notices import queries
from partyedu.notices.models import Announcement, AnnouncementPerson, AnnouncementState, Notice, NoticeKind
from partyedu.organisation.models import Person, StudyMode, Unit
from partyedu.organisation.telephones import telephones_in


def write(
    actor: Actor,
    announcement: Announcement | None,
    *,
    unit: Unit,
    title: str,
    text: str,
    category_id: int | None = None,
    study_mode: StudyMode | None = None,
    by_list: bool = False,
    answer_by_on: date | None = None,
    version: int | None = None,
    form_key: str | None = None,
) -> Announcement:
    """Begin an announcement, or change a draft (``version``: the one the form was made from).

    ``answer_by_on``: the day by which everybody should have been reached. The same form sent twice makes one. Refused:
    a unit the actor does not speak for, a day that is over, and what must not stand where it may be copied into a
    group chat: a member's telephone number.
    """
    if not actor.may(Permission.NOTICE_SEND, unit.path):
        raise Problem(_("您不能替这个组织发通知。"), "unit_id")
    if answer_by_on is not None and answer_by_on < clock.today():
        raise Problem(_("这一天已经过去了。"), "answer_by_on")
    _nothing_private(text, "text")
    _nothing_private(title, "title")
    if announcement is None:
        if form_key and (sent := db.session.scalar(db.select(Announcement).where(Announcement.form_key == form_key))):
            return sent
        announcement = Announcement(created_at=clock.now(), created_by_id=actor.person_id, form_key=form_key or None)
        db.session.add(announcement)
        verb = "write"
    else:
        _must_be_draft(announcement)
        checked_version(announcement, version, {"title": announcement.title, "text": announcement.text})
        verb = "edit"
    announcement.unit, announcement.title, announcement.text = unit, title, text
    announcement.category_id, announcement.study_mode = (None, None) if by_list else (category_id, study_mode)
    announcement.by_list, announcement.answer_by_on = by_list, answer_by_on
    announcement.search_text = fold(f"{title} {text}")
    db.session.flush()
    audit.record(verb, announcement, ["title", "text", "category_id", "study_mode", "by_list", "answer_by_on"])
    return announcement


def _nothing_private(text: str, field: str) -> None:
    if found := queries.phones_of_members(telephones_in(text)):
        words = _("“%(phone)s”是一位同志自己的电话。通知会转发到群里，请换成办公电话。", phone=found[0])
        raise Problem(words, field)


def _must_be_draft(announcement: Announcement) -> None:
    if announcement.state is not AnnouncementState.DRAFT:
        raise Problem(_("通知已经发出去了，不能再改。可以撤回，再写一条。"))


def add_to_list(announcement: Announcement, person: Person) -> None:
    """Put somebody on the list of a draft; once is enough."""
    _must_be_draft(announcement)
    same = {"announcement_id": announcement.id, "person_id": person.id}
    if db.session.scalar(db.select(AnnouncementPerson).filter_by(**same)) is None:
        db.session.add(AnnouncementPerson(**same))
        db.session.flush()
        audit.record("add-to-list", announcement, ["person_id"], on_behalf_of=person.id)


def take_off_list(announcement: Announcement, person_id: int) -> None:
    """Take somebody off the list of a draft."""
    _must_be_draft(announcement)
    same = {"announcement_id": announcement.id, "person_id": person_id}
    db.session.execute(delete(AnnouncementPerson).filter_by(**same))
    audit.record("take-off-list", announcement, ["person_id"], on_behalf_of=person_id)


def send(announcement: Announcement, version: int | None = None) -> int:
    """Send a draft to everybody it is for, once; how many. Refused where it is for nobody.

    Who joins later is not told; two who press at once send one.
    """
    if announcement.state is AnnouncementState.SENT:
        return 0
    _must_be_draft(announcement)
    checked_version(announcement, version, {"title": announcement.title, "text": announcement.text})
    people = list(db.session.scalars(queries.audience(announcement)))
    if not people:
        raise Problem(_("这样一个人也选不到，没有发。请改一改发给谁。"))
    actor, now = current_actor(), clock.now()
    same = {
        "kind": NoticeKind.ANNOUNCEMENT,
        "subject": announcement.title,
        "detail": announcement.text,
        "url": f"/notices/announcements/{announcement.id}",
        "about": queries.ABOUT.format(announcement.id),
        "created_at": now,
    }
    db.session.execute(insert(Notice), [{**same, "person_id": person_id} for person_id in people])
    announcement.state, announcement.sent_at = AnnouncementState.SENT, now
    announcement.sent_by_id = actor.person_id if actor else None
    audit.record("send", announcement, ["state", "sent_at"])
    return len(people)


def withdraw(announcement: Announcement) -> None:
    """Take back what was sent: whom it has not reached is not told any more, whom it has reached keeps no text."""
    if announcement.state is not AnnouncementState.SENT:
        raise Problem(_("这条通知没有发出，或者已经撤回了。"))
    about = queries.ABOUT.format(announcement.id)
    db.session.execute(
        delete(Notice).where(Notice.about == about, Notice.read_at.is_(None), Notice.told_at.is_(None))
    )
    db.session.execute(db.update(Notice).where(Notice.about == about).values(detail=_("（已撤回）"), url=""))
    announcement.state = AnnouncementState.WITHDRAWN
    audit.record("withdraw", announcement, ["state"])


def discard(announcement: Announcement) -> None:
    """Throw a draft away."""
    _must_be_draft(announcement)
    db.session.execute(delete(AnnouncementPerson).where(AnnouncementPerson.announcement_id == announcement.id))
    audit.record("discard", announcement)
    db.session.delete(announcement)
    db.session.flush()
