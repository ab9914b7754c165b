"""Experts: the public list, the pool of staff, one expert, the person's own consent."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Permission, current_actor
from partyedu.core.consent import WrittenConsentForm, taken_back_words, written_consent_page
from partyedu.core.errors import found
from partyedu.core.forms import query_text
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.library import blueprint, exports
from partyedu.library.forms.banks import AnswerForm, AskForm, ChangeExpertForm, NewExpertForm
from partyedu.library.models import REQUEST_STATES, Expert
from partyedu.library.operations import banks as operations
from partyedu.library.queries import banks
from partyedu.library.queries.banks import EXPERT_READERS, ExpertFilter
from partyedu.organisation.models import shown_name
from partyedu.speakers.models import SOURCES, Source


def _source() -> Source | None:
    asked = request.args.get("source", "")
    return Source(asked) if asked in list(Source) else None


def _asked() -> ExpertFilter:
    """What the address narrows the pool to."""
    state = request.args.get("state", "")
    return ExpertFilter(
        words=query_text(),
        source=_source(),
        state=state if state in ("expired", "archived") else "",
        unit_id=request.args.get("unit", type=int),
    )


@blueprint.get("/experts")
@anyone
def experts() -> Response:
    """The experts who agreed to be listed, as they chose to be named."""
    source, words, actor = _source(), query_text(), current_actor()
    return render_page(
        "library/banks_experts.html",
        fragment="listed",
        page=paged(banks.public_experts(clock.today(), words, source), page_number()),
        sources=SOURCES,
        source=source,
        words=words,
        shown_name=shown_name,
        is_reader=actor is not None and any(actor.may(permission) for permission in EXPERT_READERS),
    )


@blueprint.get("/experts/pool")
@requires(*EXPERT_READERS)
def expert_pool() -> Response:
    """The experts one may ask: those of the own units and of the units above."""
    actor, chosen = signed_in(), _asked()
    return render_page(
        "library/banks_pool.html",
        fragment="listed",
        page=paged(banks.experts_listed(actor, chosen, clock.today()), page_number()),
        chosen=chosen,
        units=banks.units_with_experts(actor),
        sources=SOURCES,
        keeps=actor.may(Permission.LIBRARY_MANAGE),
        query=request.query_string.decode(),
    )


@blueprint.get("/experts/pool.xlsx")
@requires(*EXPERT_READERS)
def expert_pool_file() -> Response:
    """The same list as a workbook."""
    return exports.answer("experts", exports.experts_workbook(signed_in(), _asked(), clock.today()))


@blueprint.get("/experts/new")
@requires(Permission.LIBRARY_MANAGE)
def new_expert() -> Response:
    """The empty page for an expert."""
    return render_page("library/banks_expert_form.html", fragment="form", form=NewExpertForm.for_new(), expert=None)


@blueprint.post("/experts/new")
@requires(Permission.LIBRARY_MANAGE)
def add_expert() -> Response:
    """Enter an expert; somebody from outside in the same step."""
    form = NewExpertForm.for_new()
    if form.validate_on_submit() and _entered(form):
        flash(_("已放进专家库。"), "done")
        return see_other(url_for("library.expert", expert_id=form.result.id))
    return render_page("library/banks_expert_form.html", fragment="form", status=form.status, form=form, expert=None)


def _entered(form: NewExpertForm) -> bool:
    values = {**form.facts(), "unit_id": form.unit_id.data, "agrees": bool(form.agrees.data)}
    values["form_key"] = form.form_key.data or None
    if form.person.data is not None:
        return form.attempt(operations.add_expert, signed_in(), person=form.person.data, **values)
    outside = {"name": form.name.data, "phone": form.phone.data or "", "public_name": form.public_name.data}
    return form.attempt(operations.add_outside_expert, signed_in(), **outside, **values)


@blueprint.get("/experts/<int:expert_id>")
@requires(Permission.MEMBER)
def expert(expert_id: int) -> Response:
    """One expert, for those who may ask for them, and for themselves."""
    return expert_page(found(banks.expert_seen(signed_in(), expert_id)))


def expert_page(row: Expert, ask_form: AskForm | None = None, answer_form: AnswerForm | None = None) -> Response:
    """The page; a form that was filled in and refused stands on it again. The phone is for those who may call."""
    actor = signed_in()
    kept = actor.may(Permission.LIBRARY_MANAGE, row.unit.path)
    mine = actor.person_id == row.person_id
    refused = ask_form or answer_form
    return render_page(
        "library/banks_expert.html",
        status=refused.status if refused else 200,
        expert=row,
        kept=kept,
        mine=mine,
        is_over=row.until is not None and row.until < clock.today(),
        may_call=kept or banks.has_accepted(actor, row),
        may_ask=any(actor.may(permission) for permission in EXPERT_READERS),
        requests=banks.requests_about(actor, row),
        ask_form=ask_form or AskForm.for_expert(row, formdata=None),
        answer_form=answer_form or AnswerForm(formdata=None),
        sources=SOURCES,
        states=REQUEST_STATES,
        taken_back=taken_back_words(row, row.person_id, row.person.name),
    )


@blueprint.get("/experts/<int:expert_id>/edit")
@requires(Permission.LIBRARY_MANAGE)
def edit_expert(expert_id: int) -> Response:
    """What is held about an expert, to be changed."""
    row = found(banks.expert_kept(signed_in(), expert_id))
    return render_page("library/banks_expert_form.html", fragment="form", form=ChangeExpertForm(obj=row), expert=row)


@blueprint.post("/experts/<int:expert_id>/edit")
@requires(Permission.LIBRARY_MANAGE)
def change_expert(expert_id: int) -> Response:
    """Change what is held about an expert."""
    row = found(banks.expert_kept(signed_in(), expert_id))
    form = ChangeExpertForm()
    if form.validate_on_submit() and form.attempt(operations.change_expert, row, form.form_version, **form.facts()):
        flash(_("已保存。"), "done")
        return see_other(url_for("library.expert", expert_id=expert_id))
    form.take_version(row.version)
    return render_page("library/banks_expert_form.html", fragment="form", status=form.status, form=form, expert=row)


def _kept(expert_id: int, operation: Callable[[Expert], Any], said: str) -> Response:
    operation(found(banks.expert_kept(signed_in(), expert_id)))
    flash(said, "done")
    return see_other(url_for("library.expert", expert_id=expert_id))


@blueprint.post("/experts/<int:expert_id>/archive")
@requires(Permission.LIBRARY_MANAGE)
def archive_expert(expert_id: int) -> Response:
    """Put an expert away."""
    return _kept(expert_id, operations.archive_expert, _("已经收起，名单里不再出现。"))


@blueprint.post("/experts/<int:expert_id>/restore")
@requires(Permission.LIBRARY_MANAGE)
def restore_expert(expert_id: int) -> Response:
    """Take an expert back."""
    return _kept(expert_id, operations.restore_expert, _("已经恢复。"))


@blueprint.route("/experts/<int:expert_id>/listed/paper", methods=["GET", "POST"])
@requires(Permission.LIBRARY_MANAGE)
def list_expert_on_paper(expert_id: int) -> Response:
    """Staff hold a new paper of an expert who had taken their consent back."""
    actor, form = signed_in(), WrittenConsentForm()
    row, back_url = found(banks.expert_kept(actor, expert_id)), url_for("library.expert", expert_id=expert_id)
    if form.validate_on_submit() and form.attempt(operations.set_listed, actor, row, True, form.written_on.data):
        flash(_("公开的名单里有了。"), "done")
        return see_other(back_url)
    return written_consent_page(form, row, row.person, _("公开的名单"), back_url)


@blueprint.post("/experts/<int:expert_id>/listed")
@requires(Permission.MEMBER)
def list_expert(expert_id: int) -> Response:
    """The expert (or staff who asked them) agrees to be listed for everybody, or takes that back."""
    actor = signed_in()
    row = found(banks.expert_own(actor, expert_id))
    operations.set_listed(actor, row, request.form.get("agrees") == "1")
    flash(_("公开的名单里有了。") if row.agrees else _("公开的名单里不再出现。"), "done")
    return see_other(url_for("library.expert", expert_id=expert_id))
