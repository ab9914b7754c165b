"""Exemptions: who owes no hours from a day to a day; ended early, the trace stays."""

from datetime import date, timedelta

from partyedu.core import audit, clock
from partyedu.core.actor import current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.words import _, formatted
from partyedu.organisation.models import ACTIVE, Person
from partyedu.study.models import Exemption, ExemptionKind
from partyedu.study.queries import exemptions as queries

YEARS_AT_MOST = 5


def exempt(
    person: Person,
    kind: ExemptionKind,
    from_on: date,
    until_on: date,
    reason: str = "",
    form_key: str | None = None,
) -> Exemption:
    """A member owes nothing from a day to a day (both included). One form makes one exemption."""
    made = queries.exemption_of_form(form_key)
    if made is not None:
        return made
    _check(person, from_on, until_on)
    if kind is ExemptionKind.OTHER and not reason:
        raise Problem(_("请写明是什么原因。"), "reason")
    actor = current_actor()
    row = Exemption(
        person_id=person.id, kind=kind, reason=reason, from_on=from_on, until_on=until_on, agreed_until_on=until_on,
        decided_by_id=actor.person_id if actor else None, decided_at=clock.now(), form_key=form_key, version=1,
    )  # fmt: skip
    db.session.add(row)
    audit.record("exempt", row, ["kind", "from_on", "until_on"], on_behalf_of=person.id)
    return row


def _check(person: Person, from_on: date, until_on: date) -> None:
    actor, first = current_actor(), clock.today().replace(month=1, day=1)
    if actor is not None and actor.person_id == person.id:
        raise Problem(_("自己不能给自己免学，请另一位同事来办。"), "person")
    if person.status not in ACTIVE:
        raise Problem(_("%(name)s不在册，不用办免学。", name=person.name), "person")
    if from_on < first:
        raise Problem(_("去年和以前的学时已经结了，免学最早从今年1月1日算起。"), "from_on")
    if until_on < from_on:
        raise Problem(_("结束的日子比开始的还早。"), "until_on")
    if until_on.year > clock.today().year + YEARS_AT_MOST:
        raise Problem(_("免学最多办到 %(n)s年以后，到时候再续。", n=YEARS_AT_MOST), "until_on")
    standing = queries.overlapping(person.id, from_on, until_on)
    if standing is not None:
        span = {"since": formatted(standing.from_on, "date"), "until": formatted(standing.until_on, "date")}
        raise Problem(_("这段日子里已经有一次免学（%(since)s到 %(until)s）。", **span), "from_on")


def end_exemption(row: Exemption, version: int | None, until_on: date, reason: str) -> Exemption:
    """End an exemption before its time: ``until_on`` is its last day; who, when and why stay with it."""
    actor = current_actor()
    if actor is not None and actor.person_id == row.person_id:
        raise Problem(_("自己的免学不能自己改，请另一位同事来办。"))
    if not reason:
        raise Problem(_("请写明为什么提前结束。"), "reason")
    if until_on >= row.until_on:
        raise Problem(_("这一天不比原来的结束日子早。"), "until_on")
    if until_on < max(row.from_on - timedelta(days=1), clock.today().replace(month=1, day=1) - timedelta(days=1)):
        raise Problem(_("去年和开始以前的日子改不了。"), "until_on")
    told = actor is None or queries.is_told_why(actor, row)
    checked_version(row, version, {"until_on": row.until_on} | ({"reason": row.ended_reason} if told else {}))
    row.until_on, row.ended_reason, row.ended_at = until_on, reason, clock.now()
    row.ended_by_id = actor.person_id if actor else None
    audit.record("end-exemption", row, ["until_on"], on_behalf_of=row.person_id)
    return row
