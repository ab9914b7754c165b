"""One survey for those who lead it: how far it is, who is missing, closing it."""

from flask import Response, flash, url_for

from partyedu.core import clock, urn
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form, choices, query_text
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _, _n
from partyedu.surveys import blueprint, operations, queries
from partyedu.surveys.access import closed_since, has_results, is_open, last_day, may_open_urn, takes_paper
from partyedu.surveys.forms import BelongingForm, ClosingForm
from partyedu.surveys.models import Survey, SurveyState


def led_survey(survey_id: int) -> Survey:
    """The survey of the address, if the actor leads it."""
    return found(queries.survey_led(signed_in(), survey_id))


def opened_survey(survey_id: int) -> Survey:
    """The same; a draft has nothing to show yet."""
    survey = led_survey(survey_id)
    return found(survey if survey.state is not SurveyState.DRAFT else None)


def collected_survey(survey_id: int) -> Survey:
    """The survey of the address, if the actor collects its sheets: who leads it, and the staff of a unit below."""
    survey = found(queries.survey_collected(signed_in(), survey_id))
    return found(survey if survey.state is not SurveyState.DRAFT else None)


def leads(survey: Survey) -> bool:
    """Whether the actor leads it; else they collect it for a unit above."""
    return signed_in().may(Permission.SURVEY_MANAGE, survey.unit.path)


@blueprint.get("/<int:survey_id>/lead")
@requires(Permission.SURVEY_MANAGE)
def lead(survey_id: int) -> Response:
    """How far a survey is, and what to do next; a draft leads to its questions."""
    survey = led_survey(survey_id)
    if survey.state is SurveyState.DRAFT:
        return see_other(url_for("surveys.edit_questions", survey_id=survey_id))
    return _lead_page(survey, ClosingForm(obj=survey))


def _belonging(survey: Survey) -> BelongingForm:
    form = BelongingForm(data={"event_id": survey.event_id})
    events = queries.event_choices(signed_in(), clock.now(), survey.event_id)
    form.event_id.choices = choices(events, empty=_("没有"))
    return form


def _lead_page(
    survey: Survey, form: ClosingForm, status: int = 200, belonging: BelongingForm | None = None
) -> Response:
    now = clock.now()
    closed_at = closed_since(survey, now)
    return render_page(
        "surveys/lead.html",
        status=status,
        survey=survey,
        form=form,
        belonging=belonging or _belonging(survey),
        asked=survey.asked if survey.asked is not None else queries.number_asked(survey),
        open_now=is_open(survey, now),
        closed_at=closed_at,
        until=last_day(closed_at) if closed_at else None,
        paper=takes_paper(survey, now),
        has_results=has_results(survey),
        urn_due=may_open_urn(survey, now),
        key_is_here=urn.has_key(survey.urn),
        needs=queries.needs_of_survey(signed_in(), survey.id),
    )


@blueprint.post("/<int:survey_id>/close")
@requires(Permission.SURVEY_MANAGE)
def close(survey_id: int) -> Response:
    """Close it now."""
    survey, form = opened_survey(survey_id), Form()
    if form.validate_on_submit() and form.attempt(operations.close, survey):
        flash(_("结束了。正在填的人，写好的明天还可以交。"), "done")
    for text in form.form_errors:
        flash(text, "error")
    return see_other(url_for("surveys.lead", survey_id=survey_id))


@blueprint.post("/<int:survey_id>/closing")
@requires(Permission.SURVEY_MANAGE)
def set_closing(survey_id: int) -> Response:
    """Let it end at another time."""
    survey, form = opened_survey(survey_id), ClosingForm()
    if form.validate_on_submit() and form.attempt(operations.set_closing, survey, form.closes_at.data):
        flash(_("已保存。"), "done")
        return see_other(url_for("surveys.lead", survey_id=survey_id))
    return _lead_page(survey, form, form.status)


@blueprint.post("/<int:survey_id>/event")
@requires(Permission.SURVEY_MANAGE)
def belong_to(survey_id: int) -> Response:
    """Let it belong to another event, or to none."""
    survey = opened_survey(survey_id)
    form = _belonging(survey)
    if form.validate_on_submit() and form.attempt(operations.belong_to, survey, form.event_id.data):
        flash(_("已保存。"), "done")
        return see_other(url_for("surveys.lead", survey_id=survey_id))
    return _lead_page(survey, ClosingForm(formdata=None, obj=survey), form.status, form)


@blueprint.post("/<int:survey_id>/open-urn")
@requires(Permission.SURVEY_MANAGE)
def open_urn(survey_id: int) -> Response:
    """Open the urn, once everybody's last day is over."""
    survey, form = opened_survey(survey_id), Form()
    if form.validate_on_submit() and form.attempt(operations.open_urn, survey):
        return see_other(url_for("surveys.results", survey_id=survey_id))
    for text in form.form_errors:
        flash(text, "error")
    return see_other(url_for("surveys.lead", survey_id=survey_id))


@blueprint.get("/<int:survey_id>/missing")
@requires(Permission.SURVEY_MANAGE)
def missing(survey_id: int) -> Response:
    """Who has not handed in a named survey."""
    survey = collected_survey(survey_id)
    found(None if survey.is_anonymous else survey)
    words = query_text()
    return render_page(
        "surveys/missing.html",
        fragment="listed",
        survey=survey,
        page=paged(queries.not_answered(survey, signed_in(), words), page_number()),
        q=words,
        leads=leads(survey),
        open_now=is_open(survey, clock.now()),
        paper=takes_paper(survey, clock.now()),
    )


@blueprint.post("/<int:survey_id>/remind")
@requires(Permission.SURVEY_MANAGE)
def remind(survey_id: int) -> Response:
    """Tell those who have not handed in."""
    survey, form = collected_survey(survey_id), Form()
    if form.validate_on_submit() and form.attempt(operations.remind, signed_in(), survey):
        flash(_n("已提醒 %(num)s 位。", "已提醒 %(num)s 位。", form.result), "done")
    for text in form.form_errors:
        flash(text, "error")
    back = "surveys.type_in_form" if survey.is_anonymous else "surveys.missing"
    return see_other(url_for(back, survey_id=survey_id))
