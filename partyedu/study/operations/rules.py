"""Rules of hours: a new one follows from a day on, none is ever changed; one that has not begun may be withdrawn."""

from datetime import date
from typing import Any

from partyedu.core import audit, clock
from partyedu.core.actor import current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _, formatted
from partyedu.organisation.models import Unit
from partyedu.study.models import HoursRule
from partyedu.study.queries import rules as queries


def check_rule(unit: Unit, from_on: date, **amounts: Any) -> None:
    """Refuse a rule for a day that is over, one for a day that has a rule already, and a half day longer than a day."""
    today = clock.today()
    if from_on < today:
        raise Problem(
            _("新规则不能从过去的日子算起：那以前的学时已经按当时的规则算好了。请选今天（%(day)s）或以后的日子。",
              day=formatted(today, "date")),
            "from_on",
        )  # fmt: skip
    if queries.rule_of_day(unit.id, from_on) is not None:
        raise Problem(_("%(unit)s从这一天起已经有一条规则了，请换一天。", unit=unit.name), "from_on")
    if amounts["half_day_minutes"] > amounts["day_minutes"]:
        raise Problem(_("半天不能比一天还长。"), "half_day")
    if amounts["post_target_minutes"] < amounts["target_minutes"]:
        raise Problem(_("书记和委员应学的，不能比党员少。"), "post_target")


def write_rule(unit: Unit, from_on: date, note: str = "", **amounts: Any) -> HoursRule:
    """A rule for a unit's subtree from a day on. ``amounts``: the columns of ``HoursRule``, in minutes."""
    check_rule(unit, from_on, **amounts)
    actor = current_actor()
    row = HoursRule(
        unit_id=unit.id, from_on=from_on, note=note, written_at=clock.now(),
        written_by_id=actor.person_id if actor else None, **amounts,
    )  # fmt: skip
    db.session.add(row)
    audit.record("write-hours-rule", row, ["from_on", *amounts])
    return row


def withdraw_rule(row: HoursRule) -> None:
    """Take back a rule that has not begun; what has begun is followed by another one."""
    if row.from_on <= clock.today():
        raise Problem(_("这条规则已经用起来了，不能撤回。要改，就定一条新的。"))
    audit.record("withdraw-hours-rule", row)
    db.session.delete(row)
    db.session.flush()
