"""Packs: the list, one to read, print or copy; put together by those who keep the library."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Permission, current_actor
from partyedu.core.errors import found
from partyedu.core.forms import Form, query_text, row_number
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.library import blueprint, packing
from partyedu.library.forms.packs import PackForm
from partyedu.library.models import Pack
from partyedu.library.operations import packs as operations
from partyedu.library.queries import packs as queries


@blueprint.get("/packs")
@anyone
def packs() -> Response:
    """The packs."""
    actor, archived = current_actor(), request.args.get("state") == "archived"
    return render_page(
        "library/packs_index.html",
        fragment="listed",
        page=paged(queries.packs_listed(actor, archived), page_number(), 20),
        archived=archived,
        keeps=actor is not None and actor.may(Permission.LIBRARY_MANAGE),
    )


def _read(row: Pack) -> list[packing.Packed]:
    rows = queries.pieces_of(row)
    return packing.packed(rows, queries.texts_of_files(piece.version_id for piece in rows))


@blueprint.get("/packs/<int:pack_id>")
@anyone
def pack(pack_id: int) -> Response:
    """One pack on one page, with its text to copy."""
    actor = current_actor()
    row = found(queries.pack_seen(actor, pack_id))
    pieces = _read(row)
    return render_page(
        "library/packs_read.html",
        pack=row,
        pieces=pieces,
        short=packing.short_text(row, pieces),
        whole=packing.whole_text(row, pieces),
        kept=actor is not None and actor.may(Permission.LIBRARY_MANAGE, row.unit.path),
        may_screen=actor is not None and actor.may(Permission.EVENT_MANAGE),
    )


@blueprint.get("/packs/<int:pack_id>/print")
@anyone
def print_pack(pack_id: int) -> Response:
    """One pack on paper."""
    row = found(queries.pack_seen(current_actor(), pack_id))
    return render_page("library/packs_print.html", layout="print", pack=row, pieces=_read(row))


@blueprint.get("/packs/new")
@requires(Permission.LIBRARY_MANAGE)
def new_pack() -> Response:
    """The empty page of a pack."""
    return render_page("library/packs_new.html", fragment="form", form=PackForm.for_new())


@blueprint.post("/packs/new")
@requires(Permission.LIBRARY_MANAGE)
def make_pack() -> Response:
    """Make a pack."""
    form = PackForm.for_new()
    if form.validate_on_submit() and form.attempt(operations.make_pack, signed_in(), **form.values("version")):
        flash(_("做好了，把课件放进来吧。"), "done")
        return see_other(url_for("library.arrange_pack", pack_id=form.result.id))
    return render_page("library/packs_new.html", fragment="form", status=form.status, form=form)


def _arrange_page(row: Pack, form: PackForm | None = None, step: Form | None = None) -> Response:
    words, refused = query_text(), form or step
    return render_page(
        "library/packs_arrange.html",
        fragment="found" if request.method == "GET" else (),
        status=refused.status if refused else 200,
        pack=row,
        form=form or PackForm.for_pack(row),
        problem=step.problem if step else None,
        items=queries.items_of(row),
        offered=queries.pieces_to_add(row, words),
        words=words,
    )


@blueprint.get("/packs/<int:pack_id>/arrange")
@requires(Permission.LIBRARY_MANAGE)
def arrange_pack(pack_id: int) -> Response:
    """The pieces of a pack, to be put in, ordered, taken out."""
    return _arrange_page(found(queries.pack_kept(signed_in(), pack_id)))


@blueprint.post("/packs/<int:pack_id>/words")
@requires(Permission.LIBRARY_MANAGE)
def change_pack(pack_id: int) -> Response:
    """Change the words of a pack."""
    row = found(queries.pack_kept(signed_in(), pack_id))
    form = PackForm.for_pack(row)
    if form.validate_on_submit() and form.attempt(
        operations.change_pack, row, form.form_version, **form.values("version")
    ):
        flash(_("已保存。"), "done")
        return see_other(url_for("library.arrange_pack", pack_id=pack_id))
    form.take_version(row.version)
    return _arrange_page(row, form)


@blueprint.post("/packs/<int:pack_id>/pieces")
@requires(Permission.LIBRARY_MANAGE)
def put_into_pack(pack_id: int) -> Response:
    """Put a piece into a pack."""
    row = found(queries.pack_kept(signed_in(), pack_id))
    step = Form()
    if step.attempt(operations.put_in, row, row_number(request.form.get("courseware_id")) or 0):
        return see_other(url_for("library.arrange_pack", pack_id=pack_id))
    return _arrange_page(row, step=step)


@blueprint.post("/packs/items/<int:pack_item_id>/move")
@requires(Permission.LIBRARY_MANAGE)
def move_in_pack(pack_item_id: int) -> Response:
    """Move a piece up or down."""
    row, item = found(queries.item_kept(signed_in(), pack_item_id))
    operations.move_piece(row, item, request.form.get("up") == "1")
    return see_other(url_for("library.arrange_pack", pack_id=row.id))


@blueprint.post("/packs/items/<int:pack_item_id>/take-out")
@requires(Permission.LIBRARY_MANAGE)
def take_out_of_pack(pack_item_id: int) -> Response:
    """Take a piece out."""
    row, item = found(queries.item_kept(signed_in(), pack_item_id))
    operations.take_out(row, item)
    return see_other(url_for("library.arrange_pack", pack_id=row.id))


def _kept(pack_id: int, operation: Callable[[Pack], Any], said: str) -> Response:
    operation(found(queries.pack_kept(signed_in(), pack_id)))
    flash(said, "done")
    return see_other(url_for("library.pack", pack_id=pack_id))


@blueprint.post("/packs/<int:pack_id>/archive")
@requires(Permission.LIBRARY_MANAGE)
def archive_pack(pack_id: int) -> Response:
    """Put a pack away."""
    return _kept(pack_id, operations.archive_pack, _("已经收起，大家看不到了。"))


@blueprint.post("/packs/<int:pack_id>/restore")
@requires(Permission.LIBRARY_MANAGE)
def restore_pack(pack_id: int) -> Response:
    """Take a pack into use again."""
    return _kept(pack_id, operations.restore_pack, _("已经恢复。"))
