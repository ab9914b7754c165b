"""What was said in one discussion: posts with their answers, records of small groups."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.paging import Page, paged
from partyedu.core.together import ask_together
from partyedu.discussions.access import may_change_post
from partyedu.discussions.models import Discussion, GroupRecord, GroupRecordPerson, Matter, Post, PostKind
from partyedu.discussions.queries.board import SaidAndDone, board
from partyedu.discussions.queries.rooms import HELD, readable, standing
from partyedu.organisation.models import Person, Unit, shown_name
from partyedu.organisation.queries import active_members_here, within
from partyedu.schedule.models import PUBLIC, Event

POSTS_A_PAGE = 15
GROUP_AT_MOST = 200  # people on one tick list


@dataclass(slots=True)
class Shown:
    """A post as one reader may see it: the text of a hidden one is there for those who lead the discussion only."""

    id: int
    kind: PostKind
    author: str
    unit: str
    typist: str
    text: str
    photo: bool
    written_at: datetime
    edited: bool
    pinned: bool
    hidden: bool
    hidden_reason: str
    withdrawn: bool
    agrees: bool
    picked: bool
    own: bool
    typed_by_reader: bool
    changeable: bool
    matter_id: int | None
    answers: list["Shown"] = field(default_factory=list)


def _columns() -> Select[*tuple[Any, ...]]:
    typist, matter = aliased(Person), aliased(Matter)
    typed = select(typist.name).where(typist.id == Post.typed_by_id).correlate(Post).scalar_subquery()
    raised = select(matter.id).where(matter.post_id == Post.id).correlate(Post).limit(1).scalar_subquery()
    return (
        select(
            Post, Person.name.label("author"), Unit.name.label("unit"), typed.label("typist"), raised.label("matter")
        )
        .join(Person, Post.person_id == Person.id)
        .outerjoin(Unit, Person.unit_id == Unit.id)
    )


def _shown(rows: Iterable[Any], actor: Actor, leads: bool, now: datetime) -> list[Shown]:
    return [_one(row, actor, leads, now) for row in rows]


def _one(row: Any, actor: Actor, leads: bool, now: datetime) -> Shown:
    post = row.Post
    hidden, withdrawn = post.hidden_at is not None, post.withdrawn_at is not None
    own = actor.person_id is not None and post.person_id == actor.person_id
    readable_now = not withdrawn and (not hidden or leads or own)
    return Shown(
        id=post.id, kind=post.kind, author="" if withdrawn else row.author, unit=row.unit or "",
        typist=row.typist or "", text=post.text if readable_now else "",
        photo=post.photo_id is not None and readable_now, written_at=post.written_at,
        edited=post.edited_at is not None, pinned=post.pinned_at is not None, hidden=hidden,
        hidden_reason=post.hidden_reason, withdrawn=withdrawn, agrees=post.author_agrees,
        picked=post.picked_at is not None, own=own,
        typed_by_reader=actor.person_id is not None and post.typed_by_id == actor.person_id,
        changeable=may_change_post(actor, post, now),
        matter_id=row.matter if leads else None,
    )  # fmt: skip


def _present() -> Any:
    """Condition: the post stands, is hidden with a reason, or is an empty place kept for its answers."""
    answer = aliased(Post)
    kept = exists().where(answer.answer_to_id == Post.id, answer.withdrawn_at.is_(None)).correlate(Post)
    return or_(Post.withdrawn_at.is_(None), kept)


def posts(discussion_id: int, actor: Actor, leads: bool, page: int, now: datetime) -> Page[Shown]:
    """One page of a discussion, pinned posts first, then the latest; each with its answers. Three statements."""
    query = (
        _columns()
        .where(Post.discussion_id == discussion_id, Post.answer_to_id.is_(None), _present())
        .order_by(Post.pinned_at.is_(None), Post.pinned_at.desc(), Post.written_at.desc(), Post.id.desc())
    )
    found = paged(query, page, POSTS_A_PAGE)
    shown = _shown(found.rows, actor, leads, now)
    answers = _answers([post.id for post in shown], actor, leads, now) if shown else {}
    for post in shown:
        post.answers = answers.get(post.id, [])
    return Page(shown, found.number, found.per_page, found.total)


def _answers(ids: list[int], actor: Actor, leads: bool, now: datetime) -> dict[int, list[Shown]]:
    query = _columns().where(Post.answer_to_id.in_(ids), Post.withdrawn_at.is_(None))
    found: dict[int, list[Shown]] = defaultdict(list)
    for row in db.session.execute(query.order_by(Post.written_at, Post.id)):
        found[row.Post.answer_to_id].append(_one(row, actor, leads, now))
    return found


def thread(post: Post, actor: Actor, leads: bool, now: datetime) -> Shown:
    """A post with its answers; for an answer, the post it belongs to."""
    top_id = post.answer_to_id or post.id
    row = db.session.execute(_columns().where(Post.id == top_id)).one()
    shown = _one(row, actor, leads, now)
    shown.answers = _answers([top_id], actor, leads, now).get(top_id, [])
    return shown


def _readable_posts(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(Post)
        .join(Discussion, Post.discussion_id == Discussion.id)
        .join(Event, Discussion.event_id == Event.id)
        .join(Unit, Event.unit_id == Unit.id)
        .options(
            contains_eager(Post.discussion).contains_eager(Discussion.event).contains_eager(Event.unit),
            joinedload(Post.person),
        )
        .where(Event.status.in_(PUBLIC))
    )


def post_read(actor: Actor, post_id: int) -> Post | None:
    """A post of a discussion the actor may read, not withdrawn."""
    query = _readable_posts(actor).where(Post.id == post_id, readable(actor), Post.withdrawn_at.is_(None))
    return db.session.scalar(query)


def post_to_lead(actor: Actor, post_id: int) -> Post | None:
    """A post of a discussion the actor leads, not withdrawn."""
    over_unit = within(actor.reach(Permission.DISCUSSION_MANAGE))
    query = _readable_posts(actor).where(Post.id == post_id, over_unit, Post.withdrawn_at.is_(None))
    return db.session.scalar(query)


def post_of_mine(actor: Actor, post_id: int) -> Post | None:
    """A post the actor wrote, or typed for somebody, not withdrawn."""
    mine = or_(Post.person_id == actor.person_id, Post.typed_by_id == actor.person_id)
    query = _readable_posts(actor).where(Post.id == post_id, mine, Post.withdrawn_at.is_(None))
    return None if actor.person_id is None else db.session.scalar(query)


def photo_of_post(actor: Actor, post_id: int) -> Post | None:
    """A post whose photo the actor may see: a hidden one is seen by its author and those who lead the discussion."""
    leads = within(actor.reach(Permission.DISCUSSION_MANAGE))
    seen = or_(leads, and_(readable(actor), or_(Post.hidden_at.is_(None), Post.person_id == actor.person_id)))
    query = _readable_posts(actor).where(Post.id == post_id, seen, Post.withdrawn_at.is_(None))
    return db.session.scalar(query.options(joinedload(Post.photo)).where(Post.photo_id.is_not(None)))


def same_words(discussion_id: int, person_id: int, text: str) -> bool:
    """Whether this person has already written exactly this (a double press)."""
    query = select(Post.id).where(
        Post.discussion_id == discussion_id, Post.person_id == person_id, Post.text == text, standing()
    )
    return bool(text) and db.session.scalar(query.limit(1)) is not None


def has_answers(post_id: int) -> bool:
    """Whether something hangs on the post: an answer, or a matter that was raised from it."""
    query = select(or_(exists().where(Post.answer_to_id == post_id), exists().where(Matter.post_id == post_id)))
    return bool(db.session.scalar(query))


@dataclass(frozen=True, slots=True)
class Picked:
    """Words picked for a screen, with the name their author shows to everybody ('' for none)."""

    post_id: int
    text: str
    author: str
    event_id: int
    event_title: str
    picked_at: datetime | None


def picked(unit_path: str | None = None, limit: int = 10) -> Select[*tuple[Any, ...]]:
    """Column query of the words organisers picked and their authors agreed to show, the latest first.

    In a subtree of units. The columns are those of ``Picked``, with two for the author: the name and how it is shown.
    """
    return (
        select(
            Post.id, Post.text, Person.name, Person.public_name, Event.id.label("event_id"), Event.public_title,
            Post.picked_at,
        )
        .join(Person, Post.person_id == Person.id)
        .join(Discussion, Post.discussion_id == Discussion.id)
        .join(Event, Discussion.event_id == Event.id)
        .join(Unit, Event.unit_id == Unit.id)
        .where(
            Post.picked_at.is_not(None), Post.author_agrees, standing(), Post.text != "", Event.status.in_(HELD),
            *([within([unit_path])] if unit_path else []),
        )
        .order_by(Post.picked_at.desc(), Post.id.desc())
        .limit(limit)
    )  # fmt: skip


def for_screen(unit_path: str | None = None) -> tuple[list[SaidAndDone], list[Picked]]:
    """What a screen shows in a subtree of units, the latest first: lines of the board, picked words; those of the whole
    house where the subtree has neither. One statement."""
    paths = dict.fromkeys([unit_path, None])
    answers = ask_together(*[query for path in paths for query in (board(path).limit(6), picked(path))])
    pairs = list(zip(answers[::2], answers[1::2], strict=True))
    said, words = next((pair for pair in pairs if any(pair)), pairs[-1])
    return [SaidAndDone(*row) for row in said], [
        Picked(number, text, shown_name(name, choice), event_id, title, at)
        for number, text, name, choice, event_id, title, at in words
    ]


@dataclass(slots=True)
class Recorded:
    """The record of a small group; ``names`` only for those who lead the discussion or the group."""

    record: GroupRecord
    number: int
    names: list[str]
    mine: bool


def records(discussion_id: int, actor: Actor, leads: bool) -> list[Recorded]:
    """The records of small groups in one discussion, by unit. Two statements."""
    query = (
        select(GroupRecord)
        .join(Unit, GroupRecord.unit_id == Unit.id)
        .options(contains_eager(GroupRecord.unit))
        .where(GroupRecord.discussion_id == discussion_id)
        .order_by(Unit.in_order, GroupRecord.held_on, GroupRecord.id)
    )
    found = db.session.scalars(query).all()
    names: dict[int, list[str]] = defaultdict(list)
    if found:
        people = (
            select(GroupRecordPerson.group_record_id, Person.name)
            .join(Person, GroupRecordPerson.person_id == Person.id)
            .where(GroupRecordPerson.group_record_id.in_([record.id for record in found]))
            .order_by(Person.name, Person.id)
        )
        for record_id, name in db.session.execute(people):
            names[record_id].append(name)
    shown = []
    for record in found:
        mine = actor.may(Permission.DISCUSSION_MANAGE, record.unit.path)
        there = names[record.id]
        shown.append(Recorded(record, len(there), there if leads or mine else [], mine))
    return shown


def record_read(actor: Actor, record_id: int) -> GroupRecord | None:
    """The record of a group, of a discussion the actor may read."""
    return db.session.scalar(_records().where(GroupRecord.id == record_id, readable(actor)))


def record_to_edit(actor: Actor, record_id: int) -> GroupRecord | None:
    """The record of a group whose discussions the actor leads."""
    group = aliased(Unit)
    query = _records().join(group, GroupRecord.unit_id == group.id)
    return db.session.scalar(
        query.where(GroupRecord.id == record_id, within(actor.reach(Permission.DISCUSSION_MANAGE), group.path))
    )


def _records() -> Select[*tuple[Any, ...]]:
    return (
        select(GroupRecord)
        .join(Discussion, GroupRecord.discussion_id == Discussion.id)
        .join(Event, Discussion.event_id == Event.id)
        .join(Unit, Event.unit_id == Unit.id)
        .options(
            contains_eager(GroupRecord.discussion).contains_eager(Discussion.event),
            joinedload(GroupRecord.photo),
            joinedload(GroupRecord.unit),
        )
        .where(Event.status.in_(PUBLIC))
    )


def people_of_record(record_id: int) -> list[int]:
    """Who was there, by number."""
    query = select(GroupRecordPerson.person_id).where(GroupRecordPerson.group_record_id == record_id)
    return list(db.session.scalars(query.order_by(GroupRecordPerson.person_id)))


def group_of(path: str, also: Sequence[int] = ()) -> list[tuple[int, str]]:
    """The tick list of a group: number and name of the active members who take part in a unit or below it.

    People of one name carry their year of birth. ``also``: people who stand on the record already and have left since.
    """
    query = (
        select(Person.id, Person.name, Person.birth_year)
        .join(Unit, Person.unit_id == Unit.id)
        .where(or_(active_members_here(path, clock.today()), Person.id.in_(also)))
        .order_by(Unit.in_order, Person.name, Person.id)
        .limit(GROUP_AT_MOST)
    )
    rows = db.session.execute(query).all()
    times = Counter(name for _number, name, _year in rows)
    return [(number, f"{name}（{year}）" if times[name] > 1 and year else name) for number, name, year in rows]
