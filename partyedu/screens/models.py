"""Televisions: paired screens, what each shows when, the notices on them, and the codes that pair them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.db import Row, UTCDateTime, Versioned, enum_column
from partyedu.core.words import _l
from partyedu.organisation.models import Unit
from partyedu.schedule.models import Room


class ScreenLayout(StrEnum):
    HALL = "hall"
    DOOR = "door"
    ROLL_CALL = "roll-call"
    PROGRAMME = "programme"
    WORDS = "words"
    YEAR = "year"
    NOTICE = "notice"


SCREEN_LAYOUTS = {
    ScreenLayout.HALL: _l("大厅"),
    ScreenLayout.DOOR: _l("门口"),
    ScreenLayout.ROLL_CALL: _l("签到"),
    ScreenLayout.PROGRAMME: _l("节目单"),
    ScreenLayout.WORDS: _l("心声墙"),
    ScreenLayout.YEAR: _l("一年"),
    ScreenLayout.NOTICE: _l("通知"),
}

# What each is for, in the words of whoever chooses.
LAYOUT_TEXTS = {
    ScreenLayout.HALL: _l("现在、接下来、今天和这一周，还有通知"),
    ScreenLayout.DOOR: _l("这个房间现在和下一场，离开始还有多久"),
    ScreenLayout.ROLL_CALL: _l("大的二维码和签到码，来了几位"),
    ScreenLayout.PROGRAMME: _l("一场的节目单，台上讲到哪一个"),
    ScreenLayout.WORDS: _l("选出来的心得，您说了我们办了什么"),
    ScreenLayout.YEAR: _l("这一年办了多少场，多少人上了台"),
    ScreenLayout.NOTICE: _l("正在挂的通知，一页一页翻"),
}


class ScreenDistance(StrEnum):
    NEAR = "near"
    FAR = "far"


SCREEN_DISTANCES = {
    ScreenDistance.NEAR: _l("近，四五米以内"),
    ScreenDistance.FAR: _l("远，字再大一些"),
}


class ScreenTurn(StrEnum):
    """How the television hangs, for a box that cannot turn its picture by itself."""

    UPRIGHT = "upright"
    LEFT = "left"
    RIGHT = "right"


SCREEN_TURNS = {
    ScreenTurn.UPRIGHT: _l("不用转，横的竖的自己会认"),
    ScreenTurn.LEFT: _l("电视竖着挂，画面往左转"),
    ScreenTurn.RIGHT: _l("电视竖着挂，画面往右转"),
}


class AtSession(StrEnum):
    """What a screen does by itself while something is on in its room (or, without a room, in its unit)."""

    STAY = "stay"
    ROLL_CALL = "roll-call"
    PROGRAMME = "programme"
    BOTH = "both"


AT_SESSIONS = {
    AtSession.STAY: _l("照平时的放"),
    AtSession.ROLL_CALL: _l("自己换成签到"),
    AtSession.PROGRAMME: _l("自己换成节目单"),
    AtSession.BOTH: _l("开始前换成签到，开始后换成节目单"),
}


class Screen(Row):
    """A paired television. Its token is its own: it opens the screen pages of one unit and nothing else."""

    __tablename__ = "screen"

    name: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    place: Mapped[str] = mapped_column(String(60), default="", server_default="")  # where it hangs, in words
    layout: Mapped[ScreenLayout] = mapped_column(enum_column(ScreenLayout), default=ScreenLayout.HALL)
    language: Mapped[str] = mapped_column(String(10), default="zh_Hans")
    distance: Mapped[ScreenDistance] = mapped_column(
        enum_column(ScreenDistance), default=ScreenDistance.NEAR, server_default=ScreenDistance.NEAR.value
    )
    turn: Mapped[ScreenTurn] = mapped_column(
        enum_column(ScreenTurn), default=ScreenTurn.UPRIGHT, server_default=ScreenTurn.UPRIGHT.value
    )
    at_session: Mapped[AtSession] = mapped_column(
        enum_column(AtSession), default=AtSession.STAY, server_default=AtSession.STAY.value
    )
    # Whether the roll-call may say who has come, each by the name they show to everybody.
    shows_names: Mapped[bool] = mapped_column(default=False, server_default=false())
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)  # empty: revoked
    paired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    software: Mapped[str] = mapped_column(String(20), default="")

    unit: Mapped[Unit] = relationship()
    room: Mapped[Room | None] = relationship()


class ScreenEntry(Row):
    """A line of a screen's rota: on these weekdays, between these minutes of the hall's day, this layout.

    ``weekdays`` holds the digits 1 (Monday) to 7. ``until_minutes`` at or before ``since_minutes``: over midnight.
    Several lines that hold at once run in turn, each for its ``seconds``.
    """

    __tablename__ = "screen_entry"

    screen_id: Mapped[int] = mapped_column(ForeignKey("screen.id", ondelete="CASCADE"), index=True)
    weekdays: Mapped[str] = mapped_column(String(7))
    since_minutes: Mapped[int]
    until_minutes: Mapped[int]
    layout: Mapped[ScreenLayout] = mapped_column(enum_column(ScreenLayout))
    seconds: Mapped[int] = mapped_column(default=30)


class ScreenNotice(Versioned, Row):
    """A notice on the screens of a unit and of those below it, while its time is. Urgent: over everything else.

    It hangs in the hall: nothing private belongs in it.
    """

    __tablename__ = "screen_notice"
    __table_args__ = (Index("ix_screen_notice_ends_at", "ends_at"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text, default="")
    urgent: Mapped[bool] = mapped_column(default=False)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None]
    form_key: Mapped[str | None] = mapped_column(String(32), unique=True)

    unit: Mapped[Unit] = relationship()


class Pairing(Row):
    """A code in the corner of a television that nobody has named: ten minutes, once.

    With it the television was given a key of its own. Once staff have typed the code, the key is the screen's.
    """

    __tablename__ = "pairing"

    code: Mapped[str] = mapped_column(String(6), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)  # of the key
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Where it was asked for, as a hash: one machine gets few codes at a time.
    asked_from: Mapped[str] = mapped_column(String(64), default="", server_default="")
