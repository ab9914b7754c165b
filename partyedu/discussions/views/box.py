"""The suggestion box and the public board: open to everybody in the house."""

from flask import Response, request, url_for

from partyedu.core import clock
from partyedu.core.access import anyone
from partyedu.core.actor import current_actor
from partyedu.core.forms import choices
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.discussions import blueprint, box, operations, queries
from partyedu.discussions.forms import BoxForm

PRINTED_AT_MOST = 200


@blueprint.get("/suggest")
@anyone
def suggest() -> Response:
    """The suggestion box, for anybody."""
    return render_page("discussions/suggest.html", fragment="form", form=_box_form())


@blueprint.post("/suggest")
@anyone
def drop_into_box() -> Response:
    """A suggestion or a wish; nothing is kept that says who it was unless they want it."""
    form = _box_form()
    if form.validate_on_submit() and form.attempt(box.knock, request.remote_addr):
        anonymous = bool("anonymous" in form and form.anonymous.data)
        values = form.values("anonymous")
        if form.attempt(operations.drop_into_box, current_actor(), anonymous, **values):
            return see_other(url_for("discussions.thanks", named=_is_named(anonymous)))
    return render_page("discussions/suggest.html", fragment="form", status=form.status, form=form)


def _is_named(anonymous: bool) -> str | None:
    return "1" if current_actor() is not None and not anonymous else None


def _box_form() -> BoxForm:
    """The form as this reader needs it: who has a name here may leave it out, others may say how to find them."""
    form, actor, units = BoxForm(), current_actor(), queries.box_units()
    form.unit_id.choices = choices((number, name) for number, name, _path in units)
    own = [number for number, _name, path in units if actor and actor.unit_path.startswith(path)]
    if len(units) == 1:
        form.unit_id.data = units[0][0]
    elif own and not form.is_submitted():
        form.unit_id.data = own[0]
    if actor is None:
        del form.anonymous
    else:
        del form.contact
    return form


@blueprint.get("/suggest/thanks")
@anyone
def thanks() -> Response:
    """It was dropped in; what happens now."""
    return render_page("discussions/thanks.html", named=request.args.get("named") == "1")


@blueprint.get("/board")
@anyone
def board() -> Response:
    """You said, we did: what was closed, without names; ``print`` gives it as a sheet."""
    units = queries.board_units()
    unit = next((row for row in units if row[0] == request.args.get("unit", type=int)), None)
    years = queries.board_years(clock.today())
    year = request.args.get("year", type=int)
    year = year if year in years else None
    path = unit[2] if unit else None
    printed = "print" in request.args
    page = paged(queries.board(path, year), page_number(), PRINTED_AT_MOST if printed else 30)
    number, households = queries.board_sums(path, year)
    return render_page(
        "discussions/board_print.html" if printed else "discussions/board.html",
        fragment=() if printed else "listed",
        layout="print" if printed else "page",
        page=page,
        number=number,
        households=households,
        units=[(key, name) for key, name, _path in units],
        unit=unit,
        years=years,
        year=year,
        back_url=url_for("discussions.board", unit=unit[0] if unit else None, year=year),
        print_url=url_for("discussions.board", unit=unit[0] if unit else None, year=year, print=1),
    )
