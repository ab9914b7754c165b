"""What must happen and has not: unit by unit, and one gap with what can be done about it."""

from datetime import timedelta
from typing import Any

from flask import Response, flash, request, url_for
from werkzeug.exceptions import NotFound

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _, formatted
from partyedu.discussions.models import MATTER_STATES
from partyedu.organisation.queries import unit_choices, unit_reached
from partyedu.plans import blueprint, drafting, exports, operations, queries
from partyedu.plans.access import Span, spans
from partyedu.plans.forms import EventForm, FollowForm
from partyedu.plans.models import GAP_STATES, Every
from partyedu.plans.queries import Asked
from partyedu.plans.showing import GAP_MARKS, asked_tabs, first_gap, gap_sums, span_name
from partyedu.plans.views.plans import event_address
from partyedu.schedule.access import planned_at
from partyedu.schedule.queries import calendar_of_years, occasion, years_unknown

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _asked() -> Asked:
    """What the address asks for: a year, an occasion (none: what runs now), a part of the tree."""
    actor, today = signed_in(), clock.today()
    unit_id = request.args.get("unit", type=int)
    unit = unit_reached(actor, Permission.PLAN_MANAGE, unit_id) if unit_id else None
    year = request.args.get("year", today.year, type=int)
    year = year if 2000 <= year <= 2100 else today.year
    rules = queries.requirements_seen(actor)
    occasion_id = request.args.get("occasion", type=int)
    return Asked(actor, year, occasion_id, unit, rules, queries.columns_for(rules, year, occasion_id, today))


@blueprint.get("/gaps")
@requires(Permission.PLAN_MANAGE)
def gaps() -> Response:
    """Units against what must happen: held, planned, missing, not due yet."""
    asked, today = _asked(), clock.today()
    page = paged(asked.units(), page_number())
    rows = queries.checked(page.rows, asked.rules, asked.columns, clock.now())
    return render_page(
        "plans/gaps.html",
        fragment="checked",
        asked=asked,
        page=page,
        rows=rows,
        sums=gap_sums(rows),
        first=first_gap(rows),
        whats=asked_tabs(asked),
        years=[(one, _("%(year)s年", year=one)) for one in range(today.year + 1, today.year - 5, -1)],
        units=unit_choices(asked.actor, Permission.PLAN_MANAGE),
        unknown_years=years_unknown(asked.year),
        query=request.query_string.decode(),
        **_words(),
    )


def _words() -> dict[str, Any]:
    return {"states": GAP_STATES, "marks": GAP_MARKS, "span_name": span_name, "event_address": event_address}


@blueprint.get("/gaps.xlsx")
@requires(Permission.PLAN_MANAGE)
def gaps_file() -> Response:
    """The same for all units, as a workbook."""
    asked = _asked()
    response = Response(exports.gaps_workbook(asked, clock.now()), mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="gaps-{asked.year}.xlsx"'
    return response


_GAP = "/gaps/<int:unit_id>/<int:occasion_id>/<any(month,quarter,year):every>/<int:year>/<int:number>"


def _gap(unit_id: int, occasion_id: int, every: str, year: int, number: int) -> tuple[Any, Any, Any]:
    """The unit, the occasion, and how the one stands with the other in that span."""
    if not 2000 <= year <= 2100:
        raise NotFound
    span = found(next((one for one in spans(Every(every), year) if one.number == number), None))
    unit, what = found(queries.unit_checked(signed_in(), unit_id)), found(occasion(occasion_id))
    column = queries.Column(occasion_id, what.name, span)
    [row] = queries.checked([unit], queries.requirements_seen(signed_in()), [column], clock.now())
    return unit, what, row.gaps[0]


@blueprint.get(_GAP)
@requires(Permission.PLAN_MANAGE)
def gap(unit_id: int, occasion_id: int, every: str, year: int, number: int) -> Response:
    """One unit, one thing it must hold, one span: what was held, what can be done."""
    unit, what, one = _gap(unit_id, occasion_id, every, year, number)
    officer = next(iter(queries.liaisons_for(unit, clock.today())), None)
    form = FollowForm(data={"assignee": officer, "until_on": clock.today() + timedelta(days=7)})
    return _gap_page(unit, what, one, form)


def _gap_page(unit: Any, what: Any, one: Any, form: FollowForm, status: int = 200) -> Response:
    return render_page(
        "plans/gap.html",
        fragment="gap",
        status=status,
        unit=unit,
        occasion=what,
        gap=one,
        form=form,
        address=_address(unit.id, one.column.span, what.id),
        may_plan=signed_in().may(Permission.EVENT_MANAGE, unit.path),
        matter_states=MATTER_STATES,
        holiday=_holiday(one),
        **_words(),
    )


def _holiday(one: Any) -> str:
    """A word when the fixed day is a holiday that year; another when nobody has entered the holidays."""
    span = one.column.span
    if not one.day or span.every is not Every.MONTH:
        return ""
    if years_unknown(span.year):
        return _("%(year)s年的节假日还没有录入，固定的日子碰上放假时看不出来。", year=span.year)
    day = span.first.replace(day=min(one.day, span.last.day))
    _kind, name = calendar_of_years(span.year, span.year).get(day, ("", ""))
    return _("固定的日子（%(day)s）是%(name)s，请挪一天。", day=formatted(day, "month_day"), name=name) if name else ""


def _address(unit_id: int, span: Span, occasion_id: int) -> str:
    """The address of a gap."""
    where: dict[str, Any] = {"unit_id": unit_id, "occasion_id": occasion_id, "every": span.every.value}
    return url_for("plans.gap", **where, year=span.year, number=span.number)


@blueprint.post(_GAP + "/follow-up")
@requires(Permission.PLAN_MANAGE)
def follow_up_gap(unit_id: int, occasion_id: int, every: str, year: int, number: int) -> Response:
    """Ask somebody to see to it, with a day."""
    unit, what, one = _gap(unit_id, occasion_id, every, year, number)
    form, span = FollowForm(), one.column.span
    if form.validate_on_submit() and form.attempt(
        operations.follow_up_gap, unit, what, span.first, span_name(span),
        form.assignee.data, form.until_on.data, form.note.data,
    ):  # fmt: skip
        flash(_("已交办，对方会收到通知。"), "done")
        return see_other(_address(unit_id, span, occasion_id))
    return _gap_page(*_gap(unit_id, occasion_id, every, year, number), form, form.status)


@blueprint.get(_GAP + "/event")
@requires(Permission.EVENT_MANAGE)
def required_form(unit_id: int, occasion_id: int, every: str, year: int, number: int) -> Response:
    """The event that is missing, filled in."""
    unit, what, one = _gap(unit_id, occasion_id, every, year, number)
    span = one.column.span
    form = drafting.event_required(unit.id, what, span.first, span.last, one.day, clock.today())
    return _event_page(form, unit, what, span)


@blueprint.post(_GAP + "/event")
@requires(Permission.EVENT_MANAGE)
def plan_required(unit_id: int, occasion_id: int, every: str, year: int, number: int) -> Response:
    """Plan it; it counts as what is required."""
    unit, what, one = _gap(unit_id, occasion_id, every, year, number)
    form = EventForm()
    if form.validate_on_submit() and form.attempt(operations.plan_required, signed_in(), **form.values("version")):
        flash(_("草稿已保存。公布以后大家才看得到。"), "done")
        return see_other(planned_at(form.result.id, form.result.kind))
    return _event_page(form, unit, what, one.column.span, form.status)


def _event_page(form: EventForm, unit: Any, what: Any, span: Span, status: int = 200) -> Response:
    address = _address(unit.id, span, what.id)
    return render_page(
        "plans/event.html",
        fragment="form",
        status=status,
        form=form,
        about=f"{unit.name} · {what.name} · {span_name(span)}",
        url=f"{address}/event",
        back_url=address,
        clashes=drafting.clashes_typed(signed_in(), form),
    )
