"""What the organiser of a discussion does: questions, summary, the absent, the end."""

from typing import Any

from flask import Response, flash, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Problem, found
from partyedu.core.forms import Form
from partyedu.core.pages import render_page, see_other
from partyedu.core.settings import centre
from partyedu.core.words import _, _n, formatted
from partyedu.discussions import blueprint, operations, queries
from partyedu.discussions.access import has_ended
from partyedu.discussions.forms import CloseSessionForm, LeadForm
from partyedu.discussions.queries import Room
from partyedu.schedule.queries import event_to_manage


@blueprint.get("/<int:event_id>/lead")
@requires(Permission.DISCUSSION_MANAGE)
def lead(event_id: int) -> Response:
    """Questions to start with, the summary, who is still to get it, and the end of the session."""
    standing = found(queries.room_to_lead(signed_in(), event_id))
    return _lead_page(standing, LeadForm(obj=standing.discussion), CloseSessionForm())


@blueprint.post("/<int:event_id>/lead")
@requires(Permission.DISCUSSION_MANAGE)
def save_lead(event_id: int) -> Response:
    """Keep questions and summary."""
    standing = found(queries.room_to_lead(signed_in(), event_id))
    form = LeadForm()
    values = form.values("version")
    if form.validate_on_submit() and form.attempt(
        operations.write_lead, standing.event, _version(standing, form), **values
    ):
        flash(_("已保存。"), "done")
        return see_other(url_for("discussions.lead", event_id=event_id))
    form.take_version(standing.discussion.version if standing.discussion else 1)
    return _lead_page(standing, form, CloseSessionForm(), form.status)


def _version(standing: Room, form: LeadForm) -> int:
    """The version the form was made from; before anything was prepared there is the first one only."""
    return form.form_version if standing.discussion is not None else 1


def _lead_page(standing: Room, form: LeadForm, close_form: Form, status: int = 200) -> Response:
    event = standing.event
    waiting, told = queries.absent_ids(event)
    ended = has_ended(event, clock.now())
    return render_page(
        "discussions/lead.html",
        status=status,
        event=event,
        discussion=standing.discussion,
        form=form,
        close_form=close_form,
        ended=ended,
        waiting=len(waiting),
        told=len(told),
        text=_text_to_copy(standing),
        discussed=queries.has_discussion(event),
        may_close=ended and event_to_manage(signed_in(), event.id) is not None,
    )


def _text_to_copy(standing: Room) -> str:
    """The summary as a message to a chat group; no names."""
    event, discussion = standing.event, standing.discussion
    if discussion is None or not discussion.summary:
        return ""
    title = event.public_title or event.title
    when = formatted(event.public_starts_at or event.starts_at, "month_day")
    head = _("【%(centre)s】%(when)s《%(title)s》讨论小结", centre=centre().name, when=when, title=title)
    return f"{head}\n\n{discussion.summary}"


def _done(event_id: int, words: str) -> Response:
    flash(words, "done")
    return see_other(url_for("discussions.lead", event_id=event_id))


def _attempted(event_id: int, operation: Any, words: str) -> Response:
    """Run an operation of one button; a refusal comes back to the page as a message."""
    standing = found(queries.room_to_lead(signed_in(), event_id))
    form = Form()
    if form.attempt(operation, standing.event):
        return _done(event_id, words)
    return _lead_page(standing, LeadForm(formdata=None, obj=standing.discussion), _refused(form), form.status)


def _refused(form: Form) -> CloseSessionForm:
    """The refusal of a button, shown above the page's last form."""
    shown = CloseSessionForm()
    shown.refuse(form.problem or Problem(""))
    return shown


@blueprint.post("/<int:event_id>/summary/send")
@requires(Permission.DISCUSSION_MANAGE)
def send_summary(event_id: int) -> Response:
    """Send the summary to those who were expected and did not come."""
    standing = found(queries.room_to_lead(signed_in(), event_id))
    form = LeadForm(formdata=None, obj=standing.discussion)
    if form.attempt(operations.send_summary, standing.event):
        sent = form.result
        return _done(event_id, _n("已送给 %(num)s 位没来的人。", "已送给 %(num)s 位没来的人。", sent))
    return _lead_page(standing, form, CloseSessionForm(), form.status)


@blueprint.post("/<int:event_id>/conclude")
@requires(Permission.DISCUSSION_MANAGE)
def conclude(event_id: int) -> Response:
    """End the writing."""
    return _attempted(event_id, operations.conclude, _("讨论收尾了，大家还可以看。"))


@blueprint.post("/<int:event_id>/reopen")
@requires(Permission.DISCUSSION_MANAGE)
def reopen(event_id: int) -> Response:
    """Let people write again."""
    return _attempted(event_id, operations.reopen, _("讨论重新打开了。"))


@blueprint.post("/<int:event_id>/close")
@requires(Permission.EVENT_MANAGE)
def close(event_id: int) -> Response:
    """Close the session: with a discussion, or with a written reason."""
    event = found(event_to_manage(signed_in(), event_id))
    standing = found(queries.room(signed_in(), event_id))
    form = CloseSessionForm()
    if form.validate_on_submit() and form.attempt(operations.close_session, event, form.reason.data or ""):
        return _done(event_id, _("这一场结束了，记录都在。"))
    return _lead_page(standing, LeadForm(formdata=None, obj=standing.discussion), form, form.status)
