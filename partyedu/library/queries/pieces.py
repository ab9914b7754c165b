"""One piece of courseware: who may open it, what was said of it, where it was used; talks that may become one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.together import ask_together
from partyedu.library.models import (
    Courseware,
    CoursewareCategory,
    CoursewareLike,
    CoursewareStep,
    CoursewareUse,
    CoursewareVersion,
    Criterion,
    CriterionScore,
    ExpertReview,
    PeerComment,
    Stage,
    Verdict,
)
from partyedu.library.queries.courseware import kept, mine, readable
from partyedu.library.queries.rules import decisions_on
from partyedu.library.queries.screenings import screenings_of
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import unit_reached
from partyedu.schedule.models import PUBLIC, Event
from partyedu.speakers.models import Talk, TalkState
from partyedu.speakers.queries import cast_person_ids
from partyedu.speakers.queries.conditions import over, talks
from partyedu.theatre.models import ProgrammeItem
from partyedu.theatre.queries import was_given

OPEN_TO_COMMENTS = (Stage.COMMENTS,)
UNDER_REVIEW = (Stage.REVIEW, Stage.ADMITTED, Stage.TEXTBOOK, Stage.REWORK)


def _whole() -> Select[Courseware]:
    return (
        select(Courseware)
        .join(Courseware.unit)
        .join(Courseware.category)
        .options(
            contains_eager(Courseware.unit),
            contains_eager(Courseware.category),
            joinedload(Courseware.theme),
            joinedload(Courseware.owner),
            joinedload(Courseware.talk),
        )
    )


def inside(actor: Actor | None) -> ColumnElement[bool]:
    """Condition: the actor reads it beyond what everybody reads (the maker, staff, reviewers of what was handed in)."""
    reviews = and_(kept(actor, Permission.LIBRARY_REVIEW), Courseware.stage.in_(UNDER_REVIEW))
    return or_(mine(actor), kept(actor), reviews)


def seen_by(actor: Actor | None) -> ColumnElement[bool]:
    """Condition on Courseware joined with Unit: the actor may open the page of the piece (see ``piece_for``)."""
    members = and_(Courseware.stage.in_(OPEN_TO_COMMENTS), true() if actor is not None else false())
    return or_(readable(), members, inside(actor))


def piece_for(actor: Actor | None, courseware_id: int) -> Courseware | None:
    """The piece, if this reader may open its page.

    What is admitted is everybody's; what waits for comments everybody's who has signed in; anything else its maker's,
    the staff's of its unit and, once it was handed in, the reviewers'.
    """
    return db.session.scalar(_whole().where(Courseware.id == courseware_id, seen_by(actor)))


def piece_public(courseware_id: int) -> Courseware | None:
    """The piece, if everybody may read it."""
    return db.session.scalar(_whole().where(Courseware.id == courseware_id, readable()))


def piece_made(actor: Actor, courseware_id: int) -> Courseware | None:
    """A piece the actor works on: its maker, or staff for them."""
    return db.session.scalar(_whole().where(Courseware.id == courseware_id, or_(mine(actor), kept(actor))))


def piece_kept(actor: Actor, courseware_id: int) -> Courseware | None:
    """A piece of a unit whose library the actor keeps."""
    return db.session.scalar(_whole().where(Courseware.id == courseware_id, kept(actor)))


def piece_owned(actor: Actor, courseware_id: int) -> Courseware | None:
    """A piece that belongs to the actor."""
    own = Courseware.owner_id == (actor.person_id or 0)
    return db.session.scalar(_whole().where(Courseware.id == courseware_id, own))


def piece_to_comment(actor: Actor, courseware_id: int) -> Courseware | None:
    """A piece that waits for comments."""
    seen = Courseware.stage.in_(OPEN_TO_COMMENTS)
    return db.session.scalar(_whole().where(Courseware.id == courseware_id, or_(seen, inside(actor))))


def piece_to_review(actor: Actor, courseware_id: int) -> Courseware | None:
    """A piece the actor may score (also one that a colleague has just decided about): never their own."""
    reviews = and_(kept(actor, Permission.LIBRARY_REVIEW), Courseware.stage.in_((*UNDER_REVIEW, Stage.MAKING)))
    types = and_(kept(actor), Courseware.stage.in_((*UNDER_REVIEW, Stage.MAKING)))
    query = _whole().where(Courseware.id == courseware_id, ~mine(actor), or_(reviews, types))
    return db.session.scalar(query)


def piece_of_talk(talk_id: int) -> Courseware | None:
    """The piece that a talk has become."""
    return db.session.scalar(_whole().where(Courseware.talk_id == talk_id))


def pieces_of_talks(talk_ids: Sequence[int]) -> dict[int, int]:
    """Which of these talks have become a piece: talk → piece."""
    query = select(Courseware.talk_id, Courseware.id).where(Courseware.talk_id.in_(talk_ids))
    return {talk_id: number for talk_id, number in db.session.execute(query) if talk_id is not None}


def piece_of_form(form_key: str) -> Courseware | None:
    """The piece that this very form has already made (a double click)."""
    return db.session.scalar(_whole().where(Courseware.form_key == form_key))


def unit_to_propose_for(actor: Actor, unit_id: int | None) -> Unit | None:
    """The unit whose library a new piece is for: one that staff keep and chose, else the actor's own."""
    if unit_id is not None:
        return unit_reached(actor, Permission.LIBRARY_MANAGE, unit_id)
    return db.session.get(Unit, actor.unit_id) if actor.unit_id is not None else None


# --- talks that may come into the library -----------------------------------------------------------------------------


def _proposable(actor: Actor) -> Select[Any]:
    return talks().where(
        over(actor, Permission.LIBRARY_MANAGE, Permission.LIBRARY_REVIEW), Talk.state == TalkState.APPROVED
    )


def talk_to_propose(actor: Actor, talk_id: int) -> Talk | None:
    """An approved talk of a speaker whose unit's library the actor keeps or reviews."""
    return db.session.scalar(_proposable(actor).where(Talk.id == talk_id))


def talks_to_propose(actor: Actor, event_id: int) -> Sequence[Talk]:
    """Of those the ones that were given at a session, in the order of the programme."""
    query = _proposable(actor).join(ProgrammeItem, ProgrammeItem.talk_id == Talk.id)
    query = query.join(Event, ProgrammeItem.event_id == Event.id)
    query = query.where(Event.id == event_id, was_given(clock.now()))
    return db.session.scalars(query.order_by(ProgrammeItem.public_position, ProgrammeItem.id)).all()


# --- what was said and done -------------------------------------------------------------------------------------------


def steps_of(courseware_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of the history of a piece from its beginning: stage, note, at, who, number of the version."""
    query = (
        select(
            CoursewareStep.stage,
            CoursewareStep.note,
            CoursewareStep.at,
            Person.name.label("who"),
            CoursewareVersion.number,
        )
        .outerjoin(Person, CoursewareStep.by_id == Person.id)
        .outerjoin(CoursewareVersion, CoursewareStep.version_id == CoursewareVersion.id)
        .where(CoursewareStep.courseware_id == courseware_id)
        .order_by(CoursewareStep.id)
    )
    return query


def steps_by(courseware_id: int) -> Sequence[int | None]:
    """Who took each step of a piece, from its beginning."""
    query = select(CoursewareStep.by_id).where(CoursewareStep.courseware_id == courseware_id)
    return db.session.scalars(query.order_by(CoursewareStep.id)).all()


def players_of(piece: Courseware) -> set[int]:
    """The persons of the roster who play in the talk it comes from."""
    return cast_person_ids(piece.talk) if piece.talk is not None else set()


def comments_on(courseware_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of what peers said of a piece, the oldest first.

    id, text, at, who, number (of the version), typed_by_id.
    """
    query = (
        select(
            PeerComment.id,
            PeerComment.text,
            PeerComment.at,
            Person.name.label("who"),
            CoursewareVersion.number,
            PeerComment.typed_by_id,
        )
        .join(CoursewareVersion, PeerComment.version_id == CoursewareVersion.id)
        .join(Person, PeerComment.person_id == Person.id)
        .where(CoursewareVersion.courseware_id == courseware_id)
        .order_by(PeerComment.at, PeerComment.id)
    )
    return query


def reviews_of(courseware_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of the experts' reviews of a piece, the oldest first.

    id, verdict, percent, text, at, who, number (of the version), typed_by_id.
    """
    query = (
        select(
            ExpertReview.id,
            ExpertReview.verdict,
            ExpertReview.percent,
            ExpertReview.text,
            ExpertReview.at,
            Person.name.label("who"),
            CoursewareVersion.number,
            ExpertReview.typed_by_id,
        )
        .join(CoursewareVersion, ExpertReview.version_id == CoursewareVersion.id)
        .join(Person, ExpertReview.reviewer_id == Person.id)
        .where(CoursewareVersion.courseware_id == courseware_id)
        .order_by(ExpertReview.at, ExpertReview.id)
    )
    return query


def scores_of(courseware_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of the points of each review of a piece, line by line: review_id, name, points, out_of."""
    query = (
        select(CriterionScore.review_id, Criterion.name, CriterionScore.points, Criterion.points.label("out_of"))
        .join(Criterion, CriterionScore.criterion_id == Criterion.id)
        .join(ExpertReview, CriterionScore.review_id == ExpertReview.id)
        .join(CoursewareVersion, ExpertReview.version_id == CoursewareVersion.id)
        .where(CoursewareVersion.courseware_id == courseware_id)
        .order_by(CriterionScore.review_id, Criterion.position)
    )
    return query


@dataclass(frozen=True, slots=True)
class Inside:
    """What its maker, staff and reviewers read of a piece; ``scores``: review → rows of name, points, out_of."""

    steps: Sequence[Any]
    comments: Sequence[Any]
    reviews: Sequence[Any]
    scores: dict[int, list[Any]]
    decisions: Sequence[Any]


def inside_of(courseware_id: int) -> Inside:
    """Everything said and decided about a piece, in one statement."""
    steps, comments, reviews, scores, decisions = ask_together(
        steps_of(courseware_id), comments_on(courseware_id), reviews_of(courseware_id), scores_of(courseware_id),
        decisions_on(courseware_id),
    )  # fmt: skip
    by_review: dict[int, list[Any]] = {}
    for row in scores:
        by_review.setdefault(row.review_id, []).append(row)
    return Inside(steps, comments, reviews, by_review, decisions)


def last_review(version_id: int) -> Any:
    """The latest review of a version: who, verdict, at; None when there is none."""
    query = (
        select(Person.name.label("who"), ExpertReview.verdict, ExpertReview.at)
        .join(Person, ExpertReview.reviewer_id == Person.id)
        .where(ExpertReview.version_id == version_id)
        .order_by(ExpertReview.id.desc())
    )
    return db.session.execute(query.limit(1)).first()


def has_reviewed(version_id: int, reviewer_id: int) -> bool:
    """Whether this person has scored this version."""
    query = select(ExpertReview.id).where(
        ExpertReview.version_id == version_id, ExpertReview.reviewer_id == reviewer_id
    )
    return db.session.scalar(query) is not None


def was_returned(version_id: int) -> bool:
    """Whether a reviewer asked for changes to this version."""
    query = select(ExpertReview.id).where(ExpertReview.version_id == version_id, ExpertReview.verdict == Verdict.RETURN)
    return db.session.scalar(query.limit(1)) is not None


@dataclass(frozen=True, slots=True)
class Reception:
    """How a piece is received: likes, whether this reader's is among them, the latest events it was used at, how many
    in all, and how often the talk it comes from was given."""

    likes: int
    liked: bool
    uses: Sequence[Any]
    number_of_uses: int
    given: int
    screenings: Sequence[Any]


def reception_of(piece: Courseware, key: str) -> Reception:
    """How a piece is received, in one statement; ``key`` of the reader's like (see ``operations.like_key``)."""
    own = func.count().filter(CoursewareLike.key == key)
    likes = select(func.count(), own).where(CoursewareLike.courseware_id == piece.id)
    used = select(CoursewareUse.id).join(Event, CoursewareUse.event_id == Event.id)
    used = used.where(CoursewareUse.courseware_id == piece.id, Event.status.in_(PUBLIC))
    latest = used.with_only_columns(Event.id, Event.public_title, Event.public_starts_at)
    latest = latest.order_by(Event.public_starts_at.desc()).limit(5)
    given = select(func.count()).select_from(ProgrammeItem).join(Event, ProgrammeItem.event_id == Event.id)
    given = given.where(ProgrammeItem.talk_id == (piece.talk_id or 0), was_given(clock.now()))
    [liked], uses, [number], [times], shown = ask_together(
        likes, latest, used.with_only_columns(func.count()), given, screenings_of(piece.id)
    )
    return Reception(liked[0], bool(liked[1]), uses, number[0], times[0], shown)


def like_of(courseware_id: int, key: str) -> CoursewareLike | None:
    """The like of this browser."""
    return db.session.scalar(select(CoursewareLike).filter_by(courseware_id=courseware_id, key=key))


def likes_of(courseware_id: int) -> int:
    """How many people like it."""
    query = select(func.count()).select_from(CoursewareLike).where(CoursewareLike.courseware_id == courseware_id)
    return db.session.scalar(query) or 0


def category_for(theme_id: int | None) -> int | None:
    """The category that pieces of this theme were put into last; else the first one in use."""
    in_use = CoursewareCategory.archived_at.is_(None)
    query = select(Courseware.category_id).join(Courseware.category).where(Courseware.theme_id == theme_id, in_use)
    found = db.session.scalar(query.order_by(Courseware.id.desc()).limit(1))
    first = select(CoursewareCategory.id).where(in_use).order_by(CoursewareCategory.position, CoursewareCategory.id)
    return found or db.session.scalar(first.limit(1))
