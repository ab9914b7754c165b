"""Classes at a distance: those one runs, those one is in or may join, their pieces, how far each person is."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.library.models import Courseware, CoursewareCategory, CoursewareVersion
from partyedu.library.queries import readable
from partyedu.library.queries.courseware import newest_version_id
from partyedu.notices.models import Notice
from partyedu.organisation.models import ACTIVE, Person, PersonKind, StudyMode, Unit
from partyedu.organisation.queries import within
from partyedu.study.models import DistanceClass, DistancePiece, DistancePlace, DistanceState, PieceAnswer
from partyedu.study.weeks import WEEK

SHOWN = (DistanceState.OPEN, DistanceState.ENDED)
# A class has pieces for half a year at most; more is a course.
PIECES_AT_MOST = 26


def _managed(actor: Actor) -> ColumnElement[bool]:
    return within(actor.reach(Permission.STUDY_MANAGE))


def _inside(actor: Actor) -> ColumnElement[bool]:
    """Condition on DistanceClass: it is run by a unit the actor belongs to, or one above it; by daily study too."""
    daily = select(Unit.path).join(Person, Person.daily_unit_id == Unit.id).where(Person.id == (actor.person_id or 0))
    above = [int(number) for number in actor.unit_path.split("/") if number]
    of_daily = daily.scalar_subquery().startswith(Unit.path)
    return or_(DistanceClass.unit_id.in_(above), func.coalesce(of_daily, False))


def _has_place(actor: Actor) -> ColumnElement[bool]:
    own = select(DistancePlace.class_id).where(DistancePlace.person_id == (actor.person_id or 0))
    return DistanceClass.id.in_(own.where(DistancePlace.left_at.is_(None)))


def _number_of_pieces() -> Any:
    query = select(func.count()).where(DistancePiece.class_id == DistanceClass.id)
    return query.correlate(DistanceClass).scalar_subquery()


def _number_of_people() -> Any:
    query = select(func.count()).where(DistancePlace.class_id == DistanceClass.id, DistancePlace.left_at.is_(None))
    return query.correlate(DistanceClass).scalar_subquery()


def _listed() -> Select[*tuple[Any, ...]]:
    return select(
        DistanceClass.id, DistanceClass.title, DistanceClass.summary, DistanceClass.state, DistanceClass.starts_on,
        Unit.name.label("unit"), _number_of_pieces().label("pieces"), _number_of_people().label("people"),
    ).join(Unit, DistanceClass.unit_id == Unit.id)  # fmt: skip


def classes_run(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of the classes of the units whose study the actor manages, the latest first.

    Number, title, summary, state, starts_on, unit, pieces, people (their numbers).
    """
    query = _listed().where(_managed(actor))
    return query.order_by(DistanceClass.starts_on.desc(), DistanceClass.id.desc())


def _accepted_by(actor: Actor) -> Any:
    query = (
        select(func.count())
        .select_from(PieceAnswer)
        .join(DistancePiece, PieceAnswer.piece_id == DistancePiece.id)
        .where(DistancePiece.class_id == DistanceClass.id, PieceAnswer.person_id == (actor.person_id or 0))
        .where(PieceAnswer.accepted_at.is_not(None))
    )
    return query.correlate(DistanceClass).scalar_subquery()


def classes_of(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of the classes the actor is in, as ``classes_run`` and accepted (their answers that count)."""
    query = _listed().add_columns(_accepted_by(actor).label("accepted"))
    query = query.where(_has_place(actor), DistanceClass.state.in_(SHOWN))
    return query.order_by(DistanceClass.state == DistanceState.ENDED, DistanceClass.starts_on.desc()).limit(30)


def classes_to_join(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of running classes of the actor's units that they are not in, as ``classes_run``."""
    query = _listed().where(DistanceClass.state == DistanceState.OPEN, _inside(actor), ~_has_place(actor))
    return query.order_by(DistanceClass.starts_on.desc()).limit(30)


def _whole() -> Select[*tuple[Any, ...]]:
    return (
        select(DistanceClass).join(Unit, DistanceClass.unit_id == Unit.id).options(contains_eager(DistanceClass.unit))
    )


def class_seen(actor: Actor, class_id: int) -> DistanceClass | None:
    """A class the actor runs, is in, or may join."""
    shown = and_(DistanceClass.state.in_(SHOWN), or_(_has_place(actor), _inside(actor)))
    return db.session.scalar(_whole().where(DistanceClass.id == class_id, or_(_managed(actor), shown)))


def class_run(actor: Actor, class_id: int) -> DistanceClass | None:
    """A class of a unit whose study the actor manages."""
    return db.session.scalar(_whole().where(DistanceClass.id == class_id, _managed(actor)))


def class_of_form(form_key: str) -> DistanceClass | None:
    """The class that this very form has already made (a double click)."""
    return db.session.scalar(select(DistanceClass).where(DistanceClass.form_key == form_key))


# --- pieces -----------------------------------------------------------------------------------------------------------


def pieces_of(class_id: int) -> list[DistancePiece]:
    """The pieces of a class, in order."""
    query = select(DistancePiece).where(DistancePiece.class_id == class_id).order_by(DistancePiece.position)
    return list(db.session.scalars(query.options(joinedload(DistancePiece.courseware))))


def _piece() -> Select[*tuple[Any, ...]]:
    return (
        select(DistancePiece)
        .join(DistanceClass, DistancePiece.class_id == DistanceClass.id)
        .join(Unit, DistanceClass.unit_id == Unit.id)
        .options(
            contains_eager(DistancePiece.distance_class).contains_eager(DistanceClass.unit),
            joinedload(DistancePiece.courseware),
        )
    )


def piece_seen(actor: Actor, piece_id: int) -> DistancePiece | None:
    """A piece of a class the actor runs, is in, or may join."""
    shown = and_(DistanceClass.state.in_(SHOWN), or_(_has_place(actor), _inside(actor)))
    return db.session.scalar(_piece().where(DistancePiece.id == piece_id, or_(_managed(actor), shown)))


def piece_run(actor: Actor, piece_id: int) -> DistancePiece | None:
    """A piece of a class the actor runs."""
    return db.session.scalar(_piece().where(DistancePiece.id == piece_id, _managed(actor)))


def readings(pieces: Collection[DistancePiece]) -> Sequence[Any]:
    """What everybody may read of the library pieces that some pieces lead to.

    Rows for ``library.packing.packed``: id, title, summary, minutes, category, text, version_id.
    """
    numbers = [piece.courseware_id for piece in pieces if piece.courseware_id is not None]
    query = (
        select(
            Courseware.id, Courseware.title, Courseware.summary, Courseware.minutes,
            CoursewareCategory.name.label("category"), CoursewareVersion.text, CoursewareVersion.id.label("version_id"),
        )
        .join(CoursewareCategory, Courseware.category_id == CoursewareCategory.id)
        .outerjoin(CoursewareVersion, CoursewareVersion.id == newest_version_id())
        .where(Courseware.id.in_(numbers), readable())
    )  # fmt: skip
    return db.session.execute(query).all()


def has_answers(piece_id: int) -> bool:
    """Whether anybody has answered a piece."""
    return db.session.scalar(select(PieceAnswer.id).where(PieceAnswer.piece_id == piece_id).limit(1)) is not None


def answers_by_piece(class_id: int, person_id: int) -> dict[int, PieceAnswer]:
    """A person's answers in a class, by piece."""
    query = select(PieceAnswer).join(DistancePiece, PieceAnswer.piece_id == DistancePiece.id)
    query = query.where(DistancePiece.class_id == class_id, PieceAnswer.person_id == person_id)
    return {answer.piece_id or 0: answer for answer in db.session.scalars(query)}


# --- people -----------------------------------------------------------------------------------------------------------


def place_of(class_id: int, person_id: int | None) -> DistancePlace | None:
    """A person's place in a class, also one they have left."""
    query = select(DistancePlace).where(DistancePlace.class_id == class_id)
    return db.session.scalar(query.where(DistancePlace.person_id == (person_id or 0)))


def place_run(actor: Actor, place_id: int) -> DistancePlace | None:
    """A place in a class the actor runs."""
    query = (
        select(DistancePlace)
        .join(DistanceClass, DistancePlace.class_id == DistanceClass.id)
        .join(Unit, DistanceClass.unit_id == Unit.id)
        .options(contains_eager(DistancePlace.distance_class), joinedload(DistancePlace.person))
    )
    return db.session.scalar(query.where(DistancePlace.id == place_id, _managed(actor)))


def places_by_person(class_id: int, person_ids: Collection[int]) -> dict[int, DistancePlace]:
    """The places of some people in a class, by person, also those they have left."""
    query = select(DistancePlace).where(DistancePlace.class_id == class_id, DistancePlace.person_id.in_(person_ids))
    return {place.person_id: place for place in db.session.scalars(query)}


def _still_here() -> ColumnElement[bool]:
    return and_(Person.kind == PersonKind.MEMBER, Person.status.in_(ACTIVE))


def people_of(class_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of those who are in a class, in the order of the tree and of their names: no ranking.

    Number of the place, person_id, name, unit, phone, is_here.
    """
    return (
        select(
            DistancePlace.id, Person.id.label("person_id"), Person.name, Unit.name.label("unit"), Person.phone,
            _still_here().label("is_here"),
        )
        .join(Person, DistancePlace.person_id == Person.id)
        .join(Unit, Person.unit_id == Unit.id)
        .where(DistancePlace.class_id == class_id, DistancePlace.left_at.is_(None))
        .order_by(Unit.in_order, Person.name, Person.id)
    )  # fmt: skip


def answers_of_people(class_id: int, person_ids: Collection[int]) -> dict[int, dict[int, Any]]:
    """What some people handed in to a class: by person and piece, rows with accepted_at, returned_reason, late_word."""
    query = (
        select(
            PieceAnswer.person_id, PieceAnswer.piece_id, PieceAnswer.accepted_at, PieceAnswer.returned_reason,
            PieceAnswer.late_word,
        )
        .join(DistancePiece, PieceAnswer.piece_id == DistancePiece.id)
        .where(DistancePiece.class_id == class_id, PieceAnswer.person_id.in_(person_ids))
    )  # fmt: skip
    found: dict[int, dict[int, Any]] = {}
    for row in db.session.execute(query):
        found.setdefault(row.person_id, {})[row.piece_id] = row
    return found


def numbers_in(class_id: int) -> list[int]:
    """The numbers of those who are in a class and still here."""
    query = select(Person.id).join(DistancePlace, DistancePlace.person_id == Person.id)
    query = query.where(DistancePlace.class_id == class_id, DistancePlace.left_at.is_(None), _still_here())
    return list(db.session.scalars(query.order_by(Person.id)))


def _may_be_added(actor: Actor, row: DistanceClass) -> Select[*tuple[int]]:
    """Numbers of members of the class's unit, within the actor's reach, who are not in it."""
    daily = aliased(Unit)
    there = select(DistancePlace.person_id).where(DistancePlace.class_id == row.id, DistancePlace.left_at.is_(None))
    reach = actor.reach(Permission.STUDY_MANAGE)
    return (
        select(Person.id)
        .join(Unit, Person.unit_id == Unit.id)
        .outerjoin(daily, Person.daily_unit_id == daily.id)
        .where(or_(within([row.unit.path]), within([row.unit.path], daily.path)))
        .where(or_(within(reach), within(reach, daily.path)), _still_here(), Person.id.not_in(there))
    )


def of_category(actor: Actor, row: DistanceClass, category_id: int) -> list[int]:
    """Members of a category who may be added to a class."""
    query = _may_be_added(actor, row).where(Person.category_id == category_id)
    return list(db.session.scalars(query.order_by(Person.id)))


def of_online_mode(actor: Actor, row: DistanceClass) -> list[int]:
    """Members whose way of study is online and who may be added to a class."""
    query = _may_be_added(actor, row).where(Person.study_mode == StudyMode.ONLINE)
    return list(db.session.scalars(query.order_by(Person.id)))


def may_be_added(actor: Actor, row: DistanceClass, person_id: int) -> bool:
    """Whether a member may be added to a class by name."""
    return db.session.scalar(_may_be_added(actor, row).where(Person.id == person_id)) is not None


def people_owing(piece: DistancePiece, reminded_since: datetime) -> list[int]:
    """Those in the class who have handed nothing in to a piece (or got it back), and were not reminded of it lately."""
    answered = select(PieceAnswer.person_id).where(
        PieceAnswer.piece_id == piece.id, or_(PieceAnswer.returned_reason == "", PieceAnswer.accepted_at.is_not(None))
    )
    reminded = select(Notice.person_id).where(
        Notice.about == about_piece(piece.id), Notice.created_at >= reminded_since
    )
    query = (
        select(Person.id)
        .join(DistancePlace, DistancePlace.person_id == Person.id)
        .where(DistancePlace.class_id == piece.class_id, DistancePlace.left_at.is_(None), _still_here())
        .where(Person.id.not_in(answered), Person.id.not_in(reminded))
        .order_by(Person.id)
    )
    return list(db.session.scalars(query))


def about_class(class_id: int) -> str:
    """What notices of a class say they are about."""
    return f"distance_class:{class_id}"


def about_piece(piece_id: int) -> str:
    """What reminders of a piece say they are about."""
    return f"distance_piece:{piece_id}"


# --- what waits -------------------------------------------------------------------------------------------------------


def pieces_waiting(actor: Actor, today: date) -> Select[*tuple[Any, ...]]:
    """Column query of the pieces that wait for the actor's answer, the one that closes first at the top.

    Number, class_id, title, class_title, opens_on, closes_on.
    """
    answered = select(PieceAnswer.piece_id).where(
        PieceAnswer.person_id == (actor.person_id or 0),
        PieceAnswer.piece_id.is_not(None),
        or_(PieceAnswer.returned_reason == "", PieceAnswer.accepted_at.is_not(None)),
    )
    return (
        select(
            DistancePiece.id, DistancePiece.class_id, DistancePiece.title, DistanceClass.title.label("class_title"),
            DistancePiece.opens_on, DistancePiece.closes_on,
        )
        .join(DistanceClass, DistancePiece.class_id == DistanceClass.id)
        .where(_has_place(actor), DistanceClass.state == DistanceState.OPEN, DistancePiece.id.not_in(answered))
        .where(DistancePiece.opens_on <= today, DistancePiece.closes_on >= today - WEEK)
        .order_by(DistancePiece.closes_on, DistancePiece.id)
        .limit(20)
    )  # fmt: skip
