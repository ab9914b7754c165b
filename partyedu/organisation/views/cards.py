"""Contact cards: who has one, opened with a purpose, written at a visit or from paper, printed (``core.private``)."""

import secrets
from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.db import keep
from partyedu.core.errors import found
from partyedu.core.forms import query_text, row_number
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.private import is_private_road, privately
from partyedu.core.words import _
from partyedu.organisation import blueprint, exports, queries
from partyedu.organisation.forms import CardForm, OpeningForm
from partyedu.organisation.models import CARD_PURPOSES, CARD_SOURCES, CardPurpose, CardSource, Person
from partyedu.organisation.operations import cards as operations

STATES = ("missing", "old", "there")


def _holder(person_id: int) -> Person:
    return found(queries.card_holder(signed_in(), person_id))


@blueprint.get("/cards")
@requires(Permission.CARD_READ)
def cards() -> Response:
    """Who has a card and from when; nothing of what stands on it."""
    actor, state = signed_in(), request.args.get("state", "")
    unit_id, words = row_number(request.args.get("unit")), query_text()
    rows = queries.cards_listed(actor, unit_id, words, state if state in STATES else "")
    return render_page(
        "organisation/cards.html",
        fragment="card_list",
        page=paged(rows, page_number()),
        units=[("", _("全部")), *queries.unit_choices(actor, Permission.CARD_READ)],
        chosen={"unit": unit_id, "q": words, "state": state},
        sources=CARD_SOURCES,
        is_private=is_private_road(),
    )


def _closed(person: Person, form: OpeningForm | None = None, status: int = 200) -> Response:
    return render_page(
        "organisation/card_closed.html",
        status=status,
        person=person,
        facts=queries.card_facts(person.id),
        sources=CARD_SOURCES,
        form=form or OpeningForm(formdata=None),
    )


@blueprint.get("/people/<int:person_id>/card")
@requires(Permission.CARD_READ)
@privately
def card(person_id: int) -> Response:
    """That there is a card, and the question what it is opened for."""
    return _closed(_holder(person_id))


@blueprint.post("/people/<int:person_id>/card/open")
@requires(Permission.CARD_READ)
@privately
def open_card(person_id: int) -> Response:
    """The card itself, with the form over it; who opened it and what for is written down first."""
    person = _holder(person_id)
    form = OpeningForm()
    if not form.validate_on_submit():
        return _closed(person, form, 422)
    row = found(queries.card_of(person_id))
    operations.open_card(signed_in(), person, form.purpose.data, form.note.data or "")
    return _written(person, CardForm(formdata=None).of(row), opened=form.purpose.data)


def _written(person: Person, form: CardForm, status: int = 200, opened: CardPurpose | None = None) -> Response:
    row = queries.card_of(person.id)
    return render_page(
        "organisation/card.html",
        status=status,
        person=person,
        card=row,
        form=form,
        opened=opened,
        purposes=CARD_PURPOSES,
        words=exports.purpose_in_words,
        sources=CARD_SOURCES,
        # Who lives there stands on the card: whoever has not opened it is not told by an answer to a form either.
        others=queries.living_with(row) if opened or form.theirs else [],
        openings=queries.openings_of(person.id, 10) if opened else [],
    )


@blueprint.get("/people/<int:person_id>/card/new")
@requires(Permission.CARD_READ)
@privately
def new_card(person_id: int) -> Response:
    """An empty card, for a visit or a sheet of paper; where there is one already, the way to it."""
    person = _holder(person_id)
    if queries.card_facts(person_id) is not None:
        return see_other(url_for("organisation.card", person_id=person_id))
    form = CardForm(formdata=None).of(None)
    form.form_key.data = secrets.token_hex(16)
    form.filled_in_on.data = clock.today()
    given = request.args.get("source", "")
    form.source.data = CardSource(given) if given in (CardSource.PAPER, CardSource.DESK) else CardSource.VISIT
    return _written(person, form)


@blueprint.post("/people/<int:person_id>/card")
@requires(Permission.CARD_READ)
@privately
def write_card(person_id: int) -> Response:
    """Keep a card as it was filled in; two who write at once see both texts, and that is an opening too."""
    actor, person = signed_in(), _holder(person_id)
    form = CardForm()
    if form.validate_on_submit() and form.attempt(
        operations.write, actor, person, form.form_version, form.card(), form.form_key.data
    ):
        flash(_("联系卡已保存。"))
        return see_other(url_for("organisation.card", person_id=person_id))
    person = _holder(person_id)
    if form.theirs:
        operations.open_card(actor, person, CardPurpose.CONFLICT)
        keep()
        form.take_version(found(queries.card_of(person_id)).version)
    return _written(person, form, form.status)


@blueprint.post("/people/<int:person_id>/card/print")
@requires(Permission.CARD_READ)
@privately
def print_card(person_id: int) -> Response:
    """The card on paper, two to a sheet: with that of who lives in the same household, where the reader may see it."""
    actor, person = signed_in(), _holder(person_id)
    row = found(queries.card_of(person_id))
    beside = [queries.card_holder(actor, number) for number, _name in queries.living_with(row)]
    shown: list[dict[str, Any]] = []
    for holder in [person, *(one for one in beside if one is not None)]:
        operations.open_card(actor, holder, CardPurpose.PRINT)
        shown.append({"person": holder, "card": queries.card_of(holder.id)})
    back_url = url_for("organisation.card", person_id=person_id)
    return render_page("organisation/card_print.html", layout="print", shown=shown, back_url=back_url)


@blueprint.get("/cards/blank")
@requires(Permission.CARD_READ)
def blank_cards() -> Response:
    """Empty cards to write on, two to a sheet; for a unit with the names of those who have none yet."""
    actor, unit_id = signed_in(), row_number(request.args.get("unit"))
    rows = paged(queries.cards_listed(actor, unit_id, state="missing"), 1, per_page=100).rows if unit_id else []
    shown = [{"name": row.name, "unit": row.unit_name} for row in rows] or [{}, {}]
    return render_page(
        "organisation/card_blank.html", layout="print", shown=shown, back_url=url_for("organisation.cards")
    )


@blueprint.get("/doorplates")
@requires(Permission.CARD_READ)
@privately
def doorplates() -> Response:
    """Whose doorplate may hang, by their consent."""
    unit_id = row_number(request.args.get("unit"))
    page = paged(queries.doorplates(signed_in(), unit_id), page_number())
    return render_page("organisation/doorplates.html", page=page, unit_id=unit_id)


@blueprint.get("/doorplates/print")
@requires(Permission.CARD_READ)
@privately
def print_doorplates() -> Response:
    """The doorplates themselves, two to a sheet."""
    unit_id = row_number(request.args.get("unit"))
    rows = paged(queries.doorplates(signed_in(), unit_id), 1, per_page=200).rows
    back_url = url_for("organisation.doorplates", unit=unit_id)
    return render_page("organisation/doorplates_print.html", layout="print", rows=rows, back_url=back_url)
