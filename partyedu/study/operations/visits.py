"""Visits: planned, recorded, planned anew, cancelled."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete

from partyedu.core import audit, clock
from partyedu.core.actor import Actor, Permission, current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.words import _, formatted
from partyedu.organisation.models import Person
from partyedu.organisation.queries import unit_reached
from partyedu.study.models import VISIT_STATES, HomeVisit, VisitHelper, VisitState
from partyedu.study.operations.settling import settle
from partyedu.study.queries import candidates, visits

AHEAD_DAYS = 366
RECORDED_BACK_DAYS = 366


def plan_visits(
    actor: Actor,
    person_ids: Collection[int],
    helper_ids: Collection[int],
    planned_on: date,
    why: str = "",
    bring: str = "",
    courseware_id: int | None = None,
    pack_id: int | None = None,
    form_key: str | None = None,
) -> list[HomeVisit]:
    """Plan a visit to each of some people on a day, by the same helpers; the same form sent twice plans once.

    Nobody goes to themselves, nobody is gone to twice on one day, and nobody who is no longer here.
    """
    if form_key and (planned := visits.visits_of_form(form_key)):
        return list(planned)
    _must_be_ahead(planned_on)
    people = candidates.chosen_to_visit(actor, set(person_ids))
    if not people:
        raise Problem(_("还没有选人。请先选去看谁。"), field="people")
    helpers = candidates.people_named(set(helper_ids))
    _must_have_helpers(helpers, [row.id for row in people])
    _must_not_send_themselves(actor, helpers, [_planned_by(row) for row in people])
    _must_not_stand([row.id for row in people], planned_on)
    rows = []
    for number, person in enumerate(people):
        row = HomeVisit(
            person_id=person.id, unit_id=_planned_by(person), planned_on=planned_on, why=why, bring=bring,
            courseware_id=courseware_id, pack_id=pack_id, state=VisitState.PLANNED, created_at=clock.now(),
            planned_by_id=actor.person_id, form_key=f"{form_key[:28]}{number:04d}" if form_key else None,
        )  # fmt: skip
        row.version = 1
        rows.append(row)
    db.session.add_all(rows)
    db.session.flush()
    for row in rows:
        _send(row, helpers)
        audit.record("plan-visit", row)
    return rows


def _must_be_ahead(day: date, field: str = "planned_on") -> None:
    today = clock.today()
    if day < today:
        raise Problem(_("这一天已经过去了，请选今天或以后的日子。"), field=field)
    if day > today + timedelta(days=AHEAD_DAYS):
        raise Problem(_("最多提前一年安排，请检查年份。"), field=field)


def _must_have_helpers(helpers: Collection[Person], visited: Collection[int]) -> None:
    if not helpers:
        raise Problem(_("请选至少一位送学帮手。"), field="helpers")
    for helper in helpers:
        if helper.id in visited:
            raise Problem(_("%(name)s在要看望的人里，不能自己去看自己。", name=helper.name), field="helpers")


def _planned_by(person: Any) -> int:
    """The unit that plans a visit to somebody who was chosen (a row of ``chosen_to_visit``)."""
    number: int = person.home_id if person.home_reached else person.daily_id
    return number


def _must_not_send_themselves(actor: Actor | None, helpers: Collection[Person], unit_ids: Collection[int]) -> None:
    """Helpers read where somebody lives: who may not read contact cards does not come to it by their own hand."""
    if actor is None or actor.person_id not in [helper.id for helper in helpers]:
        return
    if any(unit_reached(actor, Permission.CARD_READ, number) is None for number in set(unit_ids)):
        raise Problem(_("您不能看住址和联系卡，不能排自己去，请组织者或书记来排。"), field="helpers")


def _must_not_stand(person_ids: list[int], day: date, field: str = "planned_on") -> None:
    standing = visits.visits_that_stand(person_ids, day)
    if standing:
        names = "、".join(row.name for row in standing)
        raise Problem(
            _("%(day)s已经安排去看%(names)s了，不用再排一次。", day=formatted(day, "month_day"), names=names),
            field=field,
        )


def _send(visit: HomeVisit, helpers: Collection[Person]) -> None:
    db.session.add_all([VisitHelper(visit_id=visit.id, person_id=helper.id) for helper in helpers])
    db.session.flush()


def change_visit(
    visit: HomeVisit,
    version: int | None,
    helper_ids: Collection[int],
    planned_on: date,
    why: str | None = None,
    bring: str = "",
    courseware_id: int | None = None,
    pack_id: int | None = None,
) -> HomeVisit:
    """Change a visit that is still to come. ``why`` None: it stays (the editor may not read it)."""
    _must_be_planned(visit)
    if planned_on != visit.planned_on:
        _must_be_ahead(planned_on)
        _must_not_stand([visit.person_id], planned_on)
    helpers = candidates.people_named(set(helper_ids))
    _must_have_helpers(helpers, [visit.person_id])
    standing = {row.id for row in visits.helpers_of(visit.id)}
    _must_not_send_themselves(current_actor(), [one for one in helpers if one.id not in standing], [visit.unit_id])
    typed: dict[str, Any] = {
        "planned_on": planned_on, "bring": bring, "courseware_id": courseware_id, "pack_id": pack_id,
    }  # fmt: skip
    if why is not None:
        typed["why"] = why
    theirs = {name: getattr(visit, name) for name, value in typed.items() if getattr(visit, name) != value}
    checked_version(visit, version, theirs)
    for name, value in typed.items():
        setattr(visit, name, value)
    db.session.execute(delete(VisitHelper).where(VisitHelper.visit_id == visit.id))
    _send(visit, helpers)
    audit.record("change-visit", visit, [*theirs, "helpers"])
    return visit


def _must_be_planned(visit: HomeVisit) -> None:
    if visit.state is not VisitState.PLANNED:
        raise Problem(_("这次上门已经记过了，请刷新再看。"))


def record_visit(
    actor: Actor,
    visit: HomeVisit,
    version: int | None,
    state: VisitState,
    by_id: int | None,
    visited_on: date | None,
    minutes: int | None = None,
    studied: str = "",
    words: str | None = None,
    words_agreed: bool = False,
    note: str | None = None,
) -> HomeVisit:
    """Record what came of a visit, or correct it.

    ``by_id``: the helper who went and confirms the minutes; staff who type from the sheet name them. ``words`` and
    ``note`` None: they stay as they are (they were not shown on this road). Two helpers recording one visit: the second
    gets the first one's texts (``Conflict``) and saves onto them; it stays one visit.
    """
    helpers = {row.id for row in visits.helpers_of(visit.id)}
    if by_id is None or by_id not in helpers:
        raise Problem(_("请选是哪一位帮手去的。"), field="by_id")
    if visit.person_id in (by_id, actor.person_id):
        raise Problem(_("学时不能由被看望的人自己来记，请另一位来记。"), field="by_id")
    typed: dict[str, Any] = {"state": state, "visited_on": visited_on, "minutes": minutes, "studied": studied}
    if state is not VisitState.DONE:
        typed |= {"minutes": None, "studied": ""}
        words = "" if words is not None else None
    if words is not None:
        _must_be_agreed(words, words_agreed)
        typed["words"] = words
    if note is not None:
        typed["note"] = note
    if state is VisitState.CANCELLED:
        typed["visited_on"] = None
    else:
        _must_be_a_day_of_the_past(visit, state, visited_on)
    if state is VisitState.DONE and not minutes:
        raise Problem(_("请写学了多少分钟。"), field="minutes")
    theirs = {name: getattr(visit, name) for name, value in typed.items() if getattr(visit, name) != value}
    checked_version(visit, version, _as_shown(theirs))
    for name, value in typed.items():
        setattr(visit, name, value)
    visit.recorded_by_id, visit.recorded_at = by_id, clock.now()
    visit.typed_by_id = audit.typist(by_id)
    audit.record("record-visit", visit, theirs, on_behalf_of=by_id if visit.typed_by_id else None)
    db.session.expire(visit, ["recorded_by"])
    settle([visit.person_id])
    return visit


def _as_shown(theirs: dict[str, Any]) -> dict[str, Any]:
    shown = {name: _("（空）") if value in (None, "") else value for name, value in theirs.items()}
    if isinstance(shown.get("state"), VisitState):
        shown["state"] = VISIT_STATES[shown["state"]]
    return shown


def _must_be_agreed(words: str, agreed: bool) -> None:
    if words and not agreed:
        raise Problem(_("本人同意了才能记这句话。没有同意的话，请把它删掉。"), field="words_agreed")


def _must_be_a_day_of_the_past(visit: HomeVisit, state: VisitState, day: date | None) -> None:
    today = clock.today()
    if day is None:
        raise Problem(_("请填哪一天去的。"), field="visited_on")
    if day > today:
        raise Problem(_("这一天还没到，去过以后再来记。"), field="visited_on")
    if day < today - timedelta(days=RECORDED_BACK_DAYS):
        raise Problem(_("这是一年多以前的日子，请检查年份。"), field="visited_on")
    if state is VisitState.DONE and visits.made_that_day(visit, day) is not None:
        raise Problem(_("这一天去看这位党员的学习已经记过一次了，不能记两次。"), field="visited_on")


def go_again(actor: Actor, visit: HomeVisit, planned_on: date) -> HomeVisit:
    """Nobody was met: the same visit on another day, in one step, by the same helpers."""
    if visit.state is not VisitState.NOT_MET:
        raise Problem(_("没见到人的，才要再排一天。"))
    if not visit.person.is_active_member:
        raise Problem(_("这位党员的组织关系已经不在这里，不用再去了。"), field="planned_on")
    _must_be_ahead(planned_on)
    _must_not_stand([visit.person_id], planned_on)
    again = HomeVisit(
        person_id=visit.person_id, unit_id=visit.unit_id, planned_on=planned_on, why=visit.why, bring=visit.bring,
        courseware_id=visit.courseware_id, pack_id=visit.pack_id, state=VisitState.PLANNED, created_at=clock.now(),
        planned_by_id=actor.person_id,
    )  # fmt: skip
    again.version = 1
    db.session.add(again)
    db.session.flush()
    _send(again, candidates.people_named({row.id for row in visits.helpers_of(visit.id)}))
    audit.record("plan-visit", again)
    return again


def cancel_visit(visit: HomeVisit) -> HomeVisit:
    """Nobody goes."""
    _must_be_planned(visit)
    visit.state = VisitState.CANCELLED
    visit.version += 1
    audit.record("cancel-visit", visit, ["state"])
    return visit
