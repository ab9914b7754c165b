"""Questions about notices: one's own inbox, and whom staff still have to tell."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from partyedu.accounts.models import Account
from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.notices.models import PUBLIC_NEWS, Notice
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import daily_in, is_around, within

# Who has an account and a phone gets a day to read it there, before somebody calls.
UNREAD_HOURS = 24
# What is older helps nobody any more: the event is over, the news has come round.
OLDEST = timedelta(days=30)


def inbox(person_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of a person's notices, the newest first: number, kind, subject, detail, url, when, read."""
    return (
        select(
            Notice.id, Notice.kind, Notice.subject, Notice.detail, Notice.url, Notice.created_at, Notice.read_at
        )
        .where(Notice.person_id == person_id)
        .order_by(Notice.created_at.desc(), Notice.id.desc())
    )  # fmt: skip


def number_unread(person_id: int) -> Select[*tuple[int]]:
    """Column query of one number: how many notices a person has not opened."""
    return select(func.count()).where(Notice.person_id == person_id, Notice.read_at.is_(None))


def unread(person_id: int) -> int:
    """How many notices a person has not opened."""
    return db.session.scalar(number_unread(person_id)) or 0


def own_notice(person_id: int | None, notice_id: int) -> Notice | None:
    """The notice, if it is the person's own."""
    return db.session.scalar(select(Notice).where(Notice.id == notice_id, Notice.person_id == person_id))


def _reached(actor: Actor) -> ColumnElement[bool]:
    """People of the actor's units; of those who study there day by day only what concerns events."""
    reach = actor.reach(Permission.PEOPLE_READ)
    guest = Person.id.in_(daily_in(reach, clock.today()))
    return or_(within(reach), and_(guest, Notice.about.startswith("event:")))


def _has_account() -> ColumnElement[bool]:
    return exists().where(Account.person_id == Person.id, Account.disabled_at.is_(None))


def _in_question(actor: Actor, now: datetime, about: str, told: bool) -> tuple[ColumnElement[bool], ...]:
    """Conditions on notices joined with their people and units: the call list, or what has been told."""
    found = _told() if told else _not_reached(now)
    of_one = (Notice.about == about,) if about else ()
    return (_reached(actor), is_around(), Notice.created_at > now - OLDEST, *of_one, *found)


def _told() -> tuple[ColumnElement[bool], ...]:
    return (Notice.told_at.is_not(None),)


def to_call(actor: Actor, now: datetime, about: str = "", told: bool = False) -> Select[*tuple[Any, ...]]:
    """Column query of the call list: people of the actor's units whom a notice has not reached by itself, each once.

    Without account or phone at once; others when they have not read it after a day. ``told``: those who have been
    told, the latest first. Number, name, unit, phone, whether there is an account; what to tell them: ``to_tell``.
    """
    query = (
        select(Person.id, Person.name, Unit.name.label("unit"), Person.phone, _has_account().label("has_account"))
        .join(Notice, Notice.person_id == Person.id)
        .join(Unit, Person.unit_id == Unit.id)
        .where(*_in_question(actor, now, about, told))
        .group_by(Person.id, Person.name, Person.phone, Unit.id, Unit.name, Unit.in_order)
    )  # fmt: skip
    if told:
        return query.order_by(func.max(Notice.told_at).desc(), Person.id)
    return query.order_by(Unit.in_order, Person.name, Person.id)


def to_tell(
    actor: Actor, now: datetime, person_ids: Iterable[int], about: str = "", told: bool = False
) -> dict[int, list[Any]]:
    """What the people of one page of the call list are to be told (or have been), by person, the oldest first.

    Number, person's number, kind, subject, detail, when, told when, told by. One statement for the page.
    """
    teller = aliased(Person)
    query = (
        select(
            Notice.id, Notice.person_id, Notice.kind, Notice.subject, Notice.detail, Notice.created_at,
            Notice.told_at, teller.name.label("teller"),
        )
        .join(Person, Notice.person_id == Person.id)
        .join(Unit, Person.unit_id == Unit.id)
        .outerjoin(teller, Notice.told_by_id == teller.id)
        .where(*_in_question(actor, now, about, told), Notice.person_id.in_(list(person_ids)))
        .order_by(Notice.created_at, Notice.id)
    )  # fmt: skip
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.person_id].append(row)
    return found


def first_to_call(actor: Actor, now: datetime, about: str, limit: int) -> Sequence[Any]:
    """The first people of the call list, all on one printed sheet."""
    return db.session.execute(to_call(actor, now, about).limit(limit)).all()


def _not_reached(now: datetime) -> tuple[ColumnElement[bool], ...]:
    late = Notice.created_at < now - timedelta(hours=UNREAD_HOURS)
    return (
        Notice.told_at.is_(None),
        Notice.read_at.is_(None),
        or_(Person.phone == "", ~_has_account(), late),
    )


def calls_waiting(actor: Actor, now: datetime) -> Select[*tuple[int]]:
    """Column query of one number: how many people have to be called, whatever about."""
    return (
        select(func.count(Notice.person_id.distinct()))
        .join(Person, Notice.person_id == Person.id)
        .join(Unit, Person.unit_id == Unit.id)
        .where(_reached(actor), is_around(), Notice.created_at > now - OLDEST, *_not_reached(now))
    )


def subjects(actor: Actor, now: datetime) -> Sequence[Any]:
    """What there is to tell, for the choice of one event: about, subject, how many people still to call."""
    query = (
        select(Notice.about, func.max(Notice.subject), func.count(Notice.person_id.distinct()))
        .join(Person, Notice.person_id == Person.id)
        .join(Unit, Person.unit_id == Unit.id)
        .where(_reached(actor), is_around(), Notice.created_at > now - OLDEST, Notice.about != "", *_not_reached(now))
        .group_by(Notice.about)
        .order_by(func.max(Notice.created_at).desc())
        .limit(50)
    )
    return db.session.execute(query).all()


def news(actor: Actor, now: datetime, about: str) -> Sequence[Any]:
    """What a group chat may be told of one thing, without anybody's name: kind, subject, detail, url; the newest first.

    Only what went to several people or to everybody concerned alike: notices about events.
    """
    query = (
        select(Notice.kind, Notice.subject, Notice.detail, func.max(Notice.created_at).label("at"))
        .join(Person, Notice.person_id == Person.id)
        .join(Unit, Person.unit_id == Unit.id)
        .where(_reached(actor), Notice.about == about, Notice.created_at > now - OLDEST)
        .where(Notice.kind.in_(PUBLIC_NEWS))
        .group_by(Notice.kind, Notice.subject, Notice.detail)
        .order_by(func.max(Notice.created_at).desc())
        .limit(3)
    )
    return db.session.execute(query).all()


def notices_for(person_id: int, notice_ids: Iterable[int]) -> Sequence[Notice]:
    """Those of the notices that are for this person."""
    query = select(Notice).where(Notice.id.in_(list(notice_ids)), Notice.person_id == person_id)
    return db.session.scalars(query.order_by(Notice.id)).all()


def notice_to_tell(actor: Actor, notice_id: int) -> Notice | None:
    """The notice, if it is for somebody of the actor's units."""
    query = select(Notice).join(Person, Notice.person_id == Person.id).join(Unit, Person.unit_id == Unit.id)
    return db.session.scalar(query.where(Notice.id == notice_id, _reached(actor)))
