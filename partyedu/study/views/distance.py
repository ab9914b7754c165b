"""Classes at a distance: those one is in, those one runs, one class with its weeks, taken away as one file."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.together import ask_together
from partyedu.core.words import _, _n
from partyedu.organisation.queries import myself
from partyedu.schedule.queries import years_unknown
from partyedu.study import blueprint
from partyedu.study.access.distance import is_in, manages_distance, may_enter
from partyedu.study.exports import distance as exports
from partyedu.study.forms.distance import AddPeopleForm, DistanceClassForm
from partyedu.study.models import DISTANCE_STATES, DistanceClass, DistancePiece
from partyedu.study.operations import distance as operations
from partyedu.study.queries import distance as queries
from partyedu.study.rooms import tabs_for
from partyedu.study.showing import distance as showing


@blueprint.get("/distance")
@requires(Permission.MEMBER)
def distance() -> Response:
    """The classes I am in, those I may join, and for those who run them, theirs."""
    actor = signed_in()
    mine, to_join = ask_together(queries.classes_of(actor), queries.classes_to_join(actor))
    runs = actor.may(Permission.STUDY_MANAGE)
    return render_page(
        "study/distance/index.html",
        fragment="run",
        mine=mine,
        to_join=to_join,
        runs=runs,
        page=paged(queries.classes_run(actor), page_number()) if runs else None,
        states=DISTANCE_STATES,
        tabs=tabs_for(actor),
    )


@blueprint.get("/distance/new")
@requires(Permission.STUDY_MANAGE)
def new_distance() -> Response:
    """The empty page of a class."""
    return render_page("study/distance/new.html", fragment="form", form=DistanceClassForm.for_new())


@blueprint.post("/distance/new")
@requires(Permission.STUDY_MANAGE)
def make_distance() -> Response:
    """Make a class."""
    form = DistanceClassForm.for_new()
    if form.validate_on_submit() and form.attempt(operations.make_class, signed_in(), **form.values("version")):
        flash(_("建好了，把要学的一篇一篇放进来。"), "done")
        return see_other(url_for("study.distance_class", distance_class_id=form.result.id))
    return render_page("study/distance/new.html", fragment="form", status=form.status, form=form)


@blueprint.get("/distance/<int:distance_class_id>")
@requires(Permission.MEMBER)
def distance_class(distance_class_id: int) -> Response:
    """One class: its pieces week by week, and how far I am."""
    return _class_page(found(queries.class_seen(signed_in(), distance_class_id)))


def _class_page(row: DistanceClass, step: Form | None = None) -> Response:
    actor, today = signed_in(), clock.today()
    place = queries.place_of(row.id, actor.person_id)
    pieces = queries.pieces_of(row.id)
    steps = showing.steps(pieces, queries.answers_by_piece(row.id, actor.person_id or 0), today)
    return render_page(
        "study/distance/class.html",
        status=step.status if step else 200,
        distance_class=row,
        steps=steps,
        accepted=sum(step.standing is showing.Standing.ACCEPTED for step in steps),
        standings=showing.STANDINGS,
        manages=manages_distance(actor, row),
        is_in=is_in(place),
        may_enter=may_enter(actor, row, place),
        unknown_years=_unknown_years(pieces, today) if manages_distance(actor, row) else [],
        states=DISTANCE_STATES,
        step=step,
        today=today,
    )


def _unknown_years(pieces: Sequence[DistancePiece], today: date) -> list[int]:
    """The years of the weeks to come whose holidays nobody has entered."""
    days = [day for piece in pieces for day in (piece.opens_on, piece.closes_on)]
    return years_unknown(*(day.year for day in days if day >= today))


@blueprint.get("/distance/<int:distance_class_id>/file")
@requires(Permission.MEMBER)
def distance_file(distance_class_id: int) -> Response:
    """The whole class in one file, to be read without a network."""
    row = found(queries.class_seen(signed_in(), distance_class_id))
    page = exports.class_file(row, queries.pieces_of(row.id))
    # As a file to keep and not as a page of this house: opened here, its style would be refused.
    response = Response(page, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="class-{row.id}.html"'
    return response


@blueprint.get("/distance/<int:distance_class_id>/edit")
@requires(Permission.STUDY_MANAGE)
def edit_distance(distance_class_id: int) -> Response:
    """The words and the first day of a class."""
    row = found(queries.class_run(signed_in(), distance_class_id))
    form = DistanceClassForm.for_class(row)
    return render_page("study/distance/edit.html", fragment="form", distance_class=row, form=form)


@blueprint.post("/distance/<int:distance_class_id>/edit")
@requires(Permission.STUDY_MANAGE)
def change_distance(distance_class_id: int) -> Response:
    """Change them."""
    row = found(queries.class_run(signed_in(), distance_class_id))
    form = DistanceClassForm.for_class(row)
    if form.validate_on_submit() and form.attempt(
        operations.change_class, row, form.form_version, **form.values("version")
    ):
        flash(_("已保存。"), "done")
        return see_other(url_for("study.distance_class", distance_class_id=distance_class_id))
    form.take_version(row.version)
    return render_page("study/distance/edit.html", fragment="form", status=form.status, distance_class=row, form=form)


def _step(distance_class_id: int, operation: Callable[[DistanceClass], Any], said: Callable[[Any], str]) -> Response:
    """One step of a class by those who run it."""
    row = found(queries.class_run(signed_in(), distance_class_id))
    step = Form()
    if step.attempt(operation, row):
        flash(said(step.result), "done")
        return see_other(url_for("study.distance_class", distance_class_id=distance_class_id))
    return _class_page(found(queries.class_run(signed_in(), distance_class_id)), step)


@blueprint.post("/distance/<int:distance_class_id>/open")
@requires(Permission.STUDY_MANAGE)
def open_distance(distance_class_id: int) -> Response:
    """Open a class."""

    def said(people: int) -> str:
        return _n("开班了，通知了 %(num)s 人。", "开班了，通知了 %(num)s 人。", people)

    return _step(distance_class_id, lambda row: operations.open_class(signed_in(), row), said)


@blueprint.post("/distance/<int:distance_class_id>/remind")
@requires(Permission.STUDY_MANAGE)
def remind_distance(distance_class_id: int) -> Response:
    """Remind those who have not handed in."""

    def said(number: int) -> str:
        if not number:
            return _("没有要提醒的：都交了，或者今天已经提醒过。")
        return _n("提醒了 %(num)s 次。", "提醒了 %(num)s 次。", number)

    return _step(distance_class_id, operations.remind, said)


@blueprint.post("/distance/<int:distance_class_id>/end")
@requires(Permission.STUDY_MANAGE)
def end_distance(distance_class_id: int) -> Response:
    """End a class."""
    return _step(distance_class_id, operations.end_class, lambda _row: _("结束了，谢谢大家。"))


@blueprint.post("/distance/<int:distance_class_id>/join")
@requires(Permission.MEMBER)
def join_distance(distance_class_id: int) -> Response:
    """I join."""
    actor, step = signed_in(), Form()
    row = found(queries.class_seen(actor, distance_class_id))
    if step.attempt(operations.join_class, row, found(myself(actor))):
        flash(_("您进班了，有空就来学。"), "done")
        return see_other(url_for("study.distance_class", distance_class_id=distance_class_id))
    return _class_page(found(queries.class_seen(actor, distance_class_id)), step)


@blueprint.post("/distance/<int:distance_class_id>/leave")
@requires(Permission.MEMBER)
def leave_distance(distance_class_id: int) -> Response:
    """I leave."""
    actor = signed_in()
    row = found(queries.class_seen(actor, distance_class_id))
    operations.leave_class(found(queries.place_of(row.id, actor.person_id)))
    flash(_("您退出了。交过的还算数。"), "done")
    return see_other(url_for("study.distance"))


@blueprint.get("/distance/<int:distance_class_id>/people")
@requires(Permission.STUDY_MANAGE)
def distance_people(distance_class_id: int) -> Response:
    """Who is in, and how each stands with each piece."""
    return _people_page(found(queries.class_run(signed_in(), distance_class_id)), AddPeopleForm.offered())


def _people_page(row: DistanceClass, form: AddPeopleForm) -> Response:
    pieces = queries.pieces_of(row.id)
    page = paged(queries.people_of(row.id), page_number())
    answers = queries.answers_of_people(row.id, [person.person_id for person in page.rows])
    return render_page(
        "study/distance/people.html",
        fragment="listed" if request.method == "GET" else (),
        status=form.status if request.method == "POST" else 200,
        distance_class=row,
        pieces=pieces,
        page=page,
        lines=showing.progress(page.rows, pieces, answers, clock.today()),
        standings=showing.STANDINGS,
        form=form,
    )


@blueprint.post("/distance/<int:distance_class_id>/people")
@requires(Permission.STUDY_MANAGE)
def add_to_distance(distance_class_id: int) -> Response:
    """Put people into a class."""
    actor = signed_in()
    row, form = found(queries.class_run(actor, distance_class_id)), AddPeopleForm.offered()
    if form.validate_on_submit() and form.attempt(operations.add_people, row, _chosen(row, form)):
        text = _n("加进来 %(num)s 人。", "加进来 %(num)s 人。", form.result)
        flash(text, "done")
        return see_other(url_for("study.distance_people", distance_class_id=distance_class_id))
    return _people_page(found(queries.class_run(actor, distance_class_id)), form)


def _chosen(row: DistanceClass, form: AddPeopleForm) -> list[int]:
    actor = signed_in()
    if form.way.data == "category":
        return queries.of_category(actor, row, form.category_id.data)
    if form.way.data == "online":
        return queries.of_online_mode(actor, row)
    return [form.person.data.id] if queries.may_be_added(actor, row, form.person.data.id) else []


@blueprint.post("/distance/places/<int:distance_place_id>/remove")
@requires(Permission.STUDY_MANAGE)
def remove_from_distance(distance_place_id: int) -> Response:
    """Take somebody out of a class."""
    place = found(queries.place_run(signed_in(), distance_place_id))
    operations.leave_class(place)
    flash(_("%(name)s不在班里了。交过的还算数。", name=place.person.name), "done")
    return see_other(url_for("study.distance_people", distance_class_id=place.class_id))
