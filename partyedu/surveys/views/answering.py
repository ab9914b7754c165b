"""Answering on a phone, and what one has handed in."""

from flask import Response, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.surveys import begun, blueprint, operations, queries
from partyedu.surveys.access import closed_since, is_open, last_day, may_try, shows_solutions
from partyedu.surveys.forms import SheetForm, replies, sheet_form
from partyedu.surveys.models import Sheet, Survey
from partyedu.surveys.queries import Asked


@blueprint.get("/<int:survey_id>")
@requires(Permission.MEMBER)
def answer(survey_id: int) -> Response:
    """The sheet to fill in; once it is handed in, what one wrote (of an anonymous one only that one did)."""
    actor = signed_in()
    survey = found(queries.survey_for(actor, survey_id))
    person_id = actor.person_id or 0
    given = survey.is_anonymous and queries.has_given(survey_id, person_id)
    sheet = None if survey.is_anonymous else queries.sheet_of(survey_id, person_id)
    questions = queries.questions_of(survey_id)
    if given or sheet is not None:
        return _done_page(survey, sheet, questions)
    if not is_open(survey, clock.now()):
        return render_page("surveys/over.html", survey=survey)
    form = sheet_form(questions, begun=begun.mark(survey_id, person_id))
    return _sheet_page(survey, questions, form)


@blueprint.get("/<int:survey_id>/again")
@requires(Permission.MEMBER)
def again(survey_id: int) -> Response:
    """A test once more, for somebody who has not passed it."""
    actor = signed_in()
    survey = found(queries.survey_for(actor, survey_id))
    sheet = found(queries.sheet_of(survey_id, actor.person_id or 0))
    found(sheet if may_try(survey, sheet) and is_open(survey, clock.now()) else None)
    questions = queries.questions_of(survey_id)
    return _sheet_page(survey, questions, sheet_form(questions, begun=begun.mark(survey_id, sheet.person_id)))


@blueprint.post("/<int:survey_id>")
@requires(Permission.MEMBER)
def hand_in(survey_id: int) -> Response:
    """Hand the sheet in; one that was begun before the closing is taken until the end of the next day."""
    actor = signed_in()
    survey = found(queries.survey_for(actor, survey_id))
    person_id = actor.person_id or 0
    questions = queries.questions_of(survey_id)
    form = sheet_form(questions)
    begun_at = begun.read(form.begun.data or "", survey_id, person_id)
    if form.validate_on_submit() and form.attempt(
        operations.hand_in, survey, person_id, replies(form, questions), begun_at
    ):
        return see_other(url_for("surveys.answer", survey_id=survey_id))
    return _sheet_page(survey, questions, form, form.status)


def _sheet_page(survey: Survey, questions: list[Asked], form: SheetForm, status: int = 200) -> Response:
    closed_at = closed_since(survey, clock.now())
    return render_page(
        "surveys/answer.html",
        fragment="sheet",
        status=status,
        survey=survey,
        questions=questions,
        form=form,
        until=last_day(closed_at) if closed_at else None,
    )


def _done_page(survey: Survey, sheet: Sheet | None, questions: list[Asked]) -> Response:
    now = clock.now()
    return render_page(
        "surveys/done.html",
        survey=survey,
        sheet=sheet,
        questions=questions,
        given=queries.replies_of(sheet.id) if sheet else {},
        solutions=bool(sheet and shows_solutions(survey, sheet, now)),
        may_again=bool(sheet and may_try(survey, sheet) and is_open(survey, now)),
    )
