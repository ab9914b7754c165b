"""Experts: the public list with what each agreed to, the pool that staff ask from, and who asked for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.library.models import Expert, ExpertRequest, RequestState
from partyedu.library.queries.sheets import above_or_at
from partyedu.organisation.models import Person, PublicName, Unit
from partyedu.organisation.queries import is_around, unit_reached, within
from partyedu.speakers.models import Source
from partyedu.speakers.queries.conditions import folded_words, named_publicly

# Who looks for somebody to teach: those who keep the library, and those who plan talks, events and courses.
EXPERT_READERS = (
    Permission.LIBRARY_MANAGE,
    Permission.EVENT_MANAGE,
    Permission.COURSE_MANAGE,
    Permission.TALK_MANAGE,
)


@dataclass(frozen=True, slots=True)
class ExpertFilter:
    """What the pool is narrowed to. ``state``: "" for those who can be asked, ``expired``, ``archived``."""

    words: str = ""
    source: Source | None = None
    state: str = ""
    unit_id: int | None = None


def _paths(actor: Actor) -> list[str]:
    return [path for permission in EXPERT_READERS for path in actor.reach(permission)]


def _seen(actor: Actor) -> ColumnElement[bool]:
    """Condition on the expert's unit (joined): the actor plans there, or somewhere below it."""
    paths = _paths(actor)
    above = {number for path in paths for number in above_or_at(path)}
    return or_(within(paths), Unit.id.in_(above))


def _kept(actor: Actor | None) -> ColumnElement[bool]:
    return within(actor.reach(Permission.LIBRARY_MANAGE) if actor else ())


def _own(actor: Actor | None) -> ColumnElement[bool]:
    return false() if actor is None or actor.person_id is None else Expert.person_id == actor.person_id


def is_live(today: date) -> ColumnElement[bool]:
    """Condition on Expert and Person: can be asked on this day."""
    not_over = or_(Expert.until.is_(None), Expert.until >= today)
    return and_(Expert.archived_at.is_(None), not_over, is_around())


def _in_state(state: str, today: date) -> ColumnElement[bool]:
    if state == "archived":
        return Expert.archived_at.is_not(None)
    if state == "expired":
        return and_(Expert.archived_at.is_(None), Expert.until < today)
    return is_live(today)


def public_experts(today: date, words: str = "", source: Source | None = None) -> Select[*tuple[Any, ...]]:
    """Column query of the experts who agreed to be listed and show a name: name and public_name (to be shown as they
    chose), source, field, partner, unit. Found by what the public reads, by nothing else."""
    found = (
        or_(Expert.search_text.contains(word, autoescape=True), named_publicly(word)) for word in folded_words(words)
    )
    query = (
        select(
            Expert.id, Person.name, Person.public_name, Expert.source, Expert.field, Expert.partner,
            Unit.name.label("unit"),
        )
        .join(Person, Expert.person_id == Person.id)
        .join(Unit, Expert.unit_id == Unit.id)
        .where(Expert.agrees, Person.public_name != PublicName.NONE, is_live(today), *found)
        .order_by(Expert.source, Person.name, Expert.id)
    )  # fmt: skip
    return query if source is None else query.where(Expert.source == source)


def experts_listed(actor: Actor, chosen: ExpertFilter, today: date) -> Select[*tuple[Any, ...]]:
    """Column query of the pool: experts of the units where the actor plans and of those above.

    Number, name, source, field, partner, terms, since, until, archived_at, agrees, unit, kept (by the actor), is_over.
    """
    by_name = (
        or_(Expert.search_text.contains(word, autoescape=True), Person.search_text.contains(word, autoescape=True))
        for word in folded_words(chosen.words)
    )
    query = (
        select(
            Expert.id, Person.name, Expert.source, Expert.field, Expert.partner, Expert.terms, Expert.since,
            Expert.until, Expert.archived_at, Expert.agrees, Unit.name.label("unit"), _kept(actor).label("kept"),
        )
        .join(Person, Expert.person_id == Person.id)
        .join(Unit, Expert.unit_id == Unit.id)
        .where(_seen(actor), _in_state(chosen.state, today), *by_name)
        .order_by(Person.name, Expert.id)
    )  # fmt: skip
    if chosen.source is not None:
        query = query.where(Expert.source == chosen.source)
    return query if chosen.unit_id is None else query.where(Expert.unit_id == chosen.unit_id)


def _expert() -> Select[*tuple[Any, ...]]:
    return (
        select(Expert)
        .join(Unit, Expert.unit_id == Unit.id)
        .options(contains_eager(Expert.unit), joinedload(Expert.person).joinedload(Person.unit))
    )


def expert_seen(actor: Actor, expert_id: int) -> Expert | None:
    """An expert of the pool the actor asks from, or the expert's own row."""
    return db.session.scalar(_expert().where(Expert.id == expert_id, or_(_seen(actor), _own(actor))))


def units_with_experts(actor: Actor) -> list[tuple[int, str]]:
    """Choices of a filter: the units from whose pools the actor asks."""
    with_experts = select(Expert.unit_id).where(Expert.archived_at.is_(None))
    query = select(Unit.id, Unit.name).where(Unit.id.in_(with_experts), _seen(actor)).order_by(Unit.in_order).limit(300)
    return [(key, name) for key, name in db.session.execute(query)]


def expert_kept(actor: Actor, expert_id: int) -> Expert | None:
    """An expert of a unit whose library the actor keeps."""
    return db.session.scalar(_expert().where(Expert.id == expert_id, _kept(actor)))


def expert_own(actor: Actor, expert_id: int) -> Expert | None:
    """The row of the person who asks, or one the actor keeps: for the consent to be listed."""
    return db.session.scalar(_expert().where(Expert.id == expert_id, or_(_own(actor), _kept(actor))))


def expert_of_person(unit_id: int, person_id: int) -> Expert | None:
    """Whether somebody stands in the bank of a unit already, put away or not."""
    return db.session.scalar(_expert().where(Expert.unit_id == unit_id, Expert.person_id == person_id))


def listing_taken_back(person_id: int) -> Expert | None:
    """A row of somebody, in the bank of any unit, whose consent to be listed they took back; the latest."""
    query = _expert().where(Expert.person_id == person_id, Expert.taken_back_on.is_not(None))
    return db.session.scalar(query.order_by(Expert.taken_back_on.desc()).limit(1))


def expert_of_form(form_key: str) -> Expert | None:
    """The expert that this very form has already entered (a double click)."""
    return db.session.scalar(_expert().where(Expert.form_key == form_key))


def terms_ending(actor: Actor, today: date, days: int = 30) -> Select[*tuple[Any, ...]]:
    """Column query of one number: experts the actor keeps whose time ends within so many days."""
    soon = Expert.until.between(today, today + timedelta(days=days))
    query = select(func.count(Expert.id)).join(Unit, Expert.unit_id == Unit.id)
    return query.where(_kept(actor), Expert.archived_at.is_(None), soon)


# Who asked for whom.


def _asks(actor: Actor) -> ColumnElement[bool]:
    return ExpertRequest.unit_id.in_(select(_asking.id).where(within(_paths(actor), _asking.path)))


_asking = aliased(Unit)


def requests_listed(actor: Actor, state: RequestState | None = None) -> Select[*tuple[Any, ...]]:
    """Column query of requests the actor's units made or have to answer, the open ones first, the newest first.

    Number, expert's number, name, wish, wished_on, state, answer, asked_at, who asked (unit, person), kept (to answer).
    """
    asker, asking = aliased(Person), aliased(Unit)
    waiting = ExpertRequest.state == RequestState.ASKED
    query = (
        select(
            ExpertRequest.id, ExpertRequest.expert_id, Person.name, ExpertRequest.wish, ExpertRequest.wished_on,
            ExpertRequest.state, ExpertRequest.answer, ExpertRequest.asked_at, asking.name.label("unit"),
            asker.name.label("asked_by"), or_(_kept(actor), _own(actor)).label("kept"), _asks(actor).label("own"),
        )
        .join(Expert, ExpertRequest.expert_id == Expert.id)
        .join(Person, Expert.person_id == Person.id)
        .join(Unit, Expert.unit_id == Unit.id)
        .join(asking, ExpertRequest.unit_id == asking.id)
        .join(asker, ExpertRequest.asked_by_id == asker.id)
        .where(or_(_kept(actor), _own(actor), _asks(actor)))
        .order_by(waiting.desc(), ExpertRequest.asked_at.desc(), ExpertRequest.id.desc())
    )  # fmt: skip
    return query if state is None else query.where(ExpertRequest.state == state)


def requests_about(actor: Actor, expert: Expert, limit: int = 10) -> Sequence[Any]:
    """The newest requests for one expert that the reader may see, as ``requests_listed``."""
    return db.session.execute(requests_listed(actor).where(Expert.id == expert.id).limit(limit)).all()


def _request() -> Select[*tuple[Any, ...]]:
    return (
        select(ExpertRequest)
        .join(Expert, ExpertRequest.expert_id == Expert.id)
        .join(Unit, Expert.unit_id == Unit.id)
        .options(joinedload(ExpertRequest.expert).joinedload(Expert.person))
    )


def request_to_answer(actor: Actor, request_id: int) -> ExpertRequest | None:
    """A request for an expert the actor keeps, or is."""
    return db.session.scalar(_request().where(ExpertRequest.id == request_id, or_(_kept(actor), _own(actor))))


def request_asked(actor: Actor, request_id: int) -> ExpertRequest | None:
    """A request made for a unit where the actor plans."""
    return db.session.scalar(_request().where(ExpertRequest.id == request_id, _asks(actor)))


def standing_request(expert_id: int, unit_id: int, wish: str) -> ExpertRequest | None:
    """A request in the same words that waits for its answer (a double click)."""
    query = _request().where(
        ExpertRequest.expert_id == expert_id,
        ExpertRequest.unit_id == unit_id,
        ExpertRequest.wish == wish,
        ExpertRequest.state == RequestState.ASKED,
    )
    return db.session.scalar(query)


def has_accepted(actor: Actor, expert: Expert) -> bool:
    """Whether the expert was promised to a unit where the actor plans: then they may be called."""
    query = select(literal(1)).where(
        ExpertRequest.expert_id == expert.id, ExpertRequest.state == RequestState.ACCEPTED, _asks(actor)
    )
    return db.session.scalar(query.limit(1)) is not None


def requests_to_answer(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of one number: requests that wait for the actor's answer."""
    query = (
        select(func.count(ExpertRequest.id))
        .join(Expert, ExpertRequest.expert_id == Expert.id)
        .join(Unit, Expert.unit_id == Unit.id)
    )
    return query.where(ExpertRequest.state == RequestState.ASKED, or_(_kept(actor), _own(actor)))


def asking_units(actor: Actor) -> list[tuple[int, str]]:
    """Choices of a select: the units for which the actor may ask an expert, children set in under their parents."""
    query = select(Unit).where(within(_paths(actor)), Unit.archived_at.is_(None)).order_by(Unit.in_order)
    rows = db.session.scalars(query).all()
    shallowest = min((unit.depth for unit in rows), default=0)
    return [(unit.id, "　" * (unit.depth - shallowest) + unit.name) for unit in rows]


def asking_unit(actor: Actor, unit_id: int) -> Unit | None:
    """A unit for which the actor may ask an expert."""
    for permission in EXPERT_READERS:
        if (unit := unit_reached(actor, permission, unit_id)) is not None:
            return unit
    return None
