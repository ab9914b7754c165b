"""My contact card: the person sees it, puts it right, takes it along, takes it back, and sees who opened it."""

import secrets

from flask import Response, flash, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.private import privately
from partyedu.core.words import _
from partyedu.organisation import blueprint, exports, queries
from partyedu.organisation.forms import CardForm
from partyedu.organisation.models import CARD_PURPOSES, CARD_SOURCES, Person
from partyedu.organisation.operations import cards as operations


def _me() -> Person:
    person = found(queries.myself(signed_in()))
    return found(person if person.is_active_member else None)


def _page(person: Person, form: CardForm | None = None, status: int = 200) -> Response:
    row = queries.card_of(person.id)
    if form is None:
        form = CardForm(formdata=None).own().of(row)
        form.form_key.data = secrets.token_hex(16)
    return render_page(
        "organisation/my_card.html",
        status=status,
        person=person,
        card=row,
        form=form,
        others=queries.living_with(row),
        openings=queries.openings_of(person.id),
        purposes=CARD_PURPOSES,
        words=exports.purpose_in_words,
        sources=CARD_SOURCES,
    )


@blueprint.get("/me/card")
@requires(Permission.MEMBER)
@privately
def my_card() -> Response:
    """What stands on one's own card, and who opened it."""
    return _page(_me())


@blueprint.post("/me/card")
@requires(Permission.MEMBER)
@privately
def write_my_card() -> Response:
    """The person puts it right, gives consent or takes it back."""
    person, form = _me(), CardForm().own()
    if form.validate_on_submit() and form.attempt(
        operations.write, signed_in(), person, form.form_version, form.card(), form.form_key.data
    ):
        flash(_("已保存。谢谢您更正。"))
        return see_other(url_for("organisation.my_card"))
    person = _me()
    card = queries.card_of(person.id)
    form.take_version(card.version if card else 0)
    return _page(person, form, form.status)


@blueprint.post("/me/card/take-back")
@requires(Permission.MEMBER)
@privately
def take_back_my_card() -> Response:
    """The person wants no card any more."""
    operations.take_back(found(queries.card_of(_me().id)))
    flash(_("联系卡已经删掉了。"))
    return see_other(url_for("organisation.my_card"))


@blueprint.get("/me/card/export.<any(json,xlsx):kind>")
@requires(Permission.MEMBER)
@privately
def export_my_card(kind: str) -> Response:
    """A copy to take along, with who opened it."""
    person = _me()
    card, openings = found(queries.card_of(person.id)), queries.openings_of(person.id, 500)
    return exports.own_card(card, openings, kind)
