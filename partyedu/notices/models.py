"""Notices: what somebody has to be told, and whether it reached them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.db import Row, UTCDateTime, Versioned, enum_column
from partyedu.core.words import _l
from partyedu.organisation.models import Category, Person, StudyMode, Unit


class NoticeKind(StrEnum):
    """What happened; the sentence is made from it when it is read, in the reader's language."""

    EVENT_PUBLISHED = "event-published"  # for those who have a part in it
    EVENT_CHANGED = "event-changed"
    EVENT_POSTPONED = "event-postponed"
    EVENT_CANCELLED = "event-cancelled"
    MOVED_UP = "moved-up"  # from the waiting list to a seat
    ASKED_TO_SPEAK = "asked-to-speak"
    TALK_RETURNED = "talk-returned"
    TALK_APPROVED = "talk-approved"
    MATTER_ASSIGNED = "matter-assigned"
    MATTER_CLOSED = "matter-closed"
    DISCUSSION_OPEN = "discussion-open"
    ASKED_TO_JUDGE = "asked-to-judge"
    PRIZE_GIVEN = "prize-given"
    ENTRY_PUBLISHED = "entry-published"
    EXPERT_ANSWERED = "expert-answered"
    ORDER_ANSWERED = "order-answered"
    ORDER_PLANNED = "order-planned"
    WISH_ANSWERED = "wish-answered"
    SURVEY_OPEN = "survey-open"
    TEST_OPEN = "test-open"
    CALLED_UP = "called-up"  # to a class; asks for an answer
    CLASS_MOVED_UP = "class-moved-up"
    CLASS_COMPLETED = "class-completed"
    CLASS_ENDED = "class-ended"  # without having completed it
    COURSEWARE_MOVED = "courseware-moved"
    COURSEWARE_CONSENT = "courseware-consent"
    COURSEWARE_RETURNED = "courseware-returned"
    COURSEWARE_ADMITTED = "courseware-admitted"
    COURSEWARE_PROMOTED = "courseware-promoted"
    DISTANCE_OPENED = "distance-opened"
    DISTANCE_DUE = "distance-due"
    ANNOUNCEMENT = "announcement"  # what a unit has to say to its people; the subject is its title
    MAKE_UP_OPENED = "make-up-opened"
    ANSWER_RETURNED = "answer-returned"
    HOURS_REFUSED = "hours-refused"
    STUDY_LIST = "study-list"


NOTICE_KINDS = {
    NoticeKind.EVENT_PUBLISHED: _l("活动公布了，有您的任务：%(subject)s"),
    NoticeKind.EVENT_CHANGED: _l("活动有变化：%(subject)s"),
    NoticeKind.EVENT_POSTPONED: _l("活动延期：%(subject)s"),
    NoticeKind.EVENT_CANCELLED: _l("活动取消：%(subject)s"),
    NoticeKind.MOVED_UP: _l("候补转正，您有座位了：%(subject)s"),
    NoticeKind.ASKED_TO_SPEAK: _l("请您上台讲述：%(subject)s"),
    NoticeKind.TALK_RETURNED: _l("您的讲述请修改后再交：%(subject)s"),
    NoticeKind.TALK_APPROVED: _l("您的讲述已通过评审：%(subject)s"),
    NoticeKind.MATTER_ASSIGNED: _l("有一件事请您跟进：%(subject)s"),
    NoticeKind.MATTER_CLOSED: _l("您提的事有结果了：%(subject)s"),
    NoticeKind.DISCUSSION_OPEN: _l("讨论开始了：%(subject)s"),
    NoticeKind.ASKED_TO_JUDGE: _l("请您当评委：%(subject)s"),
    NoticeKind.PRIZE_GIVEN: _l("您的作品得奖了：%(subject)s"),
    NoticeKind.ENTRY_PUBLISHED: _l("您交的作品展示出来了：%(subject)s"),
    NoticeKind.EXPERT_ANSWERED: _l("您请专家的事有回音了：%(subject)s"),
    NoticeKind.ORDER_ANSWERED: _l("您点的单有回音了：%(subject)s"),
    NoticeKind.ORDER_PLANNED: _l("您点的排上了：%(subject)s"),
    NoticeKind.WISH_ANSWERED: _l("您的微心愿有消息了：%(subject)s"),
    NoticeKind.SURVEY_OPEN: _l("请您填一份调查：%(subject)s"),
    NoticeKind.TEST_OPEN: _l("请您做一份测验：%(subject)s"),
    NoticeKind.CALLED_UP: _l("请您参加学习班：%(subject)s"),
    NoticeKind.CLASS_MOVED_UP: _l("候补转正，您进班了：%(subject)s"),
    NoticeKind.CLASS_COMPLETED: _l("恭喜您结业：%(subject)s"),
    NoticeKind.CLASS_ENDED: _l("班次结束了，谢谢您来学习：%(subject)s"),
    NoticeKind.COURSEWARE_MOVED: _l("您的课件往前走了一步：%(subject)s"),
    NoticeKind.COURSEWARE_CONSENT: _l("想把您的故事放进资源库，请您说一声同意不同意：%(subject)s"),
    NoticeKind.COURSEWARE_RETURNED: _l("您的课件请改一改：%(subject)s"),
    NoticeKind.COURSEWARE_ADMITTED: _l("您的课件收进资源库了：%(subject)s"),
    NoticeKind.COURSEWARE_PROMOTED: _l("您的课件进教材了：%(subject)s"),
    NoticeKind.DISTANCE_OPENED: _l("请您参加网络共学：%(subject)s"),
    NoticeKind.DISTANCE_DUE: _l("网络共学有一篇还没交：%(subject)s"),
    NoticeKind.ANNOUNCEMENT: _l("通知：%(subject)s"),
    NoticeKind.MAKE_UP_OPENED: _l("没赶上的可以补，您来选怎么补：%(subject)s"),
    NoticeKind.ANSWER_RETURNED: _l("您交的一句话，请再想一想：%(subject)s"),
    NoticeKind.HOURS_REFUSED: _l("您登记的学时没有算上：%(subject)s"),
    NoticeKind.STUDY_LIST: _l("您的学习清单上有新的：%(subject)s"),
}


# What can be said in a group chat: it concerns everybody who comes, and names nobody.
PUBLIC_NEWS = (NoticeKind.EVENT_CHANGED, NoticeKind.EVENT_POSTPONED, NoticeKind.EVENT_CANCELLED)


class Notice(Row):
    """One thing to tell one person. Read in the inbox, or told by staff (the call list), whichever comes first."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_person_id_read_at", "person_id", "read_at"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[NoticeKind] = mapped_column(enum_column(NoticeKind))
    subject: Mapped[str] = mapped_column(String(200))  # the title of the talk, event or matter
    detail: Mapped[str] = mapped_column(Text, default="")  # what changed, as lines
    url: Mapped[str] = mapped_column(String(200), default="")
    about: Mapped[str] = mapped_column(String(60), default="", index=True)  # e.g. "event:12", for lists of one event
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    told_by_id: Mapped[int | None]

    person: Mapped[Person] = relationship()


class AnnouncementState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    WITHDRAWN = "withdrawn"


ANNOUNCEMENT_STATES = {
    AnnouncementState.DRAFT: _l("草稿"),
    AnnouncementState.SENT: _l("已发出"),
    AnnouncementState.WITHDRAWN: _l("已撤回"),
}


class Announcement(Versioned, Row):
    """A notice (通知) to the members of a unit's subtree, of a category or study mode in it, or to a list of people.

    Sent, it is one ``Notice`` a person (``about``: ``announcement:ID``), and the receipt is theirs: read when the
    person opened it, told when a helper ticked it. Nothing private belongs in ``text``: it can be copied to a chat.
    """

    __tablename__ = "announcement"
    __table_args__ = (Index("ix_announcement_unit_id_sent_at", "unit_id", "sent_at"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    study_mode: Mapped[StudyMode | None] = mapped_column(enum_column(StudyMode))
    by_list: Mapped[bool] = mapped_column(default=False)  # for the people of ``AnnouncementPerson`` and nobody else
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text, default="")
    answer_by_on: Mapped[date | None]  # by when everybody should have been reached
    state: Mapped[AnnouncementState] = mapped_column(enum_column(AnnouncementState), default=AnnouncementState.DRAFT)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_by_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None]
    form_key: Mapped[str | None] = mapped_column(String(32), unique=True)
    search_text: Mapped[str] = mapped_column(Text, default="")

    unit: Mapped[Unit] = relationship()
    category: Mapped[Category | None] = relationship()


class AnnouncementPerson(Row):
    """A person on the list of an announcement."""

    __tablename__ = "announcement_person"
    __table_args__ = (UniqueConstraint("announcement_id", "person_id"),)

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcement.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)

    person: Mapped[Person] = relationship()
