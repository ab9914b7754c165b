"""The card desk: who can sign in yet, and one-time cards for those who cannot."""

from flask import Response, request, url_for

from partyedu.accounts import blueprint, operations, queries
from partyedu.accounts.qr import card_address, is_reachable
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Problem, found
from partyedu.core.forms import query_text
from partyedu.core.pages import render_page
from partyedu.core.paging import page_number, paged
from partyedu.core.qr import house_addresses, picture
from partyedu.core.words import _
from partyedu.organisation import queries as organisation

AT_ONCE = 60


@blueprint.get("/accounts/cards")
@requires(Permission.CARDS_PRINT, Permission.ROLES_GRANT)
def cards() -> Response:
    """The people of a unit, by whether they can sign in; tick those who get a card."""
    actor = signed_in()
    unit_id = request.args.get("unit", type=int)
    unit = found(organisation.unit_reached(actor, Permission.CARDS_PRINT, unit_id)) if unit_id else None
    query = queries.card_desk(actor, unit, query_text(), "without" in request.args)
    return render_page(
        "accounts/cards.html",
        fragment="people",
        page=paged(query, page_number(), AT_ONCE),
        units=organisation.unit_choices(actor, Permission.CARDS_PRINT),
        unit=unit,
        person=queries.person_to_help(actor, request.args.get("person", 0, type=int)),
        reachable=is_reachable(),
        addresses=house_addresses(),
    )


@blueprint.post("/accounts/cards")
@requires(Permission.CARDS_PRINT, Permission.ROLES_GRANT)
def print_cards() -> Response:
    """New cards on a sheet for the printer; they are shown this once."""
    ids = request.form.getlist("person", type=int)[:AT_ONCE]
    people = queries.people_for_cards(signed_in(), ids)
    if not people:
        raise Problem(_("请先勾选要打印登录卡的人。"))
    printed = [
        (card, card_address(card.token), picture(card_address(card.token))) for card in operations.print_cards(people)
    ]
    return render_page("accounts/cards_print.html", layout="print", cards=printed, back_url=url_for("accounts.cards"))
