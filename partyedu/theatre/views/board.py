"""The year board: what is planned, scheduled, held and missing; who has not been on stage."""

import re
from datetime import date
from io import BytesIO
from typing import Any

from flask import Response, flash, request, send_file, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Conflict, found
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.organisation.queries import unit_choices, unit_reached
from partyedu.schedule import queries as schedule
from partyedu.theatre import blueprint, exports, operations, queries
from partyedu.theatre.forms import SlotForm
from partyedu.theatre.models import QUARTER_NAMES, PlanSlot
from partyedu.theatre.views.answering import attempted

READERS = (Permission.EVENT_MANAGE, Permission.FIGURES_READ)
UNITS_PER_PAGE = 20


def _year() -> int:
    """The year asked for; this year for none or nonsense."""
    year = request.args.get("year", type=int) or clock.today().year
    return year if 1950 <= year <= 2200 else clock.today().year


@blueprint.get("/plan")
@requires(*READERS)
def plan() -> Response:
    """Quarters by themes, units by quarters, for one year and one subtree."""
    actor, year, unit_id = signed_in(), _year(), request.args.get("unit", type=int)
    paths = queries.paths_shown(actor, unit_id)
    units = paged(queries.units_expected(paths), page_number(), UNITS_PER_PAGE)
    return render_page(
        "theatre/plan.html",
        fragment="board",
        board=queries.board(paths, year, [number for number, *_rest in units.rows]),
        themes=schedule.themes(),
        units=units,
        unit_choices=unit_choices(actor, Permission.FIGURES_READ),
        unit_id=unit_id,
        year=year,
        quarters=[
            {"number": number, "name": name, "months": [date(year, 3 * number - back, 1) for back in (2, 1, 0)]}
            for number, name in QUARTER_NAMES.items()
        ],
        this_quarter=(clock.today().year, clock.quarter_of(clock.today())),
        may_plan=actor.may(Permission.EVENT_MANAGE),
        may_read_rotation=actor.may(Permission.ROTATION_READ),
    )


@blueprint.route("/plan/slots/new", methods=["GET", "POST"])
@requires(Permission.EVENT_MANAGE)
def new_slot() -> Response:
    """Plan a session for a quarter and a theme."""
    year, actor = _year(), signed_in()
    quarter = request.args.get("quarter", type=int)
    theme_id, unit_id = request.args.get("theme", type=int), request.args.get("unit", type=int)
    first = quarter if quarter in queries.QUARTERS else clock.quarter_of(clock.today())
    form = SlotForm(cell=_cell(), quarter=first, theme_id=theme_id, unit_id=unit_id or actor.unit_id)
    valid = form.validate_on_submit() and _unit_is_mine(form)
    if valid and form.attempt(operations.plan_slot, year, **form.planned()):
        flash(_("计划好了。"))
        return see_other(url_for("theatre.plan", year=year))
    return _slot_page(form, year, None)


def _cell() -> str:
    """The cell of the board in which the form was opened, as part of its ids."""
    cell = request.args.get("cell", "")
    return cell if re.fullmatch(r"cell-\d{1,3}-\d{1,9}", cell) else ""


def _unit_is_mine(form: SlotForm) -> bool:
    if unit_reached(signed_in(), Permission.EVENT_MANAGE, form.unit_id.data) is not None:
        return True
    form.unit_id.errors = [_("请选您管的一个组织。")]
    return False


def _slot_page(form: SlotForm, year: int, slot: PlanSlot | None) -> Response:
    status = form.status if form.is_submitted() else 200
    return render_page(
        "theatre/slot.html",
        fragment="form",
        status=status,
        form=form,
        year=year,
        slot=slot,
        cell=_cell() if slot is None else "",
    )


@blueprint.route("/plan/slots/<int:slot_id>", methods=["GET", "POST"])
@requires(Permission.EVENT_MANAGE)
def slot(slot_id: int) -> Response:
    """Change a planned session; make it a session, or take it off the plan."""
    planned = found(queries.slot_to_manage(signed_in(), slot_id))
    form = SlotForm(planned)
    if form.validate_on_submit() and _unit_is_mine(form):
        if form.attempt(operations.edit_slot, planned, form.version.data, **form.planned()):
            flash(_("改好了。"))
            return see_other(url_for("theatre.plan", year=planned.year))
        if isinstance(form.problem, Conflict):
            form.version.data = planned.version
    return _slot_page(form, planned.year, planned)


@blueprint.post("/plan/slots/<int:slot_id>/remove")
@requires(Permission.EVENT_MANAGE)
def remove_slot(slot_id: int) -> Response:
    """Take a slot off the plan."""
    planned = found(queries.slot_to_manage(signed_in(), slot_id))
    year = planned.year
    if attempted(operations.remove_slot, planned):
        flash(_("从计划里拿掉了。"))
    return see_other(url_for("theatre.plan", year=year))


@blueprint.post("/plan/slots/<int:slot_id>/session")
@requires(Permission.EVENT_MANAGE)
def open_session(slot_id: int) -> Response:
    """From plan to session in one step: a draft with theme, unit and owner; time and place come next."""
    planned = found(queries.slot_to_manage(signed_in(), slot_id))
    year = planned.year
    if attempted(operations.open_session, signed_in(), planned):
        flash(_("场次的草稿建好了。先定时间和地点。"))
        return see_other(url_for("theatre.edit", event_id=planned.event_id))
    return see_other(url_for("theatre.plan", year=year))


@blueprint.get("/plan/rotation")
@requires(Permission.ROTATION_READ)
def rotation() -> Response:
    """Members who have not been on stage this year; for organiser and secretary only."""
    actor, year, unit_id = signed_in(), _year(), request.args.get("unit", type=int)
    page = queries.rotation(actor, year, unit_id, page_number())
    context: dict[str, Any] = {"twice": queries.spoken_twice(actor, year, unit_id) if page.number == 1 else []}
    return render_page(
        "theatre/rotation.html",
        fragment="people",
        page=page,
        year=year,
        unit_id=unit_id,
        unit_choices=unit_choices(actor, Permission.ROTATION_READ),
        **context,
    )


@blueprint.post("/plan/rotation/export")
@requires(Permission.ROTATION_READ)
def export_rotation() -> Response:
    """The same list as a workbook; taking it away is written down."""
    actor, year, unit_id = signed_in(), _year(), request.args.get("unit", type=int)
    target = BytesIO()
    exports.write_rotation(target, queries.not_on_stage(actor, year, unit_id), year)
    operations.note_export(actor)
    target.seek(0)
    return send_file(target, download_name=f"rotation-{year}.xlsx", as_attachment=True)
