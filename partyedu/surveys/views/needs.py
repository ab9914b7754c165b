"""Needs: the list, one of them on its way from "heard" to "met"."""

from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock, uploads
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form, choices, query_text
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.organisation.queries import unit_choices
from partyedu.schedule.access import page_of
from partyedu.surveys import blueprint, exports, operations, queries
from partyedu.surveys.access import is_standing
from partyedu.surveys.forms import AsideForm, MeetForm, NeedForm, TakeUpForm
from partyedu.surveys.models import NEED_KINDS, NEED_SOURCES, NEED_STATES, Need, NeedSource, NeedState, Survey
from partyedu.surveys.queries import NeedFilter
from partyedu.surveys.views.results import XLSX

ROAD = (NeedState.NOTED, NeedState.TAKEN_UP, NeedState.MET)


def _asked() -> NeedFilter:
    """What the address narrows the list to."""
    return NeedFilter(
        state=request.args.get("state", "")[:30],
        kind=request.args.get("kind", "")[:30],
        source=request.args.get("source", "")[:30],
        unit_id=request.args.get("unit", type=int),
        words=query_text(),
    )


@blueprint.get("/needs")
@requires(Permission.SURVEY_MANAGE)
def needs() -> Response:
    """What members should know or want to learn, the latest first."""
    actor, chosen = signed_in(), _asked()
    return render_page(
        "surveys/needs.html",
        fragment="listed",
        page=paged(queries.needs_listed(actor, chosen), page_number()),
        chosen=chosen,
        states=NEED_STATES,
        kinds=NEED_KINDS,
        sources=NEED_SOURCES,
        units=unit_choices(actor, Permission.SURVEY_MANAGE),
        query=request.query_string.decode(),
    )


@blueprint.get("/needs.xlsx")
@requires(Permission.SURVEY_MANAGE)
def needs_file() -> Response:
    """The same list as a workbook."""
    response = Response(exports.needs_workbook(signed_in(), _asked()), mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="needs-{clock.today().isoformat()}.xlsx"'
    return response


def _form(survey: Survey | None = None, need: Need | None = None) -> NeedForm:
    data: dict[str, Any] = {"heard_on": clock.today()}
    if survey is not None:
        data |= {"source": NeedSource.SURVEY, "people": None, "unit_id": survey.unit_id}
    form = NeedForm(obj=need) if need else NeedForm(data=data)
    form.unit_id.choices = unit_choices(signed_in(), Permission.SURVEY_MANAGE)
    return form


def _survey_asked() -> Survey | None:
    """The survey of which the address says that the need comes from it."""
    number = request.values.get("survey", type=int)
    return found(queries.survey_led(signed_in(), number)) if number else None


def _note_page(form: NeedForm, survey: Survey | None, need: Need | None = None, status: int = 200) -> Response:
    return render_page(
        "surveys/note_need.html", fragment="form_region", status=status, form=form, survey=survey, need=need
    )


@blueprint.get("/needs/new")
@requires(Permission.SURVEY_MANAGE)
def new_need() -> Response:
    """The empty page of a need."""
    survey = _survey_asked()
    return _note_page(_form(survey), survey)


@blueprint.post("/needs/new")
@requires(Permission.SURVEY_MANAGE)
def note_need() -> Response:
    """Note a need."""
    survey = _survey_asked()
    form = _form(survey)
    if form.validate_on_submit() and form.read_files():
        values = form.values("version", "files")
        if form.attempt(operations.note_need, survey=survey, files=form.ready, **values):
            flash(_("记下了。排了活动或课程，再回来接上。"), "done")
            return see_other(url_for("surveys.need", need_id=form.result.id))
    return _note_page(form, survey, status=form.status)


@blueprint.get("/needs/<int:need_id>/edit")
@requires(Permission.SURVEY_MANAGE)
def edit_need_form(need_id: int) -> Response:
    """What is written of a need, to be changed."""
    row = _followed(need_id)
    return _note_page(_form(need=row), row.survey, row)


@blueprint.post("/needs/<int:need_id>/edit")
@requires(Permission.SURVEY_MANAGE)
def edit_need(need_id: int) -> Response:
    """Change what is written of a need; more photos may come."""
    row = _followed(need_id)
    form = _form(need=row)
    if form.validate_on_submit() and form.read_files() and form.attempt(_edited, row, form):
        return _done(need_id, _("已保存。"))
    form.take_version(row.version)
    return _note_page(form, row.survey, row, form.status)


def _edited(row: Need, form: NeedForm) -> None:
    operations.edit_need(row, form.form_version, **form.values("version", "files"))
    operations.add_files(row, form.ready)


def _followed(need_id: int) -> Need:
    return found(queries.need_followed(signed_in(), need_id))


def _done(need_id: int, words: str) -> Response:
    flash(words, "done")
    return see_other(url_for("surveys.need", need_id=need_id))


@blueprint.get("/needs/<int:need_id>")
@requires(Permission.SURVEY_MANAGE)
def need(need_id: int) -> Response:
    """One need: where it was heard, what it led to, what came of it."""
    return _need_page(_followed(need_id))


def _need_page(row: Need, status: int = 200, **forms: Any) -> Response:
    now = clock.now()
    forms = {
        "take_form": TakeUpForm(formdata=None),
        "meet_form": MeetForm(formdata=None, data={"outcome": row.result}),
        "aside_form": AsideForm(formdata=None),
        **forms,
    }
    forms["take_form"].event_id.choices = choices(_events(now), empty=_("请选"))
    return render_page(
        "surveys/need.html",
        status=status,
        need=row,
        events=queries.events_of(row.id),
        page_of=page_of,
        now=now,
        files=queries.files_of(row.id),
        road=_road(row.state),
        states=NEED_STATES,
        kinds=NEED_KINDS,
        sources=NEED_SOURCES,
        standing=is_standing(row),
        **forms,
    )


def _road(state: NeedState) -> list[dict[str, Any]]:
    """The thread of a need: what is behind it, where it stands."""
    place = ROAD.index(state) if state in ROAD else -1
    done = state is NeedState.MET
    return [
        {"label": NEED_STATES[step], "state": "ok" if at < place or done else "now" if at == place else ""}
        for at, step in enumerate(ROAD)
    ]


def _events(now: Any) -> list[tuple[int, str]]:
    return queries.event_choices(signed_in(), now)


@blueprint.post("/needs/<int:need_id>/take-up")
@requires(Permission.SURVEY_MANAGE)
def take_up(need_id: int) -> Response:
    """It led to an event."""
    row, form = _followed(need_id), TakeUpForm()
    form.event_id.choices = choices(_events(clock.now()), empty=_("请选"))
    if form.validate_on_submit():
        event = found(queries.event_to_take_up(signed_in(), form.event_id.data or 0))
        if form.attempt(operations.take_up, row, event):
            return _done(need_id, _("接上了。"))
    return _need_page(row, form.status, take_form=form)


@blueprint.post("/needs/<int:need_id>/events/<int:event_id>/off")
@requires(Permission.SURVEY_MANAGE)
def not_taken_up(need_id: int, event_id: int) -> Response:
    """An event does not belong to it after all."""
    row = _followed(need_id)
    link = found(queries.event_of_need(need_id, event_id))
    if Form().validate_on_submit():
        operations.not_taken_up(row, link)
    return _done(need_id, _("拿掉了。"))


@blueprint.post("/needs/<int:need_id>/meet")
@requires(Permission.SURVEY_MANAGE)
def meet(need_id: int) -> Response:
    """It was met."""
    row, form = _followed(need_id), MeetForm()
    if form.validate_on_submit() and form.attempt(operations.meet, row, form.outcome.data or ""):
        return _done(need_id, _("记下了结果，谢谢。"))
    return _need_page(row, form.status, meet_form=form)


@blueprint.post("/needs/<int:need_id>/put-aside")
@requires(Permission.SURVEY_MANAGE)
def put_aside(need_id: int) -> Response:
    """Nothing is done about it for now."""
    row, form = _followed(need_id), AsideForm()
    if form.validate_on_submit() and form.attempt(operations.put_aside, row, form.reason.data or ""):
        return _done(need_id, _("先放一放，以后可以拿回来。"))
    return _need_page(row, form.status, aside_form=form)


@blueprint.post("/needs/<int:need_id>/take-back")
@requires(Permission.SURVEY_MANAGE)
def take_back(need_id: int) -> Response:
    """Work on it again."""
    row, form = _followed(need_id), Form()
    if form.validate_on_submit() and form.attempt(operations.take_back, row):
        return _done(need_id, _("拿回来了，接着办。"))
    return _need_page(row, form.status)


@blueprint.get("/needs/files/<int:need_file_id>")
@requires(Permission.SURVEY_MANAGE)
def need_file(need_file_id: int) -> Response:
    """A photo or a paper of the meeting."""
    row = found(queries.file_of_need(signed_in(), need_file_id))
    return uploads.send(row.stored_file, preview="small" in request.args)


@blueprint.post("/needs/files/<int:need_file_id>/remove")
@requires(Permission.SURVEY_MANAGE)
def remove_file(need_file_id: int) -> Response:
    """Take a photo or a paper away."""
    row = found(queries.file_of_need(signed_in(), need_file_id))
    need_id = row.need_id
    if Form().validate_on_submit():
        operations.remove_file(row)
    return _done(need_id, _("拿掉了。"))
