"""Rules of hours: those in force, a new one with what it would change, one that has not begun taken back."""

from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import unit_choices, unit_reached
from partyedu.study import blueprint
from partyedu.study.forms.hours import RuleForm
from partyedu.study.models import SOURCES
from partyedu.study.operations import rules as operations
from partyedu.study.queries import preview
from partyedu.study.queries import rules as queries
from partyedu.study.rooms import hours_tabs


@blueprint.get("/rules")
@requires(Permission.STUDY_MANAGE)
def rules() -> Response:
    """The rules over the units one looks after, the newest first."""
    actor = signed_in()
    rows = paged(queries.rules_listed(actor), page_number())
    return render_page(
        "study/hours/rules.html",
        page=rows,
        default=queries.DEFAULT,
        today=clock.today(),
        sources=SOURCES,
        reach=actor.reach(Permission.STUDY_MANAGE),
        **hours_tabs(actor),
    )


def _form() -> RuleForm:
    """The form as it was sent, or filled with the rule that holds now for the unit in the address."""
    actor, today = signed_in(), clock.today()
    units = unit_choices(actor, Permission.STUDY_MANAGE)
    wanted = request.args.get("unit", type=int)
    chosen = wanted if wanted in dict(units) else units[0][0]
    unit = unit_reached(actor, Permission.STUDY_MANAGE, chosen)
    standing = queries.rulebook().at(unit.path if unit else "/", today)
    return RuleForm.beginning_with(standing, units, chosen, today)


def _unit(form: RuleForm) -> Unit:
    return found(unit_reached(signed_in(), Permission.STUDY_MANAGE, form.unit_id.data or 0))


def _page(form: RuleForm, status: int = 200, **more: Any) -> Response:
    return render_page("study/hours/rule_new.html", fragment="form", status=status, form=form, **more)


@blueprint.get("/rules/new")
@requires(Permission.STUDY_MANAGE)
def new_rule() -> Response:
    """A new rule, beginning with the one that holds now."""
    return _page(_form())


@blueprint.post("/rules/new")
@requires(Permission.STUDY_MANAGE)
def write_rule() -> Response:
    """First show what the rule would change; written is only what was looked at."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form, form.status)
    unit, from_on, amounts = _unit(form), form.starts_on, form.amounts()
    if "write" not in request.form:
        if not form.attempt(operations.check_rule, unit, from_on, **amounts):
            return _page(form, form.status)
        changes = preview.what_would_change(unit, from_on, amounts)
        return _page(form, unit=unit, changes=changes, year=clock.today().year)
    if form.attempt(operations.write_rule, unit, from_on, form.note.data or "", **amounts):
        flash(_("新规则定好了。"), "done")
        return see_other(url_for("study.rules"))
    return _page(form, form.status)


@blueprint.post("/rules/<int:rule_id>/withdraw")
@requires(Permission.STUDY_MANAGE)
def withdraw_rule(rule_id: int) -> Response:
    """Take back a rule that has not begun."""
    operations.withdraw_rule(found(queries.rule_to_withdraw(signed_in(), rule_id)))
    flash(_("撤回了，照原来的规则算。"), "done")
    return see_other(url_for("study.rules"))
