"""The few pages a phone opens: a scanned code or spoken digits, one large button, the name read back, undo.

The code is judged when the page is opened; the ticket in the form then gives ten minutes to press.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from flask import Response, flash, redirect, request, url_for

from partyedu.accounts.device import Device, remember, this_device
from partyedu.attendance import codes, operations, phones, queries, tickets
from partyedu.attendance.access import check_in_refusal, clock_refusal
from partyedu.attendance.device import PEOPLE_AT_MOST, tokens_here, with_tokens
from partyedu.attendance.forms import ReasonForm, SpokenForm, SpokenWhoForm, WhoForm
from partyedu.attendance.models import AttendanceState, Via
from partyedu.attendance.queries import Known
from partyedu.attendance.tickets import Ticket
from partyedu.core import clock
from partyedu.core.access import anyone
from partyedu.core.db import db
from partyedu.core.errors import Problem, found
from partyedu.core.pages import own_page, render_page, see_other
from partyedu.core.words import _, _l
from partyedu.organisation.models import Person, PersonKind
from partyedu.schedule.queries import place_words

WHO_NOT_FOUND = _l("没有对上，请检查姓名和手机后四位（或党员编号）。怎么都对不上，就到签到台说一声。")


def _shown(template: str, status: int = 200, **context: Any) -> Response:
    """A page for this phone only: kept nowhere, and the browser is known from here on."""
    return _private(render_page(f"attendance/{template}", status=status, **context), this_device())


def _private(answer: Response, browser: Device) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return remember(answer, browser)


def _refused(event: Any, sentence: str, status: int = 403) -> Response:
    return _shown("phone_refused.html", status, event=event, sentence=sentence)


def _place(event: Any) -> str:
    return place_words(event.venue, event.room, event.place)


def _refusal(event: Any) -> str:
    now = clock.now()
    return clock_refusal(event.newest, now) or check_in_refusal(event, now)


def _press_page(event: Any, ticket: str, browser: Any) -> Response:
    """Who this phone knows, each with a button; the form for the first time where it knows nobody."""
    known = queries.known_here(event.id)
    if len(known) == 1 and not known[0].is_here and known[0].device_id:
        return _private(_owner_page(event, ticket, known[0]), browser)
    context = {"event": event, "place": _place(event), "ticket": ticket, "known": known}
    here = url_for("check_in.page", event_id=event.id, ticket=ticket)
    if known:
        first = next((one for one in known if not one.is_here), None)
        answer = render_page("attendance/phone.html", first=first, here=here, **context)
    else:
        answer = render_page("attendance/phone_who.html", form=WhoForm(), here=here, **context)
    return _private(answer, browser)


def _owner_page(event: Any, ticket: str, owner: Known) -> Response:
    """The page of a phone with one owner, who is about to press: nearly everybody's in the minute before a session."""

    def rendered(own: Sequence[str]) -> Response:
        ticket, name, person_id = own
        one = replace(owner, name=name, person_id=cast(int, person_id))
        here = url_for("check_in.page", event_id=event.id, ticket=ticket)
        return render_page(
            "attendance/phone.html", first=one, known=[one], ticket=ticket, here=here, event=event, place=_place(event)
        )

    own = (ticket, owner.name, str(owner.person_id))
    return own_page("check-in", event._replace(newest=None), own, rendered)


@phones.get("/<int:event_id>/<code>")
@anyone
def scanned(event_id: int, code: str) -> Response:
    """The address of the QR: judged now."""
    event = found(queries.event_on_phone(event_id))
    refusal = _refusal(event)
    if not refusal and not codes.is_current(event.id, code):
        refusal = _("这个二维码过期了（只能用一分半钟）。请再扫一次屏幕上现在的二维码。")
    if refusal:
        return _refused(event, refusal)
    browser = this_device()
    return _press_page(event, tickets.issue(event.id, Via.QR, browser.id), browser)


def _ticket(event_id: int, text: str | None) -> Ticket:
    ticket = tickets.read(text or "", event_id, this_device().id)
    if ticket is None:
        raise Problem(_("打开得太久了（超过十分钟）。请再扫一次屏幕上的二维码，或者再填一次签到码。"))
    return ticket


@phones.get("/<int:event_id>")
@anyone
def page(event_id: int) -> Response:
    """The same page once more, with the ticket in the address (after choosing large text, or to go back)."""
    event = found(queries.event_on_phone(event_id))
    try:
        _ticket(event.id, request.args.get("ticket"))
    except Problem as problem:
        return _refused(event, str(problem.message))
    return _press_page(event, request.args["ticket"], this_device())


@phones.post("/<int:event_id>")
@anyone
def press(event_id: int) -> Response:
    """The one button."""
    event = found(queries.event_on_phone(event_id))
    chosen = request.form.get("person", type=int)
    try:
        ticket = _ticket(event.id, request.form.get("ticket"))
        known = next((one for one in queries.known_here(event.id) if one.person_id == chosen), None)
        if known is None:
            raise Problem(_("这部手机不认得您了，请再扫一次屏幕上的二维码。"))
        return _record(event, ticket, known.person_id, known.kind, known)
    except Problem as problem:
        return _refused(event, str(problem.message), problem.status)


def _record(event: Any, ticket: Ticket, person_id: int, kind: PersonKind, known: Known | None) -> Response:
    browser = this_device()
    number = operations.press(event, ticket, person_id, kind, browser.id, known)
    receipt = tickets.receipt(number, known.device_id if known else 0, browser.id)
    return redirect(url_for("check_in.done", event_id=event.id, receipt=receipt), 303)  # type: ignore[return-value]


@phones.get("/<int:event_id>/who")
@anyone
def who(event_id: int) -> Response:
    """Check in somebody else of the family on this phone."""
    event = found(queries.event_on_phone(event_id))
    ticket = request.args.get("ticket", "")
    try:
        _ticket(event.id, ticket)
    except Problem as problem:
        return _refused(event, str(problem.message))
    form = WhoForm(remember=False)
    return _shown("phone_who.html", form=form, event=event, place=_place(event), ticket=ticket, known=tokens_here())


def _remembered(answer: Response, person_id: int, wanted: bool) -> Response:
    """Let the phone know the person from now on, if that is wanted."""
    tokens = tokens_here()
    if wanted and len(tokens) < PEOPLE_AT_MOST:
        answer = with_tokens(answer, [*tokens, operations.remember_phone(person_id)])
    return remember(answer, this_device())


@phones.post("/<int:event_id>/who")
@anyone
def introduce(event_id: int) -> Response:
    """Say who one is, and check in with it."""
    event = found(queries.event_on_phone(event_id))
    form = WhoForm()
    try:
        ticket = _ticket(event.id, request.form.get("ticket"))
    except Problem as problem:
        return _refused(event, str(problem.message))
    if form.validate_on_submit() and (answer := _introduced(form, event, ticket)):
        return answer
    return _shown(
        "phone_who.html", form.status, form=form, event=event, place=_place(event), ticket=request.form["ticket"],
        known=tokens_here(),
    )  # fmt: skip


def _address() -> str:
    return request.remote_addr or ""


def _introduced(form: Any, event: Any, ticket: Ticket) -> Response | None:
    """Check in whom the form names; None with the refusal in the form."""
    if not form.attempt(operations.identify, form.name.data, form.proof.data, this_device().id, _address()):
        return None
    if form.result is None:
        form.refuse(Problem(WHO_NOT_FOUND, "proof"))
        return None
    person = db.session.get_one(Person, form.result)
    person_id, kind = person.id, person.kind
    if not form.attempt(_record, event, ticket, person_id, kind, None):
        return None
    return _remembered(form.result, person_id, form.remember.data)


@phones.get("")
@anyone
def spoken() -> Response:
    """Type the six digits that are read out, on a phone that cannot scan."""
    return _spoken_page(_spoken_form(formdata=None), 200)


def _spoken_form(**options: Any) -> SpokenForm:
    known = queries.known_here(0)
    form: SpokenForm = SpokenForm(**options) if known else SpokenWhoForm(**options)
    form.known = known
    form.offer(queries.open_now(clock.now()))
    wanted = request.args.get("event", type=int)
    if wanted and request.method == "GET":
        form.event.data = wanted
    return form


def _spoken_page(form: Any, status: int) -> Response:
    return _shown("spoken.html", status, form=form, events=form.events, known=form.known)


@phones.post("")
@anyone
def type_spoken() -> Response:
    """Judge the digits; who is known presses the button next, who is not is checked in with name and proof."""
    form: Any = _spoken_form()
    if not form.events or not form.validate_on_submit():
        return _spoken_page(form, 422)
    event = found(queries.event_on_phone(form.event.data))
    browser = this_device()
    owner: int | str = form.known[0].person_id if form.known else form.name.data
    if refusal := _refusal(event):
        form.refuse(Problem(refusal))
    elif form.attempt(operations.spoken, event.id, form.digits.data, owner, browser.id, _address()):
        if form.result:
            return _after_spoken(form, event, browser)
        form.refuse(Problem(_("签到码不对，或者已经换了。请看屏幕上现在的签到码。"), "digits"))
    return _spoken_page(form, form.status)


def _after_spoken(form: Any, event: Any, browser: Any) -> Response:
    text = tickets.issue(event.id, Via.SPOKEN, browser.id)
    if form.known:
        return remember(see_other(url_for("check_in.page", event_id=event.id, ticket=text)), browser)
    ticket = tickets.read(text, event.id, browser.id)
    assert ticket is not None
    answer = _introduced(form, event, ticket)
    return answer or _spoken_page(form, form.status)


@phones.get("/<int:event_id>/done")
@anyone
def done(event_id: int) -> Response:
    """The name read back, and the way to take it back."""
    event = found(queries.event_on_phone(event_id))
    text = request.args.get("receipt", "")
    receipt = tickets.read_receipt(text, this_device().id)
    row = queries.attendance_with_receipt(receipt.attendance_id) if receipt else None
    if row is None or row.event_id != event.id:
        return _shown("phone_done.html", event=event, place=_place(event), row=None, receipt="", form=None)
    if row.state is AttendanceState.PRESENT:
        return _private(_in_time_page(event, text, row), this_device())
    form = ReasonForm(reason=row.reason)
    return _shown("phone_done.html", event=event, place=_place(event), row=row, receipt=text, form=form)


def _in_time_page(event: Any, receipt: str, row: Any) -> Response:
    """The page of those who came in time: nearly everybody's."""

    def rendered(own: Sequence[str]) -> Response:
        receipt, name = own
        here = url_for("check_in.done", event_id=event.id, receipt=receipt)
        own_row = {"name": name, "state": row.state, "at": row.at}
        return render_page(
            "attendance/phone_done.html", event=event, place=_place(event), row=own_row, receipt=receipt, here=here
        )

    moment = (event._replace(newest=None), row.at.replace(second=0, microsecond=0))
    return own_page("checked-in", moment, (receipt, row.name), rendered)


@phones.post("/<int:event_id>/undo")
@anyone
def undo(event_id: int) -> Response:
    """Take back what this phone has just recorded; with "not me", the phone forgets the person too."""
    event = found(queries.event_on_phone(event_id))
    receipt = tickets.read_receipt(request.form.get("receipt", ""), this_device().id)
    row = queries.attendance_with_receipt(receipt.attendance_id) if receipt else None
    if receipt is None or row is None:
        return _refused(event, _("已经取消过了，或者过了十分钟。要改请到签到台。"))
    try:
        operations.take_back(receipt.attendance_id, this_device().id)
    except Problem as problem:
        return _refused(event, str(problem.message), problem.status)
    answer = _shown("phone_refused.html", event=event, sentence="", undone=row.name)
    if "not_me" in request.form:
        answer = with_tokens(answer, operations.forget_phone(tokens_here(), row.person_id))
    return answer


@phones.post("/<int:event_id>/reason")
@anyone
def reason(event_id: int) -> Response:
    """Say why one was late."""
    event = found(queries.event_on_phone(event_id))
    text = request.form.get("receipt", "")
    receipt = tickets.read_receipt(text, this_device().id)
    form = ReasonForm()
    if receipt is None:
        return _refused(event, _("已经过了十分钟，原因请告诉工作人员。"))
    browser = this_device().id
    given = (receipt.attendance_id, browser, form.reason.data or "")
    if form.validate_on_submit() and form.attempt(operations.give_reason, *given):
        flash(_("记下了，只有组织者和书记看得到。"))
        return see_other(url_for("check_in.done", event_id=event.id, receipt=text))
    row = queries.attendance_with_receipt(receipt.attendance_id)
    return _shown("phone_done.html", form.status, event=event, place=_place(event), row=row, receipt=text, form=form)


@phones.post("/<int:event_id>/not-me")
@anyone
def not_me(event_id: int) -> Response:
    """This phone has another owner now: forget the one it knows, and ask who it is."""
    event = found(queries.event_on_phone(event_id))
    person_id = request.form.get("person", 0, type=int)
    left = operations.forget_phone(tokens_here(), person_id)
    flash(_("好的，这部手机不再记得那一位了。"))
    target = url_for("check_in.page", event_id=event.id, ticket=request.form.get("ticket", ""))
    return with_tokens(see_other(target), left)
