"""Hours counted from scratch, in plain Python, from the rows as they lie in the tables; nothing of the ledger."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from partyedu.attendance.models import Attendance
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.organisation.models import Duty, FormerHome, Person, Unit
from partyedu.schedule.models import Event, EventPerson
from partyedu.study.models import (
    DistanceClass,
    DistancePiece,
    EventHours,
    Exemption,
    HomeVisit,
    HoursEntry,
    HoursRule,
    Pair,
    PairMeeting,
    PieceAnswer,
)

PLAIN = {"target": 1920, "post_target": 3360, "half_day": 240, "day": 480, "speaker": 60}
SOURCES = ("attendance", "speaking", "door", "online", "entry")


class Counted:
    """The hours of everybody in a year, as they stand at an instant."""

    def __init__(self, year: int, now: datetime) -> None:
        db.session.flush()
        db.session.expire_all()
        self.tables = {}
        self.year, self.now = year, now
        self.day = min(clock.local(now).date(), date(year, 12, 31))
        self.units = {unit.id: unit for unit in self.everything(Unit)}
        self.rules = self.everything(HoursRule)
        self.raw = defaultdict(lambda: defaultdict(int))  # (person, source) → ruled unit → minutes
        for line in self.lines():
            person_id, source, _on, minutes, unit_id = line
            self.raw[person_id, source][self.rule(unit_id, self.day)[0]] += minutes

    def everything(self, table):
        if table not in self.tables:
            self.tables[table] = list(db.session.scalars(db.select(table)))
        return self.tables[table]

    # --- rules

    def rule(self, unit_id: int | None, on: date) -> tuple[int | None, HoursRule | None]:
        """Walk up the tree; the first unit with a rule begun by that day."""
        while unit_id is not None:
            begun = [rule for rule in self.rules if rule.unit_id == unit_id and rule.from_on <= on]
            if begun:
                return unit_id, max(begun, key=lambda rule: rule.from_on)
            unit_id = self.units[unit_id].parent_id
        return None, None

    def amount(self, name: str, unit_id: int | None, on: date) -> int:
        rule = self.rule(unit_id, on)[1]
        return PLAIN[name] if rule is None else getattr(rule, f"{name}_minutes")

    def cap(self, source: str, ruled: int | None) -> int | None:
        if source == "attendance" or ruled is None:
            return None
        name = {"speaking": "speaker"}.get(source, source)
        return getattr(self.rule(ruled, self.day)[1], f"{name}_cap_minutes")

    # --- lines

    def counts(self, event: Event) -> bool:
        starts = event.public_starts_at
        return (
            event.status.value in ("published", "closed")
            and starts is not None
            and starts < self.now
            and clock.local(starts).year == self.year
        )

    def minutes_of(self, event: Event) -> int:
        on = clock.local(event.public_starts_at).date()
        said = [row for row in self.everything(EventHours) if row.event_id == event.id]
        day = self.amount("day", event.unit_id, on)
        if not said:
            return min(int((event.public_ends_at - event.public_starts_at).total_seconds()) // 60, day)
        how = said[0].counts_as.value
        if how == "half-day":
            return self.amount("half_day", event.unit_id, on)
        return {"day": day, "minutes": said[0].minutes, "nothing": None}[how]

    def lines(self):
        """(person, source, day, minutes, unit where it was earned)."""
        for event in self.everything(Event):
            minutes = self.minutes_of(event) if self.counts(event) else None
            if minutes is None:
                continue
            on = clock.local(event.public_starts_at).date()
            for row in self.everything(Attendance):
                if row.event_id == event.id and row.state.value in ("present", "late"):
                    yield row.person_id, "attendance", on, minutes, event.unit_id
            speak = {
                row.person_id
                for row in self.everything(EventPerson)
                if row.event_id == event.id and row.part.value in ("speaker", "teacher")
            }
            for person_id in speak:
                yield person_id, "speaking", on, self.amount("speaker", event.unit_id, on), event.unit_id
        yield from (line for line in self.elsewhere() if line[2].year == self.year)

    def elsewhere(self):
        for visit in self.everything(HomeVisit):
            if visit.state.value == "done" and visit.minutes and visit.recorded_by_id not in (None, visit.person_id):
                yield visit.person_id, "door", visit.visited_on, visit.minutes, visit.unit_id
        pairs = {pair.id: pair for pair in self.everything(Pair)}
        for meeting in self.everything(PairMeeting):
            pair = pairs[meeting.pair_id]
            if meeting.confirmed_by_id not in (None, pair.elder_id, pair.younger_id):
                for person_id in (pair.elder_id, pair.younger_id):
                    yield person_id, "door", meeting.held_on, meeting.minutes, pair.unit_id
        yield from self.answers()
        for entry in self.everything(HoursEntry):
            decided = entry.confirmed_by_id not in (None, entry.person_id)
            if decided and not entry.refused_reason and entry.withdrawn_at is None:
                yield entry.person_id, "entry", entry.studied_on, entry.minutes, entry.unit_id

    def answers(self):
        """A piece of the library counts once a year, in a class or by itself."""
        pieces = {piece.id: piece for piece in self.everything(DistancePiece)}
        classes = {one.id: one for one in self.everything(DistanceClass)}
        known = set()  # who was credited with which piece of the library in which year
        for answer in sorted(self.everything(PieceAnswer), key=lambda one: (one.handed_in_at, one.id)):
            if answer.accepted_by_id not in (None, answer.person_id):
                text = pieces[answer.piece_id].courseware_id if answer.piece_id else answer.courseware_id
                once = answer.person_id, text, clock.local(answer.handed_in_at).year
                if text and once in known:
                    continue
                known.add(once)
                unit_id = classes[pieces[answer.piece_id].class_id].unit_id if answer.piece_id else None
                yield answer.person_id, "online", clock.local(answer.handed_in_at).date(), answer.minutes, unit_id

    # --- sums

    def counted(self, person_id: int, source: str) -> int:
        """What counts of a source, each ruled unit with its own cap."""
        zones = self.raw.get((person_id, source), {})
        return sum(
            minutes if self.cap(source, ruled) is None else min(minutes, self.cap(source, ruled))
            for ruled, minutes in zones.items()
        )

    def earned(self, person_id: int, source: str) -> int:
        return sum(self.raw.get((person_id, source), {}).values())

    def hours(self, person_id: int) -> int:
        return sum(self.counted(person_id, source) for source in SOURCES)

    # --- what is owed

    def is_exempt(self, person_id: int) -> bool:
        free = set()
        for row in self.everything(Exemption):
            if row.person_id == person_id:
                on = row.from_on
                while on <= row.until_on:
                    free.add(on)
                    on += timedelta(days=1)
        of_year = {on for on in free if on.year == self.year}
        days = (date(self.year + 1, 1, 1) - date(self.year, 1, 1)).days
        return self.day in free or date(self.year, 12, 31) in free or len(of_year) * 2 > days

    def home(self, person: Person) -> int | None:
        """The unit on that day: of the former homes the first that had not ended by then, else today's."""
        before = sorted(
            (row for row in self.everything(FormerHome) if row.person_id == person.id and row.until_on >= self.day),
            key=lambda row: row.until_on,
        )
        return before[0].unit_id if before else person.unit_id

    def on_roster(self, person: Person) -> bool:
        """Came by that day, and had not gone by then."""
        if person.on_roster_since and person.on_roster_since > self.day:
            return False
        if person.off_roster_on:
            return person.off_roster_on > self.day
        return person.status.value in ("full", "probationary")

    def standing(self, person: Person) -> tuple[int, int, str]:
        """Minutes, target, and how they stand."""
        minutes = self.hours(person.id)
        if self.is_exempt(person.id):
            return minutes, 0, "exempt"
        post = any(
            row.person_id == person.id
            and row.kind.value in ("secretary", "committee")
            and row.since_on <= self.day
            and (row.until_on is None or row.until_on >= self.day)
            for row in self.everything(Duty)
        )
        months = 12
        if person.on_roster_since and person.on_roster_since.year == self.year:
            months = 13 - person.on_roster_since.month
        target = self.amount("post_target" if post else "target", self.home(person), self.day) * months // 12
        if minutes >= target:
            return minutes, target, "reached"
        runs = clock.local(self.now).year == self.year
        over = (clock.local(self.now).month - 1 if runs else 12) - (12 - months)
        behind = minutes * months < target * over and (over >= 3 or not runs)
        return minutes, target, "behind" if behind else "on-the-way"
