"""How a session moves over its programme. Pure: it knows neither database nor clock.

The stage is a log of steps. ``replay`` folds those that were taken into where the session stands, ``judge`` says what
becomes of one more. A step says from which turn it was pressed: the number of moves its console had seen. From the turn
that stands it is taken. From an earlier one it was made already, when the move that followed that turn was the same,
and refused, when another was. So two consoles that press "next" at one moment move one on, and a console that was cut
off for minutes can send what it has, as often as it likes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from partyedu.theatre.models import Action, Fate

ADD_MINUTES = 2


class Step(Protocol):
    """What replaying needs of a step that was taken."""

    @property
    def action(self) -> Action:
        """What was pressed."""
        ...

    @property
    def to_item_id(self) -> int | None:
        """What was on stage after a move."""
        ...

    @property
    def moves(self) -> bool:
        """Whether the stage moved by it."""
        ...

    @property
    def pressed_at(self) -> datetime:
        """When, by the server."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the session: the item that was on stage, since when and until when, minutes that were added."""

    item_id: int
    began_at: datetime
    added: int = 0
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a session stands. ``made``: the moves so far; the turn is their number."""

    parts: tuple[Part, ...] = ()
    made: tuple[Action, ...] = ()
    ended_at: datetime | None = None
    moved_at: datetime | None = None

    @property
    def turn(self) -> int:
        """How many moves were made."""
        return len(self.made)

    @property
    def current(self) -> Part | None:
        """The part that is on stage; None before the start and after the end."""
        return self.parts[-1] if self.parts and self.ended_at is None else None

    @property
    def started_at(self) -> datetime | None:
        """When the first part began."""
        return self.parts[0].began_at if self.parts else None

    @property
    def before(self) -> int | None:
        """The item that a step back leads to; None where it leads before the start."""
        if self.ended_at is not None:
            return self.parts[-1].item_id
        return self.parts[-2].item_id if len(self.parts) > 1 else None


def replay(steps: Iterable[Step]) -> Standing:
    """Where the session stands after these steps, in the order in which they were taken."""
    stand = Standing()
    for step in steps:
        stand = after(stand, step)
    return stand


def after(stand: Standing, step: Step) -> Standing:
    """Where the session stands after one more step that was taken."""
    parts, at = stand.parts, step.pressed_at
    if not step.moves:
        if step.action is Action.ADD and stand.current:
            more = replace(parts[-1], added=parts[-1].added + ADD_MINUTES)
            return replace(stand, parts=(*parts[:-1], more))
        return stand
    moved = replace(stand, made=(*stand.made, step.action), moved_at=at)
    if step.action is Action.BACK:
        return replace(moved, parts=_reopened(parts if stand.ended_at else parts[:-1]), ended_at=None)
    if step.action is Action.END:
        return replace(moved, parts=_closed(parts, at), ended_at=at)
    to = step.to_item_id
    assert to is not None
    # A reserve takes the place of who did not come: that part begins anew.
    behind = parts[:-1] if step.action in (Action.SWAP, Action.RESTORE) else _closed(parts, at)
    return replace(moved, parts=(*behind, Part(to, at)))


def _closed(parts: tuple[Part, ...], at: datetime) -> tuple[Part, ...]:
    return (*parts[:-1], replace(parts[-1], ended_at=at)) if parts else ()


def _reopened(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    return (*parts[:-1], replace(parts[-1], ended_at=None)) if parts else ()


def judge(stand: Standing, action: Action, turn: int, added_seen: int = 0) -> Fate | None:
    """What becomes of a step that moves, or adds minutes, when it was pressed at ``turn``.

    ``added_seen``: the minutes that the console had seen added to the part; so adding at one moment on two consoles
    adds once. None: the console is ahead of what stands (a step before this one is missing): nothing to be kept.
    """
    if turn > stand.turn:
        return None
    if turn < stand.turn:
        same = stand.made[turn] is action
        return Fate.ALREADY if same else Fate.REFUSED
    if action is Action.START:
        return Fate.TAKEN if not stand.parts else Fate.REFUSED
    if action is Action.BACK:
        return Fate.TAKEN if stand.parts else Fate.REFUSED
    if stand.current is None:
        return Fate.REFUSED
    if action is Action.ADD and added_seen < stand.current.added:
        return Fate.ALREADY
    return Fate.TAKEN
