"""The menu for everybody: to look at, to order from, and as a sheet of paper with a slip."""

from flask import Response, url_for

from partyedu.core import clock
from partyedu.core.access import anyone
from partyedu.core.actor import current_actor
from partyedu.core.errors import found
from partyedu.core.pages import render_page
from partyedu.orders import access, blueprint, queries
from partyedu.orders.models import Menu


@blueprint.get("/")
@anyone
def index() -> Response:
    """The menu one can order from now; when there are several, that of the nearest unit."""
    actor, menus = current_actor(), queries.menus_on_show(clock.today())
    for_me = [menu for menu in menus if actor and access.is_for(menu.unit.path, actor.unit_path)]
    nearest = next(iter(for_me or menus), None)
    return _menu_page(nearest, menus)


@blueprint.get("/menus/<int:menu_id>")
@anyone
def menu(menu_id: int) -> Response:
    """One menu, of now or of a period before."""
    row = found(queries.menu_shown(current_actor(), menu_id))
    return _menu_page(row, queries.menus_on_show(clock.today()))


def _menu_page(row: Menu | None, menus: list[Menu] | object) -> Response:
    actor = current_actor()
    open_now = row is not None and access.is_orderable(row, clock.today())
    is_for_me = row is not None and actor is not None and access.is_for(row.unit.path, actor.unit_path)
    return render_page(
        "orders/menu.html",
        menu=row,
        menus=menus,
        dishes=queries.dishes(row.id) if row else [],
        mine=queries.own_on_menu(actor, row.id) if row and actor and actor.person_id else {},
        is_open=open_now,
        may_order=open_now and (is_for_me or actor is None or actor.may(access.ORDERS_FOR)),
        keeps=row is not None and access.manages(actor, row.unit.path),
    )


@blueprint.get("/menus/<int:menu_id>/print")
@anyone
def printed_menu(menu_id: int) -> Response:
    """The menu as a sheet of paper, with a slip to order on."""
    row = found(queries.menu_shown(current_actor(), menu_id))
    return render_page(
        "orders/menu_print.html",
        layout="print",
        menu=row,
        dishes=[dish for dish in queries.dishes(row.id) if dish.is_on_offer],
        back_url=url_for("orders.menu", menu_id=row.id),
    )
