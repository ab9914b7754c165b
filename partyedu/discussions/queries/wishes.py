"""Small wishes (微心愿): the wall without names, those somebody looks after, one's own, those one has claimed."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.words import _l
from partyedu.discussions.models import Matter, MatterKind, MatterState
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import within

CLAIMED = (MatterState.ASSIGNED, MatterState.IN_HAND)
DONE = (MatterState.CHECKED, MatterState.CLOSED)


class WishStage(StrEnum):
    """Where a wish stands on its road: it walks the road of a matter, with words of its own."""

    MADE = "made"
    WAITING = "waiting"
    CLAIMED = "claimed"
    DONE = "done"
    THANKED = "thanked"
    ENDED = "ended"


WISH_STAGES = {
    WishStage.MADE: _l("刚许下"),
    WishStage.WAITING: _l("等人认领"),
    WishStage.CLAIMED: _l("有人认领"),
    WishStage.DONE: _l("已实现"),
    WishStage.THANKED: _l("已道谢"),
    WishStage.ENDED: _l("已结束"),
}


def wish_stage(state: MatterState, is_public: bool, is_thanked: bool, was_claimed: bool) -> WishStage:
    """Where a wish stands, from what its row holds."""
    if state is MatterState.RAISED:
        return WishStage.WAITING if is_public else WishStage.MADE
    if state in CLAIMED:
        return WishStage.CLAIMED
    if is_thanked:
        return WishStage.THANKED
    return WishStage.DONE if was_claimed else WishStage.ENDED


def stage_of(wish: Matter) -> WishStage:
    """Where a loaded wish stands."""
    return wish_stage(wish.state, bool(wish.public_title), wish.thanked_at is not None, wish.assignee_id is not None)


def _is_wish() -> ColumnElement[bool]:
    return Matter.kind == MatterKind.WISH


def _kept(actor: Actor) -> ColumnElement[bool]:
    return within(actor.reach(Permission.MATTER_MANAGE))


def _is(column: Any, actor: Actor) -> ColumnElement[bool]:
    return column == actor.person_id if actor.person_id is not None else false()


# What of the wall is asked for: states that its tabs stand for.
WALL = {"": (MatterState.RAISED,), "claimed": CLAIMED, "done": DONE}


def wall(which: str = "") -> Select[*tuple[Any, ...]]:
    """Column query of the wall: number, the public words, the unit, the state, the day, whether it was thanked for.

    No names, nobody's number, and none of the wisher's own words. ``which``: "" waits for somebody, claimed, done.
    """
    query = (
        select(
            Matter.id, Matter.public_title.label("words"), Unit.name.label("unit"), Matter.state, Matter.raised_at,
            Matter.closed_at, Matter.thanked_at.is_not(None).label("thanked"),
        )
        .join(Unit, Matter.unit_id == Unit.id)
        .where(_is_wish(), Matter.public_title != "", Matter.state.in_(WALL.get(which, WALL[""])))
    )  # fmt: skip
    if which == "done":
        return query.where(Matter.assignee_id.is_not(None)).order_by(Matter.raised_at.desc(), Matter.id.desc())
    return query.order_by(Matter.raised_at, Matter.id)


def wall_counts() -> dict[str, int]:
    """How many wishes stand on the wall, by tab."""
    query = select(Matter.state, func.count()).where(_is_wish(), Matter.public_title != "").group_by(Matter.state)
    counted: dict[MatterState, int] = {state: number for state, number in db.session.execute(query)}
    return {which: sum(counted.get(state, 0) for state in states) for which, states in WALL.items()}


def _whole() -> Select[*tuple[Any, ...]]:
    return (
        select(Matter)
        .join(Matter.unit)
        .options(contains_eager(Matter.unit), joinedload(Matter.assignee), joinedload(Matter.raised_by))
        .options(joinedload(Matter.claimant_unit))
        .where(_is_wish())
    )


def _of_my_unit(actor: Actor) -> ColumnElement[bool]:
    """Condition: a unit whose staff the actor is has claimed it."""
    return Matter.claimant_unit_id.in_(select(Unit.id).where(_kept(actor)))


def wish_seen(actor: Actor, wish_id: int) -> Matter | None:
    """A wish the actor made, claimed (or a unit of theirs did), or looks after."""
    seen = or_(_kept(actor), _is(Matter.raised_by_id, actor), _is(Matter.assignee_id, actor), _of_my_unit(actor))
    return db.session.scalar(_whole().where(Matter.id == wish_id, seen))


def wish_kept(actor: Actor, wish_id: int) -> Matter | None:
    """A wish of a unit whose matters the actor follows up."""
    return db.session.scalar(_whole().where(Matter.id == wish_id, _kept(actor)))


def wish_on_wall(wish_id: int) -> Matter | None:
    """A wish that stands on the wall; of its row only the public words may be shown."""
    return db.session.scalar(_whole().where(Matter.id == wish_id, Matter.public_title != ""))


def wish_worked_on(actor: Actor, wish_id: int) -> Matter | None:
    """A wish the actor (or a unit of theirs) has claimed, or looks after."""
    mine = or_(_kept(actor), _is(Matter.assignee_id, actor), _of_my_unit(actor))
    return db.session.scalar(_whole().where(Matter.id == wish_id, mine))


def wish_to_thank(actor: Actor, wish_id: int) -> Matter | None:
    """A wish the actor made, or looks after and so may thank for on the wisher's behalf."""
    return db.session.scalar(_whole().where(Matter.id == wish_id, or_(_kept(actor), _is(Matter.raised_by_id, actor))))


def wishes_kept(actor: Actor, state: str = "") -> Select[*tuple[Any, ...]]:
    """Column query of the wishes the actor looks after, those that wait for a word first, the oldest first.

    Number, title, state, public words, unit, raised_at, who wished, who claimed it, whether it was thanked for.
    """
    raised_by, claimant = aliased(Person), aliased(Person)
    query = (
        select(
            Matter.id, Matter.title, Matter.state, Matter.public_title.label("words"), Unit.name.label("unit"),
            Matter.raised_at, raised_by.name.label("raised_by"), claimant.name.label("claimant"),
            Matter.thanked_at, Matter.assignee_id,
        )
        .join(Unit, Matter.unit_id == Unit.id)
        .outerjoin(raised_by, Matter.raised_by_id == raised_by.id)
        .outerjoin(claimant, Matter.assignee_id == claimant.id)
        .where(_is_wish(), _kept(actor))
    )  # fmt: skip
    if state == "closed":
        return query.where(Matter.state.in_(DONE)).order_by(Matter.raised_at.desc(), Matter.id.desc())
    return query.where(Matter.state.not_in(DONE)).order_by(Matter.public_title != "", Matter.raised_at, Matter.id)


def wishes_of_mine(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of the wishes the actor made or claimed, the latest first.

    Number, words (the wisher reads their own, the claimant the public ones), state, whether it is their own.
    """
    own = _is(Matter.raised_by_id, actor)
    return (
        select(
            Matter.id, Matter.title, Matter.public_title.label("words"), Matter.state, Matter.raised_at,
            Matter.thanked_at, Matter.assignee_id, own.label("own"),
        )
        .where(_is_wish(), or_(own, _is(Matter.assignee_id, actor)))
        .order_by(Matter.raised_at.desc(), Matter.id.desc())
    )  # fmt: skip


def wishes_waiting(actor: Actor) -> Select[*tuple[int]]:
    """Column query of one number: wishes of the actor's units that nobody has looked at yet."""
    query = select(func.count()).select_from(Matter).join(Unit, Matter.unit_id == Unit.id)
    return query.where(_is_wish(), Matter.state == MatterState.RAISED, Matter.public_title == "", _kept(actor))


def wishes_to_see_to(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of the actor's wishes that were done and not thanked for, and of those they claimed: number, own."""
    own = _is(Matter.raised_by_id, actor)
    done = and_(own, Matter.state == MatterState.CHECKED)
    claimed = and_(_is(Matter.assignee_id, actor), Matter.state.in_(CLAIMED))
    return select(Matter.id, own.label("own")).where(_is_wish(), or_(done, claimed)).order_by(Matter.id).limit(10)
