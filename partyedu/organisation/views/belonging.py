"""Daily study of one person, and the groups somebody leads."""

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Problem, found
from partyedu.core.pages import own_path, render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.organisation import blueprint, queries
from partyedu.organisation.forms import DailyForm, EndForm, ReachedForm
from partyedu.organisation.models import REACH_KINDS, STUDY_MODES, Person
from partyedu.organisation.operations import belonging, reach


def _person(person_id: int) -> Person:
    return found(queries.person_reached(signed_in(), Permission.PEOPLE_EDIT, person_id))


def _page(row: Person, form: DailyForm | None = None, status: int = 200) -> Response:
    if form is None:
        form = DailyForm(formdata=None).of(signed_in(), row)
    return render_page(
        "organisation/person_daily.html",
        fragment="daily",
        status=status,
        person=row,
        rows=queries.daily_of(row.id),
        today=clock.today(),
        form=form,
    )


@blueprint.get("/people/<int:person_id>/daily")
@requires(Permission.PEOPLE_EDIT)
def daily(person_id: int) -> Response:
    """Where a member takes part day by day, and where they did."""
    return _page(_person(person_id))


@blueprint.post("/people/<int:person_id>/daily")
@requires(Permission.PEOPLE_EDIT)
def give_daily(person_id: int) -> Response:
    """Let a member take part elsewhere from a day on."""
    row = _person(person_id)
    form = DailyForm().of(signed_in(), row)
    if form.validate_on_submit() and form.attempt(
        belonging.give_daily,
        signed_in(), row, form.unit_id.data, form.since.data, form.until.data, form.reason.data or "",
    ):  # fmt: skip
        flash(_("已保存。"))
        return see_other(url_for("organisation.daily", person_id=person_id))
    return _page(_person(person_id), form, status=form.status)


@blueprint.post("/daily/<int:daily_id>/end")
@requires(Permission.PEOPLE_EDIT)
def end_daily(daily_id: int) -> Response:
    """Home again: from today, or after the day that is given."""
    row = found(queries.daily_to_end(signed_in(), daily_id))
    form, back = EndForm(), own_path(request.form.get("back"), url_for("organisation.people"))
    if not form.validate():
        raise Problem(_("请写成 2026-03-05 这样。"))
    belonging.end_daily(row, form.until.data)
    flash(_("已结束，以前的记录还在。"))
    return see_other(back)


@blueprint.get("/my-groups")
@requires(Permission.MEMBER)
def my_groups() -> Response:
    """The groups somebody leads; one is opened at once."""
    groups = queries.groups_of_leader(signed_in())
    if len(groups) == 1:
        return see_other(url_for("organisation.my_group", unit_id=groups[0].id))
    return render_page("organisation/my_groups.html", groups=groups)


@blueprint.get("/my-groups/<int:unit_id>")
@requires(Permission.MEMBER)
def my_group(unit_id: int) -> Response:
    """Name, phone and study mode of the members of one's group, and whether somebody reached them of late."""
    unit = found(queries.group_led(signed_in(), unit_id))
    return render_page(
        "organisation/my_group.html",
        fragment="members_here",
        unit=unit,
        page=paged(queries.members_with_last_reached(unit, clock.today()), page_number()),
        modes=STUDY_MODES,
        kinds=REACH_KINDS,
    )


@blueprint.post("/my-groups/<int:unit_id>/people/<int:person_id>/reached")
@requires(Permission.MEMBER)
def reached_in_group(unit_id: int, person_id: int) -> Response:
    """The leader ticks that somebody of the group was reached."""
    unit = found(queries.group_led(signed_in(), unit_id))
    person = found(queries.member_here(unit, person_id, clock.today()))
    form = ReachedForm()
    if form.validate() and form.attempt(reach.tick, signed_in(), person, form.kind.data, form.on.data):
        flash(_("已记下：联系上了%(name)s。", name=person.name))
    else:
        flash(_("没有记下，请再试一次。"))
    return see_other(url_for("organisation.my_group", unit_id=unit_id, page=page_number()))
