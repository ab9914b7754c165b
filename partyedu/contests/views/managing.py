"""The page of those who run a contest: what came in, who judges, what came of it."""

from typing import Any

from flask import Response, flash, request, url_for

from partyedu.contests import blueprint, exports, operations, queries, showing
from partyedu.contests.access import is_over, takes_entries
from partyedu.contests.forms import JudgeForm, PublishForm
from partyedu.contests.models import CONTEST_STATES, ENTRY_STATES, Contest, ContestState, EntryState
from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _state_asked() -> EntryState | None:
    asked = request.args.get("state", "")
    return EntryState(asked) if asked in (EntryState.HANDED_IN, EntryState.PUBLISHED) else None


def manage_page(row: Contest, step: Form | None = None, judge_form: JudgeForm | None = None) -> Response:
    """The page; ``step``: a step of the call that was refused, ``judge_form``: one that was filled in and refused."""
    actor, state = signed_in(), _state_asked()
    refused = step or judge_form
    return render_page(
        "contests/manage.html",
        fragment="listed",
        status=refused.status if refused else 200,
        contest=row,
        road=showing.road(row),
        page=paged(queries.entries_managed(actor, row, state), page_number()),
        counts=queries.entry_counts(row),
        judges=queries.judges_of(row),
        judge_form=judge_form or JudgeForm(formdata=None),
        problem=step.problem if step else None,
        over=is_over(row, clock.today()),
        may_type=takes_entries(row, clock.today(), for_others=True),
        state=state,
        states=ENTRY_STATES,
        contest_states=CONTEST_STATES,
    )


@blueprint.get("/<int:contest_id>/manage")
@requires(Permission.CONTEST_MANAGE)
def manage(contest_id: int) -> Response:
    """What came in, and the one next step."""
    return manage_page(found(queries.contest_to_manage(signed_in(), contest_id)))


@blueprint.get("/<int:contest_id>/entries.xlsx")
@requires(Permission.CONTEST_MANAGE)
def entries_file(contest_id: int) -> Response:
    """What came in, as a workbook."""
    actor = signed_in()
    row = found(queries.contest_to_manage(actor, contest_id))
    response = Response(exports.entries_workbook(actor, row), mimetype=XLSX)
    name = f"contest-{row.id}-{clock.today().isoformat()}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.post("/<int:contest_id>/judges")
@requires(Permission.CONTEST_MANAGE)
def name_judge(contest_id: int) -> Response:
    """Ask somebody to judge."""
    row = found(queries.contest_to_manage(signed_in(), contest_id))
    form = JudgeForm()
    if form.validate_on_submit() and form.attempt(operations.name_judge, row, form.person.data):
        flash(_("已请%(name)s当评委。", name=form.person.data.name), "done")
        return see_other(url_for("contests.manage", contest_id=contest_id))
    return manage_page(row, judge_form=form)


@blueprint.post("/<int:contest_id>/judges/<int:judge_id>/release")
@requires(Permission.CONTEST_MANAGE)
def release_judge(contest_id: int, judge_id: int) -> Response:
    """Take a judge off the list."""
    row = found(queries.contest_to_manage(signed_in(), contest_id))
    judge = found(queries.judge_row(row, judge_id))
    step = Form()
    if step.attempt(operations.release_judge, row, judge):
        return see_other(url_for("contests.manage", contest_id=contest_id))
    return manage_page(row, step)


def results_page(row: Contest, **more: Any) -> Response:
    """Scores and prizes, for those who run the contest."""
    form = more.pop("form", None)
    return render_page(
        "contests/results.html",
        fragment="listed",
        status=form.status if form else 200,
        contest=row,
        page=paged(queries.results(signed_in(), row), page_number(), 50),
        missing=queries.missing_sheets(row) if row.state is ContestState.JUDGING else 0,
        form=form or PublishForm(formdata=None),
        states=ENTRY_STATES,
    )


def _scored(contest_id: int) -> Contest:
    """A contest the actor runs that has come as far as being judged."""
    row = found(queries.contest_to_manage(signed_in(), contest_id))
    return found(row if row.state in (ContestState.JUDGING, ContestState.PUBLISHED) else None)


@blueprint.get("/<int:contest_id>/results")
@requires(Permission.CONTEST_MANAGE)
def results(contest_id: int) -> Response:
    """Scores and prizes, for those who run the contest only."""
    return results_page(_scored(contest_id))


@blueprint.post("/<int:contest_id>/publish")
@requires(Permission.CONTEST_MANAGE)
def publish(contest_id: int) -> Response:
    """Publish the prizes."""
    row = _scored(contest_id)
    form = PublishForm()
    if form.validate_on_submit() and form.attempt(
        operations.publish_results, row, even_without=bool(form.even_without.data)
    ):
        flash(_("结果公布了，得奖的人都收到了通知。"), "done")
        return see_other(url_for("contests.contest", contest_id=contest_id))
    return results_page(row, form=form)


@blueprint.post("/entries/<int:contest_entry_id>/prize")
@requires(Permission.CONTEST_MANAGE)
def give_prize(contest_entry_id: int) -> Response:
    """Give an entry a prize, or none."""
    actor = signed_in()
    entry = found(queries.entry_to_manage(actor, contest_entry_id))
    operations.give_prize(actor, entry, request.form.get("prize", "")[:40])
    return see_other(url_for("contests.results", contest_id=entry.contest_id))


@blueprint.post("/entries/<int:contest_entry_id>/publish")
@requires(Permission.CONTEST_MANAGE)
def publish_entry(contest_entry_id: int) -> Response:
    """Show one entry to everybody."""
    entry = found(queries.entry_to_manage(signed_in(), contest_entry_id))
    operations.publish_entry(entry)
    flash(_("展示出来了。"), "done")
    return see_other(_back(entry.contest_id))


@blueprint.post("/entries/<int:contest_entry_id>/unpublish")
@requires(Permission.CONTEST_MANAGE)
def unpublish_entry(contest_entry_id: int) -> Response:
    """Take one entry off the public page."""
    entry = found(queries.entry_to_manage(signed_in(), contest_entry_id))
    operations.unpublish_entry(entry)
    flash(_("收起来了，大家看不到了。"), "done")
    return see_other(_back(entry.contest_id))


def _back(contest_id: int) -> str:
    return url_for("contests.manage", contest_id=contest_id)
