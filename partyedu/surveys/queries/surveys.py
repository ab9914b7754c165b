"""Surveys for those who lead them: lists, one of them, its questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.search import matches
from partyedu.organisation.models import Category, Unit
from partyedu.organisation.queries import unit_reached, within
from partyedu.schedule.models import Event, EventStatus
from partyedu.surveys.models import Choice, Question, QuestionKind, Survey, SurveyPurpose, SurveyState
from partyedu.surveys.queries.asked import is_open

RESULTS_NEWS = timedelta(days=7)  # how long the home page says that results are there


@dataclass(frozen=True, slots=True)
class SurveyFilter:
    """What the list of surveys is narrowed to; empty values narrow nothing."""

    state: str = ""
    purpose: str = ""
    unit_id: int | None = None
    words: str = ""
    above: bool = False  # those of the units above, for which one collects in one's own


def _above(actor: Actor) -> ColumnElement[bool]:
    """Condition on Survey: a unit above one of the actor's units asks its members (and not a list of people)."""
    numbers = {int(part) for path in actor.reach(Permission.SURVEY_MANAGE) for part in path.split("/")[1:-2]}
    return and_(Survey.unit_id.in_(numbers), Survey.by_list.is_(False), Survey.state != SurveyState.DRAFT)


def _led(actor: Actor) -> ColumnElement[bool]:
    return within(actor.reach(Permission.SURVEY_MANAGE))


def surveys_led(actor: Actor, chosen: SurveyFilter, now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of the surveys the actor leads (or those of the units above), the newest first.

    Number, title, purpose, is_anonymous, state, closes_at, answered, asked, unit, category, whether it is open.
    """
    query = (
        select(
            Survey.id, Survey.title, Survey.purpose, Survey.is_anonymous, Survey.state, Survey.closes_at,
            Survey.answered, Survey.asked, Unit.name.label("unit"), Category.name.label("category"),
            is_open(now).label("is_open"),
        )
        .join(Unit, Survey.unit_id == Unit.id)
        .outerjoin(Category, Survey.category_id == Category.id)
        .where(_above(actor) if chosen.above else _led(actor), *_narrowed(actor, chosen, now))
    )  # fmt: skip
    return query.order_by(Survey.created_at.desc(), Survey.id.desc())


def _narrowed(actor: Actor, chosen: SurveyFilter, now: datetime) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if chosen.state == SurveyState.DRAFT:
        conditions.append(Survey.state == SurveyState.DRAFT)
    elif chosen.state == SurveyState.OPEN:
        conditions.append(is_open(now))
    elif chosen.state == SurveyState.CLOSED:
        conditions += [Survey.state != SurveyState.DRAFT, ~is_open(now)]
    if chosen.purpose in list(SurveyPurpose):
        conditions.append(Survey.purpose == SurveyPurpose(chosen.purpose))
    if chosen.unit_id:
        unit = unit_reached(actor, Permission.SURVEY_MANAGE, chosen.unit_id)
        conditions.append(within([unit.path] if unit else []))
    if chosen.words.strip():
        conditions.append(matches(Survey.search_text, chosen.words))
    return conditions


def _whole() -> Select[Survey]:
    return (
        select(Survey)
        .join(Unit, Survey.unit_id == Unit.id)
        .options(contains_eager(Survey.unit), joinedload(Survey.category), joinedload(Survey.event))
    )


def survey_led(actor: Actor, survey_id: int) -> Survey | None:
    """The survey with its unit, category and event, if the actor leads it."""
    return db.session.scalar(_whole().where(Survey.id == survey_id, _led(actor)))


def survey_collected(actor: Actor, survey_id: int) -> Survey | None:
    """The same for who collects its sheets: who leads it, and the staff of a unit below, for their own people."""
    return db.session.scalar(_whole().where(Survey.id == survey_id, or_(_led(actor), _above(actor))))


def survey_of_form(form_key: str) -> Survey | None:
    """The survey that this very form has made already."""
    return db.session.scalar(select(Survey).where(Survey.form_key == form_key))


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose."""

    id: int
    text: str
    is_right: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with its answers to choose, in their order."""

    id: int
    position: int
    kind: QuestionKind
    text: str
    is_required: bool
    options: tuple[Option, ...]

    @property
    def is_choice(self) -> bool:
        """Whether it offers answers to choose."""
        return self.kind in (QuestionKind.SINGLE, QuestionKind.SEVERAL)

    @property
    def right(self) -> frozenset[int]:
        """The right answers; empty for a question that is not marked."""
        return frozenset(option.id for option in self.options if option.is_right)


def questions_of(survey_id: int) -> list[Asked]:
    """The questions of a survey in their order, in one statement."""
    query = (
        select(
            Question.id, Question.position, Question.kind, Question.text, Question.is_required,
            Choice.id.label("choice_id"), Choice.text.label("choice"), Choice.is_right,
        )
        .outerjoin(Choice, Choice.question_id == Question.id)
        .where(Question.survey_id == survey_id)
        .order_by(Question.position, Question.id, Choice.position, Choice.id)
    )  # fmt: skip
    found: dict[int, tuple[Any, list[Option]]] = {}
    for row in db.session.execute(query):
        _question, options = found.setdefault(row.id, (row, []))
        if row.choice_id is not None:
            options.append(Option(row.choice_id, row.choice, row.is_right))
    return [
        Asked(row.id, row.position, row.kind, row.text, row.is_required, tuple(options))
        for row, options in found.values()
    ]


def question_led(actor: Actor, question_id: int) -> tuple[Survey, Question] | None:
    """A question with its survey, if the actor leads it."""
    query = select(Question).where(Question.id == question_id)
    question = db.session.scalar(query)
    survey = survey_led(actor, question.survey_id) if question else None
    return (survey, question) if survey and question else None


def question_rows(survey_id: int) -> Sequence[Question]:
    """The rows of a survey's questions in their order."""
    query = select(Question).where(Question.survey_id == survey_id)
    return db.session.scalars(query.order_by(Question.position, Question.id)).all()


def choice_rows(question_id: int) -> Sequence[Choice]:
    """The rows of a question's answers to choose, in their order."""
    query = select(Choice).where(Choice.question_id == question_id)
    return db.session.scalars(query.order_by(Choice.position, Choice.id)).all()


def event_choices(actor: Actor, now: datetime, chosen: int | None = None) -> list[tuple[int, str]]:
    """Choices of a select: events of the actor's units to which a poll or a need may belong, the latest first.

    From two months ago on; one that was chosen before stays.
    """
    lately = and_(
        within(actor.reach(Permission.SURVEY_MANAGE)),
        Event.starts_at > now - timedelta(days=60),
        Event.status != EventStatus.CANCELLED,
    )
    query = (
        select(Event.id, Event.title, Event.starts_at)
        .join(Unit, Event.unit_id == Unit.id)
        .where(or_(lately, Event.id == (chosen or 0)))
        .order_by(Event.starts_at.desc(), Event.id)
        .limit(100)
    )
    return [(number, f"{clock.local(at):%Y-%m-%d} {title}") for number, title, at in db.session.execute(query)]


def results_to_see(actor: Actor, now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of surveys the actor made whose results came in the last week: number, title."""
    since = now - RESULTS_NEWS
    closed = or_(
        and_(Survey.state == SurveyState.CLOSED, Survey.closed_at > since),
        and_(Survey.state == SurveyState.OPEN, Survey.closes_at <= now, Survey.closes_at > since),
    )
    came = or_(and_(Survey.is_anonymous.is_(False), closed), Survey.urn_opened_at > since)
    query = select(Survey.id, Survey.title).where(Survey.created_by_id == (actor.person_id or 0), came)
    return query.order_by(Survey.id.desc()).limit(20)


def surveys_to_close(now: datetime) -> Sequence[Survey]:
    """The surveys whose time is over and that nobody has closed yet."""
    query = select(Survey).where(Survey.state == SurveyState.OPEN, Survey.closes_at <= now)
    return db.session.scalars(query.order_by(Survey.id)).all()


def surveys_with_urn(closed: bool = True) -> Sequence[Survey]:
    """The surveys whose urn still stands; ``closed``: only those that take no answers any more."""
    query = select(Survey).where(Survey.urn.is_not(None))
    if closed:
        query = query.where(Survey.state == SurveyState.CLOSED)
    return db.session.scalars(query.order_by(Survey.id)).all()


def tests_to_choose(actor: Actor) -> list[tuple[int, str]]:
    """Choices of a select: the tests of the actor's units that are not closed, the newest first."""
    reach = (*actor.reach(Permission.SURVEY_MANAGE), *actor.reach(Permission.COURSE_MANAGE))
    query = (
        select(Survey.id, Survey.title)
        .join(Unit, Survey.unit_id == Unit.id)
        .where(Survey.purpose == SurveyPurpose.TEST, Survey.state != SurveyState.CLOSED, within(reach))
        .order_by(Survey.id.desc())
        .limit(200)
    )
    return [(number, title) for number, title in db.session.execute(query)]
