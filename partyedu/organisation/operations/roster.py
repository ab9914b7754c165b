"""Writing a roster: the people of its rows, in blocks that are each one transaction's worth of work."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, update

from partyedu.core import audit, clock, personal
from partyedu.core.actor import MACHINE, Permission, current_actor
from partyedu.core.db import db
from partyedu.core.search import fold, index_text
from partyedu.organisation import queries
from partyedu.organisation.importing import Choices, Plan, plan_roster
from partyedu.organisation.importing.plan import NOT_DECIDED, unit_key
from partyedu.organisation.models import (
    ACTIVE,
    Category,
    MemberStatus,
    Person,
    PersonKind,
    PublicName,
    Unit,
    UnitKind,
)
from partyedu.organisation.operations import belonging, units
from partyedu.organisation.roster import Fate, Kind, NewUnit, Roster, fold_unit

BLOCK = 500  # rows written together; the write lock is free between blocks

Progress = Callable[[int, int, "ImportResult"], None]

_COUNTED = {
    Kind.NEW: "created",
    Kind.UPDATED: "updated",
    Kind.UNCHANGED: "unchanged",
    Kind.DUPLICATE: "duplicates",
}


class PlanOutdated(Exception):
    """Somebody was added since the plan was made: who is who has to be asked again."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A row that was not imported: its number in the file, why (codes with parameters), its cells as text."""

    row: int
    notes: list[list[Any]]
    raw: list[str]


@dataclass
class ImportResult:
    """What came of a roster. ``errors`` holds rows that were refused or need a person's decision."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    errors: list[Failure] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    units_created: list[str] = field(default_factory=list)
    missing: int = 0
    handled: int = 0
    created_ids: dict[int, int] = field(default_factory=dict, repr=False)  # row number: id, of the block just written

    def count(self, fates: Iterable[Fate]) -> None:
        """Add the rows of a block."""
        for fate in fates:
            if fate.kind in _COUNTED:
                name = _COUNTED[fate.kind]
                setattr(self, name, getattr(self, name) + 1)
            self.handled += 1


def apply_roster(
    unit: Unit,
    roster: Roster,
    choices: Choices | None = None,
    on_roster_since: date | None = None,
    progress: Progress | None = None,
) -> ImportResult:
    """Import a roster below ``unit``, as whoever acts may.

    ``on_roster_since`` is the day from which new members count (default today). ``progress(handled, total, result)``
    is called after each block; it may commit. Flushes only. The same roster again changes nothing.
    """
    chosen = choices or Choices()
    if not chosen.reach:
        chosen = chosen.but(reach=(current_actor() or MACHINE).reach(Permission.PEOPLE_EDIT))
    return work_through(lambda: plan_roster(unit, roster, chosen), on_roster_since, progress)


def work_through(
    make_plan: Callable[[], Plan],
    on_roster_since: date | None = None,
    progress: Progress | None = None,
    result: ImportResult | None = None,
) -> ImportResult:
    """Write the rows of a plan that ``result`` has not handled yet; plan again when somebody was added meanwhile."""
    result = result or ImportResult()
    while True:
        plan = make_plan()
        describe(result, plan)
        try:
            _Writer(plan, on_roster_since or clock.today(), result).write(progress)
            return result
        except PlanOutdated:
            continue


def describe(result: ImportResult, plan: Plan) -> None:
    """Note what the plan already tells: the rows that fail, the columns left out, who is missing."""
    roster = plan.roster
    result.headings = roster.headings
    result.ignored_columns = [*roster.id_columns, *roster.ignored_columns]
    result.missing = len(plan.missing)
    result.errors = [_failure(fate) for fate in plan.fates if fate.kind in (Kind.ERROR, Kind.ASK)]


def count_only(plan: Plan) -> ImportResult:
    """What would come of a plan, without writing anything."""
    result = ImportResult()
    describe(result, plan)
    result.count(plan.fates)
    result.units_created = [" / ".join(wanted.names) for wanted in _chosen_units(plan)]
    return result


def _failure(fate: Fate) -> Failure:
    notes = [[note.code, dict(note.params)] for note in fate.reasons]
    if fate.kind is Kind.ASK:
        notes.append([NOT_DECIDED, {}])
    return Failure(fate.row.number, notes, fate.row.raw)


def _chosen_units(plan: Plan) -> list[Any]:
    chosen = plan.choices.new_units
    wanted = [found for key, found in plan.wanted_units.items() if chosen is None or key in chosen]
    return sorted(wanted, key=lambda found: [_natural(name) for name in found.names])


def _natural(name: str) -> str:
    """第二支部 before 第十支部."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(6), fold_unit(name))


class _Writer:
    """Writes a plan block by block."""

    def __init__(self, plan: Plan, since: date, result: ImportResult) -> None:
        self.plan, self.since, self.result = plan, since, result
        self.unit_ids: dict[str, int] = {}
        self.category_ids = dict(plan.category_ids)
        self.newest = plan.newest_person
        self.ready = False

    def write(self, progress: Progress | None) -> None:
        fates = self.plan.fates
        while self.result.handled < len(fates):
            block = fates[self.result.handled : self.result.handled + BLOCK]
            # Pinyin takes time: looked up before the write lock is taken.
            texts = {fate.row.number: _search_text(fate, self.plan) for fate in block if _writes(fate)}
            self._check()
            self._prepare()
            self._create([fate for fate in block if fate.kind is Kind.NEW], texts)
            self._update([fate for fate in block if fate.kind is Kind.UPDATED], texts)
            self.result.count(block)
            if progress:
                progress(self.result.handled, len(fates), self.result)

    def _check(self) -> None:
        if queries.newest_person() != self.newest:
            raise PlanOutdated

    def _prepare(self) -> None:
        """Create the units and categories, with the first block."""
        if self.ready:
            return
        home = db.session.get_one(Unit, self.plan.unit_id)
        for wanted in _chosen_units(self.plan):
            self.unit_ids[wanted.key] = self._unit(home, wanted)
        for key, (name, _rows) in self.plan.wanted_categories.items():
            row = Category(name=name[:40], position=len(self.category_ids))
            db.session.add(row)
            audit.record("add", row)
            self.category_ids[key] = row.id
        self.ready = True

    def _unit(self, home: Unit, wanted: Any) -> int:
        parent = db.session.get_one(Unit, wanted.parent_id) if wanted.parent_id else home
        for name in wanted.names:
            # A branch may have been created a moment ago for another row.
            key = unit_key(NewUnit(name, None)) if parent.id == home.id else f"{parent.id}/{fold(name)}"
            if key not in self.unit_ids:
                self.unit_ids[key] = units.add(parent, name[:80], kind_by_name(name, parent.kind)).id
                self.result.units_created.append(name)
            parent = db.session.get_one(Unit, self.unit_ids[key])
        return parent.id

    def _create(self, fates: Sequence[Fate], texts: dict[int, str]) -> None:
        self.result.created_ids = {}
        if not fates:
            return
        rows = [self._new(fate, texts[fate.row.number]) for fate in fates]
        table = Person.__table__
        statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        ids = list(db.session.connection().execute(statement, rows).scalars())
        audit.record_all("add-from-roster", Person.__tablename__, ((new, ()) for new in ids))
        self.newest = max(self.newest, *ids)
        self.result.created_ids = {fate.row.number: new for fate, new in zip(fates, ids, strict=True)}

    def _new(self, fate: Fate, text: str) -> dict[str, Any]:
        row = fate.row
        status = MemberStatus(row.status) if row.status else MemberStatus.FULL
        active = status in ACTIVE
        return {
            "kind": PersonKind.MEMBER,
            "name": row.name,
            "unit_id": self._unit_of(fate) or self.plan.unit_id,
            "category_id": self.category_ids.get(fold(row.category or "")),
            "status": status,
            "study_mode": row.study_mode.value if row.study_mode else None,
            "phone": row.phone or "",
            "member_number": row.member_number,
            "birth_year": row.birth_year,
            "birth_month": row.birth_month,
            "joined_on": row.joined_on.day if row.joined_on else None,
            "education": row.education or "",
            "trade": row.trade or "",
            "public_name": PublicName.SURNAME,
            "introduction": "",
            "on_roster_since": self.since if active else None,
            "off_roster_on": None if active else self.since,
            "search_text": text,
            "created_at": clock.now(),
            "version": 1,
        }

    def _unit_of(self, fate: Fate) -> int | None:
        return self.unit_ids[unit_key(fate.new_unit)] if fate.new_unit else fate.unit_id

    def _update(self, fates: Sequence[Fate], texts: dict[int, str]) -> None:
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        left: dict[int, int] = {}
        for fate in fates:
            values = self._changed(fate, texts[fate.row.number])
            if fate.person_id and "unit_id" in values:
                left[fate.person_id] = self.plan.known[fate.person_id].unit_id
            alike.setdefault(tuple(values), []).append(values | {"row_id": fate.person_id})
        belonging.leave_homes(left)
        table = Person.__table__
        for names, rows in alike.items():
            columns: dict[str, Any] = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
            statement = update(table).where(table.c.id == bindparam("row_id"))
            statement = statement.values({**columns, "version": table.c.version + 1})
            given = [{**{f"new_{name}": row[name] for name in names}, "row_id": row["row_id"]} for row in rows]
            db.session.connection().execute(statement, given)
            told = [name for name in names if name != "search_text"]
            audit.record_all("change-from-roster", Person.__tablename__, ((row["row_id"], told) for row in rows))

    def _standing_told(self, fate: Fate, known: Any) -> dict[str, Any]:
        """Where the file says the member stands; the last administrator stays, whatever it says (`core.personal`)."""
        status = MemberStatus(fate.row.status) if fate.row.status else None
        if status is None or (status not in ACTIVE and personal.why_not_gone(fate.person_id or 0)):
            return {}
        return standing(status, known.on_roster_since, self.since)

    def _changed(self, fate: Fate, text: str) -> dict[str, Any]:
        row, known = fate.row, self.plan.known[fate.person_id or 0]
        values: dict[str, Any] = {}
        for name in fate.changed:
            if name == "birth":
                values["birth_year"] = row.birth_year
                if row.birth_month:
                    values["birth_month"] = row.birth_month
            elif name == "unit":
                values["unit_id"] = self._unit_of(fate)
            elif name == "category":
                values["category_id"] = self.category_ids[fold(row.category or "")]
            elif name == "joined_on":
                values["joined_on"] = row.joined_on.day if row.joined_on else None
            elif name == "status":
                values |= self._standing_told(fate, known)
            elif name == "kind":
                unsaid = standing(known.status or MemberStatus.FULL, known.on_roster_since, self.since)
                values |= {"kind": PersonKind.MEMBER} | (self._standing_told(fate, known) or unsaid)
            else:
                written = getattr(row, name)
                values[name] = getattr(written, "value", written)
        if {"phone", "member_number"} & values.keys():
            values["search_text"] = text
        return values


def standing(status: MemberStatus, on_roster_since: date | None, on: date) -> dict[str, Any]:
    """The columns of a member's standing: from which day on the roster, from which day no longer."""
    if status in ACTIVE:
        return {"status": status, "on_roster_since": on_roster_since or on, "off_roster_on": None}
    return {"status": status, "off_roster_on": on}


def _writes(fate: Fate) -> bool:
    return fate.kind in (Kind.NEW, Kind.UPDATED)


def _search_text(fate: Fate, plan: Plan) -> str:
    row = fate.row
    if fate.kind is Kind.NEW:
        return index_text((row.phone or "")[-4:], row.member_number, name=row.name)[:400]
    if not {"phone", "member_number"} & set(fate.changed):
        return ""
    known = plan.known[fate.person_id or 0]
    phone = row.phone or known.phone
    return index_text(phone[-4:], row.member_number or known.member_number, name=known.name)[:400]


_LEVELS = list(UnitKind)


def kind_by_name(name: str, above: UnitKind) -> UnitKind:
    """What a unit that a roster names is, by the end of its name: a branch, a group, a household point."""
    kind = UnitKind.BRANCH
    if name.endswith("中心户"):
        kind = UnitKind.HOUSEHOLD_POINT
    elif name.endswith("小组") or above in (UnitKind.BRANCH, UnitKind.GROUP):
        kind = UnitKind.GROUP
    return kind if _LEVELS.index(kind) >= _LEVELS.index(above) else above
