"""People: added, corrected, moved to another unit, gone. Nobody is ever deleted by these."""

from datetime import date
from typing import Any

from partyedu.core import audit, clock, personal
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.words import _
from partyedu.organisation import queries
from partyedu.organisation.models import ACTIVE, DailyBelonging, Duty, MemberStatus, Person, PersonKind, Unit, UnitKind
from partyedu.organisation.operations import belonging, cards
from partyedu.organisation.operations.roster import standing

# What a person may put right about themselves; the rest is corrected by staff.
OWN_FIELDS = ("phone", "education", "trade")


class SameName(Problem):
    """Somebody of this name is there already; ``others`` are they. Saved when the person says it is somebody else."""

    status = 422

    def __init__(self, others: Any) -> None:
        super().__init__(_("已经有同名的人。如果不是同一位，请再按一次“保存”。"))
        self.others = others


def add(actor: Actor, values: dict[str, Any], same_name_seen: bool = True) -> Person:
    """Enter a person. ``values``: columns of ``Person``. Two people of one name are two people.

    Raises ``SameName`` unless it was said that the others of this name have been looked at.
    """
    unit = _unit(actor, values["unit_id"])
    _number_is_free(values.get("member_number"))
    if not same_name_seen and (others := queries.same_named(actor, values["name"])):
        raise SameName(others)
    person = Person(created_at=clock.now(), unit_id=unit.id)
    _set(person, values, clock.today())
    db.session.add(person)
    db.session.flush()
    audit.record("add", person)
    return person


def edit(actor: Actor, person: Person, version: int | None, values: dict[str, Any]) -> Person:
    """Correct what is held about a person."""
    checked_version(person, version, _standing_now(person, values))
    unit = _unit(actor, values["unit_id"])
    _number_is_free(values.get("member_number"), besides=person.id)
    if values.get("kind") is PersonKind.MEMBER and (values.get("status") or MemberStatus.FULL) not in ACTIVE:
        _may_go(person)
    home = person.unit_id
    changed = _set(person, values | {"unit_id": unit.id}, clock.today())
    if "unit_id" in changed:
        if home is not None:
            belonging.leave_homes({person.id: home})
        belonging.come_home(person)
    audit.record("edit", person, changed)
    return person


def change_status(person: Person, version: int | None, status: MemberStatus, on: date | None = None) -> Person:
    """Say where a member stands from a day on: moved, left, died, or back again."""
    if person.kind is not PersonKind.MEMBER:
        raise Problem(_("只有党员才有党员状态。"), "status")
    on = on or clock.today()
    if on > clock.today():
        raise Problem(_("日期还没有到。"), "on")
    checked_version(person, version, {"status": person.status})
    if status not in ACTIVE:
        _may_go(person)
    values = standing(status, person.on_roster_since, on)
    changed = [name for name, value in values.items() if getattr(person, name) != value]
    for name, value in values.items():
        setattr(person, name, value)
    audit.record("change-status", person, changed)
    if status not in ACTIVE:
        _let_go(person, on)
    return person


def _may_go(person: Person) -> None:
    """Refuse to let go whom the house cannot do without (see ``core.personal``)."""
    if reason := personal.why_not_gone(person.id):
        raise Problem(reason, "status")


def correct_own(person: Person, version: int | None, values: dict[str, Any]) -> Person:
    """A person corrects their own phone, education, trade."""
    own = {name: value for name, value in values.items() if name in OWN_FIELDS}
    checked_version(person, version, _standing_now(person, own))
    changed = _set(person, own, clock.today())
    audit.record("correct-own", person, changed)
    return person


def erase(person: Person, named: str) -> None:
    """Somebody who has left, moved or died is erased from the house: what every room holds about them goes.

    ``named``: their name as who asks for it wrote it down; it cannot be undone, so it must be the same.

    Their rows of the past stay and are nobody's by name: who came to an event is a figure of the unit. The audit holds
    no words about people and keeps its rows.
    """
    if person.kind is not PersonKind.MEMBER or person.status in ACTIVE:
        raise Problem(_("只有已经转出、离开或去世的人，才能清除个人资料。"))
    if reason := personal.why_not_gone(person.id):
        raise Problem(reason)
    if named.strip() != person.name:
        raise Problem(_("这里写的不是%(name)s，没有清除。", name=person.name), "name")
    personal.erase(person.id)
    audit.record("erase", person)


def forget(person_id: int) -> None:
    """This room's part: the card, words beside daily study and duties, and every word of the person's own row.

    From when to when they belonged somewhere, had a post and were of a category stays: figures of past years rest on
    it (see ``_born_for_figures``).
    """
    cards.erase(person_id)
    personal.empty(DailyBelonging, DailyBelonging.person_id == person_id, reason="")
    personal.empty(Duty, Duty.person_id == person_id, title="", tasks="")
    person = db.session.get_one(Person, person_id)
    person.name, person.phone, person.introduction = personal.gone(), "", ""
    person.birth_year, person.birth_month = _born_for_figures(person), None
    person.member_number = person.joined_on = None
    person.education = person.trade = ""
    person.study_mode = person.daily_unit_id = None
    person.version += 1
    person.refresh_search()
    db.session.flush()


def _born_for_figures(person: Person) -> int | None:
    """As much of the year of birth as "members over 60" at the ends of past years needs: mostly a bound, not the year.

    Who was 60 all the time they stood on the roster, or never, is no more than that.
    """
    if person.birth_year is None or person.off_roster_on is None:
        return None
    since = person.on_roster_since.year if person.on_roster_since else person.birth_year + 60
    sixty = max(person.birth_year + 60, since)
    return sixty - 60 if sixty < person.off_roster_on.year else None


def note_export(unit: Unit, count: int, what: str = "people") -> None:
    """Leave a trace that a list of people was taken out of the house."""
    audit.record(f"export-{what}", unit, [f"rows={count}"])


def _standing_now(person: Person, values: dict[str, Any]) -> dict[str, Any]:
    """What now stands where something else was typed."""
    return {name: getattr(person, name) for name, value in values.items() if getattr(person, name) != value}


def _set(person: Person, values: dict[str, Any], today: date) -> list[str]:
    """Write the values; gives the names of the columns that changed. Standing on the roster follows the status."""
    before = {name: getattr(person, name) for name in (*values, "on_roster_since", "off_roster_on")}
    for name, value in values.items():
        setattr(person, name, value)
    if person.kind is not PersonKind.MEMBER:
        person.status = None
    elif person.status is None:
        person.status = MemberStatus.FULL
    if "status" in values or "kind" in values:
        _follow(person, before.get("status"), today)
    person.refresh_search()
    return [name for name, value in before.items() if getattr(person, name) != value]


def _follow(person: Person, before: MemberStatus | None, today: date) -> None:
    if person.kind is not PersonKind.MEMBER or person.status is None:
        if before in ACTIVE:
            person.off_roster_on = today
            _let_go(person, today)
        return
    was_active, is_active = before in ACTIVE, person.status in ACTIVE
    if was_active != is_active or before is None:
        for name, value in standing(person.status, person.on_roster_since, today).items():
            setattr(person, name, value)
    if was_active and not is_active:
        _let_go(person, today)


def _let_go(person: Person, on: date) -> None:
    db.session.flush()
    belonging.let_go(person, on)


def _unit(actor: Actor, unit_id: int | None) -> Unit:
    unit = queries.unit_reached(actor, Permission.PEOPLE_EDIT, unit_id or 0)
    if unit is None or unit.archived_at is not None:
        raise Problem(_("请选择组织。"), "unit_id")
    if unit.kind is UnitKind.TEMPORARY_GROUP:
        raise Problem(_("临时党小组不能当所在组织：请留在原来的组织，另外安排“日常在这里”。"), "unit_id")
    return unit


def _number_is_free(member_number: str | None, besides: int | None = None) -> None:
    owner = queries.owner_of_number(member_number) if member_number else None
    if owner is not None and owner != besides:
        raise Problem(_("这个党员编号已经是另一个人的了。"), "member_number")
