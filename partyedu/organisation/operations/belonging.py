"""Where members take part day by day beside their own unit: given from a day, ended, and put right by the calendar."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import update

from partyedu.core import audit, clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _, formatted
from partyedu.organisation import queries
from partyedu.organisation.models import DailyBelonging, Duty, FormerHome, Person, Unit, UnitKind


def give_daily(
    actor: Actor, person: Person, unit_id: int | None, since: date, until: date | None = None, reason: str = ""
) -> DailyBelonging:
    """Let a member take part day by day in another unit or a temporary group; the home stays.

    One at a time: a standing one that would overlap is refused. A day in the past is fine (it was agreed by phone), one
    to come begins by itself. Raises ``Problem`` at ``unit_id``, ``since`` or ``until``.
    """
    if not person.is_active_member:
        raise Problem(_("只有在册党员才能安排日常参加的组织。"), "unit_id")
    unit = db.session.get(Unit, unit_id) if unit_id else None
    if unit is None or unit.archived_at is not None:
        raise Problem(_("请选择组织。"), "unit_id")
    if unit.id == person.unit_id:
        raise Problem(_("这就是他自己的组织，不用另外安排。"), "unit_id")
    if not (person.unit and actor.may(Permission.PEOPLE_EDIT, person.unit.path)) and not actor.may(
        Permission.PEOPLE_EDIT, unit.path
    ):
        raise Problem(_("这一步要由他所在组织的工作人员来办。"), "unit_id")
    if until is not None and until < since:
        raise Problem(_("结束的日子早于开始的日子。"), "until")
    _fits_group(unit, since, until)
    standing = queries.daily_overlapping(person.id, since, until)
    if standing is not None:
        raise Problem(
            _("这段时间他已经日常在“%(unit)s”，请先让那一段结束。", unit=standing.unit.name), "since"
        )
    row = DailyBelonging(
        person_id=person.id, unit_id=unit.id, since_on=since, until_on=until, reason=reason,
        written_by_id=actor.person_id, written_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    audit.record("give-daily", row, on_behalf_of=person.id)
    db.session.flush()
    follow_calendar(person.id)
    return row


def _fits_group(unit: Unit, since: date, until: date | None) -> None:
    if unit.kind is not UnitKind.TEMPORARY_GROUP or unit.ends_on is None:
        return
    if since > unit.ends_on or unit.ends_on < clock.today():
        raise Problem(_("这个临时党小组到 %(day)s就结束了。", day=formatted(unit.ends_on, "date")), "since")
    if until is not None and until > unit.ends_on:
        raise Problem(_("这个临时党小组到 %(day)s就结束了。", day=formatted(unit.ends_on, "date")), "until")


def end_daily(row: DailyBelonging, on: date | None = None) -> None:
    """End it: ``on`` is the last day (default yesterday, so that it no longer holds today)."""
    last = on or clock.today() - timedelta(days=1)
    if row.until_on is not None and row.until_on <= last:
        return
    if on is not None and on < row.since_on:
        raise Problem(_("结束的日子早于开始的日子。"), "until")
    if last < row.since_on:  # begun today or not yet: it never was
        audit.record("drop-daily", row, on_behalf_of=row.person_id)
        db.session.delete(row)
    else:
        row.until_on = last
        audit.record("end-daily", row, ["until_on"], on_behalf_of=row.person_id)
    db.session.flush()
    follow_calendar(row.person_id)


def leave_homes(left: Mapping[int, int]) -> None:
    """Keep where people were at home until yesterday; ``left``: person → the unit they leave today.

    Who moves twice in a day was never at home in between.
    """
    yesterday, last = clock.today() - timedelta(days=1), queries.last_day_away(left)
    for person_id, unit_id in left.items():
        since = last[person_id] + timedelta(days=1) if person_id in last else None
        if since is None or since <= yesterday:
            row = FormerHome(
                person_id=person_id, unit_id=unit_id, since_on=since, until_on=yesterday, written_at=clock.now()
            )
            db.session.add(row)
            audit.record("leave-home", row, ["unit_id", "until_on"], on_behalf_of=person_id)
    db.session.flush()


def come_home(person: Person) -> None:
    """Somebody has another home: daily study in that very unit is over, they are at home there now."""
    for row in db.session.scalars(queries.standing_of(DailyBelonging, person.id, clock.today())):
        if row.unit_id == person.unit_id:
            end_daily(row)


def follow_calendar(person_id: int | None = None) -> int:
    """Let ``Person.daily_unit_id`` say what holds today; how many people it was put right for.

    Called after every change, for that person, and for everybody by the sweeper and when a unit is put away or a group
    ends: what ends or begins by its date needs nobody's hand.
    """
    wrong = queries.mirrors_to_correct(clock.today(), person_id)
    for person_id, _stood, unit_id in wrong:
        db.session.execute(
            update(Person).where(Person.id == person_id).values(daily_unit_id=unit_id),
            execution_options={"synchronize_session": "fetch"},
        )
    return len(wrong)


def sweep() -> None:
    """What the calendar and imported rosters leave to do: dates that have come, posts of people who have gone."""
    for person in db.session.scalars(queries.gone_with_posts()):
        let_go(person, person.off_roster_on or clock.today())
    follow_calendar()


def let_go(person: Person, on: date) -> None:
    """Somebody has left, moved or died: duties and daily study end with that day."""
    for daily in db.session.scalars(queries.standing_of(DailyBelonging, person.id, on)):
        daily.until_on = max(on, daily.since_on)
        audit.record("end-daily", daily, ["until_on"], on_behalf_of=person.id)
    for duty in db.session.scalars(queries.standing_of(Duty, person.id, on)):
        duty.until_on = max(on, duty.since_on)
        duty.version += 1
        audit.record("end-duty", duty, ["until_on"], on_behalf_of=person.id)
    db.session.flush()
    follow_calendar(person.id)
