"""Questions about announcements: for whom they are, and whom they have reached."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, cast, exists, func, literal, select
from sqlalchemy.orm import joinedload

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.search import matches
from partyedu.notices.models import Announcement, AnnouncementPerson, AnnouncementState, Notice
from partyedu.organisation.models import Category, Person, Unit
from partyedu.organisation.queries import active_members_here, is_around, within

# What the notices of one announcement are about.
ABOUT = "announcement:{}"
# After that nobody is reminded any more that some were not reached.
OLDEST = timedelta(days=30)


class Receipt(StrEnum):
    """Whether one has been reached, and how that is known."""

    MISSING = "missing"
    READ = "read"
    TOLD = "told"


def announcement_led(actor: Actor, announcement_id: int) -> Announcement | None:
    """The announcement with its unit and category, if the actor sends notices for that unit."""
    query = (
        select(Announcement)
        .join(Unit, Announcement.unit_id == Unit.id)
        .options(joinedload(Announcement.unit), joinedload(Announcement.category))
        .where(Announcement.id == announcement_id, within(actor.reach(Permission.NOTICE_SEND)))
    )
    return db.session.scalar(query)


def announcement_read(actor: Actor, announcement_id: int) -> Announcement | None:
    """The announcement, if it was sent to the reader and stands."""
    query = (
        select(Announcement)
        .join(Notice, Notice.about == ABOUT.format(announcement_id))
        .options(joinedload(Announcement.unit))
        .where(
            Announcement.id == announcement_id,
            Announcement.state == AnnouncementState.SENT,
            Notice.person_id == actor.person_id,
        )
    )
    return db.session.scalar(query)


def announcements_led(actor: Actor, words: str = "") -> Select[*tuple[Any, ...]]:
    """Column query of the announcements the actor leads, drafts first, then the latest: what a list shows of each."""
    query = (
        select(
            Announcement.id, Announcement.title, Announcement.state, Announcement.sent_at, Announcement.answer_by_on,
            Unit.name.label("unit"), Category.name.label("category"), Announcement.study_mode, Announcement.by_list,
        )
        .join(Unit, Announcement.unit_id == Unit.id)
        .outerjoin(Category, Announcement.category_id == Category.id)
        .where(within(actor.reach(Permission.NOTICE_SEND)))
        .order_by(Announcement.sent_at.is_not(None), Announcement.sent_at.desc(), Announcement.id.desc())
    )  # fmt: skip
    return query.where(matches(Announcement.search_text, words)) if words else query


def audience(announcement: Announcement) -> Select[*tuple[int]]:
    """Query of the numbers of the people an announcement is for: members who are around, none of them twice.

    Those of its unit's subtree, by their home or by their daily study, narrowed to category and mode; or its list.
    """
    if announcement.by_list:
        named = select(AnnouncementPerson.person_id).where(AnnouncementPerson.announcement_id == announcement.id)
        return select(Person.id).where(Person.id.in_(named), is_around())
    query = select(Person.id).where(active_members_here(announcement.unit.path, clock.today()))
    if announcement.category_id is not None:
        query = query.where(Person.category_id == announcement.category_id)
    if announcement.study_mode is not None:
        query = query.where(Person.study_mode == announcement.study_mode)
    return query


def number_of_audience(announcement: Announcement) -> int:
    """How many people it would go to now."""
    return db.session.scalar(select(func.count()).select_from(audience(announcement).subquery())) or 0


def on_the_list(announcement_id: int) -> Sequence[Any]:
    """The people on the list of an announcement: number, name, unit."""
    query = (
        select(Person.id, Person.name, Unit.name.label("unit"))
        .join(AnnouncementPerson, AnnouncementPerson.person_id == Person.id)
        .outerjoin(Unit, Person.unit_id == Unit.id)
        .where(AnnouncementPerson.announcement_id == announcement_id)
        .order_by(Unit.in_order, Person.name, Person.id)
    )
    return db.session.execute(query).all()


def phones_of_members(numbers: Sequence[str]) -> Sequence[str]:
    """Those of the telephone numbers that belong to somebody on the roster."""
    query = select(Person.phone).where(Person.phone.in_(list(numbers)), Person.phone != "")
    return db.session.scalars(query.distinct()).all()


def _receipt() -> ColumnElement[str]:
    return case(
        (Notice.read_at.is_not(None), Receipt.READ.value),
        (Notice.told_at.is_not(None), Receipt.TOLD.value),
        else_=Receipt.MISSING.value,
    )


def sums_of(announcement_ids: Sequence[int]) -> dict[int, dict[Receipt, int]]:
    """How many were reached and how, for each of the announcements of a page; one statement."""
    names = {ABOUT.format(number): number for number in announcement_ids}
    query = (
        select(Notice.about, _receipt().label("receipt"), func.count())
        .where(Notice.about.in_(names))
        .group_by(Notice.about, _receipt())
    )
    found = {number: dict.fromkeys(Receipt, 0) for number in announcement_ids}
    for about, receipt, number in db.session.execute(query):
        found[names[about]][Receipt(receipt)] = number
    return found


def sums(announcement_id: int) -> dict[Receipt, int]:
    """How many were reached by an announcement, and how."""
    return sums_of([announcement_id])[announcement_id]


def overdue(actor: Actor, today: date) -> Select[*tuple[int]]:
    """Column query of one number: announcements of the actor's units whose day has come and that some do not know."""
    missing = exists().where(
        Notice.about == literal("announcement:") + cast(Announcement.id, String),
        Notice.read_at.is_(None),
        Notice.told_at.is_(None),
    )
    return (
        select(func.count())
        .select_from(Announcement)
        .join(Unit, Announcement.unit_id == Unit.id)
        .where(within(actor.reach(Permission.NOTICE_SEND)), Announcement.state == AnnouncementState.SENT)
        .where(Announcement.answer_by_on <= today, Announcement.answer_by_on > today - OLDEST, missing)
    )


def receipts(announcement_id: int, receipt: Receipt) -> Select[*tuple[Any, ...]]:
    """Column query of the people of an announcement who stand so: notice, number, name, unit, phone, when."""
    when = func.coalesce(Notice.read_at, Notice.told_at)
    return (
        select(
            Notice.id, Person.id.label("person_id"), Person.name, Unit.name.label("unit"), Person.phone,
            Notice.read_at, Notice.told_at,
        )
        .join(Person, Notice.person_id == Person.id)
        .outerjoin(Unit, Person.unit_id == Unit.id)
        .where(Notice.about == ABOUT.format(announcement_id), _receipt() == receipt.value)
        .order_by(when.desc(), Unit.in_order, Person.name, Person.id)
    )  # fmt: skip
