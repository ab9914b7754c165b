"""Questions about one talk: who may open, edit or review it, and which version of its outline they may read."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import joinedload, undefer

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.uploads import StoredFile
from partyedu.organisation.models import Person
from partyedu.schedule.models import Theme
from partyedu.speakers import access
from partyedu.speakers.models import (
    CastMember,
    Outline,
    OutlineFile,
    Review,
    ReviewVerdict,
    Talk,
    TalkState,
)
from partyedu.speakers.queries.conditions import (
    acts_for,
    is_latest,
    not_in_it,
    reviewed,
    talks,
)


def talk_for(actor: Actor | None, talk_id: int) -> Talk | None:
    """The talk, if this reader may open its page.

    Approved ones are everybody's; any other state is its speaker's, the staff's of the speaker's unit, and, once it
    was handed in and while it is not withdrawn, the reviewers' of that unit.
    """
    readable = or_(Talk.state == TalkState.APPROVED, acts_for(actor), reviewed(actor))
    return db.session.scalar(talks().options(undefer(Talk.quality_keys)).where(Talk.id == talk_id, readable))


def talk_to_edit(actor: Actor, talk_id: int) -> Talk | None:
    """The talk, if the actor is its speaker or staff of the speaker's unit."""
    return db.session.scalar(talks().where(Talk.id == talk_id, acts_for(actor)))


def talk_to_review(actor: Actor, talk_id: int) -> Talk | None:
    """The talk, if the actor reviews it: never their own, nor one they play in."""
    return db.session.scalar(
        talks().options(undefer(Talk.quality_keys)).where(Talk.id == talk_id, reviewed(actor), not_in_it(actor))
    )


def talk_of_form(form_key: str) -> Talk | None:
    """The talk that this very form has already made (a double click), whoever speaks: the operation looks at that."""
    return db.session.scalar(talks().where(Talk.form_key == form_key))


def cast_of(talk: Talk) -> Sequence[CastMember]:
    """Who plays in a sketch, in order, with the person where one is on the roster."""
    query = select(CastMember).where(CastMember.talk_id == talk.id).options(joinedload(CastMember.person))
    return db.session.scalars(query.order_by(CastMember.position, CastMember.id)).all()


def cast_person_ids(talk: Talk) -> set[int]:
    """The persons of the roster who play in it."""
    query = select(CastMember.person_id).where(CastMember.talk_id == talk.id, CastMember.person_id.is_not(None))
    return {person_id for person_id in db.session.scalars(query) if person_id is not None}


def _versions_seen(actor: Actor | None, talk: Talk) -> ColumnElement[bool]:
    """Condition on Outline: the versions of this talk that the reader may read."""
    if access.may_act_for(actor, talk.person):
        return true()
    if access.is_over(actor, Permission.TALK_REVIEW, talk.person):
        return Outline.submitted_at.is_not(None)
    return is_latest() if access.may_read_outline(actor, talk) else false()


def versions_for(actor: Actor | None, talk: Talk) -> Sequence[Outline]:
    """The versions of the outline the reader may read, the newest first.

    The speaker and their staff see all, reviewers what was handed in, other members the approved one.
    """
    query = select(Outline).where(Outline.talk_id == talk.id, _versions_seen(actor, talk))
    return db.session.scalars(query.order_by(Outline.number.desc())).all()


def latest_outline(talk: Talk) -> Outline | None:
    """The newest version, submitted or not."""
    query = select(Outline).where(Outline.talk_id == talk.id).order_by(Outline.number.desc())
    return db.session.scalars(query.limit(1)).first()


def files_of(outline: Outline, to_read: bool = False) -> Sequence[OutlineFile]:
    """The files of one version, in order; ``to_read`` brings what could be read from them as well."""
    loaded = joinedload(OutlineFile.stored_file)
    if to_read:
        loaded = loaded.options(undefer(StoredFile.html), undefer(StoredFile.text))
    query = select(OutlineFile).where(OutlineFile.outline_id == outline.id).options(loaded)
    return db.session.scalars(query.order_by(OutlineFile.position, OutlineFile.id)).all()


def file_texts(outlines: Collection[Outline], characters: int) -> list[tuple[int, str, str]]:
    """What could be read from the files of some versions, in order: (row of the version, file name, text in part)."""
    query = (
        select(OutlineFile.outline_id, StoredFile.name, func.substr(StoredFile.text, 1, characters))
        .join(OutlineFile.stored_file)
        .where(OutlineFile.outline_id.in_([outline.id for outline in outlines]))
        .order_by(OutlineFile.position, OutlineFile.id)
    )
    return [(outline_id, name, text) for outline_id, name, text in db.session.execute(query)]


def file_for(actor: Actor, outline_file_id: int) -> StoredFile | None:
    """A file of an outline, if the actor may read that version of that talk."""
    member_reads = and_(true() if actor.is_member else false(), Talk.state == TalkState.APPROVED, is_latest())
    reviewer_reads = and_(reviewed(actor), Outline.submitted_at.is_not(None))
    query = (
        select(StoredFile)
        .join(OutlineFile, OutlineFile.stored_file_id == StoredFile.id)
        .join(OutlineFile.outline)
        .join(Outline.talk)
        .join(Talk.person)
        .outerjoin(Person.unit)
        .where(OutlineFile.id == outline_file_id, or_(acts_for(actor), reviewer_reads, member_reads))
    )
    return db.session.scalar(query)


def is_used(stored_file_id: int, besides: Collection[int] = ()) -> bool:
    """Whether a version of some outline holds the file, other than the rows ``besides``."""
    query = select(OutlineFile.id).where(
        OutlineFile.stored_file_id == stored_file_id, OutlineFile.id.not_in(list(besides))
    )
    return db.session.scalar(query.limit(1)) is not None


def reviews_of(talk: Talk) -> Sequence[Review]:
    """Comments and decisions on a talk in order of time, with reviewer and version."""
    query = (
        select(Review)
        .where(Review.talk_id == talk.id)
        .options(joinedload(Review.reviewer), joinedload(Review.outline))
        .order_by(Review.at, Review.id)
    )
    return db.session.scalars(query).all()


def last_decision(talk: Talk) -> Review | None:
    """The latest "returned" or "approved", with its reviewer."""
    query = (
        select(Review)
        .where(Review.talk_id == talk.id, Review.verdict != ReviewVerdict.COMMENT)
        .options(joinedload(Review.reviewer))
        .order_by(Review.at.desc(), Review.id.desc())
    )
    return db.session.scalars(query.limit(1)).first()


def theme_choices() -> list[tuple[int, str]]:
    """The themes that are in use, in their order."""
    query = select(Theme.id, Theme.name).where(Theme.archived_at.is_(None)).order_by(Theme.position, Theme.id)
    return [(theme_id, name) for theme_id, name in db.session.execute(query)]
