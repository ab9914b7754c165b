"""The roster of a class: who is called up, in, waiting, excused; whom one may call; how I stand myself."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.search import fold, matches
from partyedu.courses.models import HOLDING, ClassPlace, ClassState, CourseClass, PlaceState
from partyedu.organisation.models import ACTIVE, Category, Person, PersonKind, StudyMode, Unit
from partyedu.organisation.queries import is_around, unit_reached, within

# A pasted list longer than this is pasted in pieces: nobody reads a longer preview.
LINES_AT_MOST = 400
_SAMPLED = 2000

# Called and in first, then the waiting list, then who does not come.
_ORDER = case(
    (ClassPlace.state == PlaceState.CALLED, 0),
    (ClassPlace.state == PlaceState.IN, 1),
    (ClassPlace.state == PlaceState.WAITING, 2),
    else_=3,
)


def place_of(class_id: int, person_id: int | None) -> ClassPlace | None:
    """A person's place in a class, in whatever state."""
    return db.session.scalar(
        select(ClassPlace).where(ClassPlace.class_id == class_id, ClassPlace.person_id == (person_id or 0))
    )


def places_of(class_id: int, person_ids: Sequence[int]) -> dict[int, ClassPlace]:
    """The places of some people in a class, in whatever state, by person."""
    query = select(ClassPlace).where(ClassPlace.class_id == class_id, ClassPlace.person_id.in_(person_ids))
    return {place.person_id: place for place in db.session.scalars(query)}


def place_in_class(course_class: CourseClass, place_id: int) -> ClassPlace | None:
    """A place of this class, with its person and unit."""
    query = select(ClassPlace).options(joinedload(ClassPlace.person).joinedload(Person.unit))
    return db.session.scalar(query.where(ClassPlace.id == place_id, ClassPlace.class_id == course_class.id))


def place_counts(class_id: int) -> dict[PlaceState, int]:
    """How many stand in each state."""
    query = select(ClassPlace.state, func.count()).where(ClassPlace.class_id == class_id).group_by(ClassPlace.state)
    found = {state: number for state, number in db.session.execute(query)}
    return {state: found.get(state, 0) for state in PlaceState}


def places_taken(class_id: int) -> int:
    """How many hold a seat: those in, and those called up who have not said no."""
    query = select(func.count()).where(ClassPlace.class_id == class_id, ClassPlace.state.in_(HOLDING))
    return db.session.scalar(query) or 0


def first_in_line(class_id: int, number: int | None = None) -> Sequence[ClassPlace]:
    """The first of the waiting list by time of entering; who has left or died meanwhile is passed over."""
    query = (
        select(ClassPlace)
        .join(Person, ClassPlace.person_id == Person.id)
        .where(ClassPlace.class_id == class_id, ClassPlace.state == PlaceState.WAITING, is_around())
        .order_by(ClassPlace.entered_at, ClassPlace.id)
    )
    return db.session.scalars(query.limit(number)).all()


def line_number(place: ClassPlace) -> int:
    """The place of somebody who waits, counted from 1."""
    earlier = or_(
        ClassPlace.entered_at < place.entered_at,
        and_(ClassPlace.entered_at == place.entered_at, ClassPlace.id <= place.id),
    )
    query = select(func.count()).where(
        ClassPlace.class_id == place.class_id, ClassPlace.state == PlaceState.WAITING, earlier
    )
    return db.session.scalar(query) or 0


def places_listed(
    class_id: int, states: Iterable[PlaceState] = tuple(PlaceState), words: str = ""
) -> Select[*tuple[Any, ...]]:
    """Column query of a class's roster: waiting by their turn, all others by unit and name.

    Number of the place and of the person, name, unit, phone, entry, state, entered, moved up, answered, reason, who
    typed, whether the person is still around. The caller has looked the class up with ``class_to_manage``.
    """
    typist = aliased(Person)
    turn = case((ClassPlace.state == PlaceState.WAITING, ClassPlace.entered_at))
    query = (
        select(
            ClassPlace.id, ClassPlace.person_id, Person.name, Unit.name.label("unit"), Person.phone, ClassPlace.entry,
            ClassPlace.state, ClassPlace.entered_at, ClassPlace.moved_up_at, ClassPlace.answered_at,
            ClassPlace.reason, typist.name.label("typist"), is_around().label("around"),
        )
        .join(Person, ClassPlace.person_id == Person.id)
        .outerjoin(Unit, Person.unit_id == Unit.id)
        .outerjoin(typist, ClassPlace.typed_by_id == typist.id)
        .where(ClassPlace.class_id == class_id, ClassPlace.state.in_(list(states)))
        .order_by(_ORDER, turn, Unit.in_order, Person.name, ClassPlace.id)
    )  # fmt: skip
    return query.where(matches(Person.search_text, words)) if words.strip() else query


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Whom a call-up is narrowed to; empty values narrow nothing."""

    words: str = ""
    unit_id: int | None = None
    category_id: int | None = None
    study_mode: str = ""
    education: str = ""
    trade: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether everybody fits."""
        return self == CallFilter()

    def without_words(self) -> "CallFilter":
        """The same without the words searched for."""
        return replace(self, words="")


def people_to_call(actor: Actor, course_class: CourseClass, chosen: CallFilter) -> Select[*tuple[Any, ...]]:
    """Column query of the members one may call up, by unit and name: number, name, unit, year of birth, category,
    phone, whether they once left this class.

    Members of the units whose classes the actor manages who are still here; not those who stand on the roster already,
    nor those who said that they cannot come.
    """
    own = and_(ClassPlace.person_id == Person.id, ClassPlace.class_id == course_class.id)
    return (
        select(
            Person.id, Person.name, Unit.name.label("unit"), Person.birth_year, Category.name.label("category"),
            Person.phone, ClassPlace.id.is_not(None).label("left_once"),
        )
        .join(Unit, Person.unit_id == Unit.id)
        .outerjoin(Category, Person.category_id == Category.id)
        .outerjoin(ClassPlace, own)
        .where(_may_be_called(actor), or_(ClassPlace.id.is_(None), ClassPlace.state == PlaceState.LEFT))
        .where(*_narrowed(actor, chosen))
        .order_by(Unit.in_order, Person.name, Person.id)
    )  # fmt: skip


def everybody_to_call(actor: Actor, course_class: CourseClass, chosen: CallFilter, limit: int) -> Sequence[Any]:
    """The first of them all on one page, for the preview."""
    return db.session.execute(people_to_call(actor, course_class, chosen).limit(limit)).all()


def _may_be_called(actor: Actor) -> ColumnElement[bool]:
    is_active = and_(Person.kind == PersonKind.MEMBER, Person.status.in_(ACTIVE))
    return and_(is_active, within(actor.reach(Permission.COURSE_MANAGE)))


def _narrowed(actor: Actor, chosen: CallFilter) -> Iterable[ColumnElement[bool]]:
    if chosen.words.strip():
        yield matches(Person.search_text, chosen.words)
    if chosen.unit_id:
        unit = unit_reached(actor, Permission.COURSE_MANAGE, chosen.unit_id)
        yield within([unit.path] if unit else [])
    if chosen.category_id:
        yield Person.category_id == chosen.category_id
    if chosen.study_mode in list(StudyMode):
        yield Person.study_mode == StudyMode(chosen.study_mode)
    if chosen.education.strip():
        yield Person.education.contains(chosen.education.strip(), autoescape=True)
    if chosen.trade.strip():
        yield Person.trade.contains(chosen.trade.strip(), autoescape=True)


def educations_and_trades(actor: Actor) -> tuple[list[str], list[str]]:
    """What the roster says about education and work, the most frequent first: words to filter a call-up by.

    Among the first two thousand people: whoever has a word of their own beyond that is found by searching.
    """
    some = (
        select(Person.education, Person.trade)
        .join(Unit, Person.unit_id == Unit.id)
        .where(_may_be_called(actor), or_(Person.education != "", Person.trade != ""))
        .limit(_SAMPLED)
        .subquery()
    )
    query = select(some.c.education, some.c.trade, func.count()).group_by(some.c.education, some.c.trade)
    educations, trades = Counter[str](), Counter[str]()
    for education, trade, number in db.session.execute(query):
        educations[education] += number
        trades[trade] += number
    return _frequent(educations), _frequent(trades)


def _frequent(words: Counter[str]) -> list[str]:
    return [word for word, _number in sorted(words.items(), key=lambda pair: (-pair[1], pair[0])) if word][:30]


def chosen_to_call(actor: Actor, course_class: CourseClass, person_ids: Iterable[int]) -> Sequence[Any]:
    """Those of the numbers whom one may call up, as ``people_to_call`` gives them."""
    query = people_to_call(actor, course_class, CallFilter())
    return db.session.execute(query.where(Person.id.in_(list(person_ids)))).all()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a pasted list: the members it may mean, or why nobody can be called by it.

    ``why``: '' (somebody was found), ``unknown``, ``gone`` (left, transferred or dead), ``there`` (on the roster).
    """

    text: str
    people: tuple[Any, ...] = ()
    why: str = ""


def people_on_lines(actor: Actor, course_class: CourseClass, lines: Sequence[str]) -> list[Line]:
    """Whom a pasted list of names or member numbers means, line by line. One statement, however long the list."""
    wanted = list(dict.fromkeys(line for line in lines if line))[:LINES_AT_MOST]
    own = and_(ClassPlace.person_id == Person.id, ClassPlace.class_id == course_class.id)
    query = (
        select(
            Person.id, Person.name, Unit.name.label("unit"), Person.birth_year, Person.phone, Person.member_number,
            _may_be_called(actor).label("active"), ClassPlace.state.label("state"),
        )
        .join(Unit, Person.unit_id == Unit.id)
        .outerjoin(ClassPlace, own)
        .where(within(actor.reach(Permission.COURSE_MANAGE)), Person.kind == PersonKind.MEMBER)
        .where(or_(Person.name.in_(wanted), Person.member_number.in_(wanted)))
        .order_by(Unit.in_order, Person.id)
    )  # fmt: skip
    rows = db.session.execute(query).all()
    return [_read_line(text, [row for row in rows if _is_meant(row, text)]) for text in wanted]


def _is_meant(row: Any, text: str) -> bool:
    return row.name == text or row.member_number == text or fold(row.name) == fold(text)


def _read_line(text: str, rows: list[Any]) -> Line:
    free = tuple(row for row in rows if row.active and row.state in (None, PlaceState.LEFT))
    if free:
        return Line(text, free)
    if any(row.active for row in rows):
        return Line(text, why="there")
    return Line(text, why="gone" if rows else "unknown")


def my_classes(person_id: int | None, limit: int = 50) -> Select[*tuple[Any, ...]]:
    """Column query of the classes a person has a place in, the newest first: number, title, days, state of the class,
    state of the place, completed."""
    return (
        select(
            CourseClass.id, CourseClass.title, CourseClass.starts_on, CourseClass.ends_on,
            CourseClass.state.label("class_state"), ClassPlace.state, ClassPlace.completed_at,
        )
        .join(ClassPlace, ClassPlace.class_id == CourseClass.id)
        .where(ClassPlace.person_id == (person_id or 0), CourseClass.state != ClassState.DRAFT)
        .order_by(ClassPlace.entered_at.desc(), ClassPlace.id.desc())
        .limit(limit)
    )  # fmt: skip


def places_to_answer(actor: Actor, limit: int = 10) -> Select[*tuple[Any, ...]]:
    """Column query of what the actor has not answered: called up, or moved up from the waiting list."""
    open_question = or_(
        ClassPlace.state == PlaceState.CALLED,
        and_(ClassPlace.state == PlaceState.IN, ClassPlace.moved_up_at.is_not(None), ClassPlace.answered_at.is_(None)),
    )
    return (
        select(CourseClass.id, CourseClass.title, ClassPlace.state)
        .join(ClassPlace, ClassPlace.class_id == CourseClass.id)
        .where(ClassPlace.person_id == (actor.person_id or 0), CourseClass.state == ClassState.OPEN, open_question)
        .order_by(ClassPlace.entered_at, ClassPlace.id)
        .limit(limit)
    )


def answers_awaited(actor: Actor, called_before: datetime, limit: int = 10) -> Select[*tuple[Any, ...]]:
    """Column query of the actor's classes in which people called up before that moment have not answered: number,
    title, how many."""
    return (
        select(CourseClass.id, CourseClass.title, func.count().label("silent"))
        .join(ClassPlace, ClassPlace.class_id == CourseClass.id)
        .join(Unit, CourseClass.unit_id == Unit.id)
        .where(
            within(actor.reach(Permission.COURSE_MANAGE)), CourseClass.state == ClassState.OPEN,
            ClassPlace.state == PlaceState.CALLED, ClassPlace.entered_at < called_before,
        )
        .group_by(CourseClass.id, CourseClass.title, CourseClass.starts_on)
        .order_by(CourseClass.starts_on, CourseClass.id)
        .limit(limit)
    )  # fmt: skip
