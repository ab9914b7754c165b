"""Which rule holds where and when.

A rule holds for the subtree of its unit from its day on, until the next rule of that unit. Of several units above one
another the nearest wins; where none has a rule, the house's default does. Rules are few: they are read once for a page
(``rulebook``) and then answer for one unit and day (``Rulebook.at``) or inside a statement (``Rulebook.amount``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, literal, select

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import within
from partyedu.study.models import SOURCES, HoursRule, Source

CAPPED = (Source.SPEAKING, Source.DOOR, Source.ONLINE, Source.ENTRY)
AMOUNTS = ("target", "post_target", "half_day", "day", "speaker")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it counts; all amounts in minutes. ``rule_id`` None: the default, which nobody wrote."""

    rule_id: int | None
    path: str
    unit: str
    from_on: date
    target: int
    post_target: int
    half_day: int
    day: int
    speaker: int
    caps: tuple[tuple[Source, int | None], ...] = tuple((source, None) for source in CAPPED)

    @property
    def limits(self) -> list[tuple[Any, int]]:
        """The sources that are capped, in words, and the most a year may count of each."""
        return [(SOURCES[source], cap) for source, cap in self.caps if cap is not None]

    def cap(self, source: Source) -> int | None:
        """The most a year may count from this source; None: no cap."""
        return dict(self.caps).get(source)


DEFAULT = Rule(None, "/", "", date.min, 32 * 60, 56 * 60, 4 * 60, 8 * 60, 60)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules, the nearest and newest first."""

    rules: tuple[Rule, ...]

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> "Rulebook":
        """The book of some rules, whatever their order."""
        return cls(tuple(sorted(rules, key=_nearest_and_newest_first)))

    def at(self, path: str, day: date) -> Rule:
        """The rule that holds for a unit (its path) on a day."""
        return next((rule for rule in self.rules if rule.from_on <= day and path.startswith(rule.path)), DEFAULT)

    def on(self, day: date) -> list[Rule]:
        """The rules in force on a day, one for each unit that has one, the nearest first; the default last."""
        standing: dict[str, Rule] = {}
        for rule in self.rules:
            if rule.from_on <= day:
                standing.setdefault(rule.path, rule)
        return [*standing.values(), DEFAULT]

    def amount(self, name: str, path: Any, at: Any, since: date, until: date) -> ColumnElement[int]:
        """An amount (see ``AMOUNTS``) as a column: of the rule that held for the unit ``path`` at the instant ``at``.

        Asked for instants from the day ``since`` to the day ``until`` only, so that old rules are left out.
        """
        whens: list[tuple[Any, int]] = [
            (within([rule.path], path) & (at >= clock.day_bounds(rule.from_on)[0]), getattr(rule, name))
            for rule in self._between(since, until)
        ]
        return case(*whens, else_=getattr(DEFAULT, name)) if whens else literal(getattr(DEFAULT, name))

    def _between(self, since: date, until: date) -> Iterable[Rule]:
        """The rules that hold on some day of a span: those begun in it, and the last one before it of each unit."""
        before = {rule.path: rule for rule in reversed(self.rules) if rule.from_on <= since}
        return [rule for rule in self.rules if since < rule.from_on <= until or before.get(rule.path) is rule]

    def choose(self, name: str, path: Any, day: date) -> ColumnElement[int]:
        """An amount as a column, of the rule that holds for the unit ``path`` on one day."""
        whens: list[tuple[Any, int]] = [
            (within([rule.path], path), getattr(rule, name)) for rule in self.on(day) if rule is not DEFAULT
        ]
        return case(*whens, else_=getattr(DEFAULT, name)) if whens else literal(getattr(DEFAULT, name))

    def zone(self, path: Any, day: date) -> ColumnElement[int]:
        """The place in ``on(day)`` of the rule whose caps hold for what was earned in the unit ``path``."""
        whens: list[tuple[Any, int]] = [
            (within([rule.path], path), place) for place, rule in enumerate(self.on(day)) if rule is not DEFAULT
        ]
        last = len(whens)
        return case(*whens, else_=last) if whens else literal(last)


def rulebook() -> Rulebook:
    """All rules that were written."""
    query = select(HoursRule, Unit.path, Unit.name).join(Unit, HoursRule.unit_id == Unit.id)
    return Rulebook.of(_rule(row, path, name) for row, path, name in db.session.execute(query))


def _nearest_and_newest_first(rule: Rule) -> tuple[int, str, int]:
    return -rule.path.count("/"), rule.path, -rule.from_on.toordinal()


def _rule(row: HoursRule, path: str, name: str) -> Rule:
    return Rule(
        row.id, path, name, row.from_on, row.target_minutes, row.post_target_minutes, row.half_day_minutes,
        row.day_minutes, row.speaker_minutes,
        ((Source.SPEAKING, row.speaker_cap_minutes), (Source.DOOR, row.door_cap_minutes),
         (Source.ONLINE, row.online_cap_minutes), (Source.ENTRY, row.entry_cap_minutes)),
    )  # fmt: skip


def rules_listed(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of the rules over the units whose study the actor looks after, and of those above these.

    Rule, unit's name and path, who wrote it; the newest first.
    """
    above = [path for reached in actor.reach(Permission.STUDY_MANAGE) for path in and_above(reached)]
    return (
        select(HoursRule, Unit.name.label("unit"), Unit.path, Person.name.label("by"))
        .join(Unit, HoursRule.unit_id == Unit.id)
        .outerjoin(Person, HoursRule.written_by_id == Person.id)
        .where(within(actor.reach(Permission.STUDY_MANAGE)) | Unit.path.in_(above))
        .order_by(HoursRule.from_on.desc(), HoursRule.id.desc())
    )


def and_above(path: str) -> Sequence[str]:
    """``/1/4/9/`` → ``/1/``, ``/1/4/``, ``/1/4/9/``."""
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[: place + 1]) + "/" for place in range(len(parts))]


def rule_to_withdraw(actor: Actor, rule_id: int) -> HoursRule | None:
    """A rule over a unit whose study the actor looks after."""
    query = select(HoursRule).join(Unit, HoursRule.unit_id == Unit.id)
    return db.session.scalar(query.where(HoursRule.id == rule_id, within(actor.reach(Permission.STUDY_MANAGE))))


def rule_of_day(unit_id: int, from_on: date) -> HoursRule | None:
    """The rule that a unit already has from this very day on."""
    return db.session.scalar(select(HoursRule).where(HoursRule.unit_id == unit_id, HoursRule.from_on == from_on))
