"""The questions of a draft: put in, changed, moved, taken off."""

from flask import Response, flash, request, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form
from partyedu.core.pages import render_page, see_other, wants_fragment
from partyedu.core.words import _
from partyedu.surveys import blueprint, operations, queries
from partyedu.surveys.forms import QuestionForm
from partyedu.surveys.models import Question, Survey, SurveyState
from partyedu.surveys.views.editing import draft, questions_page


def _question(question_id: int) -> tuple[Survey, Question]:
    survey, question = found(queries.question_led(signed_in(), question_id))
    found(survey if survey.state is SurveyState.DRAFT else None)
    return survey, question


def _done(survey: Survey) -> Response:
    """Back to the questions: HTMX gets them anew, everybody else goes there."""
    if wants_fragment():
        return questions_page(survey)
    return see_other(url_for("surveys.edit_questions", survey_id=survey.id))


@blueprint.get("/<int:survey_id>/questions")
@requires(Permission.SURVEY_MANAGE)
def edit_questions(survey_id: int) -> Response:
    """The questions of a draft."""
    return questions_page(draft(survey_id))


@blueprint.post("/<int:survey_id>/questions")
@requires(Permission.SURVEY_MANAGE)
def add_question(survey_id: int) -> Response:
    """Put a question at the end."""
    survey, form = draft(survey_id), QuestionForm()
    if form.validate_on_submit() and form.attempt(operations.add_question, survey, **form.question()):
        return _done(survey)
    return questions_page(survey, form, form.status)


@blueprint.route("/questions/<int:question_id>/edit", methods=["GET", "POST"])
@requires(Permission.SURVEY_MANAGE)
def edit_question(question_id: int) -> Response:
    """Change a question."""
    survey, question = _question(question_id)
    [asked] = [one for one in queries.questions_of(survey.id) if one.id == question_id]
    form = QuestionForm.for_question(asked)
    if form.validate_on_submit() and form.attempt(operations.edit_question, survey, question, **form.question()):
        flash(_("已保存。"), "done")
        return see_other(url_for("surveys.edit_questions", survey_id=survey.id))
    return render_page(
        "surveys/question.html",
        fragment="form_region",
        status=form.status if form.is_submitted() else 200,
        survey=survey,
        question=asked,
        form=form,
    )


@blueprint.post("/questions/<int:question_id>/move")
@requires(Permission.SURVEY_MANAGE)
def move_question(question_id: int) -> Response:
    """Move a question up or down."""
    survey, question = _question(question_id)
    if Form().validate_on_submit():
        operations.move_question(survey, question, -1 if request.form.get("to") == "up" else 1)
    return _done(survey)


@blueprint.post("/questions/<int:question_id>/remove")
@requires(Permission.SURVEY_MANAGE)
def remove_question(question_id: int) -> Response:
    """Take a question off."""
    survey, question = _question(question_id)
    if Form().validate_on_submit():
        operations.remove_question(survey, question)
    return _done(survey)
