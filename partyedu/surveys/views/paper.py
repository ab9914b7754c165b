"""Paper: the sheet to print, and the fast page to type it back in."""

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Problem, found
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _
from partyedu.organisation.queries import person_reached
from partyedu.surveys import blueprint, operations, queries
from partyedu.surveys.access import takes_paper
from partyedu.surveys.forms import TypedForm, typed_form, typed_replies
from partyedu.surveys.models import Survey
from partyedu.surveys.queries import Asked
from partyedu.surveys.views.leading import collected_survey, leads


def back_to(survey: Survey) -> str:
    """Where the pages of paper lead back: to the survey, or to the list of those of the units above."""
    return url_for("surveys.lead", survey_id=survey.id) if leads(survey) else url_for("surveys.led", whose="above")


@blueprint.get("/<int:survey_id>/paper")
@requires(Permission.SURVEY_MANAGE)
def paper(survey_id: int) -> Response:
    """The sheet on paper, its answers numbered."""
    survey = found(queries.survey_collected(signed_in(), survey_id))
    return render_page(
        "surveys/paper.html",
        layout="print",
        survey=survey,
        questions=queries.questions_of(survey_id),
        back_url=back_to(survey),
    )


@blueprint.get("/<int:survey_id>/type-in")
@requires(Permission.SURVEY_MANAGE)
def type_in_form(survey_id: int) -> Response:
    """The empty page for a sheet of paper; the address may name whose it is."""
    survey = collected_survey(survey_id)
    questions = queries.questions_of(survey_id)
    form = typed_form(questions, survey.is_anonymous)
    asked_for = request.args.get("person", type=int)
    if asked_for and not survey.is_anonymous:
        form.person.data = found(person_reached(signed_in(), Permission.SURVEY_MANAGE, asked_for))
    return _page(survey, questions, form)


@blueprint.post("/<int:survey_id>/type-in")
@requires(Permission.SURVEY_MANAGE)
def type_in(survey_id: int) -> Response:
    """Type a sheet of paper in; the next one comes at once."""
    survey = collected_survey(survey_id)
    questions = queries.questions_of(survey_id)
    form = typed_form(questions, survey.is_anonymous)
    if form.validate_on_submit() and form.attempt(_typed, survey, questions, form):
        flash(_("记下了：%(name)s。接着录下一张。", name=form.result or _("又一张")), "done")
        return see_other(url_for("surveys.type_in_form", survey_id=survey_id))
    return _page(survey, questions, form, form.status)


def _typed(survey: Survey, questions: list[Asked], form: TypedForm) -> str:
    """Type in what the form holds; gives whose it is, nothing of an anonymous one."""
    given = typed_replies(form, questions)
    if survey.is_anonymous:
        operations.type_in_anonymous(survey, given)
        return ""
    person = form.person.data
    if person is None:
        raise Problem(_("请写这是谁的。"), field="person")
    operations.type_in(survey, person.id, given)
    return str(person.name)


def _page(survey: Survey, questions: list[Asked], form: TypedForm, status: int = 200) -> Response:
    return render_page(
        "surveys/type_in.html",
        fragment="form_region",
        status=status,
        survey=survey,
        questions=questions,
        form=form,
        back_url=back_to(survey),
        takes_paper=takes_paper(survey, clock.now()),
        asked=queries.number_asked(survey),
    )
