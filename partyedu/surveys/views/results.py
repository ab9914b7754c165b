"""What came of a survey: sums with bars, words, the named sheets, the workbook."""

from flask import Response, flash, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.urn import SHOWN_FROM
from partyedu.core.words import _
from partyedu.surveys import blueprint, exports, operations, queries
from partyedu.surveys.access import closed_since, has_results, is_open, last_day, may_share
from partyedu.surveys.models import SurveyPurpose, SurveyState
from partyedu.surveys.views.leading import opened_survey

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/<int:survey_id>/results")
@requires(Permission.SURVEY_MANAGE)
def results(survey_id: int) -> Response:
    """The sums of each question; of an anonymous survey from five sheets up, once its urn is open."""
    survey = opened_survey(survey_id)
    shown = has_results(survey)
    questions = queries.questions_of(survey_id) if shown else []
    closed_at = closed_since(survey, clock.now())
    is_test = survey.purpose is SurveyPurpose.TEST
    return render_page(
        "surveys/results.html",
        survey=survey,
        shown=shown,
        asked=survey.asked if survey.asked is not None else queries.number_asked(survey),
        questions=questions,
        sums=queries.sums_of(survey, questions) if shown else {},
        sheets=survey.sheets_opened if survey.is_anonymous else survey.answered,
        test=queries.test_sums(survey) if shown and is_test else None,
        open_now=is_open(survey, clock.now()),
        until=last_day(closed_at) if closed_at else None,
        shown_from=SHOWN_FROM,
        may_share=may_share(survey, clock.now()),
        needs=queries.needs_of_survey(signed_in(), survey_id),
    )


@blueprint.post("/<int:survey_id>/share")
@requires(Permission.SURVEY_MANAGE)
def share(survey_id: int) -> Response:
    """Show the sums to those who were asked, or to nobody else again."""
    survey, form = opened_survey(survey_id), Form()
    operation = operations.unshare if survey.shared_at else operations.share
    if form.validate_on_submit() and form.attempt(operation, survey):
        flash(_("问过的人都看得到结果了。") if form.result.shared_at else _("现在只有工作人员看得到。"), "done")
    for text in form.form_errors:
        flash(text, "error")
    return see_other(url_for("surveys.results", survey_id=survey_id))


@blueprint.get("/<int:survey_id>/outcome")
@requires(Permission.MEMBER)
def outcome(survey_id: int) -> Response:
    """The sums, for those who were asked, once they are shared; never what was written."""
    survey = found(queries.survey_for(signed_in(), survey_id))
    found(survey if survey.shared_at and may_share(survey, clock.now()) else None)
    questions = queries.questions_of(survey_id)
    return render_page(
        "surveys/outcome.html",
        survey=survey,
        questions=questions,
        sums=queries.sums_of(survey, questions),
        sheets=survey.sheets_opened if survey.is_anonymous else survey.answered,
    )


@blueprint.get("/<int:survey_id>/results.xlsx")
@requires(Permission.SURVEY_MANAGE)
def results_file(survey_id: int) -> Response:
    """The same as a workbook, with the named sheets."""
    survey = opened_survey(survey_id)
    found(survey if has_results(survey) else None)
    response = Response(exports.results_workbook(survey), mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="survey-{survey_id}.xlsx"'
    return response


@blueprint.get("/questions/<int:question_id>/words")
@requires(Permission.SURVEY_MANAGE)
def words(question_id: int) -> Response:
    """Everything that was written to one question, without names."""
    survey, question = found(queries.question_led(signed_in(), question_id))
    found(survey if has_results(survey) and survey.state is not SurveyState.DRAFT else None)
    page = paged(queries.words_of(survey, [question_id]), page_number())
    return render_page("surveys/words.html", fragment="listed", survey=survey, question=question, page=page)


@blueprint.get("/<int:survey_id>/sheets")
@requires(Permission.SURVEY_MANAGE)
def sheets(survey_id: int) -> Response:
    """Who has handed in a named survey, and how a test went."""
    survey = opened_survey(survey_id)
    found(None if survey.is_anonymous else survey)
    page = paged(queries.sheets_led(survey), page_number())
    return render_page("surveys/sheets.html", fragment="listed", survey=survey, page=page)


@blueprint.get("/sheets/<int:sheet_id>")
@requires(Permission.SURVEY_MANAGE)
def sheet(sheet_id: int) -> Response:
    """One named sheet."""
    row = found(queries.sheet_led(signed_in(), sheet_id))
    return render_page(
        "surveys/sheet.html",
        sheet=row,
        survey=row.survey,
        questions=queries.questions_of(row.survey_id),
        given=queries.replies_of(sheet_id),
    )
