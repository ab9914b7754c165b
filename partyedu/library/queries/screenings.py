"""What may be shown at a screening, what one shows, and where a piece was shown."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, or_, select
from sqlalchemy.orm import contains_eager

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.library.models import Courseware, Distinction, PackItem, ScreeningPiece, Stage
from partyedu.library.queries.courseware import readable
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import within
from partyedu.schedule.models import PUBLIC, Event, EventKind

OFFERED_AT_MOST = 60


def chosen_lessons() -> ColumnElement[bool]:
    """Condition on Courseware: a textbook piece, a good course or a model lesson that everybody may read (S1.10)."""
    return and_(readable(), or_(Courseware.stage == Stage.TEXTBOOK, Courseware.distinction.is_not(None)))


def offered(chosen: Sequence[int] = ()) -> Sequence[Any]:
    """What a screening can be made of: number, title, minutes, distinction; those that were chosen in their order,
    then the model lessons, then the newest."""
    places = {number: place for place, number in enumerate(chosen)}
    model_first = case((Courseware.distinction == Distinction.MODEL_LESSON, len(places)), else_=len(places) + 1)
    first = case(places, value=Courseware.id, else_=model_first) if places else model_first
    query = (
        select(Courseware.id, Courseware.title, Courseware.minutes, Courseware.distinction)
        .where(chosen_lessons())
        .order_by(first, Courseware.admitted_at.desc(), Courseware.id)
        .limit(OFFERED_AT_MOST)
    )
    return db.session.execute(query).all()


def may_be_shown(piece_ids: Iterable[int]) -> set[int]:
    """Those of some pieces that a screening may show."""
    query = select(Courseware.id).where(Courseware.id.in_(list(piece_ids)), chosen_lessons())
    return set(db.session.scalars(query))


def lessons_of_pack(pack_id: int) -> list[int]:
    """The pieces of a pack that a screening may show, in the order of the pack."""
    query = (
        select(PackItem.courseware_id)
        .join(Courseware, PackItem.courseware_id == Courseware.id)
        .where(PackItem.pack_id == pack_id, chosen_lessons())
        .order_by(PackItem.position)
    )
    return list(db.session.scalars(query))


def rows_of(event_id: int) -> Sequence[ScreeningPiece]:
    """The rows of what a screening shows, in order."""
    query = select(ScreeningPiece).where(ScreeningPiece.event_id == event_id)
    return db.session.scalars(query.order_by(ScreeningPiece.position, ScreeningPiece.id)).all()


def shown_at(event_id: int) -> Sequence[Any]:
    """What a screening shows: number, title, minutes, distinction, summary; what may no longer be read drops out."""
    query = (
        select(Courseware.id, Courseware.title, Courseware.minutes, Courseware.distinction, Courseware.summary)
        .join(ScreeningPiece, ScreeningPiece.courseware_id == Courseware.id)
        .where(ScreeningPiece.event_id == event_id, readable())
        .order_by(ScreeningPiece.position, ScreeningPiece.id)
    )
    return db.session.execute(query).all()


def screenings_of(courseware_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of the public screenings of a piece, the latest first: event, title, start."""
    return (
        select(Event.id, Event.public_title, Event.public_starts_at)
        .join(ScreeningPiece, ScreeningPiece.event_id == Event.id)
        .where(ScreeningPiece.courseware_id == courseware_id, Event.status.in_(PUBLIC))
        .order_by(Event.public_starts_at.desc(), Event.id.desc())
        .limit(5)
    )


def screening_seen(actor: Actor | None, event_id: int) -> Event | None:
    """A screening everybody may see, or a draft of the actor's units."""
    ours = within(actor.reach(Permission.EVENT_MANAGE) if actor is not None else ())
    return db.session.scalar(_screening(event_id).where(or_(Event.status.in_(PUBLIC), ours)))


def screening_kept(actor: Actor, event_id: int) -> Event | None:
    """A screening of the actor's units."""
    return db.session.scalar(_screening(event_id).where(within(actor.reach(Permission.EVENT_MANAGE))))


def _screening(event_id: int) -> Select[*tuple[Event]]:
    query = select(Event).join(Unit, Event.unit_id == Unit.id).options(contains_eager(Event.unit))
    return query.where(Event.id == event_id, Event.kind == EventKind.SCREENING)
