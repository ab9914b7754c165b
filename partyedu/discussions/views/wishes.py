"""Small wishes: the wall, making and claiming one, and those who look after them."""

from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Conflict, Problem, found
from partyedu.core.forms import choices
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.discussions import blueprint, operations, queries
from partyedu.discussions.forms import ClaimForm, EndWishForm, FulfilForm, ThankForm, WallForm, WishForm
from partyedu.discussions.models import Matter
from partyedu.discussions.queries import WISH_STAGES, WishStage
from partyedu.organisation.queries import unit_choices

ROAD = (WishStage.MADE, WishStage.WAITING, WishStage.CLAIMED, WishStage.DONE, WishStage.THANKED)


@blueprint.get("/wishes")
@anyone
def wishes() -> Response:
    """The wall: wishes in words, without names."""
    which = request.args.get("which", "")
    return render_page(
        "discussions/wishes.html",
        fragment="listed",
        page=paged(queries.wall(which), page_number()),
        which=which if which in queries.WALL else "",
        counts=queries.wall_counts(),
    )


@blueprint.get("/wishes/new")
@requires(Permission.MEMBER)
def new_wish() -> Response:
    """The empty page of a wish."""
    return render_page("discussions/wish_form.html", fragment="form", form=_wish_form())


@blueprint.post("/wishes/new")
@requires(Permission.MEMBER)
def make_wish() -> Response:
    """Make a wish, for oneself or (staff) for somebody."""
    form, actor = _wish_form(), signed_in()
    if form.validate_on_submit():
        named = form.person.data if "person" in form else None
        own = actor.person_id if "person" not in form or not form.person.typed else None
        values = form.values("person") | {"raised_by_id": named.id if named else own}
        if form.attempt(operations.make_wish, **values):
            flash(_("记下了。工作人员看过以后，会不带名字放到心愿墙上。"), "done")
            return see_other(url_for("discussions.wish", wish_id=form.result.id))
    return render_page("discussions/wish_form.html", fragment="form", status=form.status, form=form)


def _wish_form() -> WishForm:
    """The form as this reader needs it: staff name somebody, members wish for themselves in their own community."""
    form, actor = WishForm(), signed_in()
    if actor.may(Permission.MATTER_MANAGE):
        form.unit_id.choices = choices(unit_choices(actor, Permission.MATTER_MANAGE))
        return form
    units = queries.box_units()
    own = [number for number, _name, path in units if actor.unit_path.startswith(path)]
    form.unit_id.choices = choices((number, name) for number, name, _path in units)
    if not form.is_submitted() and own:
        form.unit_id.data = own[0]
    del form.person, form.contact
    return form


@blueprint.get("/wishes/mine")
@requires(Permission.MEMBER)
def my_wishes() -> Response:
    """What I wished for, and what I claimed."""
    page = paged(queries.wishes_of_mine(signed_in()), page_number())
    return render_page("discussions/wishes_mine.html", fragment="listed", page=page, stage=queries.wish_stage)


@blueprint.get("/wishes/kept")
@requires(Permission.MATTER_MANAGE)
def kept_wishes() -> Response:
    """The wishes I look after: those that wait for a word first."""
    state = "closed" if request.args.get("state") == "closed" else ""
    page = paged(queries.wishes_kept(signed_in(), state), page_number())
    return render_page(
        "discussions/wishes_kept.html", fragment="listed", page=page, state=state, stage=queries.wish_stage
    )


@blueprint.get("/wishes/<int:wish_id>")
@requires(Permission.MEMBER)
def wish(wish_id: int) -> Response:
    """One wish, as its wisher, its claimant, or staff may see it."""
    return _wish_page(found(queries.wish_seen(signed_in(), wish_id)))


def _wish_page(row: Matter, status: int = 200, **forms: Any) -> Response:
    actor = signed_in()
    keeps = actor.may(Permission.MATTER_MANAGE, row.unit.path)
    own = row.raised_by_id is not None and row.raised_by_id == actor.person_id
    empty = {
        "wall_form": WallForm(formdata=None, words=row.public_title or row.title),
        "fulfil_form": FulfilForm(formdata=None),
        "thank_form": ThankForm(formdata=None),
        "end_form": EndWishForm(formdata=None),
    }
    return render_page(
        "discussions/wish.html",
        status=status,
        wish=row,
        stage=queries.stage_of(row),
        road=_road(queries.stage_of(row)),
        keeps=keeps,
        own=own,
        reads_all=keeps or own,
        claimed_by_me=row.assignee_id is not None and row.assignee_id == actor.person_id,
        refused=list(forms.values()),
        **{**empty, **forms},
    )


def _road(stage: WishStage) -> list[dict[str, Any]]:
    """The thread of a wish; nothing for one that was ended."""
    if stage is WishStage.ENDED:
        return []
    place = ROAD.index(stage)
    return [
        {"label": WISH_STAGES[step], "state": "ok" if number < place else "now" if number == place else ""}
        for number, step in enumerate(ROAD)
    ]


@blueprint.get("/wishes/<int:wish_id>/claim")
@requires(Permission.MEMBER)
def claim_form(wish_id: int) -> Response:
    """Its public words, and the button to claim it."""
    return _claim_page(found(queries.wish_on_wall(wish_id)), _claim_form())


@blueprint.post("/wishes/<int:wish_id>/claim")
@requires(Permission.MEMBER)
def claim(wish_id: int) -> Response:
    """Claim a wish, for oneself or for a unit."""
    row = found(queries.wish_on_wall(wish_id))
    form = _claim_form()
    if form.validate_on_submit():
        unit_id = form.unit_id.data if "unit_id" in form else None
        if form.attempt(operations.claim, signed_in(), row, unit_id):
            flash(_("谢谢您！工作人员会和您联系，告诉您怎么帮。"), "done")
            return see_other(url_for("discussions.wish", wish_id=wish_id))
    return _claim_page(found(queries.wish_on_wall(wish_id)), form, form.status)


def _claim_form() -> ClaimForm:
    form, actor = ClaimForm(), signed_in()
    if actor.may(Permission.MATTER_MANAGE):
        form.unit_id.choices = choices(unit_choices(actor, Permission.MATTER_MANAGE), _("我自己"))
    else:
        del form.unit_id
    return form


def _claim_page(row: Matter, form: ClaimForm, status: int = 200) -> Response:
    return render_page(
        "discussions/wish_claim.html",
        fragment="form",
        status=status,
        wish_id=row.id,
        words=row.public_title,
        unit=row.unit.name,
        form=form,
        taken=isinstance(form.problem, Conflict) or queries.stage_of(row) is not WishStage.WAITING,
    )


def _stepped(row: Matter, name: str, form: Any, operation: Any, *args: Any) -> Response:
    """One step of a wish; a refusal stands on its page."""
    wish_id = row.id
    if form.validate_on_submit() and form.attempt(operation, row, *args):
        return see_other(url_for("discussions.wish", wish_id=wish_id))
    return _wish_page(found(queries.wish_seen(signed_in(), wish_id)), form.status, **{name: form})


@blueprint.post("/wishes/<int:wish_id>/wall")
@requires(Permission.MATTER_MANAGE)
def put_on_wall(wish_id: int) -> Response:
    """Put it on the wall, in words without names."""
    row, form = found(queries.wish_kept(signed_in(), wish_id)), WallForm()
    return _stepped(row, "wall_form", form, operations.put_on_wall, form.words.data or "")


@blueprint.post("/wishes/<int:wish_id>/off-wall")
@requires(Permission.MATTER_MANAGE)
def take_off_wall(wish_id: int) -> Response:
    """Take it off the wall."""
    operations.take_off_wall(found(queries.wish_kept(signed_in(), wish_id)))
    return see_other(url_for("discussions.wish", wish_id=wish_id))


@blueprint.post("/wishes/<int:wish_id>/give-up")
@requires(Permission.MEMBER)
def give_up(wish_id: int) -> Response:
    """Give a claimed wish back."""
    row = found(queries.wish_worked_on(signed_in(), wish_id))
    try:
        operations.give_up(row)
    except Problem as problem:
        flash(str(problem.message), "warning")
    else:
        flash(_("放回心愿墙了，等别人来认领。"), "done")
    return see_other(url_for("discussions.wishes"))


@blueprint.post("/wishes/<int:wish_id>/fulfil")
@requires(Permission.MEMBER)
def fulfil(wish_id: int) -> Response:
    """Say that it is done."""
    row, form = found(queries.wish_worked_on(signed_in(), wish_id)), FulfilForm()
    return _stepped(row, "fulfil_form", form, operations.fulfil, form.outcome.data or "")


@blueprint.post("/wishes/<int:wish_id>/thank")
@requires(Permission.MEMBER)
def thank(wish_id: int) -> Response:
    """Say thanks."""
    row, form = found(queries.wish_to_thank(signed_in(), wish_id)), ThankForm()
    return _stepped(row, "thank_form", form, operations.thank, form.thanks.data or "")


@blueprint.post("/wishes/<int:wish_id>/end")
@requires(Permission.MATTER_MANAGE)
def end_wish(wish_id: int) -> Response:
    """Close a wish that cannot be done, or that is done and nobody will thank for."""
    row, form = found(queries.wish_kept(signed_in(), wish_id)), EndWishForm()
    return _stepped(row, "end_form", form, operations.end_wish, form.reason.data or "")
