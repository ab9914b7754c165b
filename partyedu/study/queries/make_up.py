"""Make-up tasks: one's own, those an organiser follows, the reasons added up without names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload

from partyedu.accounts.models import Account
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.search import matches
from partyedu.courses.models import Course
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import is_around, unit_reached, within
from partyedu.schedule.models import Event
from partyedu.study.models import AbsenceReason, MakeUp, MakeUpKind, MakeUpState, PieceAnswer
from partyedu.study.queries.answers import is_waiting
from partyedu.study.queries.reach import looked_after, private
from partyedu.surveys.models import Survey

# Fewer are not counted out: a reason that two of a branch gave has two faces.
NAMELESS_FROM = 5


def title_of() -> ColumnElement[str]:
    """What was missed, of tasks joined as in ``_joined``."""
    return func.coalesce(Event.public_title, Course.title, Survey.title, "")


def _joined(*columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(MakeUp)
        .join(Person, MakeUp.person_id == Person.id)
        .outerjoin(Event, MakeUp.event_id == Event.id)
        .outerjoin(Course, MakeUp.course_id == Course.id)
        .outerjoin(Survey, MakeUp.test_id == Survey.id)
    )


def stands(today: date) -> ColumnElement[bool]:
    """Condition on MakeUp: open, and of this year (or still due): nothing is carried over for ever."""
    return and_(MakeUp.state == MakeUpState.OPEN, or_(MakeUp.year >= today.year, MakeUp.due_on >= today))


def is_open(task: MakeUp) -> bool:
    """``stands`` of a loaded task, whatever its year: an old one may still be made up by somebody who wants to."""
    return task.state is MakeUpState.OPEN


def my_tasks(person_id: int, today: date, is_open: bool) -> Select[*tuple[Any, ...]]:
    """Column query of a person's tasks: open ones by their day, or what is done with, the newest first.

    id, kind, title, missed_at, due_on, reason, answered_at, offered_event_id, offered_courseware_id, offered_visit,
    state, by_event_id, by_answer_id, by_visit_id, waived_reason.
    """
    query = _joined(
        MakeUp.id, MakeUp.kind, title_of().label("title"), Event.public_starts_at.label("missed_at"), MakeUp.due_on,
        MakeUp.reason, MakeUp.answered_at, MakeUp.offered_event_id, MakeUp.offered_courseware_id, MakeUp.offered_visit,
        MakeUp.state, MakeUp.by_event_id, MakeUp.by_answer_id, MakeUp.by_visit_id, MakeUp.waived_reason,
    ).where(MakeUp.person_id == person_id)  # fmt: skip
    if is_open:
        return query.where(stands(today)).order_by(MakeUp.due_on.is_(None), MakeUp.due_on, MakeUp.id)
    return query.where(~stands(today)).order_by(MakeUp.id.desc())


def waiting_for_me(actor: Actor, today: date) -> Select[*tuple[Any, ...]]:
    """Column query of the actor's open tasks, the most urgent first: id, title, due_on, chosen, answer_waits."""
    handed_in = exists().where(
        PieceAnswer.person_id == MakeUp.person_id,
        PieceAnswer.courseware_id == MakeUp.offered_courseware_id,
        is_waiting(),
    )
    chosen = or_(
        MakeUp.offered_event_id.is_not(None), MakeUp.offered_courseware_id.is_not(None), MakeUp.offered_visit
    )
    query = _joined(
        MakeUp.id, title_of().label("title"), MakeUp.due_on, chosen.label("chosen"), handed_in.label("answer_waits")
    ).where(MakeUp.person_id == (actor.person_id or 0), stands(today))
    return query.order_by(MakeUp.due_on.is_(None), MakeUp.due_on, MakeUp.id).limit(20)


def task_seen(actor: Actor, make_up_id: int) -> MakeUp | None:
    """A task of one's own, or of somebody whose study the actor looks after."""
    query = (
        select(MakeUp)
        .join(Person, MakeUp.person_id == Person.id)
        .options(
            joinedload(MakeUp.person).options(joinedload(Person.unit), joinedload(Person.daily_unit)),
            joinedload(MakeUp.event).joinedload(Event.unit),
            joinedload(MakeUp.course),
            joinedload(MakeUp.test),
            joinedload(MakeUp.offered_event),
            joinedload(MakeUp.offered_courseware),
            joinedload(MakeUp.by_event),
        )
    )
    own = MakeUp.person_id == (actor.person_id or 0)
    return db.session.scalar(query.where(MakeUp.id == make_up_id, or_(own, looked_after(actor))))


def task_followed(actor: Actor, make_up_id: int) -> MakeUp | None:
    """A task of somebody whose study the actor looks after."""
    query = select(MakeUp).join(Person, MakeUp.person_id == Person.id).options(joinedload(MakeUp.person))
    return db.session.scalar(query.where(MakeUp.id == make_up_id, looked_after(actor)))


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What the list of tasks is narrowed to. ``show``: "" open, "silent", "visit", "done", "waived", "all"."""

    show: str = ""
    kind: str = ""
    reason: str = ""
    unit_id: int | None = None
    words: str = ""
    event_id: int | None = None


def tasks_listed(actor: Actor, chosen: TaskFilter, today: date) -> Select[*tuple[Any, ...]]:
    """Column query of tasks of people whose study the actor looks after, by day and name.

    id, person_id, name, unit, phone, has_account, kind, title, due_on, reason, words, answered_at, state, offered_…
    Reason and words are empty for those whom private matters do not concern (see ``private``).
    """
    told = private(actor)
    has_account = exists().where(Account.person_id == Person.id, Account.disabled_at.is_(None))
    query = (
        _joined(
            MakeUp.id, MakeUp.person_id, Person.name, Unit.name.label("unit"), Person.phone,
            has_account.label("has_account"), MakeUp.kind, title_of().label("title"), MakeUp.due_on,
            case((told, MakeUp.reason)).label("reason"), case((told, MakeUp.words), else_="").label("words"),
            MakeUp.answered_at, MakeUp.state, MakeUp.offered_event_id, MakeUp.offered_courseware_id,
            MakeUp.offered_visit, MakeUp.ended_at,
        )
        .outerjoin(Unit, Person.unit_id == Unit.id)
        .where(looked_after(actor), *_narrowed(actor, chosen, today))
    )  # fmt: skip
    if chosen.show in ("done", "waived", "all"):
        return query.order_by(MakeUp.id.desc())
    return query.order_by(MakeUp.due_on.is_(None), MakeUp.due_on, Person.name, MakeUp.id)


def _narrowed(actor: Actor, chosen: TaskFilter, today: date) -> list[ColumnElement[bool]]:
    found = [_shown(chosen.show, today)]
    if chosen.kind in list(MakeUpKind):
        found.append(MakeUp.kind == MakeUpKind(chosen.kind))
    if chosen.reason in list(AbsenceReason):
        found += [MakeUp.reason == AbsenceReason(chosen.reason), private(actor)]
    if chosen.unit_id:
        found.append(_of_unit(actor, chosen.unit_id))
    if chosen.event_id:
        found.append(MakeUp.event_id == chosen.event_id)
    if chosen.words.strip():
        found.append(matches(Person.search_text, chosen.words))
    return found


def _of_unit(actor: Actor, unit_id: int) -> ColumnElement[bool]:
    """Condition on Person: belongs to this unit's subtree, by home or by daily study."""
    unit = unit_reached(actor, Permission.HOURS_READ, unit_id)
    units = select(Unit.id).where(within([unit.path] if unit else []))
    return or_(Person.unit_id.in_(units), Person.daily_unit_id.in_(units))


def _shown(show: str, today: date) -> ColumnElement[bool]:
    if show == "done":
        return and_(MakeUp.state == MakeUpState.DONE, MakeUp.year == today.year)
    if show == "waived":
        return and_(MakeUp.state == MakeUpState.WAIVED, MakeUp.year == today.year)
    if show == "all":
        return MakeUp.year == today.year
    open_now = and_(stands(today), is_around())
    if show == "silent":
        return and_(open_now, MakeUp.answered_at.is_(None))
    if show == "visit":
        return and_(open_now, MakeUp.offered_visit)
    return open_now


def door_wishes(actor: Actor, today: date) -> Select[*tuple[Any, ...]]:
    """Column query of members who asked for study at the door to make something up, the most urgent first.

    id (of the task), person_id, name, unit, title (what was missed), due_on. For those who plan visits.
    """
    return (
        _joined(
            MakeUp.id, MakeUp.person_id, Person.name, Unit.name.label("unit"), title_of().label("title"), MakeUp.due_on
        )
        .outerjoin(Unit, Person.unit_id == Unit.id)
        .where(looked_after(actor, Permission.VISIT_MANAGE), _shown("visit", today))
        .order_by(MakeUp.due_on.is_(None), MakeUp.due_on, MakeUp.id)
    )


def number_late(actor: Actor, today: date) -> Select[*tuple[int]]:
    """Column query of one number: open tasks whose day has passed, of people whose study the actor looks after."""
    late = and_(stands(today), MakeUp.due_on < today, is_around(), looked_after(actor))
    return select(func.count()).select_from(MakeUp).join(Person, MakeUp.person_id == Person.id).where(late)


def to_print(actor: Actor, chosen: TaskFilter, today: date, limit: int = 200) -> Sequence[Any]:
    """Open tasks whose person has said nothing, as ``tasks_listed`` has them: for printed sheets."""
    silent = TaskFilter("silent", chosen.kind, "", chosen.unit_id, chosen.words, chosen.event_id)
    query = tasks_listed(actor, silent, today).order_by(None).order_by(Unit.in_order, Person.name, MakeUp.id)
    return db.session.execute(query.limit(limit)).all()


# --- reasons without names --------------------------------------------------------------------------------------------


def reasons_summed(actor: Actor, unit_id: int | None, year: int) -> Select[*tuple[Any, ...]]:
    """Column query of how many people gave each reason this year: reason, people. A person counts once a reason."""
    query = (
        select(MakeUp.reason, func.count(MakeUp.person_id.distinct()).label("people"))
        .join(Person, MakeUp.person_id == Person.id)
        .where(MakeUp.year == year, MakeUp.reason.is_not(None), looked_after(actor))
        .group_by(MakeUp.reason)
    )
    return query.where(_of_unit(actor, unit_id)) if unit_id else query


@dataclass(frozen=True, slots=True)
class ReasonSums:
    """Reasons that at least five people gave, the most frequent first; how many gave one of the others, if five did."""

    named: tuple[tuple[AbsenceReason, int], ...] = ()
    others: int = 0
    is_empty: bool = True


def nameless(rows: Sequence[Any]) -> ReasonSums:
    """The rows of ``reasons_summed`` without what could be told of single people."""
    large = sorted(((row.reason, row.people) for row in rows if row.people >= NAMELESS_FROM), key=lambda one: -one[1])
    small = sum(row.people for row in rows if row.people < NAMELESS_FROM)
    return ReasonSums(tuple(large), small if small >= NAMELESS_FROM else 0, not rows)

