"""What the host's console shows of a programme: which part is on stage, which comes next, how the time is going."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from partyedu.schedule.models import Event, EventStatus
from partyedu.theatre import queries
from partyedu.theatre.models import ItemState, ProgrammeItem, Stage


@dataclass(frozen=True, slots=True)
class Line:
    """A part of the run sheet. ``place``: done, now, next, later, or off (skipped)."""

    item: ProgrammeItem
    place: str
    number: int
    instead_of: ProgrammeItem | None  # who was to speak, where a reserve was called

    @property
    def title(self) -> str:
        """The title of the part."""
        return self.item.shown_title


@dataclass(frozen=True, slots=True)
class Console:
    """The run sheet as steps, and where the stage stands. Times are seconds; ``behind`` is negative when early."""

    lines: list[Line]
    reserves: list[ProgrammeItem]
    swapped_out: list[ProgrammeItem]
    turn: int = 0
    version: int = 0
    added: int = 0
    began_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    is_open: bool = False
    planned_end: datetime | None = None
    before: tuple[int, datetime] | None = None  # the part that a step back leads to, and when it began
    gone: int = 0
    left: int = 0
    behind: int = 0
    _places: dict[str, Line] = field(default_factory=dict)

    @property
    def current(self) -> Line | None:
        """The part that is on stage."""
        return self._places.get("now")

    @property
    def following(self) -> Line | None:
        """The part that comes next."""
        return self._places.get("next")

    @property
    def to_come(self) -> list[ProgrammeItem]:
        """The parts that are still to be given, in order."""
        return _to_come(self.lines)


def console(event: Event, items: Sequence[ProgrammeItem], stage: Stage | None, now: datetime) -> Console:
    """The console of a session as it stands at an instant."""
    ended_at = stage.ended_at if stage else None
    current_id = stage.item_id if stage and ended_at is None else None
    lines = _lines(items, current_id)
    places = {line.place: line for line in reversed(lines)}
    began_at = stage.began_at if stage and current_id else None
    planned = sum(line.item.minutes for line in lines)
    planned_end = event.starts_at + timedelta(minutes=planned)
    gone, left = _gone_and_left(places.get("now"), began_at, stage.added_minutes if stage else 0, now)
    ahead = sum(item.minutes for item in _to_come(lines))
    behind = now + timedelta(seconds=max(left, 0), minutes=ahead) - planned_end if began_at else timedelta()
    return Console(
        lines=lines,
        reserves=[item for item in items if item.is_reserve and item.is_on],
        swapped_out=[item for item in items if item.state is ItemState.SWAPPED_OUT],
        turn=stage.turn if stage else 0,
        version=stage.version if stage else 0,
        added=stage.added_minutes if stage else 0,
        began_at=began_at,
        started_at=stage.started_at if stage else None,
        ended_at=ended_at,
        is_open=event.status is EventStatus.PUBLISHED and event.release_number > 0,
        planned_end=planned_end,
        before=_before(items, current_id, ended_at),
        gone=gone,
        left=left,
        behind=int(behind.total_seconds()),
        _places=places,
    )


def _lines(items: Sequence[ProgrammeItem], current_id: int | None) -> list[Line]:
    instead, next_is_free = queries.swapped(items), True
    lines: list[Line] = []
    for item in items:
        if item.is_reserve or item.state is ItemState.SWAPPED_OUT:
            continue
        if item.id == current_id:
            place = "now"
        elif item.state is ItemState.PLANNED:
            place, next_is_free = ("next" if next_is_free else "later"), False
        else:
            place = "done" if item.state is ItemState.GIVEN else "off"
        lines.append(Line(item, place, len(lines) + 1, instead.get(item.id)))
    return lines


def _to_come(lines: Sequence[Line]) -> list[ProgrammeItem]:
    return [line.item for line in lines if line.place in ("next", "later")]


def _gone_and_left(line: Line | None, began_at: datetime | None, added: int, now: datetime) -> tuple[int, int]:
    if line is None or began_at is None:
        return 0, 0
    gone = max(0, int((now - began_at).total_seconds()))
    return gone, (line.item.minutes + added) * 60 - gone


def _before(
    items: Sequence[ProgrammeItem], current_id: int | None, ended_at: datetime | None
) -> tuple[int, datetime] | None:
    """The part that was on stage before this one (after the end: the last one)."""
    measured = [(item.began_at, item.id) for item in items if item.began_at and item.id != current_id]
    if not measured or (current_id is None and ended_at is None):
        return None
    began_at, item_id = max(measured)
    return item_id, began_at
