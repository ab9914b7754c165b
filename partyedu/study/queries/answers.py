"""Answers handed in after a piece: one's own, and those that wait for somebody's word."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased, joinedload

from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.search import fold, matches
from partyedu.core.uploads import StoredFile
from partyedu.library.models import Courseware, CoursewareVersion
from partyedu.organisation.models import Person, Unit
from partyedu.study.models import DistanceClass, DistancePiece, PieceAnswer
from partyedu.study.queries.reach import looked_after

_COMPARED_AT_MOST = 2000


def is_waiting() -> ColumnElement[bool]:
    """Condition on PieceAnswer: handed in, and nobody has said a word yet."""
    return and_(PieceAnswer.accepted_at.is_(None), PieceAnswer.returned_reason == "")


def answer_of(person_id: int, piece_id: int | None = None, courseware_id: int | None = None) -> PieceAnswer | None:
    """A person's answer to a piece of a class at a distance, or to a piece of the library."""
    about = PieceAnswer.piece_id == piece_id if piece_id is not None else PieceAnswer.courseware_id == courseware_id
    return db.session.scalar(select(PieceAnswer).where(PieceAnswer.person_id == person_id, about))


def _others(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Conditions on answers joined with their people: those the actor may say a word about, never their own."""
    return looked_after(actor), PieceAnswer.person_id != (actor.person_id or 0)


def answers_listed(actor: Actor, show: str = "", words: str = "") -> Select[*tuple[Any, ...]]:
    """Column query of answers of people whose study the actor looks after: waiting ones, the oldest first, or with
    ``show`` "accepted" or "returned" the newest first.

    id, version, person_id, name, unit, title (of the piece), question, text, photo_id, minutes, handed_in_at, typist,
    courseware_id, piece_id, accepted_at, returned_reason, word_by.
    """
    typist, by = aliased(Person), aliased(Person)
    title = func.coalesce(DistancePiece.title, Courseware.title)
    query = (
        select(
            PieceAnswer.id, PieceAnswer.version, PieceAnswer.person_id, Person.name, Unit.name.label("unit"),
            title.label("title"), PieceAnswer.question, PieceAnswer.text, PieceAnswer.photo_id, PieceAnswer.minutes,
            PieceAnswer.handed_in_at, typist.name.label("typist"), PieceAnswer.courseware_id, PieceAnswer.piece_id,
            PieceAnswer.accepted_at, PieceAnswer.returned_reason, by.name.label("word_by"),
        )
        .join(Person, PieceAnswer.person_id == Person.id)
        .outerjoin(Unit, Person.unit_id == Unit.id)
        .outerjoin(typist, PieceAnswer.typed_by_id == typist.id)
        .outerjoin(by, PieceAnswer.accepted_by_id == by.id)
        .outerjoin(Courseware, PieceAnswer.courseware_id == Courseware.id)
        .outerjoin(DistancePiece, PieceAnswer.piece_id == DistancePiece.id)
        .where(*_others(actor))
    )  # fmt: skip
    if words.strip():
        query = query.where(matches(Person.search_text, words))
    if show == "accepted":
        return query.where(PieceAnswer.accepted_at.is_not(None)).order_by(PieceAnswer.accepted_at.desc())
    if show == "returned":
        returned = and_(PieceAnswer.accepted_at.is_(None), PieceAnswer.returned_reason != "")
        return query.where(returned).order_by(PieceAnswer.handed_in_at.desc())
    return query.where(is_waiting()).order_by(PieceAnswer.handed_in_at, PieceAnswer.id)


def number_waiting(actor: Actor) -> Select[*tuple[int]]:
    """Column query of one number: answers that wait for the actor's word."""
    query = select(func.count()).select_from(PieceAnswer).join(Person, PieceAnswer.person_id == Person.id)
    return query.where(is_waiting(), *_others(actor))


def answer_to_judge(actor: Actor, piece_answer_id: int) -> PieceAnswer | None:
    """An answer of somebody whose study the actor looks after; one's own too: the operation says why not."""
    query = (
        select(PieceAnswer)
        .join(Person, PieceAnswer.person_id == Person.id)
        .options(
            joinedload(PieceAnswer.person),
            joinedload(PieceAnswer.courseware),
            joinedload(PieceAnswer.piece).joinedload(DistancePiece.distance_class),
        )
    )
    return db.session.scalar(query.where(PieceAnswer.id == piece_answer_id, looked_after(actor)))


def photo_for(actor: Actor, piece_answer_id: int) -> StoredFile | None:
    """The photo of a handwritten answer: for who wrote it, and for those who look after their study."""
    query = (
        select(StoredFile)
        .join(PieceAnswer, PieceAnswer.photo_id == StoredFile.id)
        .join(Person, PieceAnswer.person_id == Person.id)
    )
    seen = looked_after(actor) | (PieceAnswer.person_id == (actor.person_id or 0))
    return db.session.scalar(query.where(PieceAnswer.id == piece_answer_id, seen))


def my_answers(person_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of a person's answers, the newest first: id, title, text, handed_in_at, accepted_at,
    returned_reason, courseware_id, piece_id, class_id, photo_id, minutes."""
    title = func.coalesce(DistancePiece.title, Courseware.title)
    return (
        select(
            PieceAnswer.id, title.label("title"), PieceAnswer.text, PieceAnswer.handed_in_at, PieceAnswer.accepted_at,
            PieceAnswer.returned_reason, PieceAnswer.courseware_id, PieceAnswer.piece_id,
            DistanceClass.id.label("class_id"), PieceAnswer.photo_id, PieceAnswer.minutes,
        )
        .outerjoin(Courseware, PieceAnswer.courseware_id == Courseware.id)
        .outerjoin(DistancePiece, PieceAnswer.piece_id == DistancePiece.id)
        .outerjoin(DistanceClass, DistancePiece.class_id == DistanceClass.id)
        .where(PieceAnswer.person_id == person_id)
        .order_by(PieceAnswer.handed_in_at.desc(), PieceAnswer.id.desc())
    )  # fmt: skip


# --- hints for who confirms -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hint:
    """What the confirmer should look at: who wrote the very same, and whether it was copied from the piece."""

    same_as: tuple[str, ...] = ()
    is_copied: bool = False


def bare(text: str) -> str:
    """A sentence as it is compared: folded, without punctuation."""
    return "".join(char for char in fold(text) if char.isalnum())


def hints_for(rows: Sequence[Any]) -> dict[int, Hint]:
    """Hints on the answers of one page (rows of ``answers_listed``), by answer. Two statements, three with files.

    The same sentence as somebody else's is no proof: couples learn together. So it is shown and never refused.
    """
    if not rows:
        return {}
    others, texts = _others_on(rows), _texts_of(rows)
    found = {}
    for row in rows:
        own, about = bare(row.text), (row.piece_id, row.courseware_id)
        same = [name for person_id, name, said in others.get(about, ()) if said == own and person_id != row.person_id]
        found[row.id] = Hint(tuple(same[:3]) if own else (), len(own) >= 6 and own in texts.get(about, ""))
    return found


_About = tuple[int | None, int | None]


def _numbers(rows: Sequence[Any], name: str) -> list[int]:
    return sorted({getattr(row, name) for row in rows if getattr(row, name) is not None})


def _others_on(rows: Sequence[Any]) -> dict[_About, list[tuple[int, str, str]]]:
    about = PieceAnswer.piece_id.in_(_numbers(rows, "piece_id")) | PieceAnswer.courseware_id.in_(
        _numbers(rows, "courseware_id")
    )
    query = (
        select(
            PieceAnswer.piece_id, PieceAnswer.courseware_id, PieceAnswer.person_id, Person.name, PieceAnswer.text
        )
        .join(Person, PieceAnswer.person_id == Person.id)
        .where(about, PieceAnswer.text != "")
        .order_by(PieceAnswer.id.desc())
        .limit(_COMPARED_AT_MOST)
    )  # fmt: skip
    found: dict[_About, list[tuple[int, str, str]]] = {}
    for piece_id, courseware_id, person_id, name, text in db.session.execute(query):
        found.setdefault((piece_id, courseware_id), []).append((person_id, name, bare(text)))
    return found


def _texts_of(rows: Sequence[Any]) -> dict[_About, str]:
    """What stands in the pieces, as it is compared."""
    later = aliased(CoursewareVersion)
    newest = ~select(later.id).where(
        later.courseware_id == CoursewareVersion.courseware_id, later.number > CoursewareVersion.number
    ).exists()  # fmt: skip
    library = select(CoursewareVersion.courseware_id, CoursewareVersion.text).where(
        CoursewareVersion.courseware_id.in_(_numbers(rows, "courseware_id")), newest
    )
    classes = select(DistancePiece.id, DistancePiece.text).where(DistancePiece.id.in_(_numbers(rows, "piece_id")))
    found: dict[_About, str] = {(None, number): bare(text) for number, text in db.session.execute(library)}
    return found | {(number, None): bare(text) for number, text in db.session.execute(classes)}
