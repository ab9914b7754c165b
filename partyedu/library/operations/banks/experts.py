"""Experts: entered, changed, put away; and their consent to be listed for everybody."""

from datetime import date
from typing import Any

from partyedu.core import audit, clock, consent
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.search import index_text
from partyedu.core.words import _
from partyedu.library.models import Expert
from partyedu.library.queries import banks
from partyedu.organisation.models import Person, PersonKind, PublicName, Unit
from partyedu.organisation.operations import people
from partyedu.organisation.queries import unit_reached
from partyedu.speakers.models import Source


def _unit(actor: Actor, unit_id: int | None) -> Unit:
    unit = unit_reached(actor, Permission.LIBRARY_MANAGE, unit_id or 0)
    if unit is None or unit.archived_at is not None:
        raise Problem(_("请选择组织。"), field="unit_id")
    return unit


def add_expert(
    actor: Actor,
    unit_id: int,
    person: Person,
    source: Source,
    since: date,
    until: date | None = None,
    partner: str = "",
    field: str = "",
    terms: str = "",
    agrees: bool = False,
    form_key: str | None = None,
) -> Expert:
    """Enter somebody into the bank of a unit; the same form sent twice enters them once."""
    if form_key and (made := banks.expert_of_form(form_key)) is not None:
        return made
    unit = _unit(actor, unit_id)
    _check_time(since, until)
    standing = banks.expert_of_person(unit.id, person.id)
    if standing is not None:
        put_away = _("%(name)s以前在专家库里，已经收起，请打开恢复。", name=person.name)
        here = _("%(name)s已经在专家库里。", name=person.name)
        raise Problem(put_away if standing.archived_at else here, field="person")
    if agrees and (elsewhere := banks.listing_taken_back(person.id)) is not None:
        consent.must_not_stand_against(actor, elsewhere, person.id, person.name, field="agrees")
    expert = Expert(unit_id=unit.id, person_id=person.id, form_key=form_key or None)
    expert.version = 1
    _write(expert, source, since, until, partner, field, terms, agrees)
    db.session.add(expert)
    db.session.flush()
    audit.record("add-expert", expert, on_behalf_of=person.id)
    return expert


def add_outside_expert(
    actor: Actor,
    unit_id: int,
    name: str,
    phone: str = "",
    public_name: PublicName = PublicName.SURNAME,
    form_key: str | None = None,
    **values: Any,
) -> Expert:
    """Enter somebody from outside in one step: the person and their place in the bank. ``values`` as ``add_expert``."""
    if form_key and (made := banks.expert_of_form(form_key)) is not None:
        return made
    if not name:
        raise Problem(_("请写外请专家的姓名。"), field="name")
    unit = _unit(actor, unit_id)
    facts = {"kind": PersonKind.EXPERT, "name": name, "unit_id": unit.id, "phone": phone, "public_name": public_name}
    person = people.add(actor, facts)
    return add_expert(actor, unit.id, person, form_key=form_key, **values)


def change_expert(
    expert: Expert,
    version: int | None,
    source: Source,
    since: date,
    until: date | None = None,
    partner: str = "",
    field: str = "",
    terms: str = "",
) -> Expert:
    """Change what is held about an expert; a new last day brings back one whose time was over."""
    typed = {"source": source, "since": since, "until": until, "partner": partner, "field": field, "terms": terms}
    theirs = {name: getattr(expert, name) for name, value in typed.items() if getattr(expert, name) != value}
    checked_version(expert, version, theirs)
    _check_time(since, until)
    _write(expert, source, since, until, partner, field, terms, expert.agrees)
    audit.record("change-expert", expert, theirs)
    return expert


def _check_time(since: date, until: date | None) -> None:
    if until is not None and until < since:
        raise Problem(_("到期的日子早于开始的日子，请检查。"), field="until")


def _write(
    expert: Expert,
    source: Source,
    since: date,
    until: date | None,
    partner: str,
    field: str,
    terms: str,
    agrees: bool,
) -> None:
    expert.source, expert.since, expert.until = source, since, until
    expert.partner, expert.field, expert.terms, expert.agrees = partner, field, terms, agrees
    expert.search_text = index_text(field, partner, spelled_part=field)


def archive_expert(expert: Expert) -> Expert:
    """Put an expert away: nobody is offered them any more, and the public list drops them."""
    expert.archived_at = expert.archived_at or clock.now()
    expert.version += 1
    audit.record("archive-expert", expert, ["archived_at"])
    return expert


def restore_expert(expert: Expert) -> Expert:
    """Take an expert back into the bank."""
    expert.archived_at = None
    expert.version += 1
    audit.record("restore-expert", expert, ["archived_at"])
    return expert


def set_listed(actor: Actor, expert: Expert, agrees: bool, written_on: date | None = None) -> Expert:
    """The expert agrees to be listed for everybody, or takes that back: then the list drops them at once, and staff
    cannot tick it again without a new paper (``written_on``: the day on it)."""
    changed: tuple[str, ...] = ()
    if agrees:
        changed = consent.give(actor, expert, expert.person_id, expert.person.name, written_on)
    elif expert.agrees:
        consent.take_back(actor, expert)
        changed = consent.COLUMNS
    expert.agrees = agrees
    expert.version += 1
    other = expert.person_id if actor.person_id != expert.person_id else None
    audit.record("agree" if agrees else "take-back-agreement", expert, ["agrees", *changed], on_behalf_of=other)
    return expert
