"""The promotion rule: for everybody to read, for staff to draw, and what is decided by it."""

from flask import Response, flash, request, url_for

from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Permission, current_actor
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.library import access, blueprint, operations, queries
from partyedu.library.forms import DecideForm, RuleForm
from partyedu.library.models import Courseware, Outcome
from partyedu.library.queries import Preview
from partyedu.library.views.making import to_piece
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import unit_choices, unit_reached


@blueprint.get("/rule")
@anyone
def rule() -> Response:
    """The rules in force, and what came into the textbook by them."""
    actor = current_actor()
    return render_page(
        "library/rule.html",
        fragment="decisions",
        rules=queries.rules_in_force(),
        page=paged(queries.decisions_public(), page_number()),
        may_draw=actor is not None and actor.may(Permission.LIBRARY_MANAGE),
    )


@blueprint.get("/rule/new")
@requires(Permission.LIBRARY_MANAGE)
def new_rule() -> Response:
    """The lines to draw anew, beginning with those in force."""
    actor = signed_in()
    units = unit_choices(actor, Permission.LIBRARY_MANAGE)
    wanted = request.args.get("unit", units[0][0] if units else 0, type=int)
    unit = found(unit_reached(actor, Permission.LIBRARY_MANAGE, wanted))
    return _rule_page(unit, RuleForm.over(queries.rule_for(unit.path)))


@blueprint.post("/rule")
@requires(Permission.LIBRARY_MANAGE)
def set_rule() -> Response:
    """First what the lines would propose; they hold once that was seen and confirmed."""
    actor, form = signed_in(), RuleForm()
    wanted = request.form.get("unit_id", 0, type=int)
    unit = found(unit_reached(actor, Permission.LIBRARY_MANAGE, wanted))
    if not form.validate_on_submit() or not form.attempt(operations.check_lines, form.lines):
        return _rule_page(unit, form, status=form.status)
    if request.form.get("step") != "save":
        return _rule_page(unit, form, queries.preview(unit, form.lines))
    operations.set_rule(actor, unit, form.lines, form.why.data or "")
    flash(_("规则定了，从现在起照它提名。"), "done")
    return see_other(url_for("library.rule"))


def _rule_page(unit: Unit, form: RuleForm, preview: Preview | None = None, status: int = 200) -> Response:
    return render_page(
        "library/rule_new.html",
        fragment="form",
        status=status,
        unit=unit,
        units=unit_choices(signed_in(), Permission.LIBRARY_MANAGE),
        form=form,
        preview=preview,
    )


@blueprint.get("/proposals")
@requires(Permission.LIBRARY_MANAGE)
def proposals() -> Response:
    """What the rule proposes, and nobody has answered."""
    page = paged(queries.proposals(signed_in()), page_number())
    return render_page("library/proposals.html", fragment="listed", page=page, rules=queries.rules_in_force())


@blueprint.get("/decisions")
@requires(Permission.LIBRARY_MANAGE)
def decisions() -> Response:
    """What was decided about the pieces one keeps."""
    page = paged(queries.decisions_listed(signed_in()), page_number())
    return render_page("library/decisions.html", fragment="listed", page=page)


@blueprint.get("/<int:courseware_id>/decide")
@requires(Permission.LIBRARY_MANAGE)
def decide(courseware_id: int) -> Response:
    """What the rule says of a piece, by which figures, and what one may decide."""
    row = found(queries.piece_kept(signed_in(), courseware_id))
    found(row if row.stage in access.DECIDABLE else None)
    return _decide_page(row)


@blueprint.post("/<int:courseware_id>/decide")
@requires(Permission.LIBRARY_MANAGE)
def save_decision(courseware_id: int) -> Response:
    """Decide as the rule says, or against it with a reason."""
    row, form = found(queries.piece_kept(signed_in(), courseware_id)), DecideForm()
    if form.validate_on_submit() and form.attempt(
        operations.decide, signed_in(), row, form.form_version, form.outcome.data, form.distinction.data,
        form.reason.data or "",
    ):  # fmt: skip
        flash(_("决定记下了：规则、数字、谁定的、哪一天，都留着。"), "done")
        return to_piece(row)
    row = found(queries.piece_kept(signed_in(), courseware_id))
    form.take_version(row.version)
    return _decide_page(row, form)


def _decide_page(row: Courseware, form: DecideForm | None = None) -> Response:
    judged = queries.judged(row)
    said = judged.says if judged.says is not Outcome.STAYS else None
    return render_page(
        "library/decide.html",
        fragment="form",
        status=form.status if form else 200,
        piece=row,
        judged=judged,
        rule=queries.rule_for(row.unit.path),
        inside=queries.inside_of(row.id),
        form=form or DecideForm(formdata=None, data={"version": row.version, "outcome": said}),
    )
