"""Units in one tree, and persons: members, residents, outside experts."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from partyedu.core.db import PathText, Row, UTCDateTime, Versioned, enum_column
from partyedu.core.search import fold, index_text
from partyedu.core.words import _l


class UnitKind(StrEnum):
    """The levels of the tree, from the district to the household point."""

    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    BRANCH = "branch"
    GROUP = "group"
    TEMPORARY_GROUP = "temporary-group"  # of dispersed members, with a leader and an end
    HOUSEHOLD_POINT = "household-point"


UNIT_KINDS = {
    UnitKind.DISTRICT: _l("区"),
    UnitKind.STREET: _l("街道"),
    UnitKind.COMMUNITY: _l("社区"),
    UnitKind.BRANCH: _l("党支部"),
    UnitKind.GROUP: _l("党小组"),
    UnitKind.TEMPORARY_GROUP: _l("临时党小组"),
    UnitKind.HOUSEHOLD_POINT: _l("党员中心户"),
}


def in_order(above: str, position: int, number: int) -> str:
    """The key a unit sorts by: that of the unit above it, its place beside the others, and its number."""
    return f"{above or '/'}{position:0>4}{number:0>7}/"


class Unit(Versioned, Row):
    """A node of the tree. ``path`` holds the numbers from the root to here (``/1/4/9/``) and names the subtree.

    ``in_order``: the same way down in the order that staff gave the units (``position``), each step as long as the
    others. Whatever lists units, or people by their units, is ordered by it; it follows a new path by itself.

    A temporary group ends by itself after ``ends_on``; its members belong to it by their daily study, their home stays.
    """

    __tablename__ = "unit"

    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    path: Mapped[str] = mapped_column(PathText, index=True, default="")
    in_order: Mapped[str] = mapped_column(PathText, index=True, default="")
    kind: Mapped[UnitKind] = mapped_column(enum_column(UnitKind))
    name: Mapped[str] = mapped_column(String(80))
    code: Mapped[str | None] = mapped_column(String(40), unique=True)  # for scripts; may be empty
    position: Mapped[int] = mapped_column(default=0)
    ends_on: Mapped[date | None]  # of a temporary group: its last day
    label: Mapped[str] = mapped_column(String(20), default="")  # what sort of community it is, in the street's words
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    parent: Mapped["Unit | None"] = relationship(remote_side="Unit.id")

    @validates("path")
    def _keep_in_order(self, _name: str, path: str) -> str:
        if path:
            self.in_order = in_order(self.parent.in_order if self.parent else "", self.position, self.id)
        return path

    @property
    def depth(self) -> int:
        """0 for the root."""
        return self.path.count("/") - 2


def kinds_below(parent: Unit) -> list[UnitKind]:
    """What may stand below a unit: nothing larger than it; its own kind (a general branch of branches) first."""
    levels = list(UnitKind)
    return levels[levels.index(parent.kind) :]


class Category(Row):
    """A category of members (离退休, 在职, 流动 …), editable; plans and audiences use it."""

    __tablename__ = "category"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    description: Mapped[str] = mapped_column(String(200), default="")  # who belongs to it, and what they need
    position: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class PersonKind(StrEnum):
    MEMBER = "member"
    RESIDENT = "resident"
    EXPERT = "expert"
    STAFF = "staff"  # works at the centre and stands on no roster


PERSON_KINDS = {
    PersonKind.MEMBER: _l("党员"),
    PersonKind.RESIDENT: _l("居民"),
    PersonKind.EXPERT: _l("外请专家"),
    PersonKind.STAFF: _l("工作人员"),
}


class MemberStatus(StrEnum):
    FULL = "full"
    PROBATIONARY = "probationary"
    TRANSFERRED = "transferred"
    LEFT = "left"
    DECEASED = "deceased"


MEMBER_STATUSES = {
    MemberStatus.FULL: _l("正式党员"),
    MemberStatus.PROBATIONARY: _l("预备党员"),
    MemberStatus.TRANSFERRED: _l("已转出"),
    MemberStatus.LEFT: _l("已离开"),
    MemberStatus.DECEASED: _l("已去世"),
}

# Those who are expected, counted and reminded. The dead, the transferred and those who left are never chased.
ACTIVE = (MemberStatus.FULL, MemberStatus.PROBATIONARY)


class StudyMode(StrEnum):
    NEARBY = "nearby"
    AT_THE_DOOR = "at-the-door"
    ONLINE = "online"


STUDY_MODES = {
    StudyMode.NEARBY: _l("就近学"),
    StudyMode.AT_THE_DOOR: _l("上门学"),
    StudyMode.ONLINE: _l("网络学"),
}


class PublicName(StrEnum):
    """How a speaker's name stands where everybody can read it; the speaker decides."""

    FULL = "full"
    SURNAME = "surname"
    NONE = "none"


PUBLIC_NAMES = {
    PublicName.FULL: _l("全名"),
    PublicName.SURNAME: _l("只写姓（如“陈老师”）"),
    PublicName.NONE: _l("不写名字"),
}

COMPOUND_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "司徒", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "东方")


class Person(Versioned, Row):
    """A member, a resident, an outside expert or a member of staff. Two people of one name are two rows.

    ``search_text`` holds the folded name, the initials of its readings, the member number and the last four digits of
    the phone. ``on_roster_since``/``off_roster_on`` say for which years a member counts. ``daily_unit_id``: where they
    take part day by day, when that is not their own unit (S2.3); the history stands in ``DailyBelonging``.
    """

    __tablename__ = "person"
    __table_args__ = (Index("ix_person_unit_id_kind_status", "unit_id", "kind", "status"),)

    kind: Mapped[PersonKind] = mapped_column(enum_column(PersonKind))
    name: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    daily_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"), index=True)
    status: Mapped[MemberStatus | None] = mapped_column(enum_column(MemberStatus))
    study_mode: Mapped[StudyMode | None] = mapped_column(enum_column(StudyMode))
    phone: Mapped[str] = mapped_column(String(30), default="", index=True)
    member_number: Mapped[str | None] = mapped_column(String(30), unique=True)
    birth_year: Mapped[int | None]
    birth_month: Mapped[int | None]
    joined_on: Mapped[date | None]
    education: Mapped[str] = mapped_column(String(40), default="")
    trade: Mapped[str] = mapped_column(String(80), default="")
    public_name: Mapped[PublicName] = mapped_column(enum_column(PublicName), default=PublicName.SURNAME)
    introduction: Mapped[str] = mapped_column(Text, default="")  # the speaker's own words about themselves, public
    on_roster_since: Mapped[date | None]
    off_roster_on: Mapped[date | None]
    search_text: Mapped[str] = mapped_column(String(400), default="", index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id])
    daily_unit: Mapped[Unit | None] = relationship(foreign_keys=[daily_unit_id])
    category: Mapped[Category | None] = relationship()

    def refresh_search(self) -> None:
        """Make ``search_text`` anew; call after a change of name, phone or member number."""
        self.search_text = index_text((self.phone or "")[-4:], self.member_number, name=self.name)[:400]

    @property
    def name_folded(self) -> str:
        """The name as it is compared."""
        return fold(self.name)

    @property
    def is_active_member(self) -> bool:
        """Whether this member is expected and counted."""
        return self.kind is PersonKind.MEMBER and self.status in ACTIVE

    @property
    def shown_name(self) -> str:
        """The name for everybody to read, as the person chose; empty for none."""
        return shown_name(self.name, self.public_name)


def shown_name(name: str, choice: PublicName) -> str:
    """A name as everybody may read it: whole, surname with 老师, or nothing."""
    if choice is PublicName.FULL:
        return name
    if choice is PublicName.NONE:
        return ""
    surname = name[:2] if name.startswith(COMPOUND_SURNAMES) else name[:1]
    return f"{surname}老师"


class ImportState(StrEnum):
    UPLOADED = "uploaded"  # read; columns and fates are being looked at
    RUNNING = "running"
    DONE = "done"
    ABANDONED = "abandoned"


class RosterImport(Row):
    """One roster file on its way in. The file itself is deleted within a day and never backed up."""

    __tablename__ = "roster_import"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    file_key: Mapped[str] = mapped_column(String(60), default="")  # the made-up name in data/imports
    state: Mapped[ImportState] = mapped_column(enum_column(ImportState), default=ImportState.UPLOADED)
    uploaded_by_id: Mapped[int | None]
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    started_by_id: Mapped[int | None]
    runner: Mapped[str] = mapped_column(String(40), default="")  # the thread that works on it; another may take over
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    heartbeat_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    total: Mapped[int] = mapped_column(default=0)
    handled: Mapped[int] = mapped_column(default=0)
    choices: Mapped[str] = mapped_column(Text, default="{}")  # JSON: columns corrected, new units, decisions on "ask"
    counts: Mapped[str] = mapped_column(Text, default="{}")  # JSON: created, updated, unchanged, duplicates, errors

    unit: Mapped[Unit] = relationship()


def values_of(person: Person) -> dict[str, Any]:
    """The columns of a member that a roster may change, by name."""
    return {
        "unit_id": person.unit_id,
        "category_id": person.category_id,
        "status": person.status,
        "study_mode": person.study_mode,
        "phone": person.phone,
        "member_number": person.member_number,
        "birth_year": person.birth_year,
        "birth_month": person.birth_month,
        "joined_on": person.joined_on,
        "education": person.education,
        "trade": person.trade,
    }
