"""The run sheet: order, minutes, reserves, the host's words; talks from the pool."""

from flask import Response, flash, request, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Conflict, found
from partyedu.core.forms import query_text, row_number
from partyedu.core.pages import from_htmx, render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.schedule import queries as schedule
from partyedu.speakers.models import QUALITIES
from partyedu.theatre import blueprint, operations, queries
from partyedu.theatre.forms import ItemForm, NewItemForm, OrderForm
from partyedu.theatre.models import ProgrammeItem
from partyedu.theatre.showing import missing, run_sheet
from partyedu.theatre.views.answering import attempted

POOL_PER_PAGE = 10


@blueprint.get("/<int:event_id>/programme")
@requires(Permission.EVENT_MANAGE)
def programme(event_id: int) -> Response:
    """The programme of a session, for those who plan it."""
    return programme_page(event_id)


def programme_page(event_id: int, status: int = 200, new_item: NewItemForm | None = None) -> Response:
    """The page (or its region) as it stands after whatever was done."""
    event = found(queries.session_to_manage(signed_in(), event_id))
    items = queries.programme(event_id)
    sheet = run_sheet(event, items)
    return render_page(
        "theatre/programme.html",
        fragment="programme",
        status=status,
        event=event,
        sheet=sheet,
        missing=missing(event, sheet),
        unreleased=event.is_public and (event.version > event.released_version or queries.has_unreleased(event_id)),
        clashes=schedule.clashes(event),
        repeats=queries.second_talks(event, items),
        qualities=queries.qualities_covered(items),
        quality_words=QUALITIES,
        new_item=new_item or NewItemForm(),
    )


def _shown(event_id: int, done: bool) -> Response:
    """After a button: the fresh region for HTMX, the page again otherwise."""
    if done and not from_htmx():
        return see_other(url_for("theatre.programme", event_id=event_id))
    return programme_page(event_id, 200 if done else 422)


def _item(event_id: int, item_id: int) -> ProgrammeItem:
    return found(queries.item_to_manage(signed_in(), event_id, item_id))


@blueprint.get("/<int:event_id>/run-sheet")
@requires(Permission.EVENT_MANAGE, Permission.CHECK_IN)
def run_sheet_print(event_id: int) -> Response:
    """The run sheet on paper, with the host's words."""
    event = found(queries.session_on_stage(signed_in(), event_id))
    return render_page(
        "theatre/run_sheet.html",
        layout="print",
        event=event,
        sheet=run_sheet(event, queries.programme(event_id)),
        back_url=url_for("theatre.stage", event_id=event_id),
    )


@blueprint.get("/<int:event_id>/pool")
@requires(Permission.EVENT_MANAGE)
def pool(event_id: int) -> Response:
    """Approved talks to choose from; who has not been on stage this year comes first."""
    event = found(queries.session_to_manage(signed_in(), event_id))
    # The session's own theme to begin with; an empty theme in the address asks for all of them.
    theme_id = request.args.get("theme", type=int) if "theme" in request.args else event.theme_id
    fresh = request.args.get("fresh") == "1"
    asked = queries.pool(signed_in(), event, theme_id, query_text(), fresh)
    return render_page(
        "theatre/pool.html",
        fragment="pool_list",
        event=event,
        page=paged(asked, page_number(), POOL_PER_PAGE),
        themes=schedule.theme_choices(),
        theme_id=theme_id,
        fresh=fresh,
        q=query_text(),
    )


@blueprint.post("/<int:event_id>/talks")
@requires(Permission.EVENT_MANAGE)
def add_talk(event_id: int) -> Response:
    """Put a talk of the pool on the programme, or stand it by as a reserve."""
    event = found(queries.session_to_manage(signed_in(), event_id))
    talk = found(queries.talk_in_pool(signed_in(), request.form.get("talk_id", 0, type=int)))
    before = row_number(request.form.get("before"))
    done = attempted(operations.add_talk, event, talk, request.form.get("reserve") == "1", before)
    if done and not from_htmx():
        flash(_("《%(title)s》排上了节目单。", title=talk.title))
    return _shown(event_id, done)


@blueprint.post("/<int:event_id>/items")
@requires(Permission.EVENT_MANAGE)
def add_item(event_id: int) -> Response:
    """Put an opening, a ritual, questions or anything else on the programme."""
    event = found(queries.session_to_manage(signed_in(), event_id))
    form = NewItemForm()
    if form.validate_on_submit() and form.attempt(operations.add_item, event, **form.values()):
        return _shown(event_id, True)
    return programme_page(event_id, form.status, form)


@blueprint.route("/<int:event_id>/items/<int:item_id>", methods=["GET", "POST"])
@requires(Permission.EVENT_MANAGE)
def item(event_id: int, item_id: int) -> Response:
    """One item: minutes, the line on the playbill, the host's words; another session, reserve or not."""
    item = _item(event_id, item_id)
    form = ItemForm(item)
    if form.validate_on_submit():
        if form.attempt(operations.edit_item, item, form.version.data, **form.values("version")):
            return see_other(url_for("theatre.programme", event_id=event_id))
        if isinstance(form.problem, Conflict):
            form.version.data = item.version  # what is sent next has seen what stands now
    status = form.status if form.is_submitted() else 200
    others = queries.sessions_ahead(signed_in(), event_id) if item.talk_id else []
    return render_page("theatre/item.html", fragment="item", status=status, form=form, item=item, sessions=others)


@blueprint.post("/<int:event_id>/items/<int:item_id>/move")
@requires(Permission.EVENT_MANAGE)
def move(event_id: int, item_id: int) -> Response:
    """One place up or down."""
    by = -1 if request.form.get("to") == "up" else 1
    return _shown(event_id, attempted(operations.move_item, _item(event_id, item_id), by))


@blueprint.post("/<int:event_id>/order")
@requires(Permission.EVENT_MANAGE)
def reorder(event_id: int) -> Response:
    """The whole programme in the order to which it was dragged."""
    event = found(queries.session_to_manage(signed_in(), event_id))
    form = OrderForm()
    if attempted(operations.reorder, event, form.seen.data, form.order.data, form.called.data, form=form):
        return _shown(event_id, True)
    return programme_page(event_id, form.status)


@blueprint.post("/<int:event_id>/items/<int:item_id>/reserve")
@requires(Permission.EVENT_MANAGE)
def reserve(event_id: int, item_id: int) -> Response:
    """Stand by, or be on the programme."""
    as_reserve = request.form.get("reserve") == "1"
    return _shown(event_id, attempted(operations.set_reserve, _item(event_id, item_id), as_reserve))


@blueprint.post("/<int:event_id>/items/<int:item_id>/remove")
@requires(Permission.EVENT_MANAGE)
def remove(event_id: int, item_id: int) -> Response:
    """Off the programme; a talk is back in the pool."""
    return _shown(event_id, attempted(operations.remove_item, _item(event_id, item_id)))


@blueprint.post("/<int:event_id>/items/<int:item_id>/to-session")
@requires(Permission.EVENT_MANAGE)
def to_session(event_id: int, item_id: int) -> Response:
    """Give a talk at another session instead."""
    item = _item(event_id, item_id)
    target = found(queries.session_to_manage(signed_in(), request.form.get("session", 0, type=int)))
    done = attempted(operations.move_to_session, item, target)
    if done:
        flash(_("已改到《%(title)s》，讲的人会收到通知。", title=target.title))
    return _shown(event_id, done)
