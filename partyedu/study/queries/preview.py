"""What a rule would change, before it is written."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.organisation.models import Unit
from partyedu.study.models import Source
from partyedu.study.queries.ledger import Ledger
from partyedu.study.queries.rules import CAPPED, Rule, Rulebook, rulebook
from partyedu.study.queries.standing import Belongs, here, sums_by_unit
from partyedu.study.queries.years import this_year

NUMBERS = ("members", "reached", "on_the_way", "behind", "exempt")


@dataclass(frozen=True, slots=True)
class Changes:
    """The rule that would hold, the one before it, and how the unit's members would stand: before, after."""

    old: Rule
    new: Rule
    numbers: dict[str, tuple[int, int]]

    @property
    def amounts(self) -> list[tuple[str, int | None, int | None]]:
        """The amounts that change: name, before, after, in minutes."""
        plain = [(name, getattr(self.old, name), getattr(self.new, name))
                 for name in ("target", "post_target", "half_day", "day", "speaker")]  # fmt: skip
        caps = [(source.value, self.old.cap(source), self.new.cap(source)) for source in CAPPED]
        return [change for change in [*plain, *caps] if change[1] != change[2]]


def what_would_change(unit: Unit, from_on: date, amounts: dict[str, Any]) -> Changes:
    """As if the rule held today, with what has been studied so far: a rule of a later day changes nothing before it."""
    new = Rule(
        None, unit.path, unit.name, from_on, amounts["target_minutes"], amounts["post_target_minutes"],
        amounts["half_day_minutes"], amounts["day_minutes"], amounts["speaker_minutes"],
        ((Source.SPEAKING, amounts["speaker_cap_minutes"]), (Source.DOOR, amounts["door_cap_minutes"]),
         (Source.ONLINE, amounts["online_cap_minutes"]), (Source.ENTRY, amounts["entry_cap_minutes"])),
    )  # fmt: skip
    before = rulebook()
    after = Rulebook.of([*before.rules, replace(new, from_on=min(from_on, clock.today()))])
    old, then = _numbers(before, unit), _numbers(after, unit)
    return Changes(before.at(unit.path, from_on), new, {name: (old[name], then[name]) for name in NUMBERS})


def _numbers(rules: Rulebook, unit: Unit) -> dict[str, int]:
    year = this_year()
    ledger = Ledger(year, rules, here([unit.path], Belongs.HOME, year))
    rows = db.session.execute(sums_by_unit(ledger, unit.path)).all()
    return {name: sum(int(getattr(row, name) or 0) for row in rows) for name in NUMBERS}
