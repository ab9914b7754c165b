"""Publishing the drafts of a month together: sessions and plain events; what belongs to a class goes with its class."""

from datetime import date
from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Problem
from partyedu.core.forms import Form, month_asked, row_number
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _
from partyedu.schedule import queries as schedule
from partyedu.schedule.access import planned_at
from partyedu.schedule.models import EVENT_KINDS, Event
from partyedu.theatre import blueprint, operations
from partyedu.theatre.showing import drafts

AT_MOST = 60  # at once; what is left stands on the page afterwards


@blueprint.route("/drafts", methods=["GET", "POST"])
@requires(Permission.EVENT_MANAGE)
def month_drafts() -> Response:
    """The drafts of a month that are still ahead, with what stands in the way of each; published together."""
    month, form = month_asked(), Form()
    ticked = {row_number(text) for text in request.form.getlist("event")}
    if not form.validate_on_submit():
        return _page(month, form, None)
    chosen = [event for event in _ahead(month) if event.id in ticked]
    if not ticked:
        form.refuse(Problem(_("请至少选一场。")))
    elif form.attempt(operations.publish_drafts, chosen):
        done = _("公布了 %(n)s 场。要通知的人都列在“通知”里了。", n=len(chosen))
        flash(done if chosen else _("选的都已经公布了。"))
        return see_other(f"/schedule/board?month={month:%Y-%m}")
    return _page(month, form, ticked)


def _ahead(month: date) -> list[Event]:
    since, until = clock.day_bounds(month)[0], clock.day_bounds(clock.month_after(month))[0]
    return schedule.drafts_to_manage(signed_in(), max(since, clock.now()), until, AT_MOST)


def _page(month: date, form: Form, ticked: set[Any] | None) -> Response:
    return render_page(
        "theatre/drafts.html",
        status=form.status if form.is_submitted() else 200,
        month=month,
        form=form,
        drafts=drafts(_ahead(month), signed_in()),
        ticked=ticked,
        kinds=EVENT_KINDS,
        planned_at=planned_at,
        url=url_for("theatre.month_drafts", month=f"{month:%Y-%m}"),
    )
