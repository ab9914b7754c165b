"""The ledger of hours: one place that says what counts, for whom, when, how much, and who confirmed it.

Nothing is kept. An hour is a row of another table (an attendance, a part in an event, a visit, a meeting of a pair, an
accepted answer, a confirmed entry) seen through the rule of its day. ``lines`` gives these rows for one person,
``totals`` their sums for many; both are made of the same arms, so they cannot disagree.

How much an event counts is said by the rule of the unit that held it, on its day. The caps of a source are those of
the unit where it was earned, as its rule stands at the end of the year. So hours stay when a member changes branch.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Select,
    String,
    Subquery,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from partyedu.attendance.models import HERE, Attendance
from partyedu.core.db import UTCDateTime
from partyedu.core.spans import seconds_between
from partyedu.library.models import Courseware
from partyedu.organisation.models import Unit
from partyedu.schedule.models import SPEAKING_PARTS, Event, EventPerson
from partyedu.schedule.queries import begun
from partyedu.study.models import (
    CountsAs,
    DistanceClass,
    DistancePiece,
    EventHours,
    HomeVisit,
    HoursEntry,
    Pair,
    PairMeeting,
    PieceAnswer,
    Source,
    VisitState,
)
from partyedu.study.queries.rules import CAPPED, Rulebook
from partyedu.study.queries.years import Year


@dataclass(frozen=True)
class Ledger:
    """What the ledger is asked of: a year, under some rules, for some people.

    ``people``: their numbers, or a query of these; None: everybody.
    """

    year: Year
    rules: Rulebook
    people: Any = None

    def _of(self, column: Any) -> list[ColumnElement[bool]]:
        return [] if self.people is None else [column.in_(self.people)]

    # --- what an event counts ---------------------------------------------------------------------------------------

    def _amount(self, name: str) -> ColumnElement[int]:
        return self.rules.amount(name, Unit.path, Event.public_starts_at, self.year.first, self.year.last)

    @cached_property
    def events(self) -> CTE | Subquery:
        """The events of the year that took place and count: number, ``minutes``, ``speaker`` and ``zone``.

        Without a word about it an event counts its length as it was released, a day at most. For everybody they are
        worked out once, beforehand; for some people only where one of them was.
        """
        length = seconds_between(Event.public_starts_at, Event.public_ends_at) // 60
        day = self._amount("day")
        minutes = case(
            (EventHours.counts_as == CountsAs.HALF_DAY, self._amount("half_day")),
            (EventHours.counts_as == CountsAs.DAY, day),
            (EventHours.counts_as == CountsAs.MINUTES, func.coalesce(EventHours.minutes, 0)),
            (length > day, day),
            else_=length,
        )
        counted = (
            select(
                Event.id,
                cast(minutes, Integer).label("minutes"),
                self._amount("speaker").label("speaker"),
                self.rules.zone(Unit.path, self.year.day).label("zone"),
            )
            .join(Unit, Event.unit_id == Unit.id)
            .outerjoin(EventHours, EventHours.event_id == Event.id)
            .where(*begun(*self.year.until_now))
            .where(EventHours.counts_as.is_(None) | (EventHours.counts_as != CountsAs.NOTHING))
        )
        return counted.cte("counted") if self.people is None else counted.subquery("counted")

    # --- one arm for each kind of row -------------------------------------------------------------------------------

    def attendance(self, events: CTE | Subquery, *more: Any) -> Select[*tuple[Any, ...]]:
        """Those who were there."""
        query = (
            select(Attendance.person_id, literal(-1).label("zone"), events.c.minutes, *more)
            .select_from(Attendance)
            .join(events, events.c.id == Attendance.event_id)
            .where(Attendance.state.in_(HERE), *self._of(Attendance.person_id))
        )
        if self.people is None:
            return query
        # The first and last number of the year's events make of each person's life a short range of the index.
        since, until = self.year.until_now
        spanned = (Event.public_starts_at >= since, Event.public_starts_at < until)
        first, last = (select(edge(Event.id)).where(*spanned).scalar_subquery() for edge in (func.min, func.max))
        return query.where(Attendance.event_id.between(first, last))

    def speaking(self, events: CTE | Subquery, *more: Any) -> Select[*tuple[Any, ...]]:
        """Those who spoke or taught, once for each event, beside the attendance."""
        query = (
            select(EventPerson.person_id, events.c.zone, events.c.speaker.label("minutes"), *more)
            .select_from(EventPerson)
            .join(events, events.c.id == EventPerson.event_id)
            .where(EventPerson.part.in_(SPEAKING_PARTS), *self._of(EventPerson.person_id))
        )
        return query.group_by(EventPerson.person_id, EventPerson.event_id, events.c.zone, events.c.speaker)

    def visits(self, *more: Any) -> Select[*tuple[Any, ...]]:
        """Visits that were made, recorded by somebody else."""
        return (
            select(HomeVisit.person_id, self._zone().label("zone"), HomeVisit.minutes, *more)
            .select_from(HomeVisit)
            .join(Unit, HomeVisit.unit_id == Unit.id)
            .where(HomeVisit.state == VisitState.DONE, HomeVisit.minutes > 0, *self._days(HomeVisit.visited_on))
            .where(HomeVisit.recorded_by_id != HomeVisit.person_id, *self._of(HomeVisit.person_id))
        )

    def meetings(self, who: Any, *more: Any) -> Select[*tuple[Any, ...]]:
        """Meetings of a pair that a third person has confirmed, for one of the two (a column of ``Pair``)."""
        return (
            select(who.label("person_id"), self._zone().label("zone"), PairMeeting.minutes, *more)
            .select_from(PairMeeting)
            .join(Pair, PairMeeting.pair_id == Pair.id)
            .join(Unit, Pair.unit_id == Unit.id)
            .where(*self._days(PairMeeting.held_on), *self._of(who))
            .where(PairMeeting.confirmed_by_id.not_in([Pair.elder_id, Pair.younger_id]))
        )

    def answers(self, *more: Any) -> Select[*tuple[Any, ...]]:
        """Answers that somebody else has accepted, on the day they were handed in.

        One piece of the library counts once a year, though it was answered in a class at a distance too: the first.
        """
        since, until = self.year.bounds
        return (
            select(PieceAnswer.person_id, self._zone().label("zone"), PieceAnswer.minutes, *more)
            .select_from(PieceAnswer)
            .outerjoin(DistancePiece, PieceAnswer.piece_id == DistancePiece.id)
            .outerjoin(DistanceClass, DistancePiece.class_id == DistanceClass.id)
            .outerjoin(Unit, DistanceClass.unit_id == Unit.id)
            .where(PieceAnswer.handed_in_at >= since, PieceAnswer.handed_in_at < until)
            .where(PieceAnswer.accepted_by_id != PieceAnswer.person_id, *self._of(PieceAnswer.person_id))
            .where(~self._counted_before())
        )

    def _counted_before(self) -> ColumnElement[bool]:
        """Condition on PieceAnswer and its DistancePiece: an earlier answer of the year about that piece counts."""
        earlier, lesson = aliased(PieceAnswer), aliased(DistancePiece)
        about = func.coalesce(PieceAnswer.courseware_id, DistancePiece.courseware_id)
        return (
            select(literal(1))
            .select_from(earlier)
            .outerjoin(lesson, earlier.piece_id == lesson.id)
            .where(earlier.person_id == PieceAnswer.person_id, earlier.accepted_by_id != earlier.person_id)
            .where(earlier.handed_in_at >= self.year.bounds[0], earlier.handed_in_at <= PieceAnswer.handed_in_at)
            .where((earlier.handed_in_at < PieceAnswer.handed_in_at) | (earlier.id < PieceAnswer.id))
            .where(func.coalesce(earlier.courseware_id, lesson.courseware_id) == about)
            .correlate(PieceAnswer, DistancePiece)
            .exists()
        )

    def entries(self, *more: Any) -> Select[*tuple[Any, ...]]:
        """Written entries that somebody else has confirmed."""
        return (
            select(HoursEntry.person_id, self._zone().label("zone"), HoursEntry.minutes, *more)
            .select_from(HoursEntry)
            .join(Unit, HoursEntry.unit_id == Unit.id)
            .where(*self._days(HoursEntry.studied_on), HoursEntry.confirmed_by_id != HoursEntry.person_id)
            .where(HoursEntry.refused_reason == "", HoursEntry.withdrawn_at.is_(None))
            .where(*self._of(HoursEntry.person_id))
        )

    def _zone(self) -> ColumnElement[int]:
        return self.rules.zone(Unit.path, self.year.day)

    def _days(self, column: Any) -> list[ColumnElement[bool]]:
        return [column >= self.year.first, column <= self.year.last]

    # --- sums -------------------------------------------------------------------------------------------------------

    def totals(self) -> CompoundSelect[*tuple[Any, ...]]:
        """Sums by person and source: ``person_id``, ``source``, ``minutes`` earned, ``counted`` after the cap."""
        events = self.events
        door = union_all(self.visits(), self.meetings(Pair.elder_id), self.meetings(Pair.younger_id))
        arms = {
            Source.ATTENDANCE: self.attendance(events),
            Source.SPEAKING: self.speaking(events),
            Source.DOOR: door,
            Source.ONLINE: self.answers(),
            Source.ENTRY: self.entries(),
        }
        return union_all(*(self._summed(source, arm) for source, arm in arms.items()))

    def _summed(self, source: Source, arm: Any) -> Select[*tuple[Any, ...]]:
        rows = arm.subquery()
        minutes = func.sum(rows.c.minutes)
        cap = self._cap(source, rows.c.zone)
        if cap is None:
            query = select(rows.c.person_id, literal(source.value).label("source"), minutes.label("minutes"))
            return query.add_columns(minutes.label("counted")).group_by(rows.c.person_id)
        # Each zone has a cap of its own; what is beyond it counts nothing.
        zones = (
            select(rows.c.person_id, minutes.label("minutes"), cap.label("cap"))
            .group_by(rows.c.person_id, rows.c.zone)
            .subquery()
        )
        counted = case((zones.c.minutes > zones.c.cap, zones.c.cap), else_=zones.c.minutes)
        return select(
            zones.c.person_id,
            literal(source.value).label("source"),
            func.sum(zones.c.minutes).label("minutes"),
            func.sum(counted).label("counted"),
        ).group_by(zones.c.person_id)

    def _cap(self, source: Source, zone: Any) -> ColumnElement[int] | None:
        """The cap of a zone as a column; None where no rule caps the source."""
        if source not in CAPPED:
            return None
        caps = {place: rule.cap(source) for place, rule in enumerate(self.rules.on(self.year.day))}
        known = {place: cap for place, cap in caps.items() if cap is not None}
        return case(known, value=zone) if known else None

    @cached_property
    def hours(self) -> CTE:
        """The hours that count, by person: ``person_id``, ``minutes``."""
        sums = self.totals().subquery()
        query = select(sums.c.person_id, func.sum(sums.c.counted).label("minutes"))
        return query.group_by(sums.c.person_id).cte("hours")

    # --- lines ------------------------------------------------------------------------------------------------------

    def lines(self) -> CompoundSelect[*tuple[Any, ...]]:
        """Every line: person_id, zone, minutes, source, ref (number of the row it comes from), at or on_date, title,
        confirmed_by_id (who confirmed it; None: the person's own check-in by code) and how (a word of its kind).
        """
        events = self.events
        event = aliased(Event)

        def of_event(query: Select[*tuple[Any, ...]], source: Source, by: Any, how: Any) -> Select[*tuple[Any, ...]]:
            columns = _columns(source, event.id, event.public_starts_at, None, event.public_title, by, how)
            return query.join(event, event.id == events.c.id).add_columns(*columns)

        attended = of_event(self.attendance(events), Source.ATTENDANCE, Attendance.typed_by_id, Attendance.via)
        spoke = of_event(self.speaking(events), Source.SPEAKING, None, None)
        spoke = spoke.group_by(event.id, event.public_starts_at, event.public_title)
        return union_all(attended, spoke, *self._lines_elsewhere())

    def _lines_elsewhere(self) -> Iterator[Select[*tuple[Any, ...]]]:
        courseware = aliased(Courseware)
        title = func.coalesce(courseware.title, "")
        yield (
            self.visits(
                *_columns(
                    Source.DOOR, HomeVisit.id, None, HomeVisit.visited_on, title, HomeVisit.recorded_by_id, "visit"
                )
            ).outerjoin(courseware, HomeVisit.courseware_id == courseware.id)
        )
        for who in (Pair.elder_id, Pair.younger_id):
            yield self.meetings(
                who,
                *_columns(
                    Source.DOOR, PairMeeting.id, None, PairMeeting.held_on, Pair.purpose, PairMeeting.confirmed_by_id,
                    "pair",
                ),
            )  # fmt: skip
        title = func.coalesce(DistancePiece.title, courseware.title, PieceAnswer.question)
        yield (
            self.answers(
                *_columns(
                    Source.ONLINE, PieceAnswer.id, PieceAnswer.handed_in_at, None, title, PieceAnswer.accepted_by_id,
                    "answer",
                )
            ).outerjoin(courseware, PieceAnswer.courseware_id == courseware.id)
        )  # fmt: skip
        yield self.entries(
            *_columns(
                Source.ENTRY, HoursEntry.id, None, HoursEntry.studied_on, HoursEntry.title, HoursEntry.confirmed_by_id,
                "entry",
            )
        )  # fmt: skip


def _columns(source: Source, ref: Any, at: Any, on: Any, title: Any, by: Any, how: Any) -> list[Any]:
    """The columns of a line beside its sum; what an arm lacks is empty, of the right type."""
    return [
        literal(source.value).label("source"),
        ref.label("ref"),
        cast(null(), UTCDateTime).label("at") if at is None else at.label("at"),
        cast(null(), Date).label("on_date") if on is None else on.label("on_date"),
        title.label("title"),
        cast(null(), Integer).label("confirmed_by_id") if by is None else by.label("confirmed_by_id"),
        cast(null() if how is None else how, String).label("how"),
    ]
