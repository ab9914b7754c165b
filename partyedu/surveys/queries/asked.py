"""Whom a survey is for: everybody it asks, who of them has answered, which surveys ask a person."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.search import matches
from partyedu.organisation.models import ACTIVE, Person, PersonKind, Unit
from partyedu.organisation.queries import active_members_of, is_around, within
from partyedu.surveys.models import Sheet, SheetGiven, Survey, SurveyPerson, SurveyState


def is_open(now: datetime) -> ColumnElement[bool]:
    """Condition on Survey: it takes answers."""
    return and_(Survey.state == SurveyState.OPEN, or_(Survey.closes_at.is_(None), Survey.closes_at > now))


def asked_by(survey: Survey) -> ColumnElement[bool]:
    """Condition on Person joined with Unit: the survey is for this person.

    The active members of the unit's subtree (of its category only, where it has one), or the people of its list.
    """
    if survey.by_list:
        on_list = exists().where(SurveyPerson.survey_id == survey.id, SurveyPerson.person_id == Person.id)
        return and_(on_list, is_around())
    condition = active_members_of(survey.unit.path)
    return and_(condition, Person.category_id == survey.category_id) if survey.category_id else condition


def _people(survey: Survey, *columns: Any) -> Select[*tuple[Any, ...]]:
    return select(*columns).select_from(Person).join(Unit, Person.unit_id == Unit.id).where(asked_by(survey))


def number_asked(survey: Survey) -> int:
    """How many people the survey is for."""
    return db.session.scalar(_people(survey, func.count())) or 0


def number_of_all() -> int:
    """How many active members the whole house has."""
    query = select(func.count()).where(Person.kind == PersonKind.MEMBER, Person.status.in_(ACTIVE))
    return db.session.scalar(query) or 0


def ids_asked(survey: Survey) -> list[int]:
    """The numbers of everybody the survey is for."""
    return list(db.session.scalars(_people(survey, Person.id).order_by(Person.id)))


def is_asked(survey: Survey, person_id: int) -> bool:
    """Whether the survey is for this person."""
    return db.session.scalar(_people(survey, Person.id).where(Person.id == person_id)) is not None


def not_answered(survey: Survey, actor: Actor, words: str = "") -> Select[*tuple[Any, ...]]:
    """Column query of those who have not handed in a named survey, in the units of the actor, by unit and name:
    number, name, unit, phone."""
    handed_in = exists().where(Sheet.survey_id == survey.id, Sheet.person_id == Person.id)
    query = _people(survey, Person.id, Person.name, Unit.name.label("unit"), Person.phone)
    query = query.where(~handed_in, within(actor.reach(Permission.SURVEY_MANAGE)))
    if words.strip():
        query = query.where(matches(Person.search_text, words))
    return query.order_by(Unit.in_order, Person.name, Person.id)


def _asks(actor: Actor) -> ColumnElement[bool]:
    """Condition on Survey: it asks the actor (see ``asked_by``, from the person's side)."""
    if actor.person_id is None:
        return false()
    above = [int(number) for number in actor.unit_path.split("/") if number]
    member = exists().where(
        Person.id == actor.person_id,
        Person.kind == PersonKind.MEMBER,
        Person.status.in_(ACTIVE),
        or_(Survey.category_id.is_(None), Person.category_id == Survey.category_id),
    )
    on_list = exists().where(SurveyPerson.survey_id == Survey.id, SurveyPerson.person_id == actor.person_id)
    return or_(
        and_(Survey.by_list.is_(False), Survey.unit_id.in_(above), member),
        and_(Survey.by_list.is_(True), on_list),
    )


def _handed_in(person_id: int) -> ColumnElement[bool]:
    named = exists().where(Sheet.survey_id == Survey.id, Sheet.person_id == person_id)
    return or_(named, _gave(person_id))


def _gave(person_id: int) -> ColumnElement[bool]:
    return exists().where(SheetGiven.survey_id == Survey.id, SheetGiven.person_id == person_id)


def for_me(actor: Actor, now: datetime, answered: bool, event_id: int | None = None) -> Select[*tuple[Any, ...]]:
    """Column query of the surveys that ask the actor: those to answer now (what closes first, first), or those they
    have answered (the newest first).

    Number, title, purpose, is_anonymous, closes_at, unit, event_id, passed, percent, shared_at.
    """
    own = and_(Sheet.survey_id == Survey.id, Sheet.person_id == (actor.person_id or 0))
    query = (
        select(
            Survey.id, Survey.title, Survey.purpose, Survey.is_anonymous, Survey.closes_at, Unit.name.label("unit"),
            Survey.event_id, Sheet.passed, Sheet.percent, Survey.shared_at,
        )
        .join(Unit, Survey.unit_id == Unit.id)
        .outerjoin(Sheet, own)
    )  # fmt: skip
    if event_id is not None:
        query = query.where(Survey.event_id == event_id)
    if answered:
        handed_in = or_(Sheet.id.is_not(None), _gave(actor.person_id or 0))
        return query.where(handed_in).order_by(Survey.id.desc())
    waits = and_(Sheet.id.is_(None), ~_gave(actor.person_id or 0))
    query = query.where(_asks(actor), is_open(now), waits)
    return query.order_by(Survey.closes_at.is_(None), Survey.closes_at, Survey.id)


def waiting_to_answer(actor: Actor, now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of some surveys the actor has yet to answer: number, title, purpose."""
    query = select(Survey.id, Survey.title, Survey.purpose).where(
        _asks(actor), is_open(now), ~_handed_in(actor.person_id or 0)
    )
    return query.order_by(Survey.closes_at.is_(None), Survey.closes_at, Survey.id).limit(20)


def survey_for(actor: Actor, survey_id: int) -> Survey | None:
    """The survey, if it asks the actor and was opened, or if they have answered it."""
    query = select(Survey).join(Unit, Survey.unit_id == Unit.id)
    mine = or_(_asks(actor), _handed_in(actor.person_id or 0))
    return db.session.scalar(query.where(Survey.id == survey_id, Survey.state != SurveyState.DRAFT, mine))
