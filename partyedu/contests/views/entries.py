"""Entries: written by members or typed for them, read, changed, taken back; consent given and taken back."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, url_for

from partyedu.contests import blueprint, forms, operations, queries, showing
from partyedu.contests.access import is_for, is_own, manages, may_publish, takes_entries
from partyedu.contests.forms import EntryForm
from partyedu.contests.models import ENTRY_STATES, Contest, Entry
from partyedu.core import clock, uploads
from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Permission, current_actor
from partyedu.core.consent import WrittenConsentForm, taken_back_words, written_consent_page
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _
from partyedu.organisation.models import Person
from partyedu.organisation.queries import myself


def _write_page(contest: Contest, form: EntryForm, status: int = 200) -> Response:
    return render_page(
        "contests/write.html",
        fragment="form",
        status=status,
        contest=contest,
        form=form,
        entry=None,
        files=[],
        me=myself(signed_in()),
        late=not takes_entries(contest, clock.today()),
        outside=form.person is None and not is_for(contest, signed_in().unit_path),
    )


@blueprint.get("/<int:contest_id>/write")
@requires(Permission.MEMBER)
def write(contest_id: int) -> Response:
    """The empty page of an entry; one that stands already is opened instead."""
    actor = signed_in()
    row = found(queries.contest_for(actor, contest_id))
    runs = manages(actor, row)
    standing = None if runs else queries.entry_of_person(row, actor.person_id)
    if standing is not None and standing.state != "withdrawn":
        return see_other(url_for("contests.entry", contest_entry_id=standing.id))
    return _write_page(row, EntryForm.for_new(row, runs))


@blueprint.post("/<int:contest_id>/write")
@requires(Permission.MEMBER)
def hand_in(contest_id: int) -> Response:
    """Hand in an entry, for oneself or (staff) for somebody."""
    actor = signed_in()
    row = found(queries.contest_for(actor, contest_id))
    form = EntryForm.for_new(row, manages(actor, row))
    if form.validate_on_submit() and form.read_photos():
        author = found(_author(form))
        values = {**form.words(), "photos": form.ready, "form_key": form.form_key.data or None}
        if form.attempt(operations.hand_in, actor, row, author, **values):
            flash(_("收到了，谢谢！截止以前随时可以改。"), "done")
            return see_other(url_for("contests.entry", contest_entry_id=form.result.id))
    return _write_page(row, form, form.status)


def _author(form: EntryForm) -> Person | None:
    """Whom the entry is from: who was named, else oneself."""
    named = form.person.data if form.person else None
    return named or myself(signed_in())


@blueprint.get("/entries/<int:contest_entry_id>")
@anyone
def entry(contest_entry_id: int) -> Response:
    """One entry, to be read."""
    actor = current_actor()
    row = found(queries.entry_for(actor, contest_entry_id))
    runs, mine = manages(actor, row.contest), is_own(actor, row)
    return render_page(
        "contests/entry.html",
        entry=row,
        contest=row.contest,
        files=queries.files_of(row.id),
        author=showing.author_of(row),
        runs=runs,
        mine=mine,
        may_change=(mine or runs) and takes_entries(row.contest, clock.today(), for_others=runs and not mine),
        may_publish=runs and may_publish(row),
        states=ENTRY_STATES,
        taken_back=taken_back_words(row, row.person_id, row.person.name),
    )


def _of_mine_or_run(contest_entry_id: int) -> Entry:
    """An entry that is the actor's own, or of a contest they run."""
    actor = signed_in()
    return found(queries.my_entry(actor, contest_entry_id) or queries.entry_managed_openly(actor, contest_entry_id))


def _edit_page(row: Entry, form: EntryForm, status: int = 200) -> Response:
    return render_page(
        "contests/write.html",
        fragment="form",
        status=status,
        contest=row.contest,
        form=form,
        entry=row,
        files=queries.files_of(row.id),
        me=row.person,
        late=False,
        outside=False,
    )


@blueprint.get("/entries/<int:contest_entry_id>/edit")
@requires(Permission.MEMBER)
def edit_entry(contest_entry_id: int) -> Response:
    """An entry, to be changed."""
    row = _of_mine_or_run(contest_entry_id)
    return _edit_page(row, EntryForm.for_entry(row))


@blueprint.post("/entries/<int:contest_entry_id>/edit")
@requires(Permission.MEMBER)
def change(contest_entry_id: int) -> Response:
    """Change an entry until the last day."""
    actor, row = signed_in(), _of_mine_or_run(contest_entry_id)
    form = EntryForm.for_entry(row)
    if form.validate_on_submit() and form.read_photos():
        values = {**form.words(), "photos": form.ready, "without": forms.without()}
        if form.attempt(operations.change, actor, row, form.form_version, **values):
            flash(_("已保存。"), "done")
            return see_other(url_for("contests.entry", contest_entry_id=contest_entry_id))
    form.take_version(row.version)
    return _edit_page(row, form, form.status)


def _done(contest_entry_id: int, operation: Callable[..., Any], said: str) -> Response:
    row = _of_mine_or_run(contest_entry_id)
    operation(signed_in(), row)
    flash(said, "done")
    return see_other(url_for("contests.mine") if row.state == "withdrawn" else _url(row))


def _url(row: Entry) -> str:
    return url_for("contests.entry", contest_entry_id=row.id)


@blueprint.post("/entries/<int:contest_entry_id>/withdraw")
@requires(Permission.MEMBER)
def withdraw(contest_entry_id: int) -> Response:
    """Take an entry back."""
    return _done(contest_entry_id, operations.withdraw, _("已经收回，别人看不到了。"))


@blueprint.post("/entries/<int:contest_entry_id>/agree")
@requires(Permission.MEMBER)
def agree(contest_entry_id: int) -> Response:
    """Agree that everybody may read it."""
    return _done(contest_entry_id, operations.agree, _("谢谢，记下您同意展示了。"))


@blueprint.route("/entries/<int:contest_entry_id>/agree/paper", methods=["GET", "POST"])
@requires(Permission.CONTEST_MANAGE)
def agree_on_paper(contest_entry_id: int) -> Response:
    """Staff hold a new paper of an author who had taken their consent back."""
    actor, form = signed_in(), WrittenConsentForm()
    row = found(queries.entry_managed_openly(actor, contest_entry_id))
    if form.validate_on_submit() and form.attempt(operations.agree, actor, row, form.written_on.data):
        flash(_("记下了，可以展示了。"), "done")
        return see_other(_url(row))
    return written_consent_page(form, row, row.person, row.title, _url(row))


@blueprint.post("/entries/<int:contest_entry_id>/take-back-agreement")
@requires(Permission.MEMBER)
def take_back_agreement(contest_entry_id: int) -> Response:
    """Take one's consent back; it vanishes at once."""
    return _done(contest_entry_id, operations.take_back_agreement, _("已经收起来，大家看不到了。"))


@blueprint.get("/files/<int:contest_entry_file_id>")
@anyone
def file(contest_entry_file_id: int) -> Response:
    """A photo of an entry; its own name could tell a judge whose it is."""
    return uploads.send(found(queries.file_for(current_actor(), contest_entry_file_id)), nameless=True)


@blueprint.get("/files/<int:contest_entry_file_id>/preview")
@anyone
def preview(contest_entry_file_id: int) -> Response:
    """A photo of an entry in small."""
    return uploads.send(found(queries.file_for(current_actor(), contest_entry_file_id)), preview=True, nameless=True)
