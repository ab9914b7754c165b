"""Making a survey or a test: head, preview, opening, throwing a draft away."""

from flask import Response, flash, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form, choices
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _
from partyedu.organisation.queries import category_choices, unit_choices
from partyedu.surveys import blueprint, operations, queries
from partyedu.surveys.forms import OpenForm, QuestionForm, SurveyForm, sheet_form
from partyedu.surveys.models import Survey, SurveyPurpose, SurveyState


def draft(survey_id: int) -> Survey:
    """The draft of the address, if the actor leads it; one that was opened already is none any more."""
    survey = found(queries.survey_led(signed_in(), survey_id))
    return found(survey if survey.state is SurveyState.DRAFT else None)


def _with_choices(form: SurveyForm, survey: Survey | None = None) -> SurveyForm:
    actor = signed_in()
    form.unit_id.choices = unit_choices(actor, Permission.SURVEY_MANAGE)
    chosen = survey.category_id if survey else None
    form.category_id.choices = choices(category_choices(chosen), empty=_("全部党员"))
    events = queries.event_choices(actor, clock.now(), survey.event_id if survey else None)
    form.event_id.choices = choices(events, empty=_("没有"))
    return form


def _head_page(form: SurveyForm, purpose: SurveyPurpose, survey: Survey | None = None, status: int = 200) -> Response:
    return render_page("surveys/head.html", fragment="form", status=status, form=form, purpose=purpose, survey=survey)


@blueprint.get("/new/<any(survey,test):purpose>")
@requires(Permission.SURVEY_MANAGE)
def new(purpose: str) -> Response:
    """The empty head of a survey or a test."""
    kind = SurveyPurpose(purpose)
    return _head_page(_with_choices(SurveyForm.new(kind)), kind)


@blueprint.post("/new/<any(survey,test):purpose>")
@requires(Permission.SURVEY_MANAGE)
def create(purpose: str) -> Response:
    """Begin a survey or a test; the questions come next."""
    kind, actor = SurveyPurpose(purpose), signed_in()
    form = _with_choices(SurveyForm.new(kind))
    key = (form.form_key.data or "")[:32]
    if form.validate_on_submit() and form.attempt(operations.create, actor, kind, form_key=key, **form.head()):
        return see_other(url_for("surveys.edit_questions", survey_id=form.result.id))
    return _head_page(form, kind, status=form.status)


@blueprint.get("/<int:survey_id>/edit")
@requires(Permission.SURVEY_MANAGE)
def edit_form(survey_id: int) -> Response:
    """The head of a draft, to be changed."""
    survey = draft(survey_id)
    return _head_page(_with_choices(SurveyForm(obj=survey).fit(survey.purpose), survey), survey.purpose, survey)


@blueprint.post("/<int:survey_id>/edit")
@requires(Permission.SURVEY_MANAGE)
def edit(survey_id: int) -> Response:
    """Change the head of a draft."""
    survey = draft(survey_id)
    form = _with_choices(SurveyForm(obj=survey).fit(survey.purpose), survey)
    if form.validate_on_submit() and form.attempt(
        operations.edit, signed_in(), survey, form.form_version, **form.head()
    ):
        flash(_("已保存。"), "done")
        return see_other(url_for("surveys.edit_questions", survey_id=survey_id))
    form.take_version(survey.version)
    return _head_page(form, survey.purpose, survey, form.status)


@blueprint.post("/<int:survey_id>/discard")
@requires(Permission.SURVEY_MANAGE)
def discard(survey_id: int) -> Response:
    """Throw a draft away."""
    survey, form = draft(survey_id), Form()
    if form.validate_on_submit() and form.attempt(operations.discard, survey):
        flash(_("草稿删掉了。"), "done")
        return see_other(url_for("surveys.led"))
    for text in form.form_errors:
        flash(text, "error")
    return see_other(url_for("surveys.edit_form", survey_id=survey_id))


@blueprint.get("/<int:survey_id>/preview")
@requires(Permission.SURVEY_MANAGE)
def preview(survey_id: int) -> Response:
    """The sheet as people will see it."""
    survey = found(queries.survey_led(signed_in(), survey_id))
    questions = queries.questions_of(survey_id)
    return render_page(
        "surveys/preview.html", survey=survey, questions=questions, form=sheet_form(questions, formdata=None)
    )


@blueprint.get("/<int:survey_id>/open")
@requires(Permission.SURVEY_MANAGE)
def open_form(survey_id: int) -> Response:
    """Whom it will ask, and until when; before it is opened."""
    survey = draft(survey_id)
    return _open_page(survey, OpenForm(obj=survey))


@blueprint.post("/<int:survey_id>/open")
@requires(Permission.SURVEY_MANAGE)
def open_survey(survey_id: int) -> Response:
    """Open it for answers."""
    survey, form = draft(survey_id), OpenForm()
    if form.validate_on_submit() and form.attempt(operations.open_survey, survey, **form.values()):
        flash(_("开始了。可以打印纸质的，给没有手机的人。"), "done")
        return see_other(url_for("surveys.lead", survey_id=survey_id))
    return _open_page(survey, form, form.status)


def _open_page(survey: Survey, form: OpenForm, status: int = 200) -> Response:
    asked, everybody = queries.number_asked(survey), queries.number_of_all()
    return render_page(
        "surveys/open.html",
        fragment="form",
        status=status,
        survey=survey,
        form=form,
        asked=asked,
        is_everybody=asked == everybody and asked > 0 and not survey.by_list,
        questions=queries.questions_of(survey.id),
    )


def questions_page(survey: Survey, form: QuestionForm | None = None, status: int = 200) -> Response:
    """The questions of a draft, with the empty box for one more (or one that was refused)."""
    return render_page(
        "surveys/questions.html",
        fragment=("questions",),
        status=status,
        survey=survey,
        questions=queries.questions_of(survey.id),
        form=form or QuestionForm(formdata=None),
        asked=queries.number_asked(survey),
    )
