"""What figures there are, and the photos of the day that belong to an event's file."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.db import Row, UTCDateTime
from partyedu.core.uploads import StoredFile
from partyedu.core.words import _l
from partyedu.schedule.models import Event


class FigureName(StrEnum):
    """The figures of a year. The values stand in addresses and are the keys that scripts read."""

    SESSIONS = "sessions"
    TALKS = "talks"
    DIFFERENT_SPEAKERS = "different_speakers"
    NEVER_SPOKEN = "never_spoken"
    ATTENDANCES = "attendances"
    MEMBERS = "members"
    COVERAGE = "coverage"
    DISCUSSIONS = "discussions"
    REFLECTIONS = "reflections"
    MATTERS = "matters"
    MATTERS_CLOSED = "matters_closed"


FIGURE_LABELS = {
    FigureName.SESSIONS: _l("剧场场次"),
    FigureName.TALKS: _l("讲述"),
    FigureName.DIFFERENT_SPEAKERS: _l("上台的人"),
    FigureName.NEVER_SPOKEN: _l("还没上过台"),
    FigureName.ATTENDANCES: _l("参加人次"),
    FigureName.MEMBERS: _l("党员人数"),
    FigureName.COVERAGE: _l("参与面"),
    FigureName.DISCUSSIONS: _l("有讨论的活动"),
    FigureName.REFLECTIONS: _l("写下的心得"),
    FigureName.MATTERS: _l("提出的议题"),
    FigureName.MATTERS_CLOSED: _l("办结的议题"),
}

# How each figure is counted, for the reader; the queries of the same name carry the same rule.
FIGURE_RULES = {
    FigureName.SESSIONS: _l(
        "本组织和下级组织办的、已经公布并且开了场的先锋剧场。取消和延期的不算；协办的场次算在主办的组织头上。"
    ),
    FigureName.TALKS: _l("这些剧场里真正上台讲了的：这一场结束以后才算，换下来的、没讲的和候补的都不算。"),
    FigureName.DIFFERENT_SPEAKERS: _l("上台讲的人，演小品的也在内；一个人讲几次也只算一个。"),
    FigureName.NEVER_SPOKEN: _l("年底在册的党员中，这一年在哪里都没有上过台的。名单只有党务工作者和书记看得到。"),
    FigureName.ATTENDANCES: _l("本组织和下级组织办的所有活动的签到，出席和迟到都算，请假不算，居民也算。"),
    FigureName.MEMBERS: _l("年底在册的党员；这一年还没有过完，就是今天在册的。"),
    FigureName.COVERAGE: _l("年底在册的党员中，这一年至少参加过一次活动的占多少；在哪个组织参加的都算。"),
    FigureName.DISCUSSIONS: _l("办过的活动中，有人发言或者有小组记录的。"),
    FigureName.REFLECTIONS: _l("这一年在讨论里写下的心得，一篇算一篇，算在写的那一年；撤回的和隐藏的不算。"),
    FigureName.MATTERS: _l("这一年提出来要跟进的事。"),
    FigureName.MATTERS_CLOSED: _l("这一年办结的事，不管是哪一年提出来的。"),
}


class EventPhoto(Row):
    """A photo of the day, in the file of an event; staff only, so nobody on it has to be asked."""

    __tablename__ = "event_photo"
    __table_args__ = (UniqueConstraint("event_id", "stored_file_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    stored_file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    caption: Mapped[str] = mapped_column(String(80), default="")
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
    added_by_id: Mapped[int | None]

    event: Mapped[Event] = relationship()
    stored_file: Mapped[StoredFile] = relationship()
