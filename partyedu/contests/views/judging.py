"""For judges: the entries without names, and the sheet of one."""

from flask import Response, flash, url_for

from partyedu.contests import blueprint, operations, queries
from partyedu.contests.forms import JudgementForm
from partyedu.contests.models import Entry
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.library.forms import score_form
from partyedu.library.queries import criteria


@blueprint.get("/<int:contest_id>/judging")
@requires(Permission.MEMBER)
def judging(contest_id: int) -> Response:
    """The entries a judge goes through."""
    actor = signed_in()
    row = found(queries.judged_contest(actor, contest_id))
    return render_page(
        "contests/judging.html",
        fragment="listed",
        contest=row,
        page=paged(queries.entries_to_judge(actor, row), page_number()),
    )


def _sheet_page(entry: Entry, form: JudgementForm, status: int = 200) -> Response:
    return render_page(
        "contests/judge.html",
        fragment="form",
        status=status,
        entry=entry,
        number=queries.number_of_entry(entry),
        files=queries.files_of(entry.id),
        form=form,
    )


def _sheet(entry: Entry) -> type[JudgementForm]:
    return score_form(JudgementForm, criteria(entry.contest.sheet_id or 0))


@blueprint.get("/entries/<int:contest_entry_id>/judge")
@requires(Permission.MEMBER)
def judge(contest_entry_id: int) -> Response:
    """One entry and the judge's sheet for it."""
    entry, seat = found(queries.entry_to_judge(signed_in(), contest_entry_id))
    standing = queries.judgement_of(entry, seat)
    points = {f"points_{line}": points for line, points in queries.points_of(standing).items()}
    text = standing.text if standing else ""
    return _sheet_page(entry, _sheet(entry)(formdata=None, data={**points, "text": text}))


@blueprint.post("/entries/<int:contest_entry_id>/judge")
@requires(Permission.MEMBER)
def score(contest_entry_id: int) -> Response:
    """Hand in the sheet."""
    entry, seat = found(queries.entry_to_judge(signed_in(), contest_entry_id))
    form = _sheet(entry)()
    if form.validate_on_submit() and form.attempt(operations.score, entry, seat, form.points, form.text.data or ""):
        flash(_("评分记下了。"), "done")
        return see_other(url_for("contests.judging", contest_id=entry.contest_id))
    return _sheet_page(entry, form, form.status)
