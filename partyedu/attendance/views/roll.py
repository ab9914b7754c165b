"""How everybody stands at an event: the states, corrections with their trace, the workbook."""

from datetime import timedelta

from flask import Response, flash, request, url_for

from partyedu.attendance import blueprint, exports, operations, queries
from partyedu.attendance.forms import NOTHING, CorrectForm
from partyedu.attendance.models import ROLL_STATES, VIAS, AttendanceState
from partyedu.attendance.views.desk import at_desk
from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import query_text
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.together import ask_together
from partyedu.core.words import _

LOOK_BACK, LOOK_AHEAD = timedelta(days=60), timedelta(days=14)


@blueprint.get("/")
@requires(Permission.MEMBER)
def index() -> Response:
    """The events whose desk one may sit at; for everybody the way to one's own attendances."""
    actor, now = signed_in(), clock.now()
    page, coming = None, query_text("which", 10) == "coming"
    if actor.may(Permission.CHECK_IN):
        tomorrow = clock.day_bounds(clock.today())[1]
        when = (tomorrow, now + LOOK_AHEAD) if coming else (now - LOOK_BACK, tomorrow)
        page = paged(queries.desk_events(actor, *when, newest_first=not coming), page_number())
    desks, awaited = ask_together(queries.open_desks(actor, now), queries.awaited_at(actor, now))
    return render_page(
        "attendance/index.html", fragment="events", page=page, now=now, desks=desks, awaited=awaited,
        coming=coming,
    )  # fmt: skip


@blueprint.get("/<int:event_id>")
@requires(Permission.CHECK_IN)
def states(event_id: int) -> Response:
    """How everybody stands at the event, filtered by state and name."""
    event = at_desk(event_id)
    chosen, words = query_text("state", 20), query_text()
    return render_page(
        "attendance/states.html", fragment="roll", event=event, counts=queries.roll_counts(event), chosen=chosen,
        words=words, page=paged(queries.roll(event, chosen, words), page_number()), names=ROLL_STATES, vias=VIAS,
    )  # fmt: skip


@blueprint.get("/<int:event_id>/people/<int:person_id>")
@requires(Permission.CHECK_IN)
def person(event_id: int, person_id: int) -> Response:
    """How one person stands, with the trace of corrections."""
    return _person_page(event_id, person_id, None)


def _person_page(event_id: int, person_id: int, form: CorrectForm | None) -> Response:
    event = at_desk(event_id)
    someone = found(queries.person_at_desk(signed_in(), event, person_id))
    row = queries.attendance_of(event.id, someone.id)
    status = form.status if form else 200
    if form is None:
        form = CorrectForm(state=row.state.value if row else NOTHING, reason=row.reason if row else "")
        if request.args.get("state") in list(AttendanceState):
            form.state.data = request.args["state"]
    return render_page(
        "attendance/person.html", fragment="form", status=status, event=event, person=someone, row=row, form=form,
        changes=queries.changes_of(event.id, someone.id), names=ROLL_STATES, vias=VIAS,
    )  # fmt: skip


@blueprint.post("/<int:event_id>/people/<int:person_id>")
@requires(Permission.CHECK_IN)
def correct(event_id: int, person_id: int) -> Response:
    """Correct how one person stands."""
    event = at_desk(event_id)
    someone = found(queries.person_at_desk(signed_in(), event, person_id))
    form = CorrectForm()
    if form.validate_on_submit():
        state = None if form.state.data == NOTHING else AttendanceState(form.state.data)
        words = (form.reason.data or "", form.why.data or "")
        if form.attempt(operations.correct, event, someone, state, *words):
            flash(_("%(name)s的签到已更正。", name=someone.name))
            return see_other(url_for("attendance.states", event_id=event.id))
    return _person_page(event_id, person_id, form)


@blueprint.post("/<int:event_id>/export")
@requires(Permission.CHECK_IN)
def export(event_id: int) -> Response:
    """The roll as a workbook; that it was taken leaves a trace."""
    event = at_desk(event_id)
    answer, rows = exports.roll_workbook(event)
    operations.note_export(event, rows)
    return answer
