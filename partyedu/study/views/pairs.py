"""Pairs: the list of those who look after them, one's own, one with its meetings, what waits for a third person."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form
from partyedu.core.pages import own_path, render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.together import ask_together
from partyedu.core.words import _
from partyedu.study import blueprint
from partyedu.study.access.pairs import is_of_pair, lasts, manages_pair
from partyedu.study.forms.pairs import EndPairForm, MeetingForm, PairForm
from partyedu.study.models import PAIR_KINDS, Pair
from partyedu.study.operations import pairs as operations
from partyedu.study.queries import pairs as queries
from partyedu.study.rooms import tabs_for


@blueprint.get("/pairs")
@requires(Permission.VISIT_MANAGE)
def pairs() -> Response:
    """The pairs of the units one looks after."""
    actor, today = signed_in(), clock.today()
    ended = request.args.get("show") == "ended"
    [[(number,)]] = ask_together(queries.number_to_confirm(actor))
    return render_page(
        "study/pairs/index.html",
        fragment="listed",
        page=paged(queries.pairs_listed(actor, ended, today), page_number()),
        ended=ended,
        to_confirm=number,
        kinds=PAIR_KINDS,
        tabs=tabs_for(actor),
    )


@blueprint.get("/pairs/new")
@requires(Permission.VISIT_MANAGE)
def new_pair() -> Response:
    """The empty page of a pair."""
    return render_page("study/pairs/new.html", fragment="form", form=PairForm(since_on=clock.today()))


@blueprint.post("/pairs/new")
@requires(Permission.VISIT_MANAGE)
def make_pair() -> Response:
    """Make a pair."""
    form = PairForm()
    if form.validate_on_submit() and form.attempt(operations.make_pair, signed_in(), **form.values()):
        flash(_("结好对了。"), "done")
        return see_other(url_for("study.pair", pair_id=form.result.id))
    return render_page("study/pairs/new.html", fragment="form", status=form.status, form=form)


@blueprint.get("/pairs/mine")
@requires(Permission.MEMBER)
def my_pairs() -> Response:
    """My pairs."""
    actor = signed_in()
    [rows] = ask_together(queries.own_pairs(actor))
    return render_page("study/pairs/mine.html", rows=rows, kinds=PAIR_KINDS, today=clock.today(), tabs=tabs_for(actor))


@blueprint.get("/pairs/waiting")
@requires(Permission.VISIT_MANAGE)
def pair_meetings() -> Response:
    """Meetings that wait for a third person."""
    page = paged(queries.meetings_to_confirm(signed_in()), page_number())
    return render_page("study/pairs/waiting.html", fragment="listed", page=page, kinds=PAIR_KINDS)


@blueprint.get("/pairs/<int:pair_id>")
@requires(Permission.MEMBER)
def pair(pair_id: int) -> Response:
    """One pair with its meetings."""
    return _pair_page(found(queries.pair_seen(signed_in(), pair_id)))


def _pair_page(row: Pair, status: int = 200, **forms: Any) -> Response:
    actor, today = signed_in(), clock.today()
    return render_page(
        "study/pairs/pair.html",
        status=status,
        pair=row,
        page=paged(queries.meetings_of(row), page_number()),
        kinds=PAIR_KINDS,
        manages=manages_pair(actor, row),
        own=is_of_pair(actor, row),
        lasts=lasts(row, today),
        both_here=row.elder.is_active_member and row.younger.is_active_member,
        today=today,
        refused=list(forms.values()),
        **{
            "meeting_form": MeetingForm(formdata=None, held_on=today),
            "end_form": EndPairForm(formdata=None, until_on=today),
            **forms,
        },
    )


@blueprint.post("/pairs/<int:pair_id>/end")
@requires(Permission.VISIT_MANAGE)
def end_pair(pair_id: int) -> Response:
    """The two end."""
    row, form = found(queries.pair_managed(signed_in(), pair_id)), EndPairForm()
    if form.validate_on_submit() and form.attempt(operations.end_pair, row, form.form_version, form.until_on.data):
        flash(_("记下了，谢谢两位。"), "done")
        return see_other(url_for("study.pair", pair_id=pair_id))
    form.take_version(row.version)
    return _pair_page(row, form.status, end_form=form)


@blueprint.post("/pairs/<int:pair_id>/meetings")
@requires(Permission.MEMBER)
def record_meeting(pair_id: int) -> Response:
    """The two met."""
    actor, form = signed_in(), MeetingForm()
    row = found(queries.pair_seen(actor, pair_id))
    if form.validate_on_submit() and form.attempt(operations.record_meeting, actor, row, **form.values()):
        flash(_("记下了。第三个人证明以后，两位都算学时。"), "done")
        return see_other(url_for("study.pair", pair_id=pair_id))
    return _pair_page(row, form.status, meeting_form=form)


def _step(pair_meeting_id: int, operation: Callable[..., Any], said: str) -> Response:
    """One step of a meeting by somebody who looks after the pairs; back to where they came from."""
    meeting = found(queries.meeting_seen(signed_in(), pair_meeting_id))
    step, number = Form(), meeting.pair_id
    if step.attempt(operation, signed_in(), meeting):
        flash(said, "done")
        return see_other(own_path(request.form.get("next"), url_for("study.pair", pair_id=number)))
    return _pair_page(found(queries.pair_seen(signed_in(), number)), step.status, step=step)


@blueprint.post("/pairs/meetings/<int:pair_meeting_id>/confirm")
@requires(Permission.VISIT_MANAGE)
def confirm_meeting(pair_meeting_id: int) -> Response:
    """Vouch for a meeting."""
    return _step(pair_meeting_id, operations.confirm_meeting, _("已证明，两位都算学时。"))


@blueprint.post("/pairs/meetings/<int:pair_meeting_id>/doubt")
@requires(Permission.VISIT_MANAGE)
def doubt_meeting(pair_meeting_id: int) -> Response:
    """Take the word back."""
    return _step(pair_meeting_id, operations.doubt_meeting, _("收回了，先不算学时。"))


@blueprint.post("/pairs/meetings/<int:pair_meeting_id>/remove")
@requires(Permission.MEMBER)
def remove_meeting(pair_meeting_id: int) -> Response:
    """Remove a meeting nobody has vouched for."""
    return _step(pair_meeting_id, lambda _actor, meeting: operations.remove_meeting(meeting), _("删掉了。"))
