"""What stands on a speaker's page: the name the public reads, their own words, where they come from, honours."""

from datetime import date

from partyedu.core import audit, clock, watch
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.organisation.models import Person, PublicName
from partyedu.speakers import access, queries
from partyedu.speakers.models import Honour, Source, SpeakerSource
from partyedu.speakers.operations.talks import public_change


def _check(actor: Actor, person: Person) -> None:
    if not access.may_act_for(actor, person):
        raise Problem(_("只有本人或本支部的工作人员可以改这一项。"))


def _check_staff(actor: Actor, person: Person) -> None:
    if not access.is_over(actor, Permission.TALK_MANAGE, person):
        raise Problem(_("只有本支部的工作人员可以改这一项。"))


def set_public_name(actor: Actor, person: Person, choice: PublicName) -> None:
    """Choose how the public reads the speaker's name: whole, surname, none. Holds at once on every page and screen."""
    _check(actor, person)
    if person.public_name is choice:
        return
    person.public_name = choice
    person.version += 1
    public_change()
    audit.record("set-public-name", person, ["public_name"], on_behalf_of=person.id)


def introduce(actor: Actor, person: Person, introduction: str) -> None:
    """Set the speaker's own words about themselves, as everybody may read them."""
    _check(actor, person)
    if person.introduction == introduction:
        return
    person.introduction = introduction
    person.version += 1
    watch.touch("speakers")
    audit.record("introduce", person, ["introduction"], on_behalf_of=person.id)


def set_source(actor: Actor, person: Person, source: Source | None) -> None:
    """Say where the speaker comes from as a teacher, or that nobody knows."""
    _check_staff(actor, person)
    row = queries.source_of(person.id)
    if source is None:
        if row is not None:
            audit.record("clear-source", row, ["source"], on_behalf_of=person.id)
            db.session.delete(row)
    elif row is None:
        row = SpeakerSource(person_id=person.id, source=source)
        db.session.add(row)
        audit.record("set-source", row, ["source"], on_behalf_of=person.id)
    elif row.source is not source:
        row.source = source
        audit.record("set-source", row, ["source"], on_behalf_of=person.id)
    watch.touch("speakers")


def add_honour(actor: Actor, person: Person, title: str, given_on: date, given_by: str = "") -> Honour:
    """Put an honour on the speaker's page (staff only: it was given by somebody else)."""
    _check_staff(actor, person)
    if given_on > clock.today():
        raise Problem(_("日期还没有到。"), field="given_on")
    row = Honour(person_id=person.id, title=title, given_on=given_on, given_by=given_by)
    db.session.add(row)
    watch.touch("speakers")
    audit.record("add-honour", row, ["title"], on_behalf_of=person.id)
    return row


def remove_honour(actor: Actor, person: Person, row: Honour) -> None:
    """Take an honour off the speaker's page."""
    _check_staff(actor, person)
    audit.record("remove-honour", row, on_behalf_of=person.id)
    db.session.delete(row)
    watch.touch("speakers")
