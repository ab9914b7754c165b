"""Study brought to the door: whom to visit, the visits of a unit, one visit, one's own way, the paper for it."""

from datetime import timedelta

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form, day_asked, query_text, row_number
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.private import is_private_road
from partyedu.core.together import ask_together
from partyedu.core.words import _, _n, formatted
from partyedu.organisation.queries import unit_choices
from partyedu.study import blueprint
from partyedu.study.access.visits import manages_visit, reads_private_words
from partyedu.study.forms.visits import AgainForm, ChangeVisitForm, PlanForm, RecordForm
from partyedu.study.models import VISIT_STATES, HomeVisit, VisitState
from partyedu.study.operations import visits as operations
from partyedu.study.queries import candidates
from partyedu.study.queries import visits as queries
from partyedu.study.queries.candidates import Candidates
from partyedu.study.queries.visits import VisitFilter
from partyedu.study.rooms import tabs_for
from partyedu.study.showing import visits as showing

AHEAD_DAYS = 60  # how far the way of a helper looks ahead


@blueprint.get("/visits")
@requires(Permission.VISIT_MANAGE)
def visits() -> Response:
    """The visits of the units one looks after."""
    actor, today = signed_in(), clock.today()
    show = request.args.get("show", "planned")[:20]
    chosen = VisitFilter(show, row_number(request.args.get("unit")), query_text())
    return render_page(
        "study/visits/index.html",
        fragment="listed",
        page=paged(queries.visits_listed(actor, chosen, today), page_number()),
        chosen=chosen,
        states=VISIT_STATES,
        units=unit_choices(actor, Permission.VISIT_MANAGE),
        days=queries.days_with_visits(actor, today),
        today=today,
        tabs=tabs_for(actor),
    )


@blueprint.get("/visits/choose")
@requires(Permission.VISIT_MANAGE)
def choose_visits() -> Response:
    """Whom to visit: who asked, who is exempt, who studies at the door, who was not reached lately."""
    actor = signed_in()
    asked = request.args.get("reason", "")[:20], row_number(request.args.get("unit")), query_text()
    chosen = Candidates(*asked)
    return render_page(
        "study/visits/choose.html",
        fragment="listed",
        page=paged(candidates.people_to_visit(actor, chosen, clock.today()), page_number()),
        chosen=chosen,
        units=unit_choices(actor, Permission.VISIT_MANAGE),
        not_reached_days=candidates.NOT_REACHED_DAYS,
    )


@blueprint.get("/visits/new")
@requires(Permission.VISIT_MANAGE)
def new_visits() -> Response:
    """The plan for the people who were chosen."""
    numbers = [row_number(text) or 0 for text in request.args.getlist("people")]
    people = candidates.chosen_to_visit(signed_in(), numbers)
    if not people:
        flash(_("还没有选人。请先选去看谁。"), "warning")
        return see_other(url_for("study.choose_visits"))
    return render_page("study/visits/new.html", fragment="form", form=PlanForm.for_people(people))


@blueprint.post("/visits/new")
@requires(Permission.VISIT_MANAGE)
def plan_visits() -> Response:
    """Plan the visits."""
    numbers = [row_number(text) or 0 for text in request.form.getlist("people")]
    form = PlanForm.for_people(candidates.chosen_to_visit(signed_in(), numbers))
    if form.validate_on_submit() and form.attempt(operations.plan_visits, signed_in(), **form.values()):
        flash(_n("排好了 %(num)s 次上门。", "排好了 %(num)s 次上门。", len(form.result)), "done")
        return see_other(url_for("study.visits"))
    return render_page("study/visits/new.html", fragment="form", status=form.status, form=form)


@blueprint.get("/visits/<int:home_visit_id>")
@requires(Permission.MEMBER)
def visit(home_visit_id: int) -> Response:
    """One visit, for those who plan it and those who make it."""
    return _visit_page(found(queries.visit_seen(signed_in(), home_visit_id)))


def _visit_page(
    row: HomeVisit, status: int = 200, again: AgainForm | None = None, step: Form | None = None
) -> Response:
    actor, helpers = signed_in(), queries.helpers_of(row.id)
    reads = reads_private_words(actor, row, [helper.id for helper in helpers])
    private = reads and is_private_road()
    still_to_go = row.state is VisitState.PLANNED and row.person.is_active_member
    day = row.visited_on if row.state is VisitState.DONE else None
    return render_page(
        "study/visits/visit.html",
        status=status,
        visit=row,
        helpers=helpers,
        reads=reads,
        private=private,
        address=queries.address_of(row) if private and still_to_go else None,
        elsewhere=queries.where_they_were(row.person_id, day) if day else [],
        manages=manages_visit(actor, row),
        is_helper=actor.person_id in [helper.id for helper in helpers],
        states=VISIT_STATES,
        today=clock.today(),
        again=again or AgainForm(formdata=None, planned_on=clock.today() + timedelta(days=7)),
        step=step,
    )


def _change_form(row: HomeVisit) -> ChangeVisitForm:
    helpers = queries.helpers_of(row.id)
    reads = reads_private_words(signed_in(), row, [helper.id for helper in helpers])
    return ChangeVisitForm.for_visit(row, helpers, reads and is_private_road())


@blueprint.get("/visits/<int:home_visit_id>/change")
@requires(Permission.VISIT_MANAGE)
def edit_visit(home_visit_id: int) -> Response:
    """The plan of a visit, to be changed."""
    row = found(queries.visit_managed(signed_in(), home_visit_id))
    return render_page("study/visits/change.html", fragment="form", visit=row, form=_change_form(row))


@blueprint.post("/visits/<int:home_visit_id>/change")
@requires(Permission.VISIT_MANAGE)
def change_visit(home_visit_id: int) -> Response:
    """Change the plan of a visit."""
    row = found(queries.visit_managed(signed_in(), home_visit_id))
    form = _change_form(row)
    if form.validate_on_submit() and form.attempt(operations.change_visit, row, form.form_version, **form.values()):
        flash(_("已保存。"), "done")
        return see_other(url_for("study.visit", home_visit_id=home_visit_id))
    form.take_version(row.version)
    return render_page("study/visits/change.html", fragment="form", status=form.status, visit=row, form=form)


def _record_form(row: HomeVisit) -> RecordForm:
    actor, helpers = signed_in(), queries.helpers_of(row.id)
    numbers = [helper.id for helper in helpers]
    own = actor.person_id if actor.person_id in numbers and not manages_visit(actor, row) else None
    return RecordForm.for_visit(row, helpers, own, reads_private_words(actor, row, numbers) and is_private_road())


def _record_page(row: HomeVisit, form: RecordForm) -> Response:
    status = form.status if request.method == "POST" else 200
    return render_page(
        "study/visits/record.html",
        fragment="form",
        status=status,
        visit=row,
        form=form,
        today=clock.today(),
        private=is_private_road(),
    )


@blueprint.get("/visits/<int:home_visit_id>/record")
@requires(Permission.MEMBER)
def record_form(home_visit_id: int) -> Response:
    """What came of a visit, to be filled in by a helper on a phone, or by staff from the sheet."""
    row = found(queries.visit_seen(signed_in(), home_visit_id))
    return _record_page(row, _record_form(row))


@blueprint.post("/visits/<int:home_visit_id>/record")
@requires(Permission.MEMBER)
def record_visit(home_visit_id: int) -> Response:
    """Record what came of a visit."""
    actor = signed_in()
    row = found(queries.visit_seen(actor, home_visit_id))
    form = _record_form(row)
    values = {"by_id": actor.person_id, **form.values("version")}
    if form.validate_on_submit() and form.attempt(operations.record_visit, actor, row, form.form_version, **values):
        return _recorded(form.result)
    form.take_version(row.version)
    return _record_page(row, form)


def _recorded(row: HomeVisit) -> Response:
    """After a record: a hint where the person was elsewhere that day, and on to the next one of the same day."""
    flash(_("记下了，谢谢。"), "done")
    if (
        row.state is VisitState.DONE
        and row.visited_on
        and (titles := queries.where_they_were(row.person_id, row.visited_on))
    ):
        day, title = formatted(row.visited_on, "month_day"), titles[0]
        flash(
            _("%(day)s这位党员也在《%(title)s》签了到。两边都对就不用管，日子写错了请改。", day=day, title=title),
            "warning",
        )
    return see_other(url_for("study.visit", home_visit_id=row.id))


@blueprint.post("/visits/<int:home_visit_id>/again")
@requires(Permission.MEMBER)
def go_again(home_visit_id: int) -> Response:
    """Nobody was met: another day."""
    row = found(queries.visit_seen(signed_in(), home_visit_id))
    form = AgainForm()
    if form.validate_on_submit() and form.attempt(operations.go_again, signed_in(), row, form.planned_on.data):
        day = formatted(form.result.planned_on, "month_day")
        flash(_("改到 %(day)s再去。", day=day), "done")
        return see_other(url_for("study.visit", home_visit_id=form.result.id))
    return _visit_page(row, form.status, again=form)


@blueprint.post("/visits/<int:home_visit_id>/cancel")
@requires(Permission.VISIT_MANAGE)
def cancel_visit(home_visit_id: int) -> Response:
    """Nobody goes."""
    row = found(queries.visit_managed(signed_in(), home_visit_id))
    step = Form()
    if step.attempt(operations.cancel_visit, row):
        flash(_("已经取消，不用去了。"), "done")
        return see_other(url_for("study.visits"))
    return _visit_page(row, step.status, step=step)


@blueprint.get("/visits/mine")
@requires(Permission.MEMBER)
def my_visits() -> Response:
    """My way from door to door, and what I have behind me."""
    actor, today, private = signed_in(), clock.today(), is_private_road()
    rows, to_me = ask_together(
        queries.route(actor, today + timedelta(days=AHEAD_DAYS)), queries.to_the_actor(actor).limit(20)
    )
    return render_page(
        "study/visits/mine.html",
        fragment="made",
        ways=showing.ways(rows, private),
        fallen_off=showing.fallen_off(rows),
        to_me=to_me,
        page=paged(queries.made_by(actor), page_number(), 10),
        private=private,
        today=today,
        states=VISIT_STATES,
        tabs=tabs_for(actor),
    )


@blueprint.get("/visits/mine/sheet")
@requires(Permission.MEMBER)
def my_sheet() -> Response:
    """My paper for a day."""
    return _sheet_page(mine=True, back=url_for("study.my_visits"))


@blueprint.get("/visits/sheet")
@requires(Permission.VISIT_MANAGE)
def visit_sheets() -> Response:
    """The papers of all helpers for a day."""
    return _sheet_page(mine=False, back=url_for("study.visits"))


def _sheet_page(mine: bool, back: str) -> Response:
    day, private = day_asked() or clock.today(), is_private_road()
    rows = queries.on_sheets(signed_in(), day, mine)
    return render_page(
        "study/visits/sheet.html",
        layout="print",
        day=day,
        sheets=showing.sheets(rows, private),
        private=private,
        back_url=back,
    )
