"""What somebody has to know who takes a unit over: one page, gathered from the rooms, each line leading into one.

The page asks the rooms their own questions, so it can never say anything else than their pages do.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import url_for
from sqlalchemy import Select

from partyedu.accounts.models import ROLES
from partyedu.accounts.queries import roles_over
from partyedu.admin.queries import kept_backups
from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.settings import centre
from partyedu.core.together import ask_together
from partyedu.core.words import _, _n, formatted
from partyedu.courses.models import CLASS_STATES
from partyedu.courses.queries import ClassFilter, classes_listed
from partyedu.discussions.models import MATTER_STATES, MatterState
from partyedu.discussions.queries import MatterFilter, matters_listed
from partyedu.library.queries import rule_for
from partyedu.organisation.models import DUTY_KINDS, UNIT_KINDS, Unit
from partyedu.organisation.queries import duties_in, members_by_unit
from partyedu.plans.models import EVERY, PLAN_KINDS
from partyedu.plans.queries import plans_listed, requirements_seen, tasks_late
from partyedu.schedule.queries import events_of_unit
from partyedu.study.queries.rules import rulebook

LINES_SHOWN = 12
AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing: what it is, what stands beside it, and where it is dealt with (empty: only said)."""

    text: str
    note: str = ""
    url: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and its lines; ``url`` leads to the whole of it, ``none`` is what is said where there is nothing."""

    title: str
    lines: tuple[Line, ...]
    none: str
    url: str = ""
    more: bool = False  # there are more than are shown


@dataclass(frozen=True, slots=True)
class _Asked:
    title: str
    query: Select[*tuple[Any, ...]]
    line: Callable[[Any], Line]
    none: str
    url: str = ""


def handover(actor: Actor, unit: Unit) -> list[Part]:
    """All parts for a unit and what is below it, as far as the actor may see them; one statement and the rules."""
    asked = list(_questions(actor, unit))
    answers = ask_together(*(one.query.limit(LINES_SHOWN + 1) for one in asked))
    parts = [_part(one, rows) for one, rows in zip(asked, answers, strict=True)]
    return [*parts, _rules(actor, unit), _backups(actor)]


def _part(asked: _Asked, rows: Iterable[Any]) -> Part:
    lines = tuple(asked.line(row) for row in rows)
    return Part(asked.title, lines[:LINES_SHOWN], asked.none, asked.url, len(lines) > LINES_SHOWN)


def _questions(actor: Actor, unit: Unit) -> Iterator[_Asked]:
    now, today = clock.now(), clock.today()
    yield _Asked(
        _("组织和党员"), members_by_unit(unit), _unit_line, _("下面还没有组织。"),
        url_for("organisation.units", at=unit.id) if actor.may(Permission.PEOPLE_READ) else "",
    )  # fmt: skip
    yield _Asked(
        _("谁担任什么"), duties_in(unit), _duty_line, _("还没有登记职务。"),
        url_for("organisation.duties", unit_id=unit.id) if actor.may(Permission.PEOPLE_READ, unit.path) else "",
    )  # fmt: skip
    yield _Asked(_("谁能在软件里办事"), roles_over(unit), _role_line, _("没有人有权限，请找管理员。"))
    yield _Asked(
        _("今年的计划"), plans_listed(actor, today.year, unit.path), _plan_line, _("今年还没有计划。"),
        url_for("plans.index", unit=unit.id),
    )  # fmt: skip
    yield _Asked(
        _("计划里过期的"), tasks_late([unit.path], *clock.year_bounds(today.year)), _task_line, _("没有过期的。"),
        url_for("plans.gaps", unit=unit.id) if actor.may(Permission.PLAN_MANAGE, unit.path) else "",
    )  # fmt: skip
    yield _Asked(
        _("接下来两个月的活动"), events_of_unit(unit, now, now + AHEAD), _event_line, _("还没有排活动。"),
        url_for("schedule.index"),
    )  # fmt: skip
    yield _Asked(
        _("没有办完的事"), matters_listed(actor, MatterFilter(state="open", unit_id=unit.id), today), _matter_line,
        _("都办完了。"), url_for("discussions.matters"),
    )  # fmt: skip
    yield _Asked(
        _("正在办的班"), classes_listed(actor, ClassFilter(unit_id=unit.id)), _class_line, _("现在没有班。"),
        url_for("courses.classes"),
    )  # fmt: skip


def _unit_line(row: Any) -> Line:
    """The kind, and how many belong to it itself: a community of branches has nobody of its own, so says nothing."""
    members = _n("%(num)s 名党员", "%(num)s 名党员", row.members) if row.members else ""
    return Line(row.name, " · ".join(filter(None, [str(UNIT_KINDS[row.kind]), members])))


def _duty_line(row: Any) -> Line:
    title = f"{DUTY_KINDS[row.kind]}（{row.title}）" if row.title else str(DUTY_KINDS[row.kind])
    since = _("从 %(day)s起", day=formatted(row.since_on, "date"))
    return Line(row.name, " · ".join([row.unit_name, title, row.tasks or since]))


def _role_line(row: Any) -> Line:
    return Line(row.name, f"{row.unit} · {ROLES[row.role]}")


def _plan_line(row: Any) -> Line:
    tasks = _n("%(num)s 项任务", "%(num)s 项任务", row.tasks)
    note = " · ".join(str(word) for word in (row.unit, PLAN_KINDS[row.kind], tasks, row.owner) if word)
    return Line(row.title, note, url_for("plans.plan", plan_id=row.id))


def _task_line(row: Any) -> Line:
    day = formatted(row.due_on, "date")
    note = " · ".join(str(word) for word in (row.unit, row.content, day) if word)
    return Line(row.task, note, url_for("plans.plan", plan_id=row.plan_id), True)


def _event_line(row: Any) -> Line:
    return Line(row.title, formatted(row.starts_at, "datetime"), url_for("schedule.event", event_id=row.id))


def _matter_line(row: Any) -> Line:
    state = str(MATTER_STATES[MatterState(row.state)])
    due = _("最晚 %(day)s", day=formatted(row.due_on, "date")) if row.due_on else ""
    note = " · ".join(word for word in (state, row.assignee or "", due) if word)
    return Line(row.title, note, url_for("discussions.matter", matter_id=row.id), bool(row.overdue))


def _class_line(row: Any) -> Line:
    people = _n("%(num)s 人", "%(num)s 人", row.people)
    return Line(row.title, f"{CLASS_STATES[row.state]} · {people}", url_for("courses.class_page", class_id=row.id))


def _rules(actor: Actor, unit: Unit) -> Part:
    hours, promotion = rulebook().at(unit.path, clock.today()), rule_for(unit.path)
    owed = _("一年 %(n)s 学时，书记、委员 %(count)s 学时", n=hours.target // 60, count=hours.post_target // 60)
    lines = [Line(_("学时规则"), owed, url_for("study.rules") if actor.may(Permission.STUDY_MANAGE) else "")]
    for one in requirements_seen(actor):
        holds = one.from_on <= clock.today() and (one.until_on is None or one.until_on >= clock.today())
        if holds and unit.path.startswith(one.unit.path):
            often = f"{EVERY[one.every]} · {UNIT_KINDS[one.unit_kind]}"
            lines.append(Line(one.occasion.name, often, url_for("plans.requirements")))
    if promotion is not None:
        since = _("从 %(day)s起", day=formatted(promotion.set_at, "date"))
        lines.append(Line(_("好的进教材、差的回炉"), f"{promotion.unit.name} · {since}", url_for("library.rule")))
    return Part(_("现在用的规则"), tuple(lines), _("用的都是软件自带的规则。"))


def _backups(actor: Actor) -> Part:
    kept = kept_backups()
    when = _("每天自动备份一次，留 %(n)s 份", n=centre().backups_kept)
    last = _("最近一次：%(at)s", at=formatted(kept[0].made_at, "datetime")) if kept else _("还没有备份")
    where = _("在服务器数据文件夹的 backups 里。请管理员定期拷到别处。")
    url = url_for("admin.backups") if actor.may(Permission.MACHINE) else ""
    return Part(_("备份"), (Line(last, when), Line(where)), "", url)
