"""What the organiser's pages show of a programme: begin and end of every item, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from partyedu.core.actor import Actor
from partyedu.core.words import _, duration
from partyedu.schedule import queries as schedule
from partyedu.schedule.models import Event, EventKind
from partyedu.theatre import queries
from partyedu.theatre.access import publish_refusal
from partyedu.theatre.models import ItemKind, ProgrammeItem


@dataclass(frozen=True, slots=True)
class Line:
    """An item of the run sheet. ``number`` and ``begins`` are empty for a reserve."""

    item: ProgrammeItem
    number: int | None
    begins: datetime | None
    ends: datetime | None
    instead_of: ProgrammeItem | None  # whom it replaced on the day


@dataclass(frozen=True, slots=True)
class RunSheet:
    """A programme with its times. ``left``: minutes of the session without an item, negative when it is too long."""

    lines: list[Line]
    record: list[ProgrammeItem]  # swapped out or dropped
    total: int
    length: int
    ends_at: datetime

    @property
    def left(self) -> int:
        """Minutes between the last item and the end of the session."""
        return self.length - self.total

    @property
    def has_talks(self) -> bool:
        """Whether anybody speaks."""
        return any(line.item.kind is ItemKind.TALK and line.number for line in self.lines)

    @property
    def reserves(self) -> list[ProgrammeItem]:
        """Talks that stand by."""
        return [line.item for line in self.lines if line.number is None]


def run_sheet(event: Event, items: Sequence[ProgrammeItem]) -> RunSheet:
    """The programme as it stands, each item with its time by the plan."""
    instead, lines, minutes, number = queries.swapped(items), [], 0, 0
    for item in items:
        if not item.is_on:
            continue
        if item.is_reserve:
            lines.append(Line(item, None, None, None, None))
            continue
        begins = event.starts_at + timedelta(minutes=minutes)
        minutes, number = minutes + item.minutes, number + 1
        ends = event.starts_at + timedelta(minutes=minutes)
        lines.append(Line(item, number, begins, ends, instead.get(item.id)))
    return RunSheet(
        lines,
        [item for item in items if not item.is_on],
        minutes,
        int((event.ends_at - event.starts_at).total_seconds() // 60),
        event.starts_at + timedelta(minutes=minutes),
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft that is about to be published. ``refusal``: why it cannot be; ``warnings`` keep nobody from it."""

    event: Event
    refusal: str
    warnings: list[str]


def drafts(events: Sequence[Event], actor: Actor) -> list[Draft]:
    """Drafts with what stands in the way of each. Six statements at most, however many they are."""
    programmes = queries.programmes([event.id for event in events if event.kind is EventKind.THEATRE])
    in_the_way = schedule.clashes_of_all(schedule.slots_of(events), actor)
    found = []
    for event, clashes in zip(events, in_the_way, strict=True):
        items = programmes.get(event.id)
        refusal = publish_refusal(event, items) if items is not None else ""
        lacks = missing(event, run_sheet(event, items)) if items is not None and not refusal else []
        found.append(Draft(event, refusal, [*lacks, *(clash.text for clash in clashes)]))
    return found


def missing(event: Event, sheet: RunSheet) -> list[str]:
    """What a session still lacks, in sentences; none of it keeps it from being published but the place."""
    kinds = {line.item.kind for line in sheet.lines}
    found = []
    if event.room_id is None and not event.place:
        found.append(_("还没有定地点，定了才能公布。"))
    if not sheet.has_talks:
        found.append(_("还没有人讲。"))
    if ItemKind.OPENING not in kinds:
        found.append(_("没有开场：主持人要点题。"))
    if ItemKind.QUESTIONS not in kinds:
        found.append(_("没有留提问与讨论的时间。"))
    if sheet.left < 0:
        found.append(_("节目比场次长了 %(minutes)s，要么缩短，要么把结束时间往后改。", minutes=duration(-sheet.left)))
    if sheet.has_talks and not sheet.reserves:
        found.append(_("还没有候补：有人临时来不了，就没有人接上。"))
    return found
