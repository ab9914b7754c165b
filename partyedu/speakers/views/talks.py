"""One talk: its page, the one page on which it is offered and written, and what its speaker can do with it."""

from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Actor, Permission, current_actor
from partyedu.core.consent import WrittenConsentForm, written_consent_page
from partyedu.core.errors import Problem, found
from partyedu.core.forms import row_number
from partyedu.core.pages import own_path, render_page, see_other
from partyedu.core.words import _
from partyedu.organisation.models import Person
from partyedu.speakers import blueprint, operations, queries, showing
from partyedu.speakers.forms import ACCEPT, TalkForm, keep_staff_fields
from partyedu.speakers.models import Talk


@blueprint.get("/talks/<int:talk_id>")
@anyone
def talk(talk_id: int) -> Response:
    """A talk: for everybody what it is about; for members its outline; for its speaker where it stands."""
    actor = current_actor()
    row = found(queries.talk_for(actor, talk_id))
    shown = showing.talk_page(actor, row, request.args.get("version", type=int))
    return render_page("speakers/talk.html", fragment="outline", shown=shown, talk=row)


@blueprint.get("/talks/<int:talk_id>/changes")
@requires(Permission.MEMBER)
def talk_changes(talk_id: int) -> Response:
    """Two versions of the outline side by side."""
    row = found(queries.talk_for(signed_in(), talk_id))
    earlier, later = (request.args.get(name, type=int) for name in ("from", "to"))
    changes = found(showing.changes(signed_in(), row, earlier, later))
    return render_page("speakers/changes.html", fragment="changes", talk=row, changes=changes)


@blueprint.get("/talks/<int:talk_id>/sheet")
@requires(Permission.MEMBER)
def talk_sheet(talk_id: int) -> Response:
    """A talk with the outline its reader may read, to print."""
    actor = signed_in()
    row = found(queries.talk_for(actor, talk_id))
    shown = showing.talk_page(actor, row, request.args.get("version", type=int))
    back_url = url_for("speakers.talk", talk_id=row.id)
    return render_page("speakers/talk_sheet.html", layout="print", shown=shown, talk=row, back_url=back_url)


@blueprint.get("/talks/new")
@requires(Permission.MEMBER)
def new_talk() -> Response:
    """The empty page of an offer."""
    call = queries.call_to_answer(request.args.get("call", 0, type=int), clock.today())
    form = keep_staff_fields(TalkForm.for_new(call), offering=True)
    wanted = request.args.get("person", type=int)
    if "person" in form and wanted:
        form.person.data = queries.person_to_act_for(signed_in(), wanted)
    return _writing_page(form, None)


@blueprint.post("/talks/new")
@requires(Permission.MEMBER)
def offer() -> Response:
    """Keep a new talk as a draft, or hand it in at once."""
    actor = signed_in()
    form = keep_staff_fields(TalkForm.for_new(), offering=True)
    if form.wants_more_cast:
        return _more_cast(form, None)
    if form.validate_on_submit() and form.read_files():
        person = _speaker(form, actor)
        values = form.talk_values()
        call = queries.call_to_answer(row_number(form.call.data) or 0, clock.today())
        values |= {"form_key": (form.form_key.data or "")[:32], "call_id": call.id if call else None}
        if person and form.attempt(operations.offer, actor, person, **values):
            return _kept(form)
    return _writing_page(form, None, form.status)


def _speaker(form: TalkForm, actor: Actor) -> Person | None:
    """Who is going to speak: the one staff chose, else the person who types."""
    if "person" in form:
        if form.person.data is not None:
            return queries.person_to_act_for(actor, form.person.data.id)
        if not actor.is_member:
            form.refuse(Problem(_("请写上谁来讲。"), field="person"))
            return None
    return queries.person_to_act_for(actor, actor.person_id) if actor.person_id else None


@blueprint.get("/talks/<int:talk_id>/edit")
@requires(Permission.MEMBER)
def edit_talk(talk_id: int) -> Response:
    """The page of an offer over a talk as it stands."""
    row = found(queries.talk_to_edit(signed_in(), talk_id))
    if not showing.talk_may(signed_in(), row)["edit"]:
        return see_other(url_for("speakers.talk", talk_id=row.id))
    return _writing_page(_form_over(row), row)


@blueprint.post("/talks/<int:talk_id>/edit")
@requires(Permission.MEMBER)
def save_talk(talk_id: int) -> Response:
    """Save a talk, and hand it in when that was pressed."""
    actor = signed_in()
    row = found(queries.talk_to_edit(actor, talk_id))
    form = _form_over(row)
    if form.wants_more_cast:
        return _more_cast(form, row)
    if form.validate_on_submit() and form.read_files():
        if form.attempt(operations.edit, actor, row, form.form_version, **form.talk_values()):
            return _kept(form)
        form.take_version(row.version)
    return _writing_page(form, row, form.status)


def _form_over(row: Talk) -> TalkForm:
    form = TalkForm.for_talk(
        row,
        queries.latest_outline(row),
        queries.cast_of(row),
        queries.keepsakes_of(signed_in(), row),
    )
    return keep_staff_fields(form, offering=False)


def _more_cast(form: TalkForm, row: Talk | None) -> Response:
    form.more_cast()
    return _writing_page(form, row, fragment="cast")


def _writing_page(form: TalkForm, row: Talk | None, status: int = 200, fragment: str = "form") -> Response:
    form.offer_blank_rows()
    lost = [file.filename for file in form.sent_files()] if request.method == "POST" else []
    outline = queries.latest_outline(row) if row else None
    context: dict[str, Any] = {
        "files": queries.files_of(outline) if outline else [],
        "keepsakes": {keepsake.id: keepsake for keepsake in queries.keepsakes_of(signed_in(), row)} if row else {},
        "reviews": queries.reviews_of(row) if row else [],
        "without": request.form.getlist("without"),
    }
    return render_page(
        "speakers/write.html", fragment, status, form=form, talk=row, lost=lost, accept=ACCEPT, **context
    )


def _kept(form: TalkForm) -> Response:
    row = form.result
    if form.for_submission:
        flash(_("已经交给评审。有了结果会告诉您。"), "done")
        return see_other(url_for("speakers.talk", talk_id=row.id))
    flash(_("草稿已经存好，随时可以接着写。"), "done")
    return see_other(url_for("speakers.edit_talk", talk_id=row.id))


def _done(sentence: str, talk_id: int) -> Response:
    flash(sentence, "done")
    return see_other(own_path(request.form.get("next"), url_for("speakers.talk", talk_id=talk_id)))


@blueprint.post("/talks/<int:talk_id>/submit")
@requires(Permission.MEMBER)
def submit(talk_id: int) -> Response:
    """Hand the talk in as it stands."""
    row = found(queries.talk_to_edit(signed_in(), talk_id))
    operations.submit(signed_in(), row)
    return _done(_("已经交给评审。有了结果会告诉您。"), row.id)


@blueprint.post("/talks/<int:talk_id>/reopen")
@requires(Permission.MEMBER)
def reopen(talk_id: int) -> Response:
    """Take the talk back to work on it."""
    row = found(queries.talk_to_edit(signed_in(), talk_id))
    operations.reopen(signed_in(), row)
    flash(_("已经收回，可以改了。改好再交一次。"), "done")
    return see_other(url_for("speakers.edit_talk", talk_id=row.id))


@blueprint.post("/talks/<int:talk_id>/withdraw")
@requires(Permission.MEMBER)
def withdraw(talk_id: int) -> Response:
    """Withdraw the talk; it leaves every public page at once."""
    row = found(queries.talk_to_edit(signed_in(), talk_id))
    operations.withdraw(signed_in(), row)
    return _done(_("已经撤回，外面马上看不到了。想好了随时可以放回来。"), row.id)


@blueprint.post("/talks/<int:talk_id>/restore")
@requires(Permission.MEMBER)
def restore(talk_id: int) -> Response:
    """Move a withdrawn talk back to the pool."""
    row = found(queries.talk_to_edit(signed_in(), talk_id))
    operations.restore(signed_in(), row)
    return _done(_("已经放回来了。"), row.id)


@blueprint.post("/keepsakes/<int:keepsake_id>/received")
@requires(Permission.TALK_MANAGE)
def receive_keepsake(keepsake_id: int) -> Response:
    """Write down that a keepsake was lent to the centre today."""
    row = found(queries.keepsake_to_manage(signed_in(), keepsake_id))
    operations.receive_keepsake(signed_in(), row)
    return _done(_("已登记收到，请好好保管。"), row.talk_id)


@blueprint.post("/keepsakes/<int:keepsake_id>/returned")
@requires(Permission.TALK_MANAGE)
def give_keepsake_back(keepsake_id: int) -> Response:
    """Write down that a keepsake went back to its owner today."""
    row = found(queries.keepsake_to_manage(signed_in(), keepsake_id))
    operations.give_keepsake_back(signed_in(), row)
    return _done(_("已登记还给主人。"), row.talk_id)


@blueprint.route("/keepsakes/<int:keepsake_id>/consent/paper", methods=["GET", "POST"])
@requires(Permission.TALK_MANAGE)
def consent_on_paper(keepsake_id: int) -> Response:
    """Staff hold a new paper of an owner who had taken their consent back."""
    actor, form = signed_in(), WrittenConsentForm()
    row = found(queries.keepsake_to_manage(actor, keepsake_id))
    if form.validate_on_submit() and form.attempt(operations.change_consent, actor, row, True, form.written_on.data):
        return _done(_("已经改好。"), row.talk_id)
    return written_consent_page(form, row, row.talk.person, row.name, url_for("speakers.talk", talk_id=row.talk_id))


@blueprint.post("/keepsakes/<int:keepsake_id>/consent")
@requires(Permission.MEMBER)
def change_consent(keepsake_id: int) -> Response:
    """Show a keepsake to everybody, or stop showing it."""
    row = found(queries.keepsake_to_manage(signed_in(), keepsake_id))
    operations.change_consent(signed_in(), row, request.form.get("consent") == "yes")
    return _done(_("已经改好。"), row.talk_id)
