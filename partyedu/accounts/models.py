"""Accounts, roles over units, sign-ins and one-time cards."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.actor import Permission as P
from partyedu.core.db import Row, UTCDateTime, enum_column
from partyedu.core.words import _l
from partyedu.organisation.models import Person, Unit


class Role(StrEnum):
    REVIEWER = "reviewer"
    ORGANISER = "organiser"
    SECRETARY = "secretary"
    ADMINISTRATOR = "administrator"


ROLES = {
    Role.REVIEWER: _l("评审员"),
    Role.ORGANISER: _l("党务工作者"),
    Role.SECRETARY: _l("支部书记"),
    Role.ADMINISTRATOR: _l("管理员"),
}

# The same in words, for those who give a role.
ROLE_TASKS = {
    Role.ORGANISER: _l("排活动、请人讲述、管名单、打登录卡、签到、跟进议题、看名单背后的数字"),
    Role.SECRETARY: _l("看本支部的人和数字，代党员办事，签到，跟进议题"),
    Role.REVIEWER: _l("评审提纲，通过或退回修改"),
    Role.ADMINISTRATOR: _l("以上全部，加上角色、设置、备份"),
}

# What each role may do in the subtree of its unit.
ROLE_PERMISSIONS: dict[Role, frozenset[P]] = {
    Role.REVIEWER: frozenset({P.TALK_REVIEW, P.LIBRARY_REVIEW}),
    Role.SECRETARY: frozenset(
        {
            P.PEOPLE_READ,
            P.TALK_MANAGE,
            P.CHECK_IN,
            P.DISCUSSION_MANAGE,
            P.MATTER_MANAGE,
            P.FIGURES_READ,
            P.ROTATION_READ,
            P.CARD_READ,
            P.VISIT_MANAGE,
            P.NOTICE_SEND,
            P.PLAN_MANAGE,
            P.HOURS_READ,
            P.HOURS_CORRECT,
        }
    ),
    Role.ORGANISER: frozenset(
        {
            P.PEOPLE_READ,
            P.PEOPLE_EDIT,
            P.UNITS_EDIT,
            P.CARDS_PRINT,
            P.TALK_MANAGE,
            P.EVENT_MANAGE,
            P.CHECK_IN,
            P.DISCUSSION_MANAGE,
            P.MATTER_MANAGE,
            P.SURVEY_MANAGE,
            P.LIBRARY_MANAGE,
            P.COURSE_MANAGE,
            P.ORDER_MANAGE,
            P.CONTEST_MANAGE,
            P.FIGURES_READ,
            P.ROTATION_READ,
            P.SCREEN_MANAGE,
            P.CARD_READ,
            P.VISIT_MANAGE,
            P.NOTICE_SEND,
            P.PLAN_MANAGE,
            P.HOURS_READ,
            P.STUDY_MANAGE,
        }
    ),
    # The machine is theirs, the people's private matters and the years behind them are not.
    Role.ADMINISTRATOR: frozenset(set(P) - {P.MEMBER, P.CARD_READ, P.HOURS_CORRECT}),
}


class Account(Row):
    """How a person signs in: a member with phone or member number and a PIN, staff with a name and a password."""

    __tablename__ = "account"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    user_name: Mapped[str | None] = mapped_column(String(60), unique=True)  # staff
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_is_temporary: Mapped[bool] = mapped_column(default=False)  # somebody else knows it
    pin_hash: Mapped[str | None] = mapped_column(String(200))
    disabled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()


class RoleGrant(Row):
    """A role over a unit and everything below it."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("account_id", "unit_id", "role"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_column(Role))
    granted_at: Mapped[datetime] = mapped_column(UTCDateTime)

    account: Mapped[Account] = relationship()
    unit: Mapped[Unit] = relationship()


class SignIn(Row):
    """One signed-in browser. Asked for at every request, so that ending it ends it at once."""

    __tablename__ = "sign_in"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    shared_device: Mapped[bool] = mapped_column(default=False)  # a tablet in the hall: signs out by itself
    device: Mapped[str] = mapped_column(String(20), default="")  # what it calls itself: Android, Windows …
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    account: Mapped[Account] = relationship()


class SignInCard(Row):
    """A printed one-time QR card: the first sign-in, or a forgotten PIN."""

    __tablename__ = "sign_in_card"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    printed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    account: Mapped[Account] = relationship()
