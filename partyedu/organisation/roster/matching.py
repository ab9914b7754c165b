"""What becomes of each row: who of the people known already it is, and what it would change.

Identity (issue 2): name and month of birth; else name and phone; else a person decides. Two people of one name with
different months of birth are two people. An empty cell never erases anything, and nobody is ever removed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from partyedu.core.search import fold
from partyedu.organisation.roster.reading import RosterRow
from partyedu.organisation.roster.reasons import Note, Reason
from partyedu.organisation.roster.units import NewUnit, UnitIndex, UnitKey
from partyedu.organisation.roster.values import Precision, RosterDate, Status, fold_name

CANDIDATES_AT_MOST = 20
NEW_PERSON = 0  # a decision: none of the candidates


class Kind(StrEnum):
    """The fate of a row."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    ASK = "ask"
    ERROR = "error"


class PersonKey(NamedTuple):
    """A person known already. ``values``: ``member_number, category, joined_on, status, education, trade, study_mode``,
    with the category as its name, dates as dates, status and study mode by their codes; nothing or "" for unknown."""

    id: int
    name_folded: str
    birth_year: int | None
    birth_month: int | None
    phone: str | None
    unit_id: int | None
    values: Mapping[str, Any]


@dataclass(slots=True)
class Fate:
    """What would become of one row.

    ``changed`` names the fields an update writes (``birth``, ``phone``, ``unit`` and the keys of ``PersonKey.values``);
    ``candidates`` are ids to choose from, ``first_row`` the row of the file that is the same person, or may be.
    ``unit_id`` is where the row wants the person to be, ``new_unit`` what has to be created for that.
    """

    row: RosterRow
    kind: Kind
    person_id: int | None = None
    changed: tuple[str, ...] = ()
    candidates: tuple[int, ...] = ()
    first_row: int | None = None
    reasons: list[Note] = field(default_factory=list)
    unit_id: int | None = None
    new_unit: NewUnit | None = None


def match_rows(
    rows: Sequence[RosterRow],
    people: Iterable[PersonKey],
    units: Sequence[UnitKey] = (),
    decisions: Mapping[int, int] | None = None,
) -> list[Fate]:
    """The fate of each row, in the order of the file.

    ``people`` are all who may be meant (also outside the scope: somebody may have moved); ``decisions`` maps row
    numbers to the id a person chose, or to ``NEW_PERSON``. Time grows with rows + people.
    """
    matcher = _Matcher(people, UnitIndex(units), decisions or {})
    return [matcher.fate(row) for row in rows]


def missing_people(fates: Sequence[Fate], people: Iterable[PersonKey]) -> list[PersonKey]:
    """Those of ``people`` whom no row of the file means or may mean; never to be removed, only to be listed.

    The dead and those who left are not expected in a roster.
    """
    meant = {fate.person_id for fate in fates} | {candidate for fate in fates for candidate in fate.candidates}
    doubtful = {fold_name(fate.row.name) for fate in fates if fate.kind is Kind.ERROR and fate.row.name}
    return [
        person
        for person in people
        if person.id not in meant
        and _name_key(person) not in doubtful
        and person.values.get("status") not in (Status.DECEASED, Status.LEFT, Status.TRANSFERRED)
    ]


def new_units(fates: Iterable[Fate]) -> dict[NewUnit, int]:
    """The places to be offered for creation, with the number of rows that name each."""
    found: dict[NewUnit, int] = {}
    for fate in fates:
        if fate.new_unit:
            found[fate.new_unit] = found.get(fate.new_unit, 0) + 1
    return found


# People


@lru_cache(maxsize=1024)
def _same_text(text: str) -> str:
    return fold(text)


def _name_key(person: PersonKey) -> str:
    return person.name_folded.replace("·", "")


class _Answer(NamedTuple):
    """Who a row is: one person, or several to choose from and why, or nobody known."""

    person: PersonKey | None = None
    candidates: Sequence[PersonKey] = ()
    reason: Reason | None = None


class _Matcher:
    """People by what identifies them. New rows join as people with negative ids (the row number), so that a second
    row for the same person is found in the same way."""

    def __init__(self, people: Iterable[PersonKey], units: UnitIndex, decisions: Mapping[int, int]) -> None:
        self.units, self.decisions = units, decisions
        self.by_id: dict[int, PersonKey] = {}
        self.by_name: dict[str, dict[int, PersonKey]] = {}
        self.by_birth: dict[tuple[str, int | None, int | None], dict[int, PersonKey]] = {}
        self.by_phone: dict[tuple[str, str], dict[int, PersonKey]] = {}
        self.by_number: dict[str, PersonKey] = {}
        self.bare: dict[tuple[object, ...], dict[int, PersonKey]] = {}
        self.claimed: dict[int, int] = {}
        self.asked: dict[tuple[object, ...], int] = {}
        for person in people:
            self._learn(person)

    def _learn(self, person: PersonKey) -> None:
        name = _name_key(person)
        self.by_id.setdefault(person.id, person)
        self.by_name.setdefault(name, {}).setdefault(person.id, person)
        birth = (person.birth_year, person.birth_month) if person.birth_year else (None, None)
        self.by_birth.setdefault((name, *birth), {}).setdefault(person.id, person)
        if person.phone:
            self.by_phone.setdefault((name, person.phone), {}).setdefault(person.id, person)
        if number := person.values.get("member_number"):
            self.by_number.setdefault(number, person)
        known = (name, person.birth_year, person.birth_month, person.phone or None)
        self.bare.setdefault(known, {}).setdefault(person.id, person)

    def fate(self, row: RosterRow) -> Fate:
        if row.errors:
            return Fate(row, Kind.ERROR, reasons=list(row.errors))
        unit_id, new_unit, unclear = self.units.place(row.unit_name, row.group_name)
        if unclear:
            return Fate(row, Kind.ERROR, reasons=[unclear])
        name = fold_name(row.name)
        answer = self._decided(row) or self._identify(row, name, unit_id)
        fate = Fate(row, Kind.NEW, unit_id=unit_id, new_unit=new_unit)
        if answer.reason:
            return self._ask(fate, answer, name)
        if answer.person is not None and answer.person.id in self.claimed:
            return self._duplicate(fate, self.claimed[answer.person.id])
        if taken := self._number_taken(row, answer.person):
            fate.kind, fate.reasons = Kind.ERROR, [taken]
            return fate
        return self._new(fate, name) if answer.person is None else self._known(fate, name, answer.person)

    def _decided(self, row: RosterRow) -> _Answer | None:
        chosen = self.decisions.get(row.number)
        if chosen == NEW_PERSON:
            return _Answer()
        return _Answer(self.by_id[chosen]) if chosen in self.by_id else None

    def _identify(self, row: RosterRow, name: str, unit_id: int | None) -> _Answer:
        if row.birth_year and row.birth_month:
            exact = self.by_birth.get((name, row.birth_year, row.birth_month))
            if exact:
                return _chosen(row, list(exact.values()), unit_id)
        same_name = self.by_name.get(name)
        if not same_name:
            return _Answer()
        phone = list(self.by_phone.get((name, row.phone or ""), {}).values())
        if fitting := [person for person in phone if _births_agree(row, person)]:
            return _chosen(row, fitting, unit_id)
        owner = self.by_number.get(row.member_number or "")
        if owner is not None and owner.id in same_name:
            if _births_agree(row, owner):
                return _Answer(owner)
            return _Answer(None, [owner], Reason.SAME_NUMBER_OTHER_BIRTH)
        # Within one file this is no question: a father and a son of one name may share a phone.
        if known := [person for person in phone if person.id > 0]:
            return _Answer(None, known, Reason.SAME_PHONE_OTHER_BIRTH)
        return self._by_name_only(row, name, unit_id)

    def _by_name_only(self, row: RosterRow, name: str, unit_id: int | None) -> _Answer:
        """Neither birth nor phone tell. The same bare row in the same unit is the same person; the rest is asked."""
        same = self.bare.get((name, row.birth_year, row.birth_month, row.phone), {})
        here = [person for person in same.values() if person.id > 0 and unit_id in (None, person.unit_id)]
        if len(here) == 1:
            return _Answer(here[0])
        looked_at = islice(self._possible(row, name), 10 * CANDIDATES_AT_MOST)
        possible = [person for person in looked_at if not _other_line(row, person)][:CANDIDATES_AT_MOST]
        return _Answer(None, possible, Reason.SAME_NAME_ONLY) if possible else _Answer()

    def _possible(self, row: RosterRow, name: str) -> Iterator[PersonKey]:
        """Those of the name whose birth, as far as it is known, is that of the row; found without looking at all."""
        if row.birth_year is None:
            yield from self.by_name[name].values()
            return
        months = (row.birth_month, None) if row.birth_month else (*range(1, 13), None)
        births = [(row.birth_year, month) for month in months]
        for birth in (*births, (None, None)):
            yield from self.by_birth.get((name, *birth), {}).values()

    def _ask(self, fate: Fate, answer: _Answer, name: str) -> Fate:
        row = fate.row
        key = (name, row.birth_year, row.birth_month, row.phone)
        first = self.asked.setdefault(key, row.number)
        if first != row.number and (row.birth_month or row.phone):
            return self._duplicate(fate, first)
        fate.kind, fate.reasons = Kind.ASK, [Note(answer.reason or Reason.SAME_NAME_ONLY)]
        ids = list(dict.fromkeys(person.id for person in answer.candidates))
        fate.candidates = tuple(found for found in ids if found > 0)
        fate.first_row = next((-found for found in ids if found < 0), None)
        return fate

    @staticmethod
    def _duplicate(fate: Fate, first_row: int) -> Fate:
        fate.kind, fate.first_row = Kind.DUPLICATE, first_row
        fate.reasons = [Note(Reason.SAME_PERSON_ABOVE, {"row": first_row})]
        return fate

    def _number_taken(self, row: RosterRow, person: PersonKey | None) -> Note | None:
        owner = self.by_number.get(row.member_number or "")
        if owner is None or (person is not None and owner.id == person.id):
            return None
        return Note(Reason.MEMBER_NUMBER_TAKEN, {"value": row.member_number or ""})

    def _new(self, fate: Fate, name: str) -> Fate:
        row = fate.row
        values = {"member_number": row.member_number}
        self._learn(PersonKey(-row.number, name, row.birth_year, row.birth_month, row.phone, fate.unit_id, values))
        self.claimed[-row.number] = row.number
        return fate

    def _known(self, fate: Fate, name: str, person: PersonKey) -> Fate:
        row = fate.row
        self.claimed[person.id] = row.number
        fate.person_id = person.id
        fate.changed = tuple(_changes(fate, person))
        fate.kind = Kind.UPDATED if fate.changed else Kind.UNCHANGED
        if fate.changed:
            birth = (row.birth_year, row.birth_month) if row.birth_month else (person.birth_year, person.birth_month)
            values = {"member_number": row.member_number}
            self._learn(PersonKey(person.id, name, *birth, row.phone or person.phone, person.unit_id, values))
        return fate


def _births_agree(row: RosterRow, person: PersonKey) -> bool:
    """Whether row and person may be one as far as birth is known."""
    for written, known in ((row.birth_year, person.birth_year), (row.birth_month, person.birth_month)):
        if written and known and written != known:
            return False
    return True


def _other_line(row: RosterRow, person: PersonKey) -> bool:
    """Two lines of one file with different phones are two people; one known before may have a new phone."""
    return person.id < 0 and bool(row.phone and person.phone) and row.phone != person.phone


def _chosen(row: RosterRow, people: Sequence[PersonKey], unit_id: int | None) -> _Answer:
    """The one of several equal candidates whom member number, then phone, then unit point at."""
    if row.member_number:
        own = [person for person in people if person.values.get("member_number") == row.member_number]
        people = own or [person for person in people if not person.values.get("member_number")] or people
        if not own and all(person.values.get("member_number") for person in people):
            return _Answer(None, people[:CANDIDATES_AT_MOST], Reason.OTHER_MEMBER_NUMBER)
    if len(people) > 1 and row.phone:
        people = [person for person in people if person.phone == row.phone] or people
    if len(people) > 1 and unit_id is not None:
        people = [person for person in people if person.unit_id == unit_id] or people
    if len(people) == 1:
        return _Answer(people[0])
    return _Answer(None, people[:CANDIDATES_AT_MOST], Reason.SEVERAL_SAME)


def _changes(fate: Fate, person: PersonKey) -> Iterator[str]:
    """The fields in which the row says something, and something else than what is known."""
    row = fate.row
    if row.birth_year and (
        row.birth_year != person.birth_year or (row.birth_month or person.birth_month) != person.birth_month
    ):
        yield "birth"
    if row.phone and row.phone != person.phone:
        yield "phone"
    if fate.new_unit or (fate.unit_id is not None and fate.unit_id != person.unit_id):
        yield "unit"
    for name in ("member_number", "status", "study_mode", "category", "education", "trade"):
        written, known = getattr(row, name), person.values.get(name)
        if written and written != known and _same_text(written) != _same_text(str(known or "")):
            yield name
    if row.joined_on and not _same_date(row.joined_on, person.values.get("joined_on")):
        yield "joined_on"


def _same_date(written: RosterDate, known: date | None) -> bool:
    """Whether a date that was written agrees with the known one as far as it goes: 1985.07 agrees with 1985-07-01."""
    if known is None:
        return False
    if written.precision is Precision.DAY:
        return written.day == known
    same_year = written.day.year == known.year
    return same_year and (written.precision is Precision.YEAR or written.day.month == known.month)
