"""Make-up as the organiser sees it: who has what to make up, whom to ask, which remedy would help."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import query_text, row_number
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.together import ask_together
from partyedu.core.words import _n
from partyedu.organisation.queries import unit_choices
from partyedu.study import blueprint
from partyedu.study.forms.make_up import AskForm
from partyedu.study.models import ABSENCE_REASONS, MAKE_UP_KINDS, MAKE_UP_STATES
from partyedu.study.operations import make_up as operations
from partyedu.study.queries import make_up as queries
from partyedu.study.queries import missed
from partyedu.study.queries.make_up import TaskFilter
from partyedu.study.remedies import remedies_for
from partyedu.study.rooms import tabs_for

PEOPLE_AT_ONCE = 300


def _asked() -> TaskFilter:
    return TaskFilter(
        query_text("show"), query_text("kind"), query_text("reason"), row_number(request.args.get("unit")),
        query_text(), row_number(request.args.get("event")),
    )  # fmt: skip


@blueprint.get("/make-up/desk")
@requires(Permission.HOURS_READ)
def make_up_desk() -> Response:
    """Who has something to make up."""
    actor, chosen = signed_in(), _asked()
    return render_page(
        "study/make-up/desk.html",
        fragment="listed",
        tabs=tabs_for(actor),
        page=paged(queries.tasks_listed(actor, chosen, clock.today()), page_number()),
        chosen=chosen,
        kinds=MAKE_UP_KINDS,
        states=MAKE_UP_STATES,
        reasons=ABSENCE_REASONS,
        units=unit_choices(actor, Permission.HOURS_READ),
        today=clock.today(),
        query=request.query_string.decode(),
    )


@blueprint.get("/make-up/sheets")
@requires(Permission.HOURS_READ)
def make_up_sheets() -> Response:
    """A sheet for each person who has said nothing yet: to be ticked with a pen and typed in again."""
    rows = queries.to_print(signed_in(), _asked(), clock.today())
    back_url = url_for("study.make_up_desk")
    return render_page(
        "study/make-up/sheets.html", layout="print", rows=rows, reasons=ABSENCE_REASONS, back_url=back_url
    )


@blueprint.get("/make-up/ask")
@requires(Permission.HOURS_READ)
def what_was_missed() -> Response:
    """Events, required courses and tests of late that somebody may have missed."""
    actor, now = signed_in(), clock.now()
    courses, tests = ask_together(
        missed.courses_taught(actor, clock.today().year, now), missed.tests_over(actor, now).limit(20)
    )
    return render_page(
        "study/make-up/missed.html",
        fragment="events",
        tabs=tabs_for(actor),
        page=paged(missed.events_held(actor, now), page_number()),
        courses=courses,
        tests=tests,
    )


@blueprint.get("/make-up/events/<int:event_id>")
@requires(Permission.HOURS_READ)
def missed_event(event_id: int) -> Response:
    """Who was expected at an event and did not come."""
    return _event_page(event_id, _blank())


def _event_page(event_id: int, form: AskForm, status: int = 200) -> Response:
    actor = signed_in()
    event = found(missed.event_missed(actor, event_id))
    people, [(excused,)] = ask_together(
        missed.absent_from(actor, event).limit(PEOPLE_AT_ONCE), missed.excused_from(actor, event)
    )
    title, when = event.public_title, event.public_starts_at
    return _ask_page(
        form, status, people, title, url_for("study.missed_event", event_id=event_id), when=when, excused=excused
    )


def _ask_page(form: AskForm, status: int, people: Any, title: str, url: str, **more: Any) -> Response:
    return render_page(
        "study/make-up/ask.html",
        fragment="form",
        status=status,
        form=form,
        title=title,
        url=url,
        to_ask=[row for row in people if not row.exempt and not row.has],
        exempt=[row for row in people if row.exempt and not row.has],
        has=[row for row in people if row.has],
        ticked=set(_ticked()) if request.method == "POST" else None,
        cut=len(people) == PEOPLE_AT_ONCE,
        **more,
    )


def _blank() -> AskForm:
    return AskForm(formdata=None, data={"due_on": operations.due_day(clock.today())})


def _ticked() -> list[int]:
    return [number for text in request.form.getlist("person") if (number := row_number(text))]


def _ask(form: AskForm, page: Callable[[], Response], *about: Any) -> Response:
    """What the three forms of asking have in common: ``about`` is the operation and what it is about."""
    verb, *rest = about
    if form.validate_on_submit() and form.attempt(verb, signed_in(), *rest, _ticked(), form.due_on.data):
        words = _n("给 %(num)s 人安排了补训，通知也发了。", "给 %(num)s 人安排了补训，通知也发了。", form.result)
        flash(words, "done")
        return see_other(url_for("study.make_up_desk"))
    return page()


@blueprint.post("/make-up/events/<int:event_id>")
@requires(Permission.HOURS_READ)
def ask_for_event(event_id: int) -> Response:
    """Ask those who were absent to make it up."""
    form, event = AskForm(), found(missed.event_missed(signed_in(), event_id))
    return _ask(form, lambda: _event_page(event_id, form, form.status), operations.ask_for_event, event)


@blueprint.get("/make-up/courses/<int:course_id>")
@requires(Permission.HOURS_READ)
def missed_course(course_id: int) -> Response:
    """Who has not been at a required course this year."""
    return _course_page(course_id, _blank())


def _course_page(course_id: int, form: AskForm, status: int = 200) -> Response:
    actor, year = signed_in(), clock.today().year
    course = found(missed.course_missed(actor, course_id, year))
    [people] = ask_together(missed.without_course(actor, course, year).limit(PEOPLE_AT_ONCE))
    return _ask_page(form, status, people, course.title, url_for("study.missed_course", course_id=course_id))


@blueprint.post("/make-up/courses/<int:course_id>")
@requires(Permission.HOURS_READ)
def ask_for_course(course_id: int) -> Response:
    """Ask those who have not been at a required course to make it up."""
    form, year = AskForm(), clock.today().year
    course = found(missed.course_missed(signed_in(), course_id, year))
    return _ask(form, lambda: _course_page(course_id, form, form.status), operations.ask_for_course, course, year)


@blueprint.get("/make-up/tests/<int:survey_id>")
@requires(Permission.HOURS_READ)
def missed_test(survey_id: int) -> Response:
    """Who did not pass a test."""
    return _test_page(survey_id, _blank())


def _test_page(survey_id: int, form: AskForm, status: int = 200) -> Response:
    actor = signed_in()
    test = found(missed.test_missed(actor, survey_id))
    [people] = ask_together(missed.failed_in(actor, test).limit(PEOPLE_AT_ONCE))
    return _ask_page(form, status, people, test.title, url_for("study.missed_test", survey_id=survey_id))


@blueprint.post("/make-up/tests/<int:survey_id>")
@requires(Permission.HOURS_READ)
def ask_for_test(survey_id: int) -> Response:
    """Ask those who did not pass a test to study again."""
    form, test = AskForm(), found(missed.test_missed(signed_in(), survey_id))
    return _ask(form, lambda: _test_page(survey_id, form, form.status), operations.ask_for_test, test)


@blueprint.get("/make-up/remedies")
@requires(Permission.HOURS_READ)
def remedies() -> Response:
    """The reasons added up without names, and what would help."""
    actor, unit_id = signed_in(), row_number(request.args.get("unit"))
    [rows] = ask_together(queries.reasons_summed(actor, unit_id, clock.today().year))
    sums = queries.nameless(rows)
    return render_page(
        "study/make-up/remedies.html",
        fragment="sums",
        sums=sums,
        remedies=remedies_for(actor, [reason for reason, _people in sums.named]),
        reasons=ABSENCE_REASONS,
        units=unit_choices(actor, Permission.HOURS_READ),
        unit_id=unit_id,
        year=clock.today().year,
        least=queries.NAMELESS_FROM,
    )
